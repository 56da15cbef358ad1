"""Places on a map as whole numbers of sixteen bits, and places between key frames."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["Grid", "between_frames", "limits_of", "middle_of", "to_grid"]

_MOST = 32_767  # the largest coordinate, in steps
_MARGIN = 0.05  # of the range of the places, on each side
_NODES = 4  # frames that a moment is taken from


class Grid(NamedTuple):
    """Places as whole numbers.

    Attributes
    ----------
    steps : ndarray of int16, of the shape of the places
    scale : float
        Length of a step: ``steps * scale`` are the places, in Python as in a page.
    """

    steps: np.ndarray
    scale: float

    @property
    def places(self) -> np.ndarray:
        """The places, float64, each coordinate rounded to a step."""
        return self.steps * self.scale


def to_grid(places: np.ndarray) -> Grid:
    """Round places so that the largest coordinate is 32,767 steps.

    Parameters
    ----------
    places : ndarray, shape (..., 2)

    Returns
    -------
    Grid
        No coordinate is off by more than half a step, 1/65,534 of the largest.
    """
    largest = float(np.abs(places).max())
    scale = largest / _MOST if largest > 0 else 1.0
    return Grid(np.rint(places / scale).astype(np.int16), scale)


def limits_of(places: np.ndarray) -> list[float]:
    """Return x from, x to, y from, y to of a map that holds all places, shape (..., 2)."""
    points = places.reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = max(float((high - low).max()), 1e-6) * _MARGIN
    (x0, y0), (x1, y1) = low - margin, high + margin
    return [float(x0), float(x1), float(y0), float(y1)]


def middle_of(limits: list[float]) -> list[float]:
    """Return the middle of a map, [x, y]."""
    x0, x1, y0, y1 = limits
    return [(x0 + x1) / 2, (y0 + y1) / 2]


def between_frames(frames: np.ndarray, moment: float) -> np.ndarray:
    """Return the places at a moment: a cubic through the four key frames around it.

    Parameters
    ----------
    frames : ndarray, shape (K, N, 2)
        Places at moments at equal steps from 0 to 1; K is at least 4.
    moment : float
        From 0 to 1.

    Returns
    -------
    ndarray, shape (N, 2)
        At the moment of a frame exactly its places. Points that turn by an angle `a` from frame to
        frame about a centre are off by at most a 24th of the fourth power of `a`, in radii.
    """
    at = moment * (len(frames) - 1)
    first = int(min(max(np.floor(at) - 1, 0), len(frames) - _NODES))
    a, b, c, d = frames[first : first + _NODES].astype(np.float64)
    u = at - first
    return (
        a * (-(u - 1) * (u - 2) * (u - 3) / 6)
        + b * (u * (u - 2) * (u - 3) / 2)
        + c * (-u * (u - 1) * (u - 3) / 2)
        + d * (u * (u - 1) * (u - 2) / 6)
    )
