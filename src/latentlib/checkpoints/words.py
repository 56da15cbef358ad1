"""Word vectors as a checkpoint: a table of bytes for each seed, and the words once.

The words are one text, a line each, in UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from latentlib.checkpoints.cards import Card
from latentlib.checkpoints.files import FOLDER, CheckpointError, read_stored, write_stored
from latentlib.data import WordVectors
from latentlib.data.quantised import Quantised

__all__ = ["read_word_vectors", "write_word_vectors"]


def write_word_vectors(
    folder: Path, card: Card, words: tuple[str, ...], tables: Mapping[int, Quantised]
) -> Card:
    """Write word vectors and card, each file as a whole or not at all.

    Parameters
    ----------
    folder : Path
        Where; made if need be.
    card : Card
        The card; its field `weights` is filled in here.
    words : tuple of str, length V
        The words, which all seeds share, most frequent first.
    tables : mapping of int to Quantised
        For each seed their vectors, in the same order.

    Returns
    -------
    Card
        The card as written.

    Raises
    ------
    ValueError
        If a word is empty or holds a line break, or a table has not one row a word.
    """
    text = "\n".join(words)
    if tuple(text.splitlines()) != tuple(words) or not all(words):
        raise ValueError("words has one that is empty or holds a line break, but none was expected")
    for seed, table in tables.items():
        if len(table.steps) != len(words):
            raise ValueError(
                f"tables[{seed}] has {len(table.steps)} rows, but {len(words)}, the number of "
                "words, was expected"
            )
    named = {
        seed: {"steps": torch.tensor(table.steps), "scale": torch.tensor(table.scale)}
        for seed, table in tables.items()
    }
    letters = torch.tensor(np.frombuffer(text.encode(), dtype=np.uint8))
    return write_stored(folder, card, named, {"words": letters}, stored_as="int8")


def read_word_vectors(name: str, seed: int, folder: Path = FOLDER) -> WordVectors:
    """Return the word vectors of one seed.

    Raises
    ------
    CheckpointError
        If the file is missing, is not the one that the card was written for, or holds no words.
    ValueError
        If there is no such seed.
    """
    stored = {key: tensor.numpy() for key, tensor in read_stored(name, seed, folder).items()}
    try:
        words = stored["words"].tobytes().decode().splitlines()
        return WordVectors(tuple(words), Quantised(stored["steps"], stored["scale"]).vectors)
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"{folder / name}.safetensors holds no words: {error}") from error
