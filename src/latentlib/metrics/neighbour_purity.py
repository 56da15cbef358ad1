"""The share of each sample's nearest neighbours that are of its own class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_samples, check_n_neighbors
from latentlib.metrics._neighbours import neighbour_indices

__all__ = ["neighbour_purity"]


def neighbour_purity(z: ArrayLike, labels: ArrayLike, n_neighbors: int = 10) -> float:
    r"""Return the share of nearest neighbours that have the same label.

    Parameters
    ----------
    z : array_like, shape (n_samples, n_dims)
        The codes.
    labels : array_like, shape (n_samples,)
        The class of each sample.
    n_neighbors : int
        The size of a neighbourhood, less than ``n_samples``.

    Returns
    -------
    float
        From 0 to 1. Codes that know nothing of the classes score the chance that two samples
        drawn at random are of one class.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite or `n_neighbors` is out of its range.
    """
    z, labels = as_samples(z, "z"), np.asarray(labels)
    if labels.shape != (len(z),):
        raise ValueError(f"labels has shape {labels.shape}, but ({len(z)},) was expected")
    near = neighbour_indices(z, check_n_neighbors(n_neighbors, len(z)))
    return float(np.mean(labels[near] == labels[:, None]))
