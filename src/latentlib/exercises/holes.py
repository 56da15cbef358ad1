"""The goal to find a hole between two classes of a map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from latentlib.exercises import expect
from latentlib.exercises.goal import DRAWS, RIGHT, Figure, Finding, check_positive, digits

__all__ = ["FindHole"]

OPPOSITE = -0.5  # cosine of 120 degrees: as far round as two directions must lie to be opposite
N_DIRECTIONS, WIDENING = 72, 1.08  # of the circles in which the nearest right place is looked for


@dataclass(frozen=True)
class FindHole:
    """Find a code that lies in a hole between two classes of a map.

    A code is right if no point is nearer than `radius`, and a point of either class is within
    `reach`, on opposite sides: 120 degrees apart or more, as seen from the code.

    Parameters
    ----------
    class_a, class_b : int
        The labels of the two classes.
    names : tuple of str
        What the classes are called, by label.
    radius, reach : float
        In units of the code; ``0 < radius < reach``.
    """

    class_a: int
    class_b: int
    names: tuple[str, ...]
    radius: float
    reach: float
    kind = "find-hole"
    asks = DRAWS
    messages = {  # noqa: RUF012
        "inside": "you are inside a class: the nearest point is {nearest}, only {distance} away. "
        "In a hole nothing is nearer than {radius}.{how_far}",
        "outside": "this is outside of the cloud: all points lie to one side of you. "
        "A hole has points all around.{how_far}",
        "wide": "too far from everything: the nearest point is {nearest}, {distance} away, "
        "and both classes should be within {reach}.{how_far}",
        "other": "a hole, but between {first} and {second}; asked for is one between {a} and {b}."
        "{how_far}",
        "same": "a hole, but {a} and {b} do not lie on opposite sides of it: "
        "the nearest point is {nearest}. Look for a place where {a} and {b} face each other."
        "{how_far}",
        "how far": " The nearest hole between {a} and {b} is about {far} away on the map.",
    }

    def __post_init__(self) -> None:
        check_positive("radius", self.radius)
        if not (math.isfinite(self.reach) and self.reach > self.radius):
            raise ValueError(f"reach is {self.reach}, expected more than radius, {self.radius}")
        for name in ("class_a", "class_b"):
            if not 0 <= getattr(self, name) < len(self.names):
                raise ValueError(
                    f"{name} is {getattr(self, name)}, expected a label from 0 to "
                    f"{len(self.names) - 1}, which have names"
                )
        if self.class_a == self.class_b:
            raise ValueError(f"class_a and class_b are both {self.class_a}, expected two classes")

    def find(self, figure: Figure) -> Finding:
        """Look at what lies around the figure's code."""
        code = expect.array(figure.code, "the figure's code", shape=(2,))
        points = expect.array(figure.points, "the figure's points")
        labels = np.asarray(figure.labels, dtype=int)
        found = self._look(points - code, labels)
        if found.key == RIGHT:
            return found
        far = self._nearest(points - code, labels)
        told = "" if far is None else self.messages["how far"].format(**found.values, far=far)
        return Finding(found.key, {**found.values, "how_far": told})

    def _look(self, away: np.ndarray, labels: np.ndarray) -> Finding:
        """Judge a place from which the points lie `away`, shape (N, 2)."""
        distance = np.hypot(away[:, 0], away[:, 1])
        values = self._values(labels[distance.argmin()], distance.min())
        if distance.min() < self.radius:
            return Finding("inside", values)
        if _widest_gap(away) >= math.pi:
            return Finding("outside", values)
        near = np.flatnonzero(distance <= self.reach)
        if not len(near):
            return Finding("wide", values)
        near = near[np.argsort(distance[near], kind="stable")]
        return self._between(away[near] / distance[near, None], labels[near], values)

    def _between(
        self, directions: np.ndarray, labels: np.ndarray, values: Mapping[str, str]
    ) -> Finding:
        """Say which classes face each other across the code, by directions from near to far."""
        a, b = (directions[labels == label] for label in (self.class_a, self.class_b))
        if (a @ b.T <= OPPOSITE).any():
            return Finding(RIGHT)
        across = (directions @ directions[0] <= OPPOSITE) & (labels != labels[0])
        if not across.any():
            return Finding("same", values)
        first, second = (f"`{self.names[label]}`" for label in (labels[0], labels[across][0]))
        return Finding("other", {**values, "first": first, "second": second})

    def _nearest(self, away: np.ndarray, labels: np.ndarray) -> str | None:
        """Say how far the nearest right place is, looked for in widening circles; None for none."""
        distance = np.hypot(away[:, 0], away[:, 1])
        x, y = away[distance.argmin()]
        angles = math.atan2(y, x) + 2 * np.pi * np.arange(N_DIRECTIONS) / N_DIRECTIONS
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        far = self.radius / 4
        while far <= distance.max():
            for place in circle[self._possible(away, labels, far * circle)]:
                if self._look(away - far * place, labels).key == RIGHT:
                    return f"{far:.2g}"
            far *= WIDENING
        return None

    def _possible(self, away: np.ndarray, labels: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Tell which places have no point too near, and both classes near enough."""
        x, y = (away[None] - places[:, None]).transpose(2, 0, 1)
        distance = np.hypot(x, y)
        near = distance <= self.reach
        both = [near[:, labels == label].any(axis=1) for label in (self.class_a, self.class_b)]
        return (distance >= self.radius).all(axis=1) & both[0] & both[1]

    def _values(self, label: int, distance: float) -> dict[str, str]:
        return {
            "nearest": f"`{self.names[label]}`",
            "distance": digits(distance),
            "radius": digits(self.radius),
            "reach": digits(self.reach),
            "a": f"`{self.names[self.class_a]}`",
            "b": f"`{self.names[self.class_b]}`",
        }

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        names = ("class_a", "class_b", "names", "radius", "reach")
        return {name: getattr(self, name) for name in names}


def _widest_gap(away: np.ndarray) -> float:
    """Return the widest angle, in radians, in which no point is seen."""
    angles = np.sort(np.arctan2(away[:, 1], away[:, 0]))
    return float(np.diff(angles, append=angles[0] + 2 * np.pi).max())
