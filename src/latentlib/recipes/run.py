"""Making, loading and verifying checkpoints by their recipes."""

from __future__ import annotations

import copy
import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from latentlib import checkpoints
from latentlib.checkpoints import Card, CheckpointError
from latentlib.data import ImageDataset, cache_folder
from latentlib.models import Classifier, ConditionalVAE
from latentlib.recipes.book import find_recipe
from latentlib.recipes.cards import as_json, measured, origin, sha256_of_pixels
from latentlib.recipes.measures import MEASURES, Sets
from latentlib.recipes.recipe import Recipe
from latentlib.training import Hardware, History, fit

__all__ = ["Comparison", "load", "train", "verify"]

_SMOKE_IMAGES = 248  # whole fonts of 62 characters, where there are fonts
# Rounding to 16 bits may move no answer by as much as this, or else weights keep their 32.
_VISIBLE = 5 / 255
_BATCH = 512
_SAVE_EVERY = 500  # steps: a few seconds of work at most


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


def load(name: str, seed: int = 0, *, folder: Path = checkpoints.FOLDER) -> nn.Module:
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
    torch.nn.Module
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
            f"is {as_json(recipe.model)}; make it again with: latentlib train {name}"
        )
    weights = checkpoints.read_weights(name, seed, folder)
    model = recipe.build(torch.Generator())
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
    hardware: Hardware | None = None,
    fresh: bool = False,
) -> Card | None:
    """Make a checkpoint: train, round for storage, measure what was rounded, write it all.

    If it is broken off, the next call goes on where it was: the state is kept in
    `latentlib.data.cache_folder` until the checkpoint is written.

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
        If there is no such recipe, or `out` is missing where the result is not to go into the
        package: with `smoke`, and for recipes that are not shipped.
    """
    recipe, n_images = find_recipe(name), None
    if out is None and (smoke or not recipe.shipped):
        why = "smoke=True" if smoke else f"{name}, which is not shipped,"
        raise ValueError(f"out is None, but with {why} a folder to write to was expected")
    if smoke:
        short = dataclasses.replace(recipe.training, epochs=1)
        recipe = dataclasses.replace(recipe, training=short, seeds=recipe.seeds[:1])
        n_images = _SMOKE_IMAGES
    sets = Sets(*(recipe.images(split, n_images) for split in ("train", "test")))
    hardware = hardware or Hardware(accelerator="cpu")
    fabric = hardware.launch()
    models, histories = {}, {}
    states = [_state_file(name, seed, smoke) for seed in recipe.seeds]
    for seed, state in zip(recipe.seeds, states, strict=True):
        if fresh:
            state.unlink(missing_ok=True)
        generator = torch.Generator().manual_seed(seed)
        model = recipe.build(generator)
        histories[seed] = fit(
            model,
            recipe.rows(sets.data),
            recipe.objective,
            recipe.training,
            generator=generator,
            progress=progress,
            fabric=fabric,
            state_file=state,
            save_every=_SAVE_EVERY,
            threads=hardware.threads,
        )
        models[seed] = model.cpu().eval()
    if not fabric.is_global_zero:
        return None
    folder = checkpoints.FOLDER if out is None else Path(out)
    minutes = sum(_minutes(h, hardware, fabric.device.type) for h in histories.values())
    card = _written(recipe, models, sets, folder, hardware.describe(fabric), minutes)
    for state in states:
        state.unlink(missing_ok=True)
    return card


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
    sets = Sets(*(recipe.images(split) for split in ("train", "test")))
    for stated, images in zip((card.data, card.held_out), sets, strict=True):
        if stated["sha256_of_pixels"] != sha256_of_pixels(images):
            raise CheckpointError(
                f"the card of {name} in {folder} is of other images of {images.name} than those "
                f"here; make it again with: latentlib train {name}"
            )
    comparisons = []
    for position, seed in enumerate(card.seeds):
        model = load(name, seed, folder=folder)
        comparisons += [
            Comparison(
                n.key, seed, n.values[position], MEASURES[n.key].of(model, sets), n.tolerance
            )
            for n in card.measured
        ]
    return tuple(comparisons)


def _state_file(name: str, seed: int, smoke: bool) -> Path:
    kind = "-smoke" if smoke else ""
    return cache_folder() / "training" / f"{name}-seed{seed}{kind}.safetensors"


def _minutes(history: History, hardware: Hardware, device: str) -> float:
    """Return how long it took; on a CPU, what else that did meanwhile does not count."""
    seconds = history.seconds if device != "cpu" else history.processor_seconds / hardware.threads
    return seconds / 60


def _written(
    recipe: Recipe,
    models: Mapping[int, nn.Module],
    sets: Sets,
    folder: Path,
    hardware: str,
    minutes: float,
) -> Card:
    """Round for storage, measure what was rounded, write weights and card."""
    dtype, change = _round_for_storage(models.values(), sets.held_out)
    card = Card(
        **origin(recipe, sets, hardware),
        n_parameters=sum(p.numel() for p in models[recipe.seeds[0]].parameters()),
        minutes=round(minutes, 1),
        largest_change_by_storage=float(f"{change:.2g}"),
        measured=measured(recipe, list(models.values()), sets),
    )
    weights = {seed: model.state_dict() for seed, model in models.items()}
    return checkpoints.write_checkpoint(folder, card, weights, dtype)


def _round_for_storage(
    models: Iterable[nn.Module], held_out: ImageDataset
) -> tuple[torch.dtype, float]:
    """Round the weights as they will be stored, where that does not show.

    Returns
    -------
    dtype : torch.dtype
        What the weights are to be stored as.
    change : float
        How far this moves any answer about held-out images.
    """
    kept = {model: copy.deepcopy(model.state_dict()) for model in models}
    change = max(_change_by_rounding(model, held_out) for model in kept)
    if change < _VISIBLE:
        return torch.float16, change
    for model, weights in kept.items():
        model.load_state_dict(weights)
    return torch.float32, 0.0


def _change_by_rounding(model: nn.Module, held_out: ImageDataset) -> float:
    """Round weights to 16 bits; return the largest change of an answer."""
    before = _answers(model, held_out)
    stored = checkpoints.as_stored(model.state_dict(), torch.float16)
    model.load_state_dict({key: weight.float() for key, weight in stored.items()})
    return float(np.abs(_answers(model, held_out) - before).max())


@torch.no_grad()
def _answers(model: nn.Module, held_out: ImageDataset) -> np.ndarray:
    """Return reconstructions, or the probability of each class, all in [0, 1]."""
    x, y = held_out.tensor().split(_BATCH), torch.tensor(held_out.labels).split(_BATCH)
    if isinstance(model, Classifier):
        return torch.cat([model(part).softmax(1) for part in x]).numpy()
    if isinstance(model, ConditionalVAE):
        return torch.cat([model(*part).reconstruction for part in zip(x, y, strict=True)]).numpy()
    return torch.cat([model(part).reconstruction for part in x]).numpy()
