"""The Shepard diagram: distances on the map against distances in the data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.spatial.distance import pdist

from latentlib.data import arrays
from latentlib.metrics._checks import as_paired_samples

__all__ = ["ShepardResult", "shepard"]

_BLOCK_BYTES = 32 * 2**20


class ShepardResult(NamedTuple):
    """What `shepard` found.

    Attributes
    ----------
    pearson : float
        Linear correlation of the two kinds of distance, from -1 to 1; NaN where all distances of
        one kind are equal.
    spearman : float
        Correlation of their ranks, from -1 to 1; NaN as above.
    stress : float
        Kruskal's stress after the best change of scale, from 0 (every distance kept, up to one
        common factor) to 1.
    distances_x, distances_z : ndarray of float64, shape (n_pairs,)
        The distances themselves: the points of the diagram.
    """

    pearson: float
    spearman: float
    stress: float
    distances_x: np.ndarray
    distances_z: np.ndarray


def shepard(
    x: ArrayLike,
    z: ArrayLike,
    *,
    n_pairs: int = 20_000,
    random_state: int | np.random.Generator,
) -> ShepardResult:
    r"""Compare distances on the map with distances in the data, over random pairs of samples.

    The stress is that of the best common factor :math:`a`, so that the unit of the map, which
    means nothing, does not count:

    .. math::

        \text{stress} = \min_a
        \sqrt{\frac{\sum (d_x - a\, d_z)^2}{\sum d_x^2}}
        = \sqrt{1 - \frac{(\sum d_x d_z)^2}{\sum d_x^2 \sum d_z^2}}

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The data.
    z : array_like, shape (n_samples, n_dims_of_the_map)
        Its map: row i of `z` shows row i of `x`.
    n_pairs : int
        How many pairs of different samples to draw, without replacement; all pairs if there are
        no more than that.
    random_state : int or numpy.random.Generator
        Where the pairs come from.

    Returns
    -------
    ShepardResult
        Correlations, stress and the distances.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite, there are fewer than 3 samples or
        `n_pairs` is less than 3.
    TypeError
        If `random_state` is neither an int nor a generator.

    References
    ----------
    R. N. Shepard (1962). The analysis of proximities: multidimensional scaling with an unknown
    distance function. Psychometrika 27, 125-140. doi:10.1007/BF02289630

    J. B. Kruskal (1964). Multidimensional scaling by optimizing goodness of fit to a nonmetric
    hypothesis. Psychometrika 29, 1-27. doi:10.1007/BF02289565
    """
    x, z = as_paired_samples(x, z)
    if len(x) < 3:
        raise ValueError(f"x has {len(x)} samples, but at least 3 were expected")
    if n_pairs < 3:
        raise ValueError(f"n_pairs is {n_pairs}, but at least 3 was expected")
    generator = arrays.generator(random_state)
    if n_pairs < len(x) * (len(x) - 1) // 2:
        first, second = _random_pairs(len(x), n_pairs, generator)
        distances_x = _pair_distances(x, first, second)
        distances_z = _pair_distances(z, first, second)
    else:
        distances_x, distances_z = pdist(x), pdist(z)
    return ShepardResult(
        pearson=_correlation(stats.pearsonr, distances_x, distances_z),
        spearman=_correlation(stats.spearmanr, distances_x, distances_z),
        stress=_stress(distances_x, distances_z),
        distances_x=distances_x,
        distances_z=distances_z,
    )


def _random_pairs(
    n_samples: int, n_pairs: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of distinct pairs ``first < second``, drawn without replacement."""
    total = n_samples * (n_samples - 1) // 2
    number = generator.choice(total, size=n_pairs, replace=False, shuffle=False)
    # Pair (first, second) has the number second * (second - 1) / 2 + first. Double precision is
    # enough to invert that for tens of millions of samples.
    second = ((1 + np.sqrt(1 + 8 * number.astype(np.float64))) / 2).astype(np.int64)
    return number - second * (second - 1) // 2, second


def _pair_distances(x: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the Euclidean distances of the pairs, a block at a time."""
    distances = np.empty(len(first))
    rows = max(1, _BLOCK_BYTES // (x.itemsize * x.shape[1]))
    for start in range(0, len(first), rows):
        block = slice(start, start + rows)
        distances[block] = np.linalg.norm(x[first[block]] - x[second[block]], axis=1)
    return distances


def _correlation(function, distances_x: np.ndarray, distances_z: np.ndarray) -> float:
    """Return SciPy's correlation, or NaN where it is not defined."""
    if np.ptp(distances_x) == 0 or np.ptp(distances_z) == 0:
        return float("nan")
    return float(function(distances_x, distances_z).statistic)


def _stress(distances_x: np.ndarray, distances_z: np.ndarray) -> float:
    """Return the share of the data's distances that no rescaled map accounts for."""
    norm_x, norm_z = np.linalg.norm(distances_x), np.linalg.norm(distances_z)
    if norm_x == 0:
        return 0.0 if norm_z == 0 else 1.0
    if norm_z == 0:
        return 1.0
    # The residual itself, because 1 - cos^2 loses its digits where the map is nearly perfect.
    unit_x, unit_z = distances_x / norm_x, distances_z / norm_z
    return float(np.linalg.norm(unit_x - (unit_x @ unit_z) * unit_z))
