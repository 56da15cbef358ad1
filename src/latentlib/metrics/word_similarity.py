"""Whether the words that people find alike are near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from latentlib.metrics._directions import check_restrict, unit_rows
from latentlib.metrics._intervals import percentile_interval

if TYPE_CHECKING:
    from latentlib.data import WordPairs, WordVectors

__all__ = ["WordSimilarityResult", "word_similarity"]


class WordSimilarityResult(NamedTuple):
    """What `word_similarity` found.

    Attributes
    ----------
    spearman : float
        Rank correlation of the cosines with the ratings, from -1 to 1; NaN where all cosines or
        all ratings are equal.
    low, high : float
        Its 95 % interval: what other pairs of the same kind might have given.
    n_pairs : int
        How many pairs were used.
    unknown_share : float
        Share of the pairs that were not, because a word is unknown: from 0 to less than 1.
    used : ndarray of bool, shape (number of all pairs,)
        Which pairs were used.
    cosines : ndarray, shape (n_pairs,)
        Their cosines, from -1 to 1, to be seen beside ``pairs.scores[used]``.
    """

    spearman: float
    low: float
    high: float
    n_pairs: int
    unknown_share: float
    used: np.ndarray
    cosines: np.ndarray


def word_similarity(
    words: WordVectors,
    pairs: WordPairs,
    *,
    restrict: int | None = None,
    n_resamples: int = 2000,
    random_state: int | np.random.Generator,
) -> WordSimilarityResult:
    """Correlate the cosines of word pairs with the ratings of people, by rank.

    Ranks, because nothing says that a cosine of 0.4 is twice the likeness of 0.2.

    Parameters
    ----------
    words : WordVectors
        Words in lower case, most frequent first, and their vectors.
    pairs : WordPairs
        Pairs with ratings; see `latentlib.data.load_word_pairs`.
    restrict : int, optional
        Use only so many of the most frequent words.
    n_resamples : int
        How often the pairs are drawn anew, with replacement, for the interval.
    random_state : int or numpy.random.Generator
        Where the draws come from.

    Returns
    -------
    WordSimilarityResult
        The correlation, its interval, and what was left out.

    Raises
    ------
    ValueError
        If fewer than 3 pairs have both words, `restrict` or `n_resamples` is not positive, or a
        vector is zero or not finite.
    TypeError
        If `random_state` is neither an int nor a generator, or what counts is not an integer.

    Notes
    -----
    The correlation is that of gensim's ``KeyedVectors.evaluate_word_pairs``, which gives the
    unknown share in percent and no interval. Tied ratings share their mean rank.

    The pairs are taken for independent, though a word may occur in several.

    References
    ----------
    L. Finkelstein, E. Gabrilovich, Y. Matias, E. Rivlin, Z. Solan, G. Wolfman and E. Ruppin
    (2002). Placing search in context: the concept revisited. ACM Transactions on Information
    Systems 20, 116-131. doi:10.1145/503104.503110

    B. Efron and R. J. Tibshirani (1993). An introduction to the bootstrap. Chapman and Hall,
    chapter 13. doi:10.1201/9780429246593
    """
    n_words = check_restrict(restrict, len(words))
    used = np.array(
        [all(w in words and words.index(w) < n_words for w in pair) for pair in pairs.pairs],
        dtype=bool,
    )
    if used.sum() < 3:
        raise ValueError(
            f"{used.sum()} of {len(pairs)} pairs have both words among the {n_words} of words, "
            "but at least 3 were expected"
        )
    known = [pair for pair, use in zip(pairs.pairs, used, strict=True) if use]
    first, second = (
        unit_rows(words.lookup(side), "words.vectors") for side in zip(*known, strict=True)
    )
    cosines, ratings = np.einsum("nd,nd->n", first, second), pairs.scores[used]
    low, high = percentile_interval(
        (cosines, ratings),
        _spearman,
        paired=True,
        n_resamples=n_resamples,
        random_state=random_state,
    )
    return WordSimilarityResult(
        spearman=float(_spearman(cosines, ratings)),
        low=low,
        high=high,
        n_pairs=len(cosines),
        unknown_share=float(1 - used.mean()),
        used=used,
        cosines=cosines,
    )


def _spearman(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the rank correlation along the last axis; NaN where all of one side are equal."""
    x, y = (stats.rankdata(side, axis=axis) for side in (x, y))
    x, y = (side - side.mean(axis=axis, keepdims=True) for side in (x, y))
    lengths = np.sqrt((x * x).sum(axis=axis) * (y * y).sum(axis=axis))
    products = np.asarray((x * y).sum(axis=axis))
    return np.divide(products, lengths, out=np.full_like(products, np.nan), where=lengths > 0)
