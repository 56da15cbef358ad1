"""What the plotting functions share."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

__all__ = ["checked", "ensure_axes"]


def ensure_axes(ax: Axes | None) -> Axes:
    """Return `ax`, or the axes of a new figure."""
    return plt.subplots()[1] if ax is None else ax


def checked(name: str, value: Any, shape: tuple[str | int, ...]) -> np.ndarray:
    """Return `value` as a finite float array of the asked number of dimensions.

    Parameters
    ----------
    name : str
        The argument, for the message.
    value : array-like
        Its value.
    shape : tuple
        A name for each dimension whose length is free, a number for each that is fixed.

    Raises
    ------
    ValueError
        If it has another shape, is empty, or holds a number that is not finite.
    """
    array = np.asarray(value, dtype=float)
    wanted = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    fits = array.ndim == len(shape) and all(
        isinstance(want, str) or have == want for have, want in zip(array.shape, shape, strict=True)
    )
    if not fits or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, expected {wanted} and not empty")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} holds nan or inf, expected finite numbers")
    return array
