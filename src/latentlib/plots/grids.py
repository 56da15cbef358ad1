"""Grids of images, drawn as one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from latentlib.plots._axes import ensure_axes

__all__ = ["framed", "image_grid", "image_grid_data"]

_GAP = 2


def image_grid(
    images: ArrayLike,
    *,
    ax: Axes | None = None,
    n_columns: int | None = None,
    row_labels: Sequence[str] = (),
    column_labels: Sequence[str] = (),
    value_range: tuple[float, float] = (0.0, 1.0),
) -> Axes:
    """Draw images side by side, in reading order.

    Parameters
    ----------
    images : array-like, shape (N, C, H, W), or (N, H, W) for grey ones
        C is 1 or 3; values in `value_range`, or ``uint8`` from 0 to 255. What lies outside the
        range is clipped.
    ax : Axes, optional
        Where to draw; a new figure of the house style's width by default.
    n_columns : int, optional
        How many images a row; all in one row up to ten by default.
    row_labels, column_labels : sequences of str, optional
        Texts beside the rows and above the columns.
    value_range : tuple of two floats, default=(0, 1)
        The values shown as black and white.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If the shape or the number of labels does not fit.
    """
    mosaic = image_grid_data(images, n_columns=n_columns, value_range=value_range)
    array = _as_images(images)
    height, width = array.shape[2:]
    columns = _columns(len(array), n_columns)
    rows = -(-len(array) // columns)
    if ax is None:
        ax = _sized_axes(mosaic.shape)
    ax.imshow(mosaic, interpolation="none")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    _label(ax.set_xticks, "column_labels", column_labels, columns, width)
    _label(ax.set_yticks, "row_labels", row_labels, rows, height)
    ax.xaxis.tick_top()
    return ax


def image_grid_data(
    images: ArrayLike,
    *,
    n_columns: int | None = None,
    value_range: tuple[float, float] = (0.0, 1.0),
) -> np.ndarray:
    """Return the picture that `image_grid` draws.

    Returns
    -------
    array of uint8, shape (height, width, 4)
        Red, green, blue and opacity; between the images, and where the last row ends early, it is
        transparent.
    """
    array = _as_images(images)
    pixels = _as_bytes(array, value_range)
    n, _, height, width = array.shape
    columns = _columns(n, n_columns)
    rows = -(-n // columns)
    shape = (rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP, 4)
    mosaic = np.zeros(shape, dtype=np.uint8)
    for index, pixel in enumerate(pixels):
        row, column = divmod(index, columns)
        top, left = row * (height + _GAP), column * (width + _GAP)
        mosaic[top : top + height, left : left + width, :3] = pixel.transpose(1, 2, 0)
        mosaic[top : top + height, left : left + width, 3] = 255
    return mosaic


def framed(flat: ArrayLike, size: int) -> np.ndarray:
    """Put square grey images in the middle of larger black ones, so that sizes match in a grid.

    Parameters
    ----------
    flat : array-like, shape (N, H * H)
        The images, flattened.
    size : int
        The side of the larger images; H or an even number of pixels more.

    Returns
    -------
    array, shape (N, size, size)

    Raises
    ------
    ValueError
        If the images are not square, or too large or of the wrong parity for `size`.
    """
    rows = np.asarray(flat)
    side = math.isqrt(rows.shape[-1]) if rows.ndim == 2 else 0
    if not side or side**2 != rows.shape[1]:
        raise ValueError(f"flat has shape {rows.shape}, expected (N, H * H)")
    border, odd = divmod(size - side, 2)
    if border < 0 or odd:
        raise ValueError(f"size is {size}, expected {side} or an even number of pixels more")
    return np.pad(rows.reshape(-1, side, side), ((0, 0), (border, border), (border, border)))


def _as_images(images: ArrayLike) -> np.ndarray:
    array = np.asarray(images)
    if array.ndim == 3:
        array = array[:, None]
    if array.ndim != 4 or array.shape[1] not in (1, 3) or array.size == 0:
        raise ValueError(
            f"images has shape {np.shape(images)}, expected (N, C, H, W) with C 1 or 3, "
            "or (N, H, W), and at least one image"
        )
    return array


def _as_bytes(array: np.ndarray, value_range: tuple[float, float]) -> np.ndarray:
    """Scale images to bytes, shape (N, C, H, W)."""
    if array.dtype == np.uint8:
        return array
    low, high = value_range
    if not low < high:
        raise ValueError(f"value_range is {value_range}, expected low < high")
    if not np.all(np.isfinite(array)):
        raise ValueError("images holds nan or inf, expected finite numbers")
    shares = (array.astype(float) - low) / (high - low)
    return np.round(255 * np.clip(shares, 0, 1)).astype(np.uint8)


def _columns(n_images: int, n_columns: int | None) -> int:
    if n_columns is None:
        return min(n_images, 10)
    if n_columns < 1:
        raise ValueError(f"n_columns is {n_columns}, expected 1 or more")
    return min(n_columns, n_images)


def _sized_axes(shape: tuple[int, ...]) -> Axes:
    ax = ensure_axes(None)
    width = ax.figure.get_figwidth()
    ax.figure.set_figheight(min(max(width * shape[0] / shape[1], 0.8), 1.6 * width))
    return ax


def _label(set_ticks, name: str, labels: Sequence[str], count: int, size: int) -> None:
    if labels and len(labels) != count:
        raise ValueError(f"{name} has {len(labels)} texts, expected {count}")
    centres = np.arange(count) * (size + _GAP) + (size - 1) / 2
    set_ticks(centres if labels else [], labels or [])
