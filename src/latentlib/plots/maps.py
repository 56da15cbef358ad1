"""Maps of codes, and Shepard diagrams that tell how far a map can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text
from matplotlib.ticker import MultipleLocator
from matplotlib.transforms import Affine2D
from numpy.typing import ArrayLike

from latentlib.plots._axes import checked, ensure_axes
from latentlib.plots.style import CATEGORIES, INK, PAPER, series_style

__all__ = [
    "CodesData",
    "Distances",
    "ShepardData",
    "scatter_codes",
    "scatter_codes_data",
    "shepard_diagram",
    "shepard_diagram_data",
]


# Pixels inside the SVG. Unsmoothed edges: a quarter of the bytes, and at 192 an inch nobody sees.
_DENSE: dict[str, Any] = {"rasterized": True, "antialiased": False, "linewidths": 0}
_MAP_MARKERS = ("o", "^", "s", "D", "v", "P", "X", "<", ">")


@dataclass(frozen=True, eq=False)
class CodesData:
    """The numbers behind a map of codes.

    Parameters
    ----------
    labels : array of int, shape (n_classes,)
        The classes that occur, in order.
    counts : array of int, shape (n_classes,)
        How many points each has.
    centres : array, shape (n_classes, 2)
        The median point of each, where its name is written.
    """

    labels: np.ndarray
    counts: np.ndarray
    centres: np.ndarray


class Distances(Protocol):
    """Pairs of distances; ``latentlib.metrics.ShepardResult`` is one."""

    distances_x: np.ndarray
    distances_z: np.ndarray


@dataclass(frozen=True, eq=False)
class ShepardData:
    """The numbers behind a Shepard diagram.

    Parameters
    ----------
    x, z : arrays, shape (n_pairs,)
        Distance in the data and in the code, each divided by its mean.
    bin_centre, bin_median : arrays, shape (n_bins,)
        The median code distance in each of the bins of data distance that hold equally many pairs.
    """

    x: np.ndarray
    z: np.ndarray
    bin_centre: np.ndarray
    bin_median: np.ndarray


def scatter_codes_data(z: ArrayLike, labels: ArrayLike) -> CodesData:
    """Return the numbers behind `scatter_codes`; see there for the arguments."""
    points, classes = _points_and_labels(z, labels)
    found, counts = np.unique(classes, return_counts=True)
    centres = np.array([np.median(points[classes == label], axis=0) for label in found])
    return CodesData(found, counts, centres)


def scatter_codes(
    z: ArrayLike,
    labels: ArrayLike,
    *,
    ax: Axes | None = None,
    label_names: Sequence[str] = (),
    size: float = 5.0,
) -> Axes:
    """Draw two-dimensional codes, coloured by class, each class named on the map.

    Colours repeat after seven classes with another marker; the names on the map, not the colours,
    tell which is which. Names that would cover each other move apart, up or down.

    Parameters
    ----------
    z : array-like, shape (n_samples, 2)
        The codes.
    labels : array-like of int, shape (n_samples,)
        The class of each.
    ax : Axes, optional
        Where to draw; a new figure by default.
    label_names : sequence of str, optional
        The name of class 0, 1, ...; nothing is written where there are none.
    size : float, default=5
        The area of a point, in square points.

    Returns
    -------
    Axes
        The axes drawn on; without ticks, since the coordinates of a map mean nothing by themselves.
    """
    points, classes = _points_and_labels(z, labels)
    data = scatter_codes_data(points, classes)
    if len(label_names) and len(label_names) <= data.labels.max():
        raise ValueError(
            f"label_names has {len(label_names)} names, expected {data.labels.max() + 1} or more"
        )
    ax = ensure_axes(ax)
    for marker, colours, shown in _layers(data.labels, classes):
        ax.scatter(*points[shown].T, s=size, c=colours, marker=marker, **_DENSE)
    if len(label_names):
        names = [label_names[label] for label in data.labels]
        _write_names(ax, data.centres, names)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def shepard_diagram_data(distances: Distances, *, n_bins: int = 20) -> ShepardData:
    """Return the numbers behind `shepard_diagram`; see there for the arguments."""
    x = checked("distances.distances_x", distances.distances_x, ("n_pairs",))
    z = checked("distances.distances_z", distances.distances_z, (len(x),))
    if not 1 <= n_bins <= len(x):
        raise ValueError(f"n_bins is {n_bins}, expected 1 to the number of pairs, {len(x)}")
    if x.mean() <= 0 or z.mean() <= 0:
        raise ValueError("distances are all zero, expected points that differ")
    x, z = x / x.mean(), z / z.mean()
    bins = np.array_split(np.argsort(x, kind="stable"), n_bins)
    centre = np.array([np.median(x[members]) for members in bins])
    median = np.array([np.median(z[members]) for members in bins])
    return ShepardData(x, z, centre, median)


def shepard_diagram(
    distances: Distances, *, ax: Axes | None = None, n_bins: int = 20, series: int = 0
) -> Axes:
    """Draw distance in the code against distance in the data, one point a pair.

    On the thin diagonal a pair is as far apart in the code as in the data, both in units of their
    mean; the thick line is the median of the cloud.

    Parameters
    ----------
    distances : Distances
        The distances of the same pairs in the data and in the code, for instance what
        ``latentlib.metrics.shepard`` returns.
    ax : Axes, optional
        Where to draw; a new figure by default.
    n_bins : int, default=20
        How many bins the median line has.
    series : int, default=0
        Which colour, from 0.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    data = shepard_diagram_data(distances, n_bins=n_bins)
    ax = ensure_axes(ax)
    colour = series_style(series)["color"]
    ax.scatter(data.x, data.z, s=3, c=colour, alpha=0.25, **_DENSE)
    limit = 1.02 * max(np.quantile(data.x, 0.999), np.quantile(data.z, 0.999))
    ax.plot([0, limit], [0, limit], color=INK, linewidth=0.8)
    ax.plot(data.bin_centre, data.bin_median, color=INK, linewidth=2.2)
    ax.set(xlim=(0, limit), ylim=(0, limit), aspect="equal")
    ax.xaxis.set_major_locator(MultipleLocator(0.5))
    ax.yaxis.set_major_locator(MultipleLocator(0.5))
    ax.set_xlabel("distance in the data")
    ax.set_ylabel("distance in the code")
    return ax


def _points_and_labels(z: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    points = checked("z", z, ("n_samples", 2))
    classes = np.asarray(labels)
    if classes.shape != (len(points),) or not np.issubdtype(classes.dtype, np.integer):
        raise ValueError(
            f"labels has shape {classes.shape} and type {classes.dtype}, "
            f"expected ({len(points)},) and integers"
        )
    if classes.min() < 0:
        raise ValueError(f"labels holds {classes.min()}, expected 0 or more")
    return points, classes


def _layers(
    labels: np.ndarray, classes: np.ndarray
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield marker, colours and mask of the points that share a marker."""
    index = np.searchsorted(labels, classes)
    palette = np.array(list(CATEGORIES.values()))
    for layer, marker in enumerate(_MAP_MARKERS[: 1 + index.max() // len(palette)]):
        shown = index // len(palette) == layer
        yield marker, palette[index[shown] % len(palette)], shown


class _Name(Text):
    """A name on a map. Where it goes depends on all names and on the size in which they are drawn.

    So it is only when it is drawn that it steps aside; ``get_position`` stays the centre of its
    class.
    """

    def __init__(self, place: np.ndarray, text: str, names: list[_Name]) -> None:
        pad = 0.15
        box = {"boxstyle": f"round,pad={pad}", "facecolor": PAPER, "edgecolor": "none"}
        middle = {"horizontalalignment": "center", "verticalalignment": "center"}
        super().__init__(*place, text, color=INK, fontsize=9, bbox=box | {"alpha": 0.85}, **middle)
        self._names, self._pad = names, pad * 9  # points

    def draw(self, renderer: RendererBase) -> None:
        """Draw the name where it covers no other."""
        extents = [name.get_window_extent(renderer) for name in self._names]
        pad = renderer.points_to_pixels(self._pad)
        middles = np.array([[box.x0 + box.x1, box.y0 + box.y1] for box in extents]) / 2
        sizes = np.array([[box.width, box.height] for box in extents]) + 2 * pad
        step = (move_apart(middles, sizes) - middles)[self._names.index(self)]
        where = self.get_transform()
        self.set_transform(where + Affine2D().translate(*step))
        super().draw(renderer)
        self.set_transform(where)


def _write_names(ax: Axes, places: np.ndarray, texts: Sequence[str]) -> None:
    names: list[_Name] = []
    names += [_Name(place, text, names) for place, text in zip(places, texts, strict=True)]
    for name in names:
        ax.add_artist(name)


def move_apart(middles: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Move boxes apart that would cover each other, up or down, as little as that takes.

    Parameters
    ----------
    middles, sizes : arrays, shape (n_boxes, 2)
        Where each box stands; its width and height.

    Returns
    -------
    array, shape (n_boxes, 2)
        Where each goes, in the same order. After 50 rounds what still overlaps is left so.
    """
    placed = np.array(middles, dtype=float)
    for _ in range(50):
        moved = False
        for i, j in combinations(range(len(placed)), 2):
            room = (sizes[i] + sizes[j]) / 2
            if np.any(np.abs(placed[i] - placed[j]) >= room):
                continue
            low, high = (i, j) if placed[i, 1] <= placed[j, 1] else (j, i)
            missing = (room[1] - (placed[high, 1] - placed[low, 1])) / 2 + 0.01
            placed[low, 1] -= missing
            placed[high, 1] += missing
            moved = True
        if not moved:
            break
    return placed
