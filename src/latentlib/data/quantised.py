"""Rows of numbers as bytes: word vectors in a quarter of the space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["MOST_STEPS", "Quantised", "quantise"]

MOST_STEPS = 127
"""The largest number of a row, in steps."""


class Quantised(NamedTuple):
    """Rows as whole numbers of steps.

    Attributes
    ----------
    steps : ndarray of int8, shape (V, D)
        From -127 to 127; in each row but one of zeros, one of the two is reached.
    scale : ndarray of float32, shape (V,)
        How long a step is in each row.
    """

    steps: np.ndarray
    scale: np.ndarray

    @property
    def vectors(self) -> np.ndarray:
        """The rows again: float32, shape (V, D)."""
        return self.steps * self.scale[:, None]


def quantise(vectors: np.ndarray) -> Quantised:
    """Round each row to whole steps, of which its largest magnitude has 127.

    Parameters
    ----------
    vectors : ndarray, shape (V, D)
        One row a word.

    Returns
    -------
    Quantised
        Each number is off by half a step at most: by 1/254 of the largest in its row.

    Raises
    ------
    ValueError
        If a number is not finite, or would not be so in float32.
    """
    with np.errstate(over="ignore"):  # what is too large is refused by its row
        scale = (np.abs(vectors).max(axis=1) / MOST_STEPS).astype(np.float32)
        finite = np.isfinite(MOST_STEPS * scale)
    if not finite.all():
        raise ValueError(
            f"row {np.argmin(finite)} of vectors has a number that is not finite in float32, but "
            "finite ones were expected"
        )
    step = np.where(scale > 0, scale, 1).astype(np.float64)  # a row of zeros stays one
    return Quantised(np.rint(vectors / step[:, None]).astype(np.int8), scale)
