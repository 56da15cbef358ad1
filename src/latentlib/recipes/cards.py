"""What a card says of a recipe, its data and its numbers."""

from __future__ import annotations

import dataclasses
import importlib.metadata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from torch import nn

from latentlib.checkpoints import MeasuredNumber
from latentlib.data import WordVectors
from latentlib.recipes.measures import MEASURES
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.sets import Sets
from latentlib.recipes.word_recipe import WordRecipe
from latentlib.recipes.word_sets import WordSets

__all__ = ["as_json", "config_of", "measured", "origin"]


def measured(
    recipe: Recipe | WordRecipe, models: Sequence[nn.Module | WordVectors], sets: Sets | WordSets
) -> tuple[MeasuredNumber, ...]:
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


def origin(recipe: Recipe | WordRecipe, sets: Sets | WordSets, hardware: str) -> dict[str, Any]:
    """Return what a card says of where a checkpoint comes from."""
    data, held_out = sets.about()
    return {
        "name": recipe.name,
        "summary": recipe.summary,
        "use": recipe.use,
        "model": as_json(recipe.model),
        "training": as_json(recipe.training),
        "objective": as_json(recipe.objective),
        "data": data,
        "held_out": held_out,
        "seeds": recipe.seeds,
        "hardware": hardware,
        "libraries": {name: importlib.metadata.version(name) for name in ("latentlib", "torch")},
    }


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


def config_of(fields: Mapping[str, Any], classes: Iterable[type]) -> Any:
    """Return the model's configuration that `as_json` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is of none of the classes, or does not make sense.
    """
    named = {kind.__name__: kind for kind in classes}
    values = {
        name: config_of(value, classes) if isinstance(value, Mapping) else value
        for name, value in fields.items()
        if name != "class"
    }
    return named[fields["class"]](**values)
