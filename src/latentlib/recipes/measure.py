"""What a measure is: how a number on a card comes about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["Measure"]


class Measure(NamedTuple):
    """A number that a card states.

    Attributes
    ----------
    label : str
        Its name for readers.
    unit : str
        Its unit; empty if it has none.
    tolerance : float
        How far a new measurement of the same weights may be off, on another machine or with
        another version of the libraries.
    of : callable
        ``of(model, sets)`` is the number.
    baseline : callable or None
        ``baseline(recipe, sets)`` is the same without the model.
    baseline_name : str
        What that is.
    """

    label: str
    unit: str
    tolerance: float
    of: Callable[[Any, Any], float]
    baseline: Callable[[Any, Any], float] | None = None
    baseline_name: str = ""
