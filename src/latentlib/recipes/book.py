"""All recipes: for each checkpoint its data, model, training, seeds and measures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from latentlib.recipes.autoencoders import AUTOENCODERS
from latentlib.recipes.classifiers import CLASSIFIERS
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.vaes import VAES

__all__ = ["RECIPES", "find_recipe"]

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {recipe.name: recipe for recipe in (*AUTOENCODERS, *VAES, *CLASSIFIERS)}
)


def find_recipe(name: str) -> Recipe:
    """Return a recipe by name, or say which there are."""
    if name not in RECIPES:
        raise ValueError(f"name is {name!r}, but one of {', '.join(RECIPES)} was expected")
    return RECIPES[name]
