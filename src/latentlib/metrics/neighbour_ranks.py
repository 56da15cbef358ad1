"""Trustworthiness and continuity: what a map adds to neighbourhoods, and what it takes away."""

from __future__ import annotations

from numpy.typing import ArrayLike
from sklearn import manifold

from latentlib.metrics._checks import as_paired_samples, check_n_neighbors

__all__ = ["continuity", "trustworthiness"]


def trustworthiness(x: ArrayLike, z: ArrayLike, n_neighbors: int = 10) -> float:
    r"""Return how far neighbours on the map can be trusted to be neighbours in the data.

    A point that is among the `k` nearest on the map but only the `r`-th nearest in the data
    (``r > k``) is an intruder and costs ``r - k``:

    .. math::

        T(k) = 1 - \frac{2}{N k (2 N - 3 k - 1)} \sum_i \sum_{j \in \text{intruders}_i}
               \bigl(r(i, j) - k\bigr)

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The data.
    z : array_like, shape (n_samples, n_dims_of_the_map)
        Its map: row i of `z` shows row i of `x`.
    n_neighbors : int
        The size `k` of a neighbourhood, less than half of ``n_samples``.

    Returns
    -------
    float
        From 0 to 1. 1 means that no neighbourhood has an intruder; a map drawn without looking
        at the data scores about 0.5.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite or `n_neighbors` is out of its range.

    See Also
    --------
    continuity : The same with the roles of data and map swapped.

    Notes
    -----
    This is `sklearn.manifold.trustworthiness`, in Euclidean distances. It ranks all pairs at
    once: about 25 bytes a pair, so 600 MB for 5,000 samples and 100 MB for 2,000.

    References
    ----------
    J. Venna and S. Kaski (2001). Neighborhood preservation in nonlinear projection methods: an
    experimental study. ICANN 2001, 485-491. doi:10.1007/3-540-44668-0_68
    """
    x, z = as_paired_samples(x, z)
    k = check_n_neighbors(n_neighbors, len(x), below=0.5)
    return float(manifold.trustworthiness(x, z, n_neighbors=k))


def continuity(x: ArrayLike, z: ArrayLike, n_neighbors: int = 10) -> float:
    """Return how far neighbours in the data have stayed neighbours on the map.

    It is `trustworthiness` with the roles swapped: a point that is among the `k` nearest in the
    data but only the `r`-th nearest on the map was torn away and costs ``r - k``.

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The data.
    z : array_like, shape (n_samples, n_dims_of_the_map)
        Its map: row i of `z` shows row i of `x`.
    n_neighbors : int
        The size `k` of a neighbourhood, less than half of ``n_samples``.

    Returns
    -------
    float
        From 0 to 1. 1 means that no neighbourhood was torn; a map drawn without looking at the
        data scores about 0.5.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite or `n_neighbors` is out of its range.

    References
    ----------
    J. Venna and S. Kaski (2001). Neighborhood preservation in nonlinear projection methods: an
    experimental study. ICANN 2001, 485-491. doi:10.1007/3-540-44668-0_68
    """
    x, z = as_paired_samples(x, z)
    return trustworthiness(z, x, n_neighbors)
