"""A reader's own images: a folder in, a checkpoint out that every live figure opens."""

from __future__ import annotations

import os
import re
from pathlib import Path

from latentlib.checkpoints import Card
from latentlib.data import FolderImages, read_image_folder
from latentlib.models import (
    ConvAutoencoderConfig,
    NegativeELBO,
    VAEConfig,
    reconstruction_objective,
)
from latentlib.recipes.making import make
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.sets import Sets
from latentlib.training import Hardware, TrainConfig

__all__ = ["KINDS", "train_own"]

KINDS = ("autoencoder", "vae")
"""What can be trained on a folder of images."""

_IMAGES_SEEN = 600_000  # all epochs together, where nobody says how many epochs
_EPOCHS = (5, 300)  # at least, at most


def train_own(
    kind: str,
    folder: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] = ".",
    name: str | None = None,
    size: int = 32,
    latent_dim: int = 16,
    epochs: int | None = None,
    seed: int = 0,
    progress: bool = True,
    hardware: Hardware | None = None,
    fresh: bool = False,
) -> Card | None:
    """Train on a folder of images; write weights, card and learning curve.

    One image in ten is held out. What is broken off goes on at the next call with the same folder
    and settings.

    Parameters
    ----------
    kind : {"autoencoder", "vae"}
        What to train: both with convolutions.
    folder : path
        Where the images are, as `read_image_folder` takes them.
    out : path
        Where the checkpoint goes.
    name : str, optional
        Its name, of letters, digits, ``-`` and ``_``; kind and folder by default.
    size : int
        Height and width of the images, a multiple of 4, at least 8.
    latent_dim : int
        The number of dimensions of the code, at least 1; 2 for a map.
    epochs : int, optional
        Passes over the images; by default as many as see 600,000, from 5 to 300.
    seed : int
        Of the weights and of the images' order.
    progress : bool
        Whether to show progress.
    hardware : Hardware, optional
        What to train on: one process on the CPU by default.
    fresh : bool
        Whether to forget what an earlier call has left.

    Returns
    -------
    Card or None
        The card that was written; None in all processes but the first.

    Raises
    ------
    ValueError
        If an argument does not fit, or there are fewer than 20 images.
    DataError
        If there is no such folder, or no image in it that can be read.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, but one of {', '.join(KINDS)} was expected")
    name = name or f"{kind}-{_plain(Path(folder).resolve().name)}"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise ValueError(f"name is {name!r}, but letters, digits, - and _ were expected")
    images = read_image_folder(folder, size=size, progress=progress)
    if len(images) < 20:
        raise ValueError(f"{folder} has {len(images)} images, but at least 20 were expected")
    data, held_out = images.split(10)
    recipe = _recipe(kind, name, images, latent_dim, epochs or _epochs(len(data)), seed)
    return make(
        recipe,
        Sets(data.as_dataset(), held_out.as_dataset()),
        Path(out),
        state_name=f"{name}-{_plain(Path(images.images.filename).stem)}",
        progress=progress,
        hardware=hardware,
        fresh=fresh,
        rows=data,
        n_images=(len(data), len(held_out)),
    )


def _plain(name: str) -> str:
    """Return a name in which only letters, digits, - and _ are left."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "images"


def _epochs(n_images: int) -> int:
    least, most = _EPOCHS
    return min(max(round(_IMAGES_SEEN / n_images), least), most)


def _recipe(
    kind: str, name: str, images: FolderImages, latent_dim: int, epochs: int, seed: int
) -> Recipe:
    shape, n = images.image_shape, len(images)
    common = {
        "name": name,
        "use": "For whatever its maker likes. It knows nothing but the images of that folder.",
        "data": "folder",
        "training": TrainConfig(epochs=epochs, batch_size=64, lr=3e-3),
        "seeds": (seed,),
        "shipped": False,
    }
    if kind == "autoencoder":
        return Recipe(
            **common,
            summary=f"A convolutional autoencoder of a folder of {n:,} images.",
            model=ConvAutoencoderConfig(shape, latent_dim, channels=(32, 64)),
            objective=reconstruction_objective,
            measures=("reconstruction_error",),
        )
    return Recipe(
        **common,
        summary=f"A convolutional variational autoencoder of a folder of {n:,} images.",
        model=VAEConfig(
            shape, latent_dim, hidden=(), channels=(32, 64), neck=16, likelihood="gaussian"
        ),
        objective=NegativeELBO(),
        measures=("negative_elbo", "kl", "active_units", "reconstruction_error"),
    )
