"""Where images and words part: how a checkpoint of either is made, and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from torch import nn

from latentlib.checkpoints import Card
from latentlib.data import WordVectors
from latentlib.models import SkipGramConfig
from latentlib.recipes.making import make
from latentlib.recipes.reading import read_model, read_words
from latentlib.recipes.recipe import MODELS
from latentlib.recipes.word_making import make_words

__all__ = ["KINDS", "Kind"]


class Kind(NamedTuple):
    """What is done for one kind of recipe in a way of its own.

    Attributes
    ----------
    make : callable
        ``make(recipe, sets, folder, ...)`` trains, measures and writes: see `make`.
    read : callable
        ``read(config, name, seed, folder)`` is a trained model: see `read_model`.
    """

    make: Callable[..., Card | None]
    read: Callable[..., nn.Module | WordVectors]


KINDS: Mapping[type, Kind] = MappingProxyType(
    {
        **dict.fromkeys(MODELS, Kind(make, read_model)),
        SkipGramConfig: Kind(make_words, read_words),
    }
)
"""By the class of the model's configuration."""
