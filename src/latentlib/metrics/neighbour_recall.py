"""The share of each sample's nearest neighbours that a map keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_paired_samples, check_n_neighbors
from latentlib.metrics._neighbours import neighbour_indices

__all__ = ["knn_recall"]


def knn_recall(x: ArrayLike, z: ArrayLike, n_neighbors: int = 10) -> float:
    r"""Return the share of nearest neighbours in the data that are nearest on the map as well.

    .. math::

        Q(k) = \frac{1}{N k} \sum_i \bigl| \text{kNN}_x(i) \cap \text{kNN}_z(i) \bigr|

    Both neighbourhoods have `k` members, so recall and precision are the same number, and so is
    the result with `x` and `z` swapped.

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The data.
    z : array_like, shape (n_samples, n_dims_of_the_map)
        Its map: row i of `z` shows row i of `x`.
    n_neighbors : int
        The size `k` of a neighbourhood, less than ``n_samples``.

    Returns
    -------
    float
        From 0 to 1. A map drawn without looking at the data scores ``k / (N - 1)`` on average.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite or `n_neighbors` is out of its range.

    Notes
    -----
    Where distances tie, as in a code that has collapsed to one point, which of the tied samples
    count as nearest is arbitrary.

    References
    ----------
    J. A. Lee and M. Verleysen (2009). Quality assessment of dimensionality reduction: rank-based
    criteria. Neurocomputing 72, 1431-1443. doi:10.1016/j.neucom.2008.12.017
    """
    x, z = as_paired_samples(x, z)
    k = check_n_neighbors(n_neighbors, len(x))
    both = np.concatenate([neighbour_indices(x, k), neighbour_indices(z, k)], axis=1)
    both.sort(axis=1)
    shared = (both[:, 1:] == both[:, :-1]).sum()
    return float(shared) / (len(x) * k)
