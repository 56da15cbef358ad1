"""Which words stand near which: counts in a window."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from latentlib.data.arrays import check_count
from latentlib.models.vocabulary import EncodedText

__all__ = ["WEIGHTINGS", "count_cooccurrences"]

WEIGHTINGS = ("flat", "linear")

_TOKENS_AT_A_TIME = 250_000


def count_cooccurrences(
    text: EncodedText, n_words: int, window: int = 5, *, weighting: str = "flat"
) -> sparse.csr_array:
    r"""Count how often words stand within a window of each other, in the same sentence.

    Parameters
    ----------
    text : EncodedText
        The text.
    n_words : int
        Size of the vocabulary, `V`.
    window : int
        How far apart two words may stand, at least 1; neighbours are 1 apart.
    weighting : {"flat", "linear"}
        What a pair at distance `d` counts: 1, or :math:`(L - d + 1) / L` with window `L`. The
        latter is how often word2vec sees it on average, which draws its window anew for each word.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (V, V)
        Symmetric: row `i`, column `j` counts word `j` on either side of word `i`. A word beside
        itself counts twice, once from either side.

    Raises
    ------
    TypeError
        If `window` is not an integer.
    ValueError
        If `window` is less than 1, `weighting` is neither, or the text has words beyond `V`.
    """
    check_count("window", window)
    if weighting not in WEIGHTINGS:
        raise ValueError(
            f"weighting is {weighting!r}, but one of {', '.join(WEIGHTINGS)} was expected"
        )
    if len(text) and text.tokens.max() >= n_words:
        raise ValueError(f"n_words is {n_words}, but more than {text.tokens.max()} was expected")
    one_side = sparse.csr_array((n_words, n_words), dtype=np.int64)
    for start in range(0, len(text), _TOKENS_AT_A_TIME):
        one_side = one_side + _pairs_after(text, start, n_words, window, weighting == "linear")
    counts = (one_side + one_side.T).astype(np.float64).tocsr()
    counts.sort_indices()
    return counts / window if weighting == "linear" else counts


def _pairs_after(
    text: EncodedText, start: int, n_words: int, window: int, linear: bool
) -> sparse.csr_array:
    """Count the pairs whose first word is in one piece of the text; linear weights times `L`."""
    end = min(start + _TOKENS_AT_A_TIME, len(text))
    first, second, weight = [], [], []
    for d in range(1, min(window, len(text)) + 1):
        stop = max(start, min(end, len(text) - d))  # no pair where the text ends before
        together = np.flatnonzero(text.sentence[start:stop] == text.sentence[start + d : stop + d])
        first.append(text.tokens[start + together])
        second.append(text.tokens[start + together + d])
        weight.append(np.full(len(together), window - d + 1 if linear else 1))
    places = (np.concatenate(first), np.concatenate(second))
    return sparse.coo_array((np.concatenate(weight), places), shape=(n_words, n_words)).tocsr()
