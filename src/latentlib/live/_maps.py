"""Which images a map shows, and how much of the plane."""

from __future__ import annotations

import numpy as np

from latentlib.data import ImageDataset

__all__ = ["choose_images", "map_limits"]

_MARGIN = 0.12  # of the codes' range, on each side: room where there is no data
_OUTLIERS = 0.01  # share of the points beyond each side
_MANY = 5000  # points that a page can still draw


def choose_images(dataset: ImageDataset, n_points: int, random_state: int) -> ImageDataset:
    """Return `n_points` images of a data set, drawn at random; all where it has no more.

    Raises
    ------
    ValueError
        If `n_points` is not from 2 to 5,000.
    """
    if not 2 <= n_points <= _MANY:
        raise ValueError(f"n_points is {n_points}, expected a number from 2 to {_MANY}")
    if n_points >= len(dataset):
        return dataset
    chosen = np.random.default_rng(random_state).permutation(len(dataset))[:n_points]
    return dataset.subset(np.sort(chosen))


def map_limits(codes: np.ndarray) -> list[float]:
    """Return x from, x to, y from, y to, in one scale; a few outliers may lie outside."""
    low, high = np.quantile(codes, (_OUTLIERS, 1 - _OUTLIERS), axis=0)
    half = max(float((high - low).max()) / 2, 1e-6) * (1 + 2 * _MARGIN)
    return [float(side) for middle in (low + high) / 2 for side in (middle - half, middle + half)]
