"""How each checkpoint is made, and how to load, remake and verify it.

``latentlib recipes`` lists the recipes, ``latentlib train NAME`` makes a checkpoint again, and
``latentlib verify NAME`` measures the one that is there. ``latentlib train vae --images FOLDER``
makes one of a reader's own images. `learning_curves` tells how the training of one went.
"""

from __future__ import annotations

from latentlib.recipes.autoencoders import CODE_SIZES
from latentlib.recipes.book import RECIPES
from latentlib.recipes.curves import LearningCurve, learning_curves
from latentlib.recipes.measure import Measure
from latentlib.recipes.measures import MEASURES
from latentlib.recipes.own import train_own
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.run import Comparison, load, train, verify
from latentlib.recipes.word_recipe import WordRecipe

__all__ = [
    "CODE_SIZES",
    "MEASURES",
    "RECIPES",
    "Comparison",
    "LearningCurve",
    "Measure",
    "Recipe",
    "WordRecipe",
    "learning_curves",
    "load",
    "train",
    "train_own",
    "verify",
]
