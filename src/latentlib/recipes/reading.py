"""What a checkpoint holds, made usable again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from latentlib import checkpoints
from latentlib.checkpoints import CheckpointError
from latentlib.data import WordVectors
from latentlib.models import SkipGramConfig
from latentlib.recipes.recipe import MODELS

__all__ = ["read_model", "read_words"]


def read_model(config: Any, name: str, seed: int, folder: Path) -> nn.Module:
    """Return a trained network, in evaluation mode, on the CPU.

    Parameters
    ----------
    config : config
        The model's shape, a key of `MODELS`.
    name, seed, folder
        Which checkpoint, which of its models, and where it is.

    Raises
    ------
    ValueError
        If there is no such seed.
    CheckpointError
        If a file is missing or damaged, or the weights are of another shape.
    """
    weights = checkpoints.read_weights(name, seed, folder)
    model = MODELS[type(config)](config, generator=torch.Generator())
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(f"the weights of {name} do not fit its model: {error}") from error
    return model.eval()


def read_words(config: SkipGramConfig, name: str, seed: int, folder: Path) -> WordVectors:
    """Return trained word vectors.

    Parameters
    ----------
    config : SkipGramConfig
        Has the number of dimensions.
    name, seed, folder
        As for `read_model`.

    Raises
    ------
    ValueError
        If there is no such seed.
    CheckpointError
        If a file is missing or damaged, or the vectors have another number of dimensions.
    """
    words = checkpoints.read_word_vectors(name, seed, folder)
    n_dims = words.vectors.shape[1]
    if n_dims != config.dim:
        raise CheckpointError(
            f"the vectors of {name} do not fit its model: they have {n_dims} dimensions, and the "
            f"card says {config.dim}"
        )
    return words
