"""What cards state of models: each number with its unit, how it is measured, and its baseline."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from latentlib.recipes.image_measures import IMAGE_MEASURES
from latentlib.recipes.measure import Measure
from latentlib.recipes.word_measures import WORD_MEASURES

__all__ = ["MEASURES"]

MEASURES: Mapping[str, Measure] = MappingProxyType({**IMAGE_MEASURES, **WORD_MEASURES})
"""By the key that recipes and cards name them by."""
