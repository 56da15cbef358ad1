"""Word vectors of finished seeds, kept until those of all seeds are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from latentlib._files import write_atomically
from latentlib.training import StateError

__all__ = ["TrainedWords", "read_trained", "write_trained"]


class TrainedWords(NamedTuple):
    """What is left of the training of one seed.

    Attributes
    ----------
    vectors : ndarray of float32, shape (V, D)
        Of the words that are kept, most frequent first.
    loss : ndarray of float64, shape (n_points,)
        Nats a pair, as measured now and then.
    seconds : ndarray of float64, shape (2,)
        How long it took: by the clock, and of the processor.
    """

    vectors: np.ndarray
    loss: np.ndarray
    seconds: np.ndarray


def write_trained(path: Path, trained: TrainedWords, about: Mapping[str, Any]) -> None:
    """Write a finished seed, as a whole or not at all.

    Parameters
    ----------
    path : Path
        Where.
    trained : TrainedWords
        What.
    about : mapping
        What makes this training this training, as JSON has it.
    """
    tensors = {name: np.ascontiguousarray(array) for name, array in trained._asdict().items()}
    write_atomically(path, save(tensors, metadata={"about": json.dumps(about)}))


def read_trained(path: Path, about: Mapping[str, Any]) -> TrainedWords | None:
    """Return a finished seed, or None where there is none.

    Raises
    ------
    StateError
        If the file is damaged, or is of another training.
    """
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="numpy") as file:
            found = json.loads((file.metadata() or {})["about"])
            trained = TrainedWords(*(file.get_tensor(name) for name in TrainedWords._fields))
    except (KeyError, ValueError, SafetensorError) as error:
        raise StateError(
            f"{path} holds no word vectors ({error}); remove it to begin anew"
        ) from error
    for key, expected in json.loads(json.dumps(about)).items():
        if found.get(key) != expected:
            raise StateError(
                f"{path} is of a training with another {key}: {found.get(key)} instead of "
                f"{expected}; remove it to begin anew"
            )
    return trained
