"""Goals of exercises on a live figure: an image to reach, a hole to find, a word to make.

A goal looks at what the reader has done with a figure and says how far off that is. In the page
the same is done by ``book/_static/exercises/goals.js``, from what `payload` returns. The rules are
written in both languages and tested against each other; the sentences are written here alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from latentlib.exercises import expect
from latentlib.exercises.fair_sum import FairSum
from latentlib.exercises.goal import (
    DRAWS,
    RIGHT,
    Figure,
    Finding,
    Goal,
    check_positive,
    check_shape,
    digits,
    draw,
)
from latentlib.exercises.holes import FindHole
from latentlib.exercises.make_answer import MakeAnswer
from latentlib.exercises.outcome import Unattempted

__all__ = [
    "EFFECTS",
    "FairSum",
    "Figure",
    "FindCoordinate",
    "FindHole",
    "Finding",
    "Goal",
    "MakeAnswer",
    "ReachImage",
]

#: What a coordinate may be asked to change, in words, and the unit of the change.
EFFECTS: Mapping[str, tuple[str, str]] = {
    "brightness": ("the brightness", ""),
    "width": ("the width of the ink", "pixels"),
    "height": ("the height of the ink", "pixels"),
    "balance": ("the balance of left and right", ""),
    "lift": ("the balance of top and bottom", ""),
}


@dataclass(frozen=True)
class ReachImage:
    """Make the figure draw a given image.

    Parameters
    ----------
    target : array-like of int, or callable
        Grey levels from 0 to 255, row by row; or a function without arguments that returns them.
    tolerance : float
        Mean squared error over the pixels, in units of white squared, that still counts; more
        than zero.
    shape : (int, int), default=(28, 28)
        Height and width in pixels.
    """

    target: Sequence[int] | Callable[[], Sequence[int]]
    tolerance: float
    shape: tuple[int, int] = (28, 28)
    kind = "reach-image"
    asks = DRAWS
    messages = {  # noqa: RUF012
        "close": "close: the error is {error}, and {tolerance} or less is right. "
        "It differs most at the {where}.",
        "near": "on the way: the error is {error}, and {tolerance} or less is right. "
        "It differs most at the {where}.",
        "far": "still far off: the error is {error}, and {tolerance} or less is right. "
        "It differs most at the {where}.",
    }

    def __post_init__(self) -> None:
        check_positive("tolerance", self.tolerance)
        check_shape(self.shape)
        if not callable(self.target):
            self.image()

    def image(self) -> np.ndarray:
        """Return the target, shape `shape`, values in [0, 1].

        Raises
        ------
        ValueError
            If it is not as many grey levels as the shape asks for.
        """
        levels = np.asarray(self.target() if callable(self.target) else self.target)
        whole = levels.dtype.kind in "iu" and levels.size == math.prod(self.shape)
        if not whole or levels.min() < 0 or levels.max() > 255:
            raise ValueError(
                f"target is {levels.size} values of {levels.dtype}, expected "
                f"{math.prod(self.shape)} whole numbers from 0 to 255"
            )
        return levels.reshape(self.shape) / 255

    def find(self, figure: Figure) -> Finding:
        """Compare what the figure draws at its code with the target."""
        drawn = draw(figure, [figure.code], self.shape)[0]
        squared = (drawn - self.image()) ** 2
        error = float(squared.mean())
        if error <= self.tolerance:
            return Finding(RIGHT)
        ratio = error / self.tolerance
        key = "close" if ratio <= 2 else "near" if ratio <= 6 else "far"
        values = {"error": digits(error), "tolerance": digits(self.tolerance)}
        return Finding(key, values | {"where": _worst_quarter(squared)})

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        levels = np.rint(self.image() * 255).astype(int).ravel().tolist()
        return {"target": levels, "tolerance": self.tolerance, "shape": list(self.shape)}


@dataclass(frozen=True)
class FindCoordinate:
    """Find the coordinate of the code that changes a property of the picture most.

    Each coordinate is moved by one step back and one step forth, and the property is measured in
    both pictures. That is done from the figure's first code. The one where the reader has left it
    would not do: it was reached by moving what is to be judged, and what a coordinate changes
    depends on where the others stand.

    Parameters
    ----------
    effect : {"brightness", "width", "height", "balance", "lift"}
        The property: mean grey; spread of the ink sideways or upwards, as a standard deviation in
        pixels; share of the ink at the right, or at the bottom, less the share opposite.
    step : float, default=1.0
        How far a coordinate is moved, in units of the code; more than zero.
    shape : (int, int), default=(28, 28)
        Height and width in pixels.
    tolerance : float, default=0.1
        A coordinate whose effect is weaker than the strongest by no more than this share is right
        as well.
    """

    effect: str
    step: float = 1.0
    shape: tuple[int, int] = (28, 28)
    tolerance: float = 0.1
    kind = "find-coordinate"
    asks = DRAWS
    messages = {  # noqa: RUF012
        "weak": "the one you chose changes {effect} of the first picture by {change}. "
        "Another one changes it {times} times as much.",
        "hardly": "the one you chose hardly changes {effect} of the first picture. "
        "Another one does.",
        "flat": "no number changes {effect} of the first picture.",
    }

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise ValueError(f"effect is {self.effect!r}, expected one of {', '.join(EFFECTS)}")
        check_positive("step", self.step)
        check_shape(self.shape)
        if not 0 <= self.tolerance < 1:
            raise ValueError(f"tolerance is {self.tolerance}, expected a share from 0 to below 1")

    def find(self, figure: Figure) -> Finding:
        """Move every coordinate of the figure's first code, and compare with the chosen one."""
        code = expect.array(figure._start["code"], "the figure's first code")
        chosen = figure.chosen
        if chosen is None or not 0 <= chosen < len(code):
            raise Unattempted("Choose one of the figure's numbers first.")
        steps = self.step * np.eye(len(code))
        pictures = draw(figure, np.concatenate([code + steps, code - steps]), self.shape)
        measured = np.array([_measure(picture, self.effect) for picture in pictures])
        changes = np.abs(measured[: len(code)] - measured[len(code) :])
        strongest, change = float(changes.max()), float(changes[chosen])
        words, unit = EFFECTS[self.effect]
        if strongest < 1e-6:
            return Finding("flat", {"effect": words})
        if change >= (1 - self.tolerance) * strongest:
            return Finding(RIGHT)
        if change < strongest / 50:
            return Finding("hardly", {"effect": words})
        by = f"{digits(change)} {unit}".strip()
        return Finding(
            "weak", {"effect": words, "change": by, "times": f"{strongest / change:.2g}"}
        )

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        words, unit = EFFECTS[self.effect]
        numbers = {"step": self.step, "shape": list(self.shape), "tolerance": self.tolerance}
        return {"effect": self.effect, "words": words, "unit": unit, **numbers}


def _worst_quarter(squared: np.ndarray) -> str:
    """Name the quarter of the image that holds most of the error."""
    middle, centre = squared.shape[0] // 2, squared.shape[1] // 2
    quarters = {
        "top left": squared[:middle, :centre],
        "top right": squared[:middle, centre:],
        "bottom left": squared[middle:, :centre],
        "bottom right": squared[middle:, centre:],
    }
    return max(quarters, key=lambda name: quarters[name].sum())


def _measure(picture: np.ndarray, effect: str) -> float:
    """Measure one property of a picture, shape (H, W), values in [0, 1]."""
    if effect == "brightness":
        return float(picture.mean())
    ink = picture.sum(axis=0 if effect in ("width", "balance") else 1)
    total = ink.sum()
    if total < 1e-9:
        return 0.0
    place = np.arange(len(ink))
    if effect in ("balance", "lift"):
        side = np.sign(place - (len(ink) - 1) / 2)
        return float((ink * side).sum() / total)
    centre = (ink * place).sum() / total
    return float(np.sqrt((ink * (place - centre) ** 2).sum() / total))
