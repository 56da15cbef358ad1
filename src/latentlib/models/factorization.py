"""From a matrix of words against contexts to word vectors: the truncated SVD."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from latentlib.data import WordVectors
from latentlib.data.arrays import RandomState, check_count, generator

__all__ = ["factorize"]


def factorize(
    words: tuple[str, ...],
    matrix: sparse.csr_array,
    dim: int,
    *,
    power: float = 0.5,
    random_state: RandomState,
) -> WordVectors:
    r"""Return word vectors whose products approximate a matrix of words against contexts.

    The best approximation of rank `D` is :math:`U_D S_D V_D^\top`; the vectors are the rows of
    :math:`U_D S_D^p`. Half a power shares the singular values between words and contexts, as
    skip-gram does by itself, and serves similarity better than a whole one.

    Parameters
    ----------
    words : tuple of str, length V
        The vocabulary.
    matrix : scipy.sparse.csr_array, shape (V, n_contexts)
        One row a word, such as `positive_pmi` gives.
    dim : int
        `D`, from 1 to one less than the smaller side of `matrix`.
    power : float
        `p`, from 0 to 1.
    random_state : int or numpy.random.Generator
        Where the search for singular vectors starts. Where singular values differ, the result
        depends on it by rounding only; within a space that equal ones share, any directions do.

    Returns
    -------
    WordVectors
        The columns fall by singular value; in each the entry of largest magnitude is positive. A
        matrix of zeros gives zeros.

    Raises
    ------
    ValueError
        If the matrix has another number of rows than there are words, or `dim` or `power` is out
        of its range.
    TypeError
        If `random_state` is neither an int nor a generator, or `dim` is not an integer.

    References
    ----------
    C. Eckart and G. Young (1936). The approximation of one matrix by another of lower rank.
    Psychometrika 1, 211-218. doi:10.1007/BF02288367

    O. Levy, Y. Goldberg and I. Dagan (2015). Improving distributional similarity with lessons
    learned from word embeddings. TACL 3, 211-225. doi:10.1162/tacl_a_00134
    """
    if matrix.shape[0] != len(words):
        raise ValueError(f"matrix has {matrix.shape[0]} rows, but {len(words)} were expected")
    if check_count("dim", dim) >= min(matrix.shape):
        raise ValueError(
            f"dim is {dim}, but a number from 1 to {min(matrix.shape) - 1} was expected for a "
            f"matrix of shape {matrix.shape}"
        )
    if not 0 <= power <= 1:
        raise ValueError(f"power is {power}, but a number from 0 to 1 was expected")
    start = generator(random_state).normal(size=min(matrix.shape))
    if not matrix.count_nonzero():
        return WordVectors(words, np.zeros((len(words), dim), dtype=np.float32))
    u, singular_values, _ = svds(matrix.astype(np.float64), k=dim, v0=start, tol=1e-6)
    u, singular_values = u[:, ::-1], singular_values[::-1]  # svds has the smallest first
    largest = np.abs(u).argmax(axis=0)
    u = u * np.sign(u[largest, np.arange(dim)])
    return WordVectors(words, (u * singular_values**power).astype(np.float32))
