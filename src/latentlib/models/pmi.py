"""What counts of words side by side say beyond chance: pointwise mutual information."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from latentlib.data.arrays import check_count

__all__ = [
    "PmiComparison",
    "compare_with_pmi",
    "pointwise_mutual_information",
    "positive_pmi",
]

_PAIRS_AT_A_TIME = 100_000


def pointwise_mutual_information(
    counts: sparse.csr_array, *, power: float = 1.0
) -> sparse.csr_array:
    r"""Return by how much words occur together more often than by chance.

    .. math::

        \text{PMI}(w, c) = \log \frac{p(w, c)}{p(w)\, p_\alpha(c)},
        \qquad p_\alpha(c) = \frac{\#(c)^\alpha}{\sum_{c'} \#(c')^\alpha}

    Parameters
    ----------
    counts : scipy.sparse.csr_array, shape (V, V)
        How often word `w`, a row, and word `c`, a column, occur together.
    power : float, default 1
        :math:`\alpha`, more than 0 and at most 1. 1, the default, does not smooth; less smooths the
        contexts, so that rare ones weigh less. 0.75 is word2vec's, and the default of
        `positive_pmi`.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (V, V)
        In nats, for pairs that occur; the others, whose value is minus infinity, are not stored.

    Raises
    ------
    ValueError
        If `power` is out of its range, or a count is negative, or none is positive.

    References
    ----------
    K. W. Church and P. Hanks (1990). Word association norms, mutual information, and lexicography.
    Computational Linguistics 16, 22-29.

    O. Levy, Y. Goldberg and I. Dagan (2015). Improving distributional similarity with lessons
    learned from word embeddings. TACL 3, 211-225. doi:10.1162/tacl_a_00134
    """
    if not 0 < power <= 1:
        raise ValueError(f"power is {power}, but more than 0 and at most 1 was expected")
    pairs = _pairs_that_occur(counts)
    w, c = _rows(pairs), pairs.indices
    of_word = np.bincount(w, pairs.data)
    of_context = np.bincount(c, pairs.data) ** power
    chance = of_word[w] * (of_context[c] / of_context.sum())
    pairs.data = np.log(pairs.data / chance)
    return pairs


def positive_pmi(
    counts: sparse.csr_array, *, power: float = 0.75, shift: float = 1.0
) -> sparse.csr_array:
    r"""Return the positive part of pointwise mutual information (PPMI).

    :math:`\max(0, \text{PMI}(w, c) - \log k)`: what occurs less often than by chance, or never, is
    0, so that the matrix stays sparse. PMI is that of `pointwise_mutual_information` with contexts
    smoothed by :math:`\alpha = 0.75`, not the plain one, unless `power` says otherwise.

    Parameters
    ----------
    counts : scipy.sparse.csr_array, shape (V, V)
        How often word `w`, a row, and word `c`, a column, occur together.
    power : float, default 0.75
        :math:`\alpha`, as in `pointwise_mutual_information`, where the default is 1, however.
    shift : float, default 1
        `k`, at least 1: the number of noise words of the skip-gram that this is a relative of.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (V, V)
        In nats, at least 0; zeros are not stored.

    Raises
    ------
    ValueError
        If `shift` is less than 1, or as in `pointwise_mutual_information`.

    References
    ----------
    O. Levy and Y. Goldberg (2014). Neural word embedding as implicit matrix factorization. NeurIPS.

    O. Levy, Y. Goldberg and I. Dagan (2015). Improving distributional similarity with lessons
    learned from word embeddings. TACL 3, 211-225. doi:10.1162/tacl_a_00134
    """
    if not 1 <= shift < np.inf:
        raise ValueError(f"shift is {shift}, but at least 1 was expected")
    pmi = pointwise_mutual_information(counts, power=power)
    pmi.data = np.maximum(pmi.data - np.log(shift), 0)
    pmi.eliminate_zeros()
    return pmi


class PmiComparison(NamedTuple):
    r"""What skip-gram says of pairs of words, and what counting says.

    Attributes
    ----------
    products : ndarray of float64, shape (n_pairs,)
        Inner products of a word's vector and a context's.
    pmi : ndarray of float64, shape (n_pairs,)
        Their pointwise mutual information less :math:`\log k`, in nats.
    counts : ndarray of float64, shape (n_pairs,)
        How often they occur together.
    """

    products: np.ndarray
    pmi: np.ndarray
    counts: np.ndarray


def compare_with_pmi(
    words: np.ndarray,
    contexts: np.ndarray,
    counts: sparse.csr_array,
    *,
    n_negatives: int = 5,
    power: float = 0.75,
) -> PmiComparison:
    r"""Set skip-gram's inner products beside shifted pointwise mutual information.

    With vectors of enough dimensions skip-gram with `k` noise words is at its optimum where
    :math:`w \cdot c = \text{PMI}(w, c) - \log k`, contexts smoothed as the noise is.

    Parameters
    ----------
    words, contexts : ndarray, shape (V, D)
        The two tables of a trained skip-gram.
    counts : scipy.sparse.csr_array, shape (V, V)
        How often words occur together in the text that it was trained on. The pairs compared are
        those that do.
    n_negatives : int
        `k`, at least 1.
    power : float, default 0.75
        That of the noise, :math:`\alpha` in `pointwise_mutual_information`.

    Returns
    -------
    PmiComparison
        Row by row of `counts`.

    Raises
    ------
    ValueError
        If the shapes do not fit, or `n_negatives` is less than 1, or as in
        `pointwise_mutual_information`.
    TypeError
        If `n_negatives` is not an integer.

    Notes
    -----
    Thinning changes which words stand beside which, so a skip-gram that is to be compared is
    trained with ``sample=0``, and words are counted with linear weights. One small difference is
    left: noise is drawn by how often a word occurs, and contexts are counted by their pairs, of
    which there are fewer at the ends of sentences.

    References
    ----------
    O. Levy and Y. Goldberg (2014). Neural word embedding as implicit matrix factorization. NeurIPS.
    """
    if words.shape != contexts.shape or counts.shape != (len(words), len(contexts)):
        raise ValueError(
            f"words, contexts and counts have shapes {words.shape}, {contexts.shape} and "
            f"{counts.shape}, but (V, D), (V, D) and (V, V) were expected"
        )
    check_count("n_negatives", n_negatives)
    pmi = pointwise_mutual_information(counts, power=power)
    w, c = _rows(pmi), pmi.indices
    products = np.empty(len(w))
    for start in range(0, len(w), _PAIRS_AT_A_TIME):
        part = slice(start, start + _PAIRS_AT_A_TIME)
        products[part] = np.einsum("nd,nd->n", words[w[part]], contexts[c[part]])
    shifted = pmi.data - np.log(n_negatives)
    return PmiComparison(products, shifted, _pairs_that_occur(counts).data)


def _pairs_that_occur(counts: sparse.csr_array) -> sparse.csr_array:
    """Return a copy that stores each pair with a positive count once, in order."""
    pairs = sparse.csr_array(counts, dtype=np.float64, copy=True)
    pairs.sum_duplicates()
    pairs.eliminate_zeros()
    if not pairs.nnz or pairs.data.min() < 0:
        raise ValueError("counts are negative or all 0, but some pair to occur was expected")
    return pairs


def _rows(pairs: sparse.csr_array) -> np.ndarray:
    """Return the row of each stored entry, as `indices` has the column."""
    return np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
