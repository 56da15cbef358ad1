"""Training by a recipe of images, and writing what came out.

Weights are rounded where that does not show; learning curves are thinned.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn

from latentlib import checkpoints
from latentlib.checkpoints import Card
from latentlib.data import ImageDataset, cache_folder
from latentlib.models import Classifier, ConditionalVAE
from latentlib.recipes.cards import measured, origin
from latentlib.recipes.curves import curves_file, thinned, write_curves
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.sets import Sets
from latentlib.training import Hardware, History, Rows, fit

__all__ = ["make"]

# Rounding to 16 bits may move no answer by as much as this, or else weights keep their 32.
_VISIBLE = 5 / 255
_BATCH = 512
_SAVE_EVERY = 500  # steps: a few seconds of work at most


def make(
    recipe: Recipe,
    sets: Sets,
    folder: Path,
    *,
    state_name: str,
    progress: bool = True,
    hardware: Hardware | None = None,
    fresh: bool = False,
    rows: Rows | None = None,
    n_images: tuple[int, int] | None = None,
) -> Card | None:
    """Train one model a seed, round, measure, and write it all.

    Parameters
    ----------
    recipe : Recipe
        How.
    sets : Sets
        What to learn from, and what to measure with.
    folder : Path
        Where weights, card and learning curves go.
    state_name : str
        Under which the state of an unfinished training is kept, in the cache.
    progress, hardware, fresh
        As for `latentlib.recipes.train`.
    rows : Rows, optional
        What to learn from, where `sets` has only some of it.
    n_images : tuple of int, optional
        How many images there are to learn from and held out, then.

    Returns
    -------
    Card or None
        The card that was written; None in all processes but the first.
    """
    hardware = hardware or Hardware(accelerator="cpu")
    fabric = hardware.launch()
    rows = recipe.rows(sets.data) if rows is None else rows
    models, curves, minutes, states = {}, [], 0.0, []
    for seed in recipe.seeds:
        state = cache_folder() / "training" / f"{state_name}-seed{seed}.safetensors"
        states.append(state)
        if fresh:
            state.unlink(missing_ok=True)
        generator = torch.Generator().manual_seed(seed)
        model = recipe.build(generator)
        history = fit(
            model,
            rows,
            recipe.objective,
            recipe.training,
            generator=generator,
            progress=progress,
            fabric=fabric,
            state_file=state,
            save_every=_SAVE_EVERY,
            threads=hardware.threads,
        )
        curves.append(thinned(seed, history))
        minutes += _minutes(history, hardware, fabric.device.type)
        models[seed] = model.cpu().eval()
    if not fabric.is_global_zero:
        return None
    card = _written(recipe, models, sets, folder, hardware.describe(fabric), minutes, n_images)
    write_curves(curves_file(recipe.name, folder), curves)
    for state in states:
        state.unlink(missing_ok=True)
    return card


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
    n_images: tuple[int, int] | None,
) -> Card:
    """Round for storage, measure what was rounded, write weights and card."""
    dtype, change = _round_for_storage(models.values(), sets.held_out)
    facts = origin(recipe, sets, hardware)
    for part, n in zip(("data", "held_out"), n_images or (), strict=False):
        facts[part]["n_images"] = n
    card = Card(
        **facts,
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
