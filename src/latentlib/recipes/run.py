"""Making, loading and verifying checkpoints by their recipes."""

from __future__ import annotations

import copy
import dataclasses
import importlib.metadata
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from latentlib import checkpoints
from latentlib.checkpoints import Card, CheckpointError
from latentlib.data import ImageDataset
from latentlib.models import ArrayCoder, fit_pca, reconstruction_loss
from latentlib.recipes.book import MODELS, AnyModel, Recipe, find_recipe, images_of
from latentlib.recipes.card_numbers import (
    about_images,
    as_json,
    measure,
    on_card,
    sha256_of_pixels,
)
from latentlib.training import fit

__all__ = ["Comparison", "load", "train", "verify"]

_SMOKE_IMAGES = 256
# Rounding to 16 bits may move no pixel by as much as this, or else weights keep their 32.
_VISIBLE = 5 / 255


class Comparison(NamedTuple):
    """One number of a card beside the same measured now.

    Attributes
    ----------
    key : str
        Which number.
    seed : int
        Of which model.
    stated, measured : float
        What the card says, and what was found.
    tolerance : float
        How far they may be apart.
    """

    key: str
    seed: int
    stated: float
    measured: float
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the two are within the tolerance."""
        return abs(self.measured - self.stated) <= self.tolerance


def load(name: str, seed: int = 0, *, folder: Path = checkpoints.FOLDER) -> AnyModel:
    """Return a trained model, in evaluation mode.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    seed : int
        Which of the recipe's models.
    folder : Path
        Where the checkpoint is.

    Returns
    -------
    Autoencoder or ConvAutoencoder
        The model, on the CPU.

    Raises
    ------
    ValueError
        If there is no such recipe or seed.
    CheckpointError
        If a file is missing or damaged, or was made by another version of the recipe.
    """
    recipe = find_recipe(name)
    card = checkpoints.read_card(name, folder)
    if card.model != as_json(recipe.model):
        raise CheckpointError(
            f"the card of {name} in {folder} is of the model {card.model}, but that of the recipe "
            f"is {as_json(recipe.model)}; make it again with: python -m latentlib.recipes {name}"
        )
    weights = checkpoints.read_weights(name, seed, folder)
    model = MODELS[type(recipe.model)](recipe.model, generator=torch.Generator())
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(f"the weights of {name} do not fit its model: {error}") from error
    return model.eval()


def train(
    name: str,
    *,
    smoke: bool = False,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Card:
    """Make a checkpoint: train, round for storage, measure what was rounded, write it all.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    smoke : bool
        Whether only to go through all the motions: few images, one pass, one seed. The result is
        of no use and must go elsewhere than into the package.
    out : path, optional
        The folder to write to; that of the package's checkpoints if not given.
    progress : bool
        Whether to show progress.

    Returns
    -------
    Card
        The card that was written.

    Raises
    ------
    ValueError
        If there is no such recipe, or `smoke` comes without `out`.
    """
    recipe, n_images = find_recipe(name), None
    if smoke:
        if out is None:
            raise ValueError("out is None, but with smoke=True a folder to write to was expected")
        short = dataclasses.replace(recipe.training, epochs=1)
        recipe = dataclasses.replace(recipe, training=short, seeds=recipe.seeds[:1])
        n_images = _SMOKE_IMAGES
    data, held_out = images_of(recipe, "train", n_images), images_of(recipe, "test", n_images)
    start = time.process_time()
    models = {seed: _trained(recipe, data, seed, progress) for seed in recipe.seeds}
    minutes = (time.process_time() - start) / 60 / torch.get_num_threads()
    dtype, change = _round_for_storage(models.values(), held_out)
    by_seed = [measure(ArrayCoder(model), data, held_out) for model in models.values()]
    pca = fit_pca(data.flat(), recipe.model.latent_dim)
    card = Card(
        **_origin(recipe, data, held_out),
        n_parameters=sum(p.numel() for p in models[recipe.seeds[0]].parameters()),
        minutes=round(minutes, 1),
        largest_change_by_storage=float(f"{change:.2g}"),
        measured=on_card(by_seed, measure(pca, data, held_out)),
    )
    folder = checkpoints.FOLDER if out is None else Path(out)
    weights = {seed: model.state_dict() for seed, model in models.items()}
    return checkpoints.write_checkpoint(folder, card, weights, dtype)


def verify(name: str, *, folder: Path = checkpoints.FOLDER) -> tuple[Comparison, ...]:
    """Measure a checkpoint again and compare with its card.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    folder : Path
        Where the checkpoint is.

    Returns
    -------
    tuple of Comparison
        One for each number and seed; `Comparison.agrees` tells whether it is as stated.

    Raises
    ------
    ValueError
        If there is no such recipe.
    CheckpointError
        If a file is missing or damaged, or the images here are not those of the card.
    """
    recipe, card = find_recipe(name), checkpoints.read_card(name, folder)
    data, held_out = images_of(recipe, "train"), images_of(recipe, "test")
    for stated, images in ((card.data, data), (card.held_out, held_out)):
        if stated["sha256_of_pixels"] != sha256_of_pixels(images):
            raise CheckpointError(
                f"the card of {name} in {folder} is of other images of {images.name} than those "
                f"here; make it again with: python -m latentlib.recipes {name}"
            )
    comparisons = []
    for position, seed in enumerate(card.seeds):
        coder = ArrayCoder(load(name, seed, folder=folder))
        found = measure(coder, data, held_out)
        comparisons += [
            Comparison(n.key, seed, n.values[position], found[n.key], n.tolerance)
            for n in card.measured
        ]
    return tuple(comparisons)


def _trained(recipe: Recipe, data: ImageDataset, seed: int, progress: bool) -> AnyModel:
    """Return a model trained with one seed: that of the weights and of the images' order."""
    generator = torch.Generator().manual_seed(seed)
    model = MODELS[type(recipe.model)](recipe.model, generator=generator)
    fit(
        model,
        data.tensor(),
        reconstruction_loss,
        recipe.training,
        generator=generator,
        progress=progress,
    )
    return model.eval()


def _round_for_storage(
    models: Iterable[AnyModel], held_out: ImageDataset
) -> tuple[torch.dtype, float]:
    """Round the weights as they will be stored, where that does not show.

    Returns
    -------
    dtype : torch.dtype
        What the weights are to be stored as.
    change : float
        How far this moves any pixel of a held-out reconstruction.
    """
    kept = {model: copy.deepcopy(model.state_dict()) for model in models}
    change = max(_change_by_rounding(model, held_out) for model in kept)
    if change < _VISIBLE:
        return torch.float16, change
    for model, weights in kept.items():
        model.load_state_dict(weights)
    return torch.float32, 0.0


def _change_by_rounding(model: AnyModel, held_out: ImageDataset) -> float:
    """Round weights to 16 bits; return the largest change of a drawn pixel."""
    coder = ArrayCoder(model)
    before = coder.decode(coder.encode(held_out.flat()))
    stored = checkpoints.as_stored(model.state_dict(), torch.float16)
    model.load_state_dict({key: weight.float() for key, weight in stored.items()})
    after = coder.decode(coder.encode(held_out.flat()))
    return float(np.abs(after - before).max())


def _origin(recipe: Recipe, data: ImageDataset, held_out: ImageDataset) -> dict[str, Any]:
    """Return what a card says of where a checkpoint comes from."""
    n_cores = torch.get_num_threads()
    return {
        "name": recipe.name,
        "summary": recipe.summary,
        "use": recipe.use,
        "model": as_json(recipe.model),
        "training": as_json(recipe.training),
        "data": about_images(data, "training split"),
        "held_out": about_images(held_out, "test split"),
        "seeds": recipe.seeds,
        "hardware": "1 CPU core" if n_cores == 1 else f"{n_cores} CPU cores",
        "libraries": {name: importlib.metadata.version(name) for name in ("latentlib", "torch")},
    }
