"""How each shipped checkpoint is made, and how to load, remake and verify it.

``python -m latentlib.recipes`` lists the recipes; with the name of one it makes the checkpoint
again, and with ``--verify`` it measures the one that is there.
"""

from __future__ import annotations

from latentlib.recipes.book import CODE_SIZES, RECIPES, Recipe
from latentlib.recipes.run import Comparison, load, train, verify

__all__ = ["CODE_SIZES", "RECIPES", "Comparison", "Recipe", "load", "train", "verify"]
