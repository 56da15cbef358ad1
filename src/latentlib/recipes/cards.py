"""What a card says of a recipe, its images and its numbers."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import nn

from latentlib.checkpoints import MeasuredNumber
from latentlib.data import ImageDataset
from latentlib.recipes.measures import MEASURES, Sets
from latentlib.recipes.recipe import LICENCES, MODELS, Recipe

__all__ = ["as_json", "config_of", "measured", "origin", "sha256_of_pixels"]


def measured(recipe: Recipe, models: Sequence[nn.Module], sets: Sets) -> tuple[MeasuredNumber, ...]:
    """Measure models, one a seed, and the baselines, for a card."""
    numbers = []
    for key in recipe.measures:
        m = MEASURES[key]
        values = tuple(_rounded(m.of(model, sets)) for model in models)
        baseline = None if m.baseline is None else _rounded(m.baseline(recipe, sets))
        numbers.append(
            MeasuredNumber(key, m.label, m.unit, values, m.tolerance, baseline, m.baseline_name)
        )
    return tuple(numbers)


def _rounded(value: float) -> float:
    """Return a number with six significant digits: more would only be noise on a card."""
    return float(f"{value:.6g}")


def origin(recipe: Recipe, sets: Sets, hardware: str) -> dict[str, Any]:
    """Return what a card says of where a checkpoint comes from."""
    return {
        "name": recipe.name,
        "summary": recipe.summary,
        "use": recipe.use,
        "model": as_json(recipe.model),
        "training": as_json(recipe.training),
        "objective": as_json(recipe.objective),
        "data": _about_images(sets.data, "training split"),
        "held_out": _about_images(sets.held_out, "test split"),
        "seeds": recipe.seeds,
        "hardware": hardware,
        "libraries": {name: importlib.metadata.version(name) for name in ("latentlib", "torch")},
    }


def _about_images(images: ImageDataset, part: str) -> dict[str, Any]:
    return {
        "name": f"{images.name}, {part}",
        "n_images": len(images),
        "sha256_of_pixels": sha256_of_pixels(images),
        "licence": LICENCES[images.name],
    }


def sha256_of_pixels(images: ImageDataset) -> str:
    """Return a checksum of the images themselves, whatever file they came from."""
    return hashlib.sha256(np.ascontiguousarray(images.images)).hexdigest()


def as_json(config: Any) -> dict[str, Any]:
    """Return a configuration as JSON has it: its class and fields, or a function by its name."""
    if not dataclasses.is_dataclass(config):
        return {"function": config.__name__}
    fields = {f.name: _plain(getattr(config, f.name)) for f in dataclasses.fields(config)}
    return {"class": type(config).__name__, **fields}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return as_json(value)
    return list(value) if isinstance(value, tuple) else value


def config_of(fields: Mapping[str, Any]) -> Any:
    """Return the model's configuration that `as_json` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is none of those that `MODELS` knows, or does not make sense.
    """
    classes = {kind.__name__: kind for kind in MODELS}
    values = {
        name: config_of(value) if isinstance(value, Mapping) else value
        for name, value in fields.items()
        if name != "class"
    }
    return classes[fields["class"]](**values)
