"""Vectors of length one, shared by the metrics that compare by the cosine."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data import arrays
from latentlib.metrics._checks import as_samples

__all__ = ["check_restrict", "unit_rows"]


def unit_rows(x: ArrayLike, name: str = "x") -> np.ndarray:
    """Return the rows of `x` divided by their lengths, so that products are cosines.

    Parameters
    ----------
    x : array_like, shape (N, D)
        One vector a row.
    name : str
        What the caller calls `x`, for the error message.

    Returns
    -------
    ndarray of float64, or of float32 if `x` is, shape (N, D)
        A copy.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional, is empty, is not finite, or has a row of zeros, which
        points nowhere.
    """
    x = as_samples(x, name, min_samples=1, keep_float32=True)
    if not x.any(axis=1).all():
        raise ValueError(
            f"{name} has a row of zeros, but vectors that point somewhere were expected"
        )
    return arrays.unit_rows(x)


def check_restrict(restrict: int | None, n_words: int) -> int:
    """Return how many words to use: all for None, else `restrict`, checked, and at most all."""
    if restrict is None:
        return n_words
    return min(arrays.check_count("restrict", restrict), n_words)
