"""What every goal on a live figure shares: what it asks of the figure, and what it finds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from latentlib.exercises import expect

__all__ = [
    "DRAWS",
    "RIGHT",
    "Figure",
    "Finding",
    "Goal",
    "check_positive",
    "check_shape",
    "digits",
    "draw",
]

RIGHT = "right"
DRAWS = ("code", "decode")  # what a figure has that draws a code


class Figure(Protocol):
    """What a goal asks of a live figure; a reset brings back ``_start["code"]``."""

    code: Sequence[float]
    points: Any
    labels: Any
    chosen: int | None
    touched: bool
    _start: Mapping[str, Any]

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Draw codes, shape (n, D), as images, shape (n, n_pixels), values in [0, 1]."""
        ...


@dataclass(frozen=True)
class Finding:
    """What a goal found: a key of its messages, ``"right"`` where it is reached, and values.

    Parameters
    ----------
    key : str
        Which of the goal's messages is due.
    values : mapping of str to str
        What stands in the places of that message.
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


class Goal(Protocol):
    """What every goal has: its kind, what it asks of a figure, its messages, and a look."""

    kind: str
    asks: tuple[str, ...]
    messages: Mapping[str, str]

    def find(self, figure: Figure) -> Finding:
        """Look at a figure."""
        ...

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        ...


def check_positive(name: str, value: float) -> None:
    """Refuse a number that is not more than zero."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} is {value}, expected more than zero")


def check_shape(shape: tuple[int, int]) -> None:
    """Refuse a shape of a picture that has no two halves each way."""
    if len(shape) != 2 or min(shape) < 2:
        raise ValueError(f"shape is {shape}, expected height and width of two pixels or more")


def digits(value: float) -> str:
    """Write a number with three digits, as a reader sees it."""
    return f"{value:.3g}"


def draw(figure: Figure, codes: Any, shape: tuple[int, int]) -> np.ndarray:
    """Draw codes as images, shape (n, H, W); what a screen cannot show is cut off."""
    codes = np.asarray(codes, dtype=float)
    wanted = (len(codes), math.prod(shape))
    drawn = expect.array(figure.decode(codes), "what the figure draws", shape=wanted)
    return drawn.clip(0, 1).reshape(len(codes), *shape)
