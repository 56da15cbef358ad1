"""Nearest neighbours across two clouds, with and without a handicap for hubs.

Some points of a cloud are hubs, near to very many points of another. CSLS, cross-domain similarity
local scaling, takes from a cosine what is usual in the neighbourhoods of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data import arrays
from latentlib.data.arrays import check_count

__all__ = ["SIMILARITIES", "cosine", "csls", "mutual_neighbours", "unit_rows"]

SIMILARITIES = ("cosine", "csls")

_ROWS_AT_A_TIME = 500
_SMALL_TABLE = 4_000_000  # cosines

_Pieces = Callable[[], Iterator[np.ndarray]]


def unit_rows(x: ArrayLike, name: str = "x") -> np.ndarray:
    """Return vectors, shape (N, D), divided by their lengths; zero stays zero.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors.
    name : str
        What the caller calls `x`, for the error message.

    Returns
    -------
    ndarray, shape (N, D)
        A copy; float32 stays it, all else becomes float64.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional, or a value is not finite.
    """
    x = np.asarray(x)
    if x.ndim != 2:
        raise ValueError(f"{name} has shape {x.shape}, but (N, D) was expected")
    if x.dtype != np.float32:
        x = x.astype(np.float64)
    finite = np.isfinite(x)
    if not finite.all():
        row = np.argmin(finite.all(axis=1))
        raise ValueError(f"row {row} of {name} is not finite, but finite numbers were expected")
    return arrays.unit_rows(x)


def cosine(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the cosine of the angle between each row of `x` and each of `y`.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors.
    y : array_like, shape (M, D)
        Others.

    Returns
    -------
    ndarray, shape (N, M)
        From -1 to 1.

    Raises
    ------
    ValueError
        If `x` or `y` is not two-dimensional, their dimensions differ, or a value is not finite.
    """
    x, y = _units(x, y)
    return x @ y.T


def csls(x: ArrayLike, y: ArrayLike, n_neighbors: int = 10) -> np.ndarray:
    r"""Return the cross-domain similarity local scaling of each row of `x` and each of `y`.

    .. math::

        \text{CSLS}(x, y) = 2 \cos(x, y) - r(x) - r(y)

    with :math:`r(x)` the mean cosine of `x` and its `k` nearest among all `y`, and :math:`r(y)` the
    other way about. A hub has a large `r`, and so wins less often.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors. They are the neighbourhood of the `y`, so all of them belong in one call.
    y : array_like, shape (M, D)
        Others.
    n_neighbors : int
        `k`, from 1 to the smaller of `N` and `M`.

    Returns
    -------
    ndarray, shape (N, M)
        From -4 to 4; 0 is usual between neighbours.

    Raises
    ------
    ValueError
        If `x` or `y` is not two-dimensional, their dimensions differ, a value is not finite, or
        `n_neighbors` is out of its range.
    TypeError
        If `n_neighbors` is not an integer.

    References
    ----------
    A. Conneau, G. Lample, M. Ranzato, L. Denoyer and H. Jégou (2018). Word translation without
    parallel data. ICLR. arXiv:1710.04087
    """
    x, y = _units(x, y)
    _check_neighbours(n_neighbors, x, y)
    scores = x @ y.T
    r_x, r_y = (_largest(table, n_neighbors) for table in (scores, scores.T))
    scores *= 2
    scores -= r_x[:, None]
    scores -= r_y
    return scores


def mutual_neighbours(
    x: ArrayLike, y: ArrayLike, *, similarity: str = "csls", n_neighbors: int = 10
) -> np.ndarray:
    """Find the rows of `x` and of `y` that are each other's nearest.

    A large matrix of similarities is made and forgotten piece by piece, so that memory holds a few
    hundred rows of it.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors.
    y : array_like, shape (M, D)
        Others.
    similarity : {"cosine", "csls"}
        What near means.
    n_neighbors : int
        As in `csls`; of no effect on the cosine.

    Returns
    -------
    ndarray of int64, shape (n_pairs, 2)
        Rows of `x`, rising, and of `y`. At least one pair: the nearest of all.

    Raises
    ------
    ValueError
        If `similarity` is neither, or as in `csls`.
    TypeError
        As there.
    """
    if similarity not in SIMILARITIES:
        raise ValueError(
            f"similarity is {similarity!r}, but one of {', '.join(SIMILARITIES)} was expected"
        )
    x, y = _units(x, y)
    along, across = _both_ways(x, y)
    r_x, r_y = np.zeros(len(x), x.dtype), np.zeros(len(y), y.dtype)
    if similarity == "csls":
        _check_neighbours(n_neighbors, x, y)
        r_x = np.concatenate([_largest(cosines, n_neighbors) for cosines in along()])
        r_y = np.concatenate([_largest(cosines, n_neighbors) for cosines in across()])
    forth = np.concatenate([(2 * cosines - r_y).argmax(axis=1) for cosines in along()])
    back = np.concatenate([(2 * cosines - r_x).argmax(axis=1) for cosines in across()])
    mutual = np.flatnonzero(back[forth] == np.arange(len(x)))
    return np.stack([mutual, forth[mutual]], axis=1)


def _units(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both with rows of length 1, or say that they do not fit together."""
    x, y = unit_rows(x), unit_rows(y, "y")
    if x.shape[1] != y.shape[1] or not len(x) or not len(y):
        raise ValueError(
            f"x and y have shapes {x.shape} and {y.shape}, but (N, D) and (M, D) were expected, "
            "with at least one row each"
        )
    return x, y


def _check_neighbours(n_neighbors: int, x: np.ndarray, y: np.ndarray) -> None:
    most = min(len(x), len(y))
    if check_count("n_neighbors", n_neighbors) > most:
        raise ValueError(
            f"n_neighbors is {n_neighbors}, but a number from 1 to {most} was expected"
        )


def _largest(scores: np.ndarray, k: int) -> np.ndarray:
    """Return the mean of the `k` largest of each row, shape (N,)."""
    pieces = (np.partition(piece, -k, axis=1) for piece in _split(scores))
    return np.concatenate([piece[:, -k:].mean(axis=1) for piece in pieces])


def _both_ways(x: np.ndarray, y: np.ndarray) -> tuple[_Pieces, _Pieces]:
    """Return what yields the cosines of unit rows, some rows at a time: of `x`, and of `y`.

    A small table is made once and kept; a large one is made anew, piece by piece.
    """
    if len(x) * len(y) > _SMALL_TABLE:
        return partial(_pieces, x, y), partial(_pieces, y, x)
    table = x @ y.T
    return partial(_split, table), partial(_split, np.ascontiguousarray(table.T))


def _pieces(x: np.ndarray, y: np.ndarray) -> Iterator[np.ndarray]:
    for rows in _split(x):
        yield rows @ y.T


def _split(table: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(table), _ROWS_AT_A_TIME):
        yield table[start : start + _ROWS_AT_A_TIME]
