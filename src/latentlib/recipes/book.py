"""All recipes: for each checkpoint its data, model, training, seeds and measures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from latentlib.recipes.autoencoders import AUTOENCODERS
from latentlib.recipes.classifiers import CLASSIFIERS
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.vaes import VAES
from latentlib.recipes.word_recipe import WordRecipe
from latentlib.recipes.words import WORDS

__all__ = ["RECIPES", "find_recipe"]

RECIPES: Mapping[str, Recipe | WordRecipe] = MappingProxyType(
    {recipe.name: recipe for recipe in (*AUTOENCODERS, *VAES, *CLASSIFIERS, *WORDS)}
)


def find_recipe(name: str) -> Recipe | WordRecipe:
    """Return a recipe by name, or say which there are."""
    if name not in RECIPES:
        raise ValueError(f"name is {name!r}, but one of {', '.join(RECIPES)} was expected")
    return RECIPES[name]
