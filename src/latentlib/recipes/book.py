"""The recipes: for each shipped checkpoint its data, model, training and seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from latentlib.data import ImageDataset, load_fashion_mnist, load_glyphs, make_shapes
from latentlib.models import (
    Autoencoder,
    AutoencoderConfig,
    ConvAutoencoder,
    ConvAutoencoderConfig,
)
from latentlib.training import TrainConfig

__all__ = [
    "CODE_SIZES",
    "MODELS",
    "RECIPES",
    "AnyConfig",
    "AnyModel",
    "Recipe",
    "find_recipe",
    "images_of",
]

CODE_SIZES = (1, 2, 4, 8, 16, 32, 64)

AnyConfig = AutoencoderConfig | ConvAutoencoderConfig
AnyModel = Autoencoder | ConvAutoencoder

MODELS = {AutoencoderConfig: Autoencoder, ConvAutoencoderConfig: ConvAutoencoder}


def _grey_shapes(split: str) -> ImageDataset:
    """Draw grey shapes of which all that can be seen varies: as many as there are clothes."""
    n, seed = (16_000, 0) if split == "train" else (4000, 1)
    return make_shapes(n, random_state=seed, channels=1)


LOADERS = {"fashion_mnist": load_fashion_mnist, "shapes": _grey_shapes, "glyphs": load_glyphs}


@dataclass(frozen=True)
class Recipe:
    """How a checkpoint is made.

    Attributes
    ----------
    name : str
        Its name, and that of its files.
    summary : str
        What it is, in a sentence.
    use : str
        What it is good for, and what it is not.
    data : str
        The data set, a key of the loaders.
    model : AutoencoderConfig or ConvAutoencoderConfig
        The model.
    training : TrainConfig
        How it is trained.
    seeds : tuple of int
        One model is trained for each.
    """

    name: str
    summary: str
    use: str
    data: str
    model: AnyConfig
    training: TrainConfig
    seeds: tuple[int, ...] = (0, 1, 2)


def _fashion_autoencoder(latent_dim: int) -> Recipe:
    number = "1 number" if latent_dim == 1 else f"{latent_dim} numbers"
    return Recipe(
        name=f"fashion-autoencoder-{latent_dim}",
        summary=f"A convolutional autoencoder of Fashion-MNIST with a code of {number}.",
        use=(
            "For reconstructions, codes and maps of Fashion-MNIST in chapters 0 and 1. It knows "
            "nothing but these ten kinds of clothes at 28 x 28 pixels, and its codes follow no "
            "distribution that it was told to: points drawn at random need not decode to clothes."
        ),
        data="fashion_mnist",
        model=_fashion_model(latent_dim),
        # With one number, one seed in three got stuck at the higher rate.
        training=TrainConfig(epochs=30, batch_size=64, lr=4e-3 if latent_dim == 1 else 6e-3),
    )


def _fashion_model(latent_dim: int) -> ConvAutoencoderConfig:
    """Return the better of two shapes, by the error on 2,000 images left out of the training split.

    A small code gains from dense layers between it and the convolutions (at 2 numbers 0.027
    against 0.030), a large one from a wider neck without them (at 64 numbers 0.007 against 0.012).
    """
    if latent_dim <= 8:
        return ConvAutoencoderConfig(latent_dim=latent_dim, neck=8, hidden=(128, 32))
    return ConvAutoencoderConfig(latent_dim=latent_dim, neck=16)


SHAPES = Recipe(
    name="shapes-autoencoder-8",
    summary="A convolutional autoencoder of drawn shapes with a code of 8 numbers.",
    use=(
        "For asking in chapter 0 what a code says of factors that nobody labelled: the shapes' "
        "place, size, angle and kind. It knows nothing but one white shape on black, within the "
        "ranges of `make_shapes`."
    ),
    data="shapes",
    model=ConvAutoencoderConfig(image_shape=(1, 32, 32), latent_dim=8),
    training=TrainConfig(epochs=20, batch_size=64, lr=6e-3),
)

GLYPHS = Recipe(
    name="glyphs-autoencoder-16",
    summary="A convolutional autoencoder of letters and digits with a code of 16 numbers.",
    use=(
        "For codes and copies of single characters in chapter 0. It has seen letters and digits "
        "of 315 fonts, upright and centred at 32 x 32 pixels, and no handwriting but that of "
        "fonts."
    ),
    data="glyphs",
    model=ConvAutoencoderConfig(image_shape=(1, 32, 32), latent_dim=16),
    # At 6e-3, too, one seed in three got stuck.
    training=TrainConfig(epochs=20, batch_size=64, lr=3e-3),
)

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {recipe.name: recipe for recipe in (*map(_fashion_autoencoder, CODE_SIZES), SHAPES, GLYPHS)}
)


def find_recipe(name: str) -> Recipe:
    """Return a recipe by name, or say which there are."""
    if name not in RECIPES:
        raise ValueError(f"name is {name!r}, but one of {', '.join(RECIPES)} was expected")
    return RECIPES[name]


def images_of(recipe: Recipe, split: str, n_images: int | None = None) -> ImageDataset:
    """Return the images of a recipe: all of a split, or the first few."""
    return LOADERS[recipe.data](split).subset(slice(n_images))
