"""Turning one cloud of points onto another: orthogonal Procrustes, and what may be built on it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data.arrays import check_count
from latentlib.models.hubness import mutual_neighbours, unit_rows

__all__ = [
    "Alignment",
    "OrthogonalMap",
    "orthogonal_map",
    "refine_alignment",
    "unit_centred_rows",
]


class OrthogonalMap(NamedTuple):
    """A rotation, perhaps with a reflection.

    Attributes
    ----------
    matrix : ndarray of float64, shape (D, D)
        Orthogonal; ``x @ matrix`` is the image of `x`.
    residual : float
        Length of ``x @ matrix - y`` as a share of the length of `y`, both taken as one long
        vector: 0 where the map is perfect, near 1.4 for unit vectors that have nothing in common.
    """

    matrix: np.ndarray
    residual: float


class Alignment(NamedTuple):
    """A map that has been refined, and how it went.

    Attributes
    ----------
    matrix : ndarray of float64, shape (D, D)
        Orthogonal; ``x @ matrix`` is the image of `x`.
    pairs : ndarray of int64, shape (n_pairs, 2)
        Rows of `x` and of `y` that the last round was fitted to.
    n_pairs : tuple of int, length n_rounds or less
        How many pairs each round found.
    residuals : tuple of float, as many
        How well it could lay them on each other, as in `OrthogonalMap`.
    """

    matrix: np.ndarray
    pairs: np.ndarray
    n_pairs: tuple[int, ...]
    residuals: tuple[float, ...]


def unit_centred_rows(x: ArrayLike) -> np.ndarray:
    """Prepare word vectors for alignment: length 1, mean 0, and length 1 again.

    An orthogonal map keeps lengths and the origin, so both clouds should have them alike.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors.

    Returns
    -------
    ndarray, shape (N, D)
        Rows of length 1; their mean is near 0, not exactly.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional, or a value is not finite.

    References
    ----------
    M. Artetxe, G. Labaka and E. Agirre (2018). Generalizing and improving bilingual word embedding
    mappings with a multi-step framework of linear transformations. AAAI.
    doi:10.1609/aaai.v32i1.11992
    """
    unit = unit_rows(x)
    return unit_rows(unit - unit.mean(axis=0))


def orthogonal_map(x: ArrayLike, y: ArrayLike) -> OrthogonalMap:
    r"""Turn `x` onto `y` as well as a rotation, perhaps with a reflection, can.

    The orthogonal `Q` with the least :math:`\lVert X Q - Y \rVert_F` is :math:`U V^\top`, where
    :math:`U S V^\top` is the singular value decomposition of :math:`X^\top Y`.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Points.
    y : array_like, shape (N, D)
        Where each of them should come to lie.

    Returns
    -------
    OrthogonalMap
        Unique if :math:`X^\top Y` has full rank, `D`. That both clouds span all dimensions is not
        enough.

    Raises
    ------
    ValueError
        If the shapes differ or are not two-dimensional, a value is not finite, or `y` is all 0.

    References
    ----------
    P. H. Schönemann (1966). A generalized solution of the orthogonal Procrustes problem.
    Psychometrika 31, 1-10. doi:10.1007/BF02289451
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 2 or x.shape != y.shape:
        raise ValueError(
            f"x and y have shapes {x.shape} and {y.shape}, but (N, D) twice was expected"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all() and y.any()):
        raise ValueError("x or y is not finite, or y is all 0, but points were expected")
    u, _, v_transposed = np.linalg.svd(x.T @ y)
    matrix = u @ v_transposed
    return OrthogonalMap(matrix, float(np.linalg.norm(x @ matrix - y) / np.linalg.norm(y)))


def refine_alignment(
    x: ArrayLike,
    y: ArrayLike,
    start_map: ArrayLike,
    *,
    n_rounds: int = 5,
    n_words: int | None = None,
    similarity: str = "csls",
) -> Alignment:
    """Refine a map between two languages by itself.

    Each round takes the words that are each other's nearest under the map so far for translations,
    and fits the map anew to all of them. It ends early once the pairs stay the same.

    Parameters
    ----------
    x : array_like, shape (N, D)
        Vectors of one language, most frequent word first, prepared by `unit_centred_rows`.
    y : array_like, shape (M, D)
        Those of the other.
    start_map : array_like, shape (D, D)
        The map to begin with, such as `orthogonal_map` of a few known pairs gives.
    n_rounds : int
        Rounds at most, at least 1.
    n_words : int or None
        How many of the most frequent words of either language may form pairs, at least 1. The
        vectors of rare words are poor. None: all.
    similarity : {"cosine", "csls"}
        What near means, as in `mutual_neighbours`.

    Returns
    -------
    Alignment

    Raises
    ------
    TypeError
        If `n_rounds` or `n_words` is not an integer.
    ValueError
        If `n_rounds` or `n_words` is less than 1, the shapes do not fit, a value is not finite,
        `similarity` is neither, or there are fewer than 10 words for CSLS.

    References
    ----------
    A. Conneau, G. Lample, M. Ranzato, L. Denoyer and H. Jégou (2018). Word translation without
    parallel data. ICLR. arXiv:1710.04087
    """
    check_count("n_rounds", n_rounds)
    if n_words is not None:
        check_count("n_words", n_words)
    x, y = np.asarray(x)[:n_words], np.asarray(y)[:n_words]
    matrix = np.asarray(start_map, dtype=np.float64)
    if x.ndim != 2 or matrix.shape != (x.shape[1], x.shape[1]):
        raise ValueError(
            f"start_map has shape {matrix.shape} and x {x.shape}, but (D, D) and (N, D) were "
            "expected"
        )
    pairs, fits = np.empty((0, 2), dtype=np.int64), []
    for _ in range(n_rounds):
        mapped = x @ matrix.astype(np.result_type(x.dtype, np.float32))
        before, pairs = pairs, mutual_neighbours(mapped, y, similarity=similarity)
        fits.append((len(pairs), orthogonal_map(x[pairs[:, 0]], y[pairs[:, 1]])))
        matrix = fits[-1][1].matrix
        if np.array_equal(pairs, before):
            break
    counts, maps = zip(*fits, strict=True)
    return Alignment(matrix, pairs, counts, tuple(fit.residual for fit in maps))
