"""Whether the right answer is among the nearest: precision at k, as for translations of words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._directions import unit_rows
from latentlib.metrics._intervals import wilson_interval

__all__ = ["PrecisionAtK", "RetrievalResult", "retrieval"]

_BLOCK_BYTES = 16 * 2**20


class PrecisionAtK(NamedTuple):
    """A share of queries, and how sure it is.

    Attributes
    ----------
    precision : float
        Share of the queries with a right candidate among the first `k`, from 0 to 1.
    low, high : float
        Wilson's 95 % interval: what other queries of the same kind might have given.
    """

    precision: float
    low: float
    high: float


class RetrievalResult(NamedTuple):
    """What `retrieval` found.

    Attributes
    ----------
    ranks : ndarray of int64, shape (n_queries,)
        Place of the first right candidate of each query, from 1, the best, to `n_candidates`.
    n_candidates : int
        How many candidates there were. By chance, the precision at k of queries with one right
        candidate is ``k / n_candidates``.
    """

    ranks: np.ndarray
    n_candidates: int

    def precision_at(self, k: int) -> PrecisionAtK:
        """Return the share of the queries with a right candidate among the first `k`.

        Parameters
        ----------
        k : int
            From 1 to `n_candidates`.

        Returns
        -------
        PrecisionAtK
            The share with its interval.

        Raises
        ------
        ValueError
            If `k` is out of its range.
        """
        if not 1 <= k <= self.n_candidates:
            raise ValueError(
                f"k is {k}, but 1 to {self.n_candidates}, the candidates, was expected"
            )
        n_found = int((self.ranks <= k).sum())
        return PrecisionAtK(n_found / len(self.ranks), *wilson_interval(n_found, len(self.ranks)))

    @property
    def mean_reciprocal_rank(self) -> float:
        """Mean of one over the rank, from 0 to 1: first places count most."""
        return float(np.mean(1 / self.ranks))


def retrieval(
    x: ArrayLike,
    y: ArrayLike,
    gold: Sequence[Collection[int]],
    *,
    queries: ArrayLike | None = None,
    similarity: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
) -> RetrievalResult:
    """Rank all candidates for each query, and find the place of the first right one.

    For translation, `x` holds the words of one language, turned onto the other, `y` those of the
    other, and `queries` the words that are asked.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors of which some are the queries.
    y : array_like, shape (V, D)
        The candidates.
    gold : sequence of sets of int, length n_queries
        Rows of `y` that are right for each query, at least one. In a list, a row that comes twice
        counts once.
    queries : array_like of int, shape (n_queries,), optional
        Rows of `x` that are asked; by default all.
    similarity : callable, optional
        Takes `x` and `y`, with rows of length one, and returns scores, shape (N, V), larger for
        what is nearer: for instance `latentlib.models.csls`. By default the cosine.

    Returns
    -------
    RetrievalResult
        The ranks, from which follows the precision at every k.

    Raises
    ------
    ValueError
        If shapes do not match, a vector is zero or not finite, a row is out of its range, or a
        query has no right candidate.

    Notes
    -----
    A wrong candidate that scores just as a right one goes before it: an embedding that puts all
    words in one place must not seem perfect.

    `similarity` is called once, with all of `x`: how near is near may depend on the whole
    neighbourhood. Memory is that of all scores then. Cosines are computed block by block, and
    only for the queries.

    References
    ----------
    A. Conneau, G. Lample, M. Ranzato, L. Denoyer and H. Jégou (2018). Word translation without
    parallel data. ICLR. arXiv:1710.04087
    """
    x, y = unit_rows(x), unit_rows(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"y has {y.shape[1]} dimensions, but the {x.shape[1]} of x were expected")
    asked = _asked(queries, len(x))
    right = _right_candidates(gold, len(asked), len(y))
    table = None if similarity is None else _table(similarity, x, y)
    ranks = np.empty(len(asked), dtype=np.int64)
    rows = max(1, _BLOCK_BYTES // (y.itemsize * len(y)))
    for start in range(0, len(asked), rows):
        block = slice(start, start + rows)
        scores = x[asked[block]] @ y.T if table is None else table[asked[block]]
        ranks[block] = _ranks(scores, right[block])
    return RetrievalResult(ranks, len(y))


def _asked(queries: ArrayLike | None, n_rows: int) -> np.ndarray:
    """Return the rows of `x` that are asked, or say what is wrong."""
    asked = np.arange(n_rows) if queries is None else np.asarray(queries)
    if asked.ndim != 1 or asked.dtype.kind not in "iu" or not len(asked):
        raise ValueError(
            f"queries has shape {asked.shape} and type {asked.dtype}, but whole numbers of shape "
            "(n_queries,) were expected"
        )
    if asked.min() < 0 or asked.max() >= n_rows:
        raise ValueError(
            f"queries are from {asked.min()} to {asked.max()}, but rows of x, from 0 to "
            f"{n_rows - 1}, were expected"
        )
    return asked


def _table(similarity: Callable, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the scores of all with all, or say what is wrong."""
    table = np.asarray(similarity(x, y))
    if table.shape != (len(x), len(y)):
        raise ValueError(
            f"similarity returned shape {table.shape}, but ({len(x)}, {len(y)}) was expected"
        )
    if np.isnan(table).any():
        raise ValueError("similarity returned NaN, but numbers were expected")
    return table


def _right_candidates(
    gold: Sequence[Collection[int]], n_queries: int, n_candidates: int
) -> list[np.ndarray]:
    """Return the rows of the right candidates of each query, or say what is wrong."""
    if len(gold) != n_queries:
        raise ValueError(
            f"gold has {len(gold)} sets, but {n_queries} were expected: one for each query"
        )
    right = [np.array(sorted(set(rows)), dtype=np.int64) for rows in gold]
    for query, rows in enumerate(right):
        if not len(rows) or rows[0] < 0 or rows[-1] >= n_candidates:
            raise ValueError(
                f"gold of query {query} is {rows.tolist()}, but at least one row of y, from 0 to "
                f"{n_candidates - 1}, was expected"
            )
    return right


def _ranks(scores: np.ndarray, right: list[np.ndarray]) -> np.ndarray:
    """Return one more than the number of wrong candidates that score at least as the best right."""
    best = np.array([row[of_row].max() for row, of_row in zip(scores, right, strict=True)])
    at_least = (scores >= best[:, None]).sum(axis=1)
    right_too = [
        (row[of_row] >= limit).sum() for row, of_row, limit in zip(scores, right, best, strict=True)
    ]
    return at_least - np.array(right_too) + 1
