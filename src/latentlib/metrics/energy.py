"""Energy distance, and the permutation test of whether two samples have one distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics.pairwise import euclidean_distances

from latentlib.data import arrays
from latentlib.metrics._checks import as_samples

__all__ = ["EnergyTestResult", "energy_distance", "energy_test"]

_BLOCK_BYTES = 8 * 2**20


class EnergyTestResult(NamedTuple):
    """What `energy_test` found.

    Attributes
    ----------
    statistic : float
        The energy distance of the two samples, in the unit of the data; not negative.
    p_value : float
        Share of the relabellings, the one observed included, whose distance is at least as
        large: from ``1 / (n_permutations + 1)`` to 1.
    null_statistics : ndarray of float64, shape (n_permutations,)
        The distances after shuffling which sample each point belongs to.
    """

    statistic: float
    p_value: float
    null_statistics: np.ndarray


def energy_distance(x: ArrayLike, y: ArrayLike) -> float:
    r"""Return the energy distance of two samples.

    .. math::

        \mathcal{E}(x, y) = \frac{2}{n m} \sum_{i, j} \lVert x_i - y_j \rVert
        - \frac{1}{n^2} \sum_{i, j} \lVert x_i - x_j \rVert
        - \frac{1}{m^2} \sum_{i, j} \lVert y_i - y_j \rVert

    It is zero for equal samples and its limit is zero only for equal distributions.

    Parameters
    ----------
    x : array_like, shape (n, n_dims)
        One sample, row by row.
    y : array_like, shape (m, n_dims)
        The other.

    Returns
    -------
    float
        Not negative, in the unit of the data.

    Raises
    ------
    ValueError
        If the dimensions differ, a sample has fewer than 2 rows or a value is not finite.

    Notes
    -----
    The convention of Székely and Rizzo, without a square root.
    `scipy.stats.energy_distance`, which is for one dimension, returns the root of this number.
    Rounding leaves an error of about 1e-8 times the spread of the data.

    References
    ----------
    G. J. Székely and M. L. Rizzo (2013). Energy statistics: a class of statistics based on
    distances. Journal of Statistical Planning and Inference 143, 1249-1272.
    doi:10.1016/j.jspi.2013.03.018
    """
    pooled, n = _pooled(x, y)
    member = np.zeros((len(pooled), 1))
    member[:n] = 1.0
    return float(_statistics(pooled, member)[0])


def energy_test(
    x: ArrayLike,
    y: ArrayLike,
    *,
    n_permutations: int = 999,
    random_state: int | np.random.Generator,
) -> EnergyTestResult:
    """Test whether two samples come from one distribution.

    If they do, which sample a point belongs to is arbitrary, so the observed energy distance is
    an ordinary member of those after shuffling the membership. The test is exact: under the
    null hypothesis ``p_value <= a`` happens with a probability of at most ``a``.

    Parameters
    ----------
    x : array_like, shape (n, n_dims)
        One sample, row by row; the rows are independent.
    y : array_like, shape (m, n_dims)
        The other.
    n_permutations : int
        How many shufflings; the smallest possible p-value is ``1 / (n_permutations + 1)``.
    random_state : int or numpy.random.Generator
        Where the shufflings come from.

    Returns
    -------
    EnergyTestResult
        The distance, the p-value and the distances after shuffling.

    Raises
    ------
    ValueError
        If the dimensions differ, a sample has fewer than 2 rows, a value is not finite or
        `n_permutations` is not positive.
    TypeError
        If `random_state` is neither an int nor a generator, or what counts is not an integer.

    Notes
    -----
    The distance of each pair of points is computed once, block by block, and never held as a whole;
    every block is multiplied with the memberships of all shufflings. Memory is
    ``8 (n + m) n_permutations`` bytes and a few blocks.

    References
    ----------
    G. J. Székely and M. L. Rizzo (2013). Energy statistics: a class of statistics based on
    distances. Journal of Statistical Planning and Inference 143, 1249-1272.
    doi:10.1016/j.jspi.2013.03.018

    B. Phipson and G. K. Smyth (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, 39. doi:10.2202/1544-6115.1585
    """
    arrays.check_count("n_permutations", n_permutations)
    generator = arrays.generator(random_state)
    pooled, n = _pooled(x, y)
    member = np.zeros((len(pooled), n_permutations + 1))
    member[:n, 0] = 1.0
    for permutation in range(1, n_permutations + 1):
        member[generator.permutation(len(pooled))[:n], permutation] = 1.0
    statistics = _statistics(pooled, member)
    observed, null = statistics[0], statistics[1:]
    # Relabellings that are equal in exact arithmetic must not be told apart by rounding.
    at_least = null >= observed - 1e-12 * max(1.0, observed)
    return EnergyTestResult(
        statistic=float(observed),
        p_value=float((1 + at_least.sum()) / (1 + n_permutations)),
        null_statistics=null,
    )


def _pooled(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, int]:
    """Return both samples in one array, centred, and how many rows are the first's."""
    x, y = as_samples(x), as_samples(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"y has {y.shape[1]} dimensions, but the {x.shape[1]} of x were expected")
    pooled = np.concatenate([x, y])
    # Distances do not change, and the products they are made from stay small.
    return pooled - pooled.mean(axis=0), len(x)


def _statistics(pooled: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return the energy distance for each column of `member`.

    Parameters
    ----------
    pooled : ndarray, shape (N, n_dims)
        Both samples.
    member : ndarray of float64, shape (N, n_labellings)
        1 where a point belongs to the first sample, else 0; every column has the same sum.

    Returns
    -------
    ndarray of float64, shape (n_labellings,)
    """
    n = member[:, 0].sum()
    m = len(pooled) - n
    from_point, within_first = np.zeros(len(pooled)), np.zeros(member.shape[1])
    for block, distances in _distance_blocks(pooled):
        onwards = slice(block.start, None)
        from_point[block] += distances.sum(axis=1)
        from_point[onwards] += distances.sum(axis=0)
        within_first += 2 * np.einsum("ij,ij->j", member[block], distances @ member[onwards])
    total, from_first = from_point.sum(), from_point @ member
    between = from_first - within_first
    within_second = total - 2 * from_first + within_first
    statistics = 2 * between / (n * m) - within_first / n**2 - within_second / m**2
    return np.maximum(statistics, 0.0)


def _distance_blocks(x: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the Euclidean distances from each row to those after it, a block of rows at a time.

    The columns of a block begin with its first row; what is not after a row is zero.
    """
    squared_norms = np.einsum("ij,ij->i", x, x)
    rows = max(1, _BLOCK_BYTES // (x.itemsize * len(x)))
    for start in range(0, len(x), rows):
        block = slice(start, min(start + rows, len(x)))
        distances = euclidean_distances(
            x[block],
            x[start:],
            X_norm_squared=squared_norms[block],
            Y_norm_squared=squared_norms[start:],
        )
        yield block, np.triu(distances, 1)
