"""Precision and recall of generated samples, and density and coverage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics.pairwise import euclidean_distances

from latentlib.metrics._checks import as_samples
from latentlib.metrics._neighbours import neighbours

__all__ = ["PrecisionRecallResult", "precision_recall"]

_BLOCK_BYTES = 8 * 2**20


class PrecisionRecallResult(NamedTuple):
    """What `precision_recall` found.

    Attributes
    ----------
    precision : float
        Share of the generated samples that lie in a ball about a real one, from 0 to 1.
    recall : float
        Share of the real samples that lie in a ball about a generated one, from 0 to 1.
    density : float
        In how many real balls a generated sample lies, on average, divided by `n_neighbors`;
        at least 0. It is 1 on average if both samples have one distribution, and may be more.
    coverage : float
        Share of the real samples whose ball holds a generated one, from 0 to 1.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def precision_recall(
    real: ArrayLike, generated: ArrayLike, *, n_neighbors: int = 5
) -> PrecisionRecallResult:
    r"""Return how much of what is generated looks real, and how much of what is real is generated.

    About each sample a ball is drawn that reaches its `k`-th nearest other of the same kind, of
    radius :math:`\rho_k`. With `N` real samples :math:`r_i` and `M` generated ones :math:`g_j`:

    .. math::

        \begin{aligned}
        \text{precision} &= \tfrac1M \bigl|\{ j : \exists i,\;
            \lVert g_j - r_i \rVert \le \rho_k(r_i) \}\bigr| \\
        \text{recall} &= \tfrac1N \bigl|\{ i : \exists j,\;
            \lVert r_i - g_j \rVert \le \rho_k(g_j) \}\bigr| \\
        \text{density} &= \tfrac{1}{k M} \bigl|\{ (i, j) :
            \lVert g_j - r_i \rVert \le \rho_k(r_i) \}\bigr| \\
        \text{coverage} &= \tfrac1N \bigl|\{ i : \exists j,\;
            \lVert g_j - r_i \rVert \le \rho_k(r_i) \}\bigr|
        \end{aligned}

    Precision and density ask for quality; recall and coverage ask for variety. A real sample far
    from all others has a large ball, and whatever falls into it counts in full for the precision,
    but only as ``1 / k`` for the density.

    Parameters
    ----------
    real : array_like, shape (N, n_dims)
        Features of the data, row by row.
    generated : array_like, shape (M, n_dims)
        Features of what a model made.
    n_neighbors : int
        The number `k`, less than ``N`` and less than ``M``.

    Returns
    -------
    PrecisionRecallResult
        The four numbers.

    Raises
    ------
    ValueError
        If the dimensions differ, a sample has fewer than 2 rows, a value is not finite or
        `n_neighbors` is out of its range.

    Notes
    -----
    All four depend on `k`, `N` and `M`: compare only results for which they are equal. If both
    samples have one distribution, the expectation of the density is 1 and that of the coverage
    is :math:`1 - \binom{N-1}{k} / \binom{N+M-1}{k}`, about :math:`1 - 2^{-k}` for `N` = `M`.

    Neighbours are exact. Distances that are equal but for rounding count as equal: a point on
    the surface of a ball lies in it. Radii below a millionth of the distance from the mean of
    the data are not told from 0. Memory is a few blocks, whatever `N` and `M`.

    References
    ----------
    T. Kynkäänniemi, T. Karras, S. Laine, J. Lehtinen and T. Aila (2019). Improved precision and
    recall metric for assessing generative models. NeurIPS. arXiv:1904.06991 (with k = 3)

    M. F. Naeem, S. J. Oh, Y. Uh, Y. Choi and J. Yoo (2020). Reliable fidelity and diversity
    metrics for generative models. ICML. arXiv:2002.09797 (with k = 5)
    """
    real, generated = as_samples(real, "real"), as_samples(generated, "generated")
    if real.shape[1] != generated.shape[1]:
        raise ValueError(
            f"generated has {generated.shape[1]} dimensions, but the {real.shape[1]} of real "
            "were expected"
        )
    k, fewest = n_neighbors, min(len(real), len(generated))
    if not 1 <= k < fewest:
        raise ValueError(
            f"n_neighbors is {k}, but a whole number from 1 to less than {fewest}, the size of "
            "the smaller sample, was expected"
        )
    # Distances do not change, and the products they are made from stay small.
    mean = np.concatenate([real, generated]).mean(axis=0)
    in_balls, covered, recalled = _memberships(real - mean, generated - mean, k)
    return PrecisionRecallResult(
        precision=float(np.mean(in_balls > 0)),
        recall=float(recalled.mean()),
        density=float(in_balls.mean() / k),
        coverage=float(covered.mean()),
    )


def _memberships(
    real: np.ndarray, generated: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which sample lies in which kind of ball.

    Returns
    -------
    in_balls : ndarray of int64, shape (M,)
        In how many balls about real samples each generated one lies.
    covered, recalled : ndarray of bool, shape (N,)
        Whether the ball about a real sample holds a generated one; whether the real sample lies
        in a ball about a generated one.
    """
    squared_radii = [np.square(neighbours(x, k)[0][:, -1]) for x in (real, generated)]
    squared_norms = [np.einsum("ij,ij->i", x, x)[:, None] for x in (real, generated)]
    # A bound on the error of a squared distance that is made from norms and a product.
    rounding = 4 * (real.shape[1] + 4) * np.finfo(np.float64).eps
    in_balls = np.zeros(len(generated), dtype=np.int64)
    covered, recalled = np.zeros(len(real), dtype=bool), np.zeros(len(real), dtype=bool)
    rows = max(1, _BLOCK_BYTES // (real.itemsize * len(generated)))
    for start in range(0, len(real), rows):
        block = slice(start, start + rows)
        surplus = euclidean_distances(
            real[block],
            generated,
            X_norm_squared=squared_norms[0][block],
            Y_norm_squared=squared_norms[1],
            squared=True,
        )
        surplus -= rounding * (squared_norms[0][block] + squared_norms[1].T)
        about_real = surplus <= squared_radii[0][block, None]
        in_balls += about_real.sum(axis=0)
        covered[block] = about_real.any(axis=1)
        recalled[block] = (surplus <= squared_radii[1]).any(axis=1)
    return in_balls, covered, recalled
