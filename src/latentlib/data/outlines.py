"""Outlines of the drawn shapes, as functions: how far a point is from the edge.

Each takes coordinates ``u`` (to the right) and ``v`` (up) and returns the signed distance to a
shape of area 1 whose centre of mass is the origin: negative inside, zero on the edge. Outside, and
far from the edge, the distance may be a bound rather than exact; where the edge is drawn it is
exact, or correct to first order for the ellipse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

__all__ = ["OUTLINES", "ellipse", "heart", "square", "triangle"]

ELLIPSE_ASPECT = 1.8
"""How much longer the ellipse is than high."""


def square(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Distance to a square whose sides have length 1.

    Parameters
    ----------
    u, v : ndarray of float, of one shape
        Coordinates.

    Returns
    -------
    ndarray of float, of that shape
    """
    return np.maximum(np.abs(u), np.abs(v)) - 0.5


def ellipse(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Distance to an ellipse, longer than high; correct to first order near the edge.

    With the function f = |(u/a, v/b)| - 1, which is zero on the edge, the distance is f divided by
    the length of its gradient.

    Parameters
    ----------
    u, v : ndarray of float, of one shape
        Coordinates.

    Returns
    -------
    ndarray of float, of that shape
    """
    a, b = math.sqrt(ELLIPSE_ASPECT / math.pi), math.sqrt(1 / (ELLIPSE_ASPECT * math.pi))
    tiny = np.float32(1e-6)  # the gradient has no direction at the centre
    radius = np.hypot(u / a, v / b) + tiny
    radius_times_gradient = np.hypot(u / a**2, v / b**2) + tiny
    return (radius - 1) * radius / radius_times_gradient


def triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Distance to a triangle with equal sides, standing on one of them.

    Parameters
    ----------
    u, v : ndarray of float, of one shape
        Coordinates.

    Returns
    -------
    ndarray of float, of that shape
    """
    inner_radius = 1 / math.sqrt(3 * math.sqrt(3))
    slanted = (math.sqrt(3) * np.abs(u) + v) / 2
    return np.maximum(slanted, -v) - inner_radius


def heart(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Distance to a heart: a square on its corner, with a disc on each of its upper sides.

    The discs' diameter is the square's side a, so that the area is a square and two half-discs,
    a^2 (1 + pi/4).

    Parameters
    ----------
    u, v : ndarray of float, of one shape
        Coordinates.

    Returns
    -------
    ndarray of float, of that shape
    """
    side = 1 / math.sqrt(1 + math.pi / 4)
    lobe_area = math.pi * side**2 / 8
    lobe_height = (side / 2 + 2 * side / (3 * math.pi)) / math.sqrt(2)  # of its centre of mass
    across, upward = np.abs(u), v + 2 * lobe_area * lobe_height
    corner = (across + np.abs(upward)) / math.sqrt(2) - side / 2
    middle = side / math.sqrt(8)
    disc = np.hypot(across - middle, upward - middle) - side / 2
    return np.minimum(corner, disc)


OUTLINES: Mapping[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = MappingProxyType(
    {"square": square, "ellipse": ellipse, "triangle": triangle, "heart": heart}
)
"""The shapes by name, in the order of their numbers."""
