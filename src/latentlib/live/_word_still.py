"""A map of words on paper: points in the colours of their themes, and names that have room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from latentlib.plots import CATEGORIES, INK, MUTED, PAPER

__all__ = ["Sight", "draw_words", "look_of"]

_COLOURS = tuple(CATEGORIES.values())
_MARKERS = ("o", "^", "s", "D")  # those of the front end
_MOST_NAMES = 40
_SIZE = 7.0  # of a name, in points
_WIDE = 0.62  # a letter, as a share of that, and
_HIGH = 1.6  # a line


class Sight(NamedTuple):
    """What is seen of a map.

    Attributes
    ----------
    middle : sequence of float, [x, y]
    size : sequence of float, [width, height]
        Of the map's part that is seen, in units of the points.
    chosen : int or None
        The row of a word that is named first, with a ring.
    """

    middle: Sequence[float]
    size: Sequence[float]
    chosen: int | None


def look_of(look: int, stands: bool = True) -> dict[str, Any]:
    """Return what `Axes.scatter` takes for a category, or for -1, a grey dot."""
    if look < 0:
        return {"s": 2, "color": MUTED, "alpha": 0.5, "linewidths": 0}
    colour, marker = _COLOURS[look % len(_COLOURS)], _MARKERS[look // len(_COLOURS)]
    size = {"s": 9} if stands else {"s": 3, "alpha": 0.5}
    return size | {"color": colour, "marker": marker, "linewidths": 0}


def draw_words(
    ax: Axes,
    points: np.ndarray,
    names: Sequence[str],
    looks: np.ndarray,
    stands: np.ndarray,
    sight: Sight,
) -> None:
    """Draw words as points, and write names beside them as far as none covers another.

    Parameters
    ----------
    ax : Axes
        Where to draw; its limits are set.
    points : ndarray, shape (V, 2)
        Where the words lie.
    names : sequence of str, length V
        Most frequent first.
    looks : ndarray of int, shape (V,)
        The category of each word: seven colours, then another marker; -1 for a grey dot.
    stands : ndarray of bool, shape (V,)
        Which words stand out: they are larger and are named first.
    sight : Sight
    """
    for out, look in sorted(set(zip(stands.tolist(), looks.tolist(), strict=True))):
        shown = points[(stands == out) & (looks == look)]
        ax.scatter(*shown.T, **look_of(look, out), zorder=0, antialiased=False)
    ax.set_rasterization_zorder(1)  # all points as one picture
    for side, middle, size in zip("xy", sight.middle, sight.size, strict=True):
        ax.set(**{f"{side}lim": (middle - size / 2, middle + size / 2)})
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set_visible(False)
    if sight.chosen is not None:
        ax.plot(*points[sight.chosen], "o", ms=9, mfc="none", color=CATEGORIES["blue"])
    behind = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.75}
    for row in _rows_with_room(ax, points, names, np.argsort(~stands, kind="stable"), sight):
        bold = {"fontweight": "bold"} if row == sight.chosen else {}
        ax.annotate(
            names[row],
            points[row],
            (3, 0),
            textcoords="offset points",
            va="center",
            size=_SIZE,
            color=INK,
            bbox=behind,
            **bold,
        )


def _rows_with_room(
    ax: Axes, points: np.ndarray, names: Sequence[str], order: np.ndarray, sight: Sight
) -> list[int]:
    """Choose whose names are written, with an estimate of how wide each is."""
    ax.figure.draw_without_rendering()
    place = ax.transData.transform(points) * 72 / ax.figure.dpi
    left, low, right, high = ax.get_window_extent().extents * 72 / ax.figure.dpi
    first = [] if sight.chosen is None else [sight.chosen]
    boxes = np.empty((0, 4))
    rows = []
    for row in dict.fromkeys([*first, *order.tolist()]):
        (x, y), wide = place[row], _WIDE * _SIZE * len(names[row]) + 5
        box = np.array([x, y - _HIGH * _SIZE / 2, x + wide, y + _HIGH * _SIZE / 2])
        inside = left < x and box[2] < right and low < box[1] and box[3] < high
        apart = (boxes[:, :2] > box[2:]) | (boxes[:, 2:] < box[:2])
        if not inside or not apart.any(axis=1).all():
            continue
        boxes = np.vstack([boxes, box])
        rows.append(row)
        if len(rows) == _MOST_NAMES:
            break
    return rows
