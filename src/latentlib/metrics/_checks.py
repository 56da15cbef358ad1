"""What every metric asks of its arguments, said in one place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["as_paired_samples", "as_samples", "check_n_neighbors"]


def as_samples(
    x: ArrayLike, name: str = "x", *, min_samples: int = 2, keep_float32: bool = False
) -> np.ndarray:
    """Return `x` as a finite float64 array of shape (n_samples, n_dims), or say what is wrong.

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The samples, one a row.
    name : str
        What the caller calls `x`, for the error message.
    min_samples : int
        The fewest rows that make sense.
    keep_float32 : bool
        Whether what comes as float32 stays it.

    Returns
    -------
    ndarray of float64 or float32, shape (n_samples, n_dims)
        A view of `x` where it is already of that kind, else a copy.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional, is too short, has no columns, or is not finite.
    """
    samples = np.asarray(x)
    if samples.ndim != 2:
        raise ValueError(
            f"{name} has shape {samples.shape}, but (n_samples, n_dims) was expected; "
            f"images are flattened with {name}.reshape(len({name}), -1)"
        )
    if samples.shape[0] < min_samples or samples.shape[1] < 1:
        raise ValueError(
            f"{name} has shape {samples.shape}, but at least {min_samples} samples "
            "with at least one dimension were expected"
        )
    if not (keep_float32 and samples.dtype == np.float32):
        samples = samples.astype(np.float64, copy=False)
    if not np.isfinite(samples).all():
        raise ValueError(f"{name} contains NaN or infinity, but finite numbers were expected")
    return samples


def as_paired_samples(
    x: ArrayLike, z: ArrayLike, names: tuple[str, str] = ("x", "z")
) -> tuple[np.ndarray, np.ndarray]:
    """Return `x` and `z` as samples of which row i belongs to row i.

    Raises
    ------
    ValueError
        As `as_samples` does, and if the two have different numbers of rows.
    """
    first, second = as_samples(x, names[0]), as_samples(z, names[1])
    if len(first) != len(second):
        raise ValueError(
            f"{names[0]} has {len(first)} samples and {names[1]} has {len(second)}, "
            "but one row of each for every sample was expected"
        )
    return first, second


def check_n_neighbors(n_neighbors: int, n_samples: int, *, below: float = 1.0) -> int:
    """Return `n_neighbors` if ``1 <= n_neighbors < below * n_samples``, else raise ValueError."""
    if not 1 <= n_neighbors < below * n_samples:
        limit = "n_samples" if below == 1.0 else f"{below:g} * n_samples"
        raise ValueError(
            f"n_neighbors is {n_neighbors}, but a whole number from 1 to less than {limit} "
            f"was expected, with {n_samples} samples"
        )
    return int(n_neighbors)
