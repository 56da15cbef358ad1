"""What a recipe of images is: everything that decides how a checkpoint comes out, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import TensorDataset

from latentlib.data import (
    ImageDataset,
    load_fashion_mnist,
    load_glyphs,
    load_mnist,
    make_shapes,
)
from latentlib.models import (
    VAE,
    Autoencoder,
    AutoencoderConfig,
    Classifier,
    ClassifierConfig,
    ConditionalVAE,
    ConditionalVAEConfig,
    ConvAutoencoder,
    ConvAutoencoderConfig,
    VAEConfig,
    reconstruction_objective,
)
from latentlib.recipes.sets import Sets
from latentlib.training import Objective, Rows, TrainConfig

__all__ = ["LOADERS", "MODELS", "Recipe"]

MODELS: dict[type, Callable[..., nn.Module]] = {
    AutoencoderConfig: Autoencoder,
    ClassifierConfig: Classifier,
    ConditionalVAEConfig: ConditionalVAE,
    ConvAutoencoderConfig: ConvAutoencoder,
    VAEConfig: VAE,
}


def _grey_shapes(split: str) -> ImageDataset:
    """Draw grey shapes of which all that can be seen varies: as many as there are clothes."""
    n, seed = (16_000, 0) if split == "train" else (4000, 1)
    return make_shapes(n, random_state=seed, channels=1)


LOADERS: dict[str, Callable[[str], ImageDataset]] = {
    "fashion_mnist": load_fashion_mnist,
    "shapes": _grey_shapes,
    "glyphs": load_glyphs,
    "mnist": load_mnist,
}


def _labelled(images: ImageDataset) -> TensorDataset:
    return TensorDataset(images.tensor(), torch.tensor(images.labels))


def _groups(images: ImageDataset) -> torch.Tensor:
    """Return groups, shape (N, K, C, H, W), of images whose labels are 0, 1, ..., K - 1 in turn."""
    size = len(images.label_names)
    n_groups = len(images) // size  # of the last one some may be missing
    labels = images.labels[: n_groups * size]
    if not n_groups or not np.array_equal(labels, np.tile(np.arange(size), n_groups)):
        raise ValueError(
            f"labels of {images.name} begin {images.labels[:3]} and are {len(images)}, but each of "
            f"{size} in its turn was expected, once at least"
        )
    return images.tensor()[: n_groups * size].unflatten(0, (n_groups, size))


_BRIEF_IMAGES = 248  # whole fonts of 62 characters, where there are fonts

_ROWS: dict[str, Callable[[ImageDataset], Rows]] = {
    "images": ImageDataset.tensor,
    "labelled": _labelled,
    "groups": _groups,
}


@dataclass(frozen=True)
class Recipe:
    """How a checkpoint of images is made.

    Attributes
    ----------
    name : str
        Its name, and that of its files.
    summary : str
        What it is, in a sentence.
    use : str
        What it is good for, and what it is not.
    data : str
        The data set, a key of `LOADERS`; or ``"folder"``, for a reader's own.
    model : config
        The model's shape: a key of `MODELS` is its class.
    training : TrainConfig
        How it is trained.
    objective : callable
        What is minimised.
    measures : tuple of str
        What the card states, measured on held-out data: keys of `latentlib.recipes.MEASURES`.
    given : {"images", "labelled", "groups"}
        What the objective is given rows of: images; images with their labels; or, where each
        label comes once in turn, such as the characters of a font, whole turns.
    seeds : tuple of int
        One model is trained for each.
    shipped : bool
        Whether the checkpoint comes with the package.
    """

    name: str
    summary: str
    use: str
    data: str
    model: Any
    training: TrainConfig
    # As a class attribute, a function would be taken for a method.
    objective: Objective = field(default_factory=lambda: reconstruction_objective)
    measures: tuple[str, ...] = ("reconstruction_error", "probe_accuracy")
    given: str = "images"
    seeds: tuple[int, ...] = (0, 1, 2)
    shipped: bool = True

    def __post_init__(self) -> None:
        if self.given not in _ROWS:
            raise ValueError(f"given is {self.given!r}, but one of {', '.join(_ROWS)} was expected")

    def images(self, split: str, n_images: int | None = None) -> ImageDataset:
        """Return the images of a split, "train" or "test": all, or the first few."""
        return LOADERS[self.data](split).subset(slice(n_images))

    def sets(self, *, brief: bool = False) -> Sets:
        """Return the images to learn from and to measure with: all, or 248 of each."""
        n_images = _BRIEF_IMAGES if brief else None
        return Sets(*(self.images(split, n_images) for split in ("train", "test")))

    def briefly(self) -> Recipe:
        """Return the recipe with one pass over the data, for one seed."""
        return replace(self, training=replace(self.training, epochs=1), seeds=self.seeds[:1])

    def rows(self, images: ImageDataset) -> Rows:
        """Return images as the objective is given them."""
        return _ROWS[self.given](images)

    def build(self, generator: torch.Generator) -> nn.Module:
        """Return the model with weights that know nothing yet."""
        return MODELS[type(self.model)](self.model, generator=generator)
