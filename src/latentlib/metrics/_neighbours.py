"""Exact nearest neighbours, shared by the metrics that look at neighbourhoods."""

from __future__ import annotations

import numpy as np
from sklearn.neighbors import NearestNeighbors

__all__ = ["neighbour_indices", "neighbours"]

_BLOCK_BYTES = 32 * 2**20


def neighbour_indices(x: np.ndarray, n_neighbors: int) -> np.ndarray:
    """Return the indices of each sample's nearest others, nearest first.

    Parameters
    ----------
    x : ndarray, shape (n_samples, n_dims)
        The samples.
    n_neighbors : int
        How many, fewer than ``n_samples``. A sample is no neighbour of itself.

    Returns
    -------
    ndarray of int64, shape (n_samples, n_neighbors)
    """
    # Centred, because in many dimensions scikit-learn expands |a - b|^2 into norms and products.
    centred = x - x.mean(axis=0)
    return NearestNeighbors(n_neighbors=n_neighbors).fit(centred).kneighbors(return_distance=False)


def neighbours(x: np.ndarray, n_neighbors: int) -> tuple[np.ndarray, np.ndarray]:
    """Return Euclidean distances to, and indices of, each sample's nearest others.

    The distances are taken anew from the differences of coordinates, so that those of near
    neighbours keep all their digits and those of exact duplicates are exactly zero.

    Returns
    -------
    distances : ndarray of float64, shape (n_samples, n_neighbors)
        In ascending order along each row.
    indices : ndarray of int64, shape (n_samples, n_neighbors)
    """
    indices = neighbour_indices(x, n_neighbors)
    distances = np.empty(indices.shape)
    rows = max(1, _BLOCK_BYTES // (x.itemsize * n_neighbors * x.shape[1]))
    for start in range(0, len(x), rows):
        block = slice(start, start + rows)
        difference = x[indices[block]] - x[block, None, :]
        distances[block] = np.sqrt(np.einsum("nkd,nkd->nk", difference, difference))
    order = np.argsort(distances, axis=1, kind="stable")
    return np.take_along_axis(distances, order, 1), np.take_along_axis(indices, order, 1)
