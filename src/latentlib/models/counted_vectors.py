"""Word vectors by counting: who meets whom, how much more than by chance, compressed."""

from __future__ import annotations

from collections.abc import Iterable

from latentlib.data import WordVectors
from latentlib.data.arrays import RandomState, check_count
from latentlib.models.cooccurrence import count_cooccurrences
from latentlib.models.factorization import factorize
from latentlib.models.pmi import positive_pmi
from latentlib.models.vocabulary import check_read_again, count_words

__all__ = ["counted_vectors"]


def counted_vectors(
    sentences: Iterable[list[str]],
    dim: int,
    *,
    window: int = 5,
    min_count: int = 10,
    max_words: int | None = None,
    n_vectors: int | None = None,
    random_state: RandomState,
) -> WordVectors:
    """Learn word vectors by counting.

    Words are counted, then pairs of words within a window, near ones more than far ones; the
    positive part of their pointwise mutual information, with smoothed contexts, is factorised.

    Parameters
    ----------
    sentences : iterable of list of str
        The text. It is gone through twice, so a generator will not do.
    dim : int
        The number of dimensions `D`, at least 1 and less than the number of words that get vectors.
    window : int
        How far apart two words may stand, at least 1.
    min_count : int
        How often a word has to occur.
    max_words : int, optional
        How many words count at most, the most frequent ones.
    n_vectors : int, optional
        How many of these get vectors, again the most frequent ones, at least 1; the others are only
        company. All of them by default.
    random_state : int or numpy.random.Generator
        As for `factorize`.

    Returns
    -------
    WordVectors
        Shape (V, D), most frequent word first. A word that never meets another more often than
        by chance has a vector of zeros.

    Raises
    ------
    TypeError
        If the sentences can be gone through only once, or one is a str, or what counts is not an
        integer.
    ValueError
        If an argument is out of its range, as in `count_words`, `count_cooccurrences` and
        `factorize`.

    References
    ----------
    O. Levy, Y. Goldberg and I. Dagan (2015). Improving distributional similarity with lessons
    learned from word embeddings. TACL 3, 211-225. doi:10.1162/tacl_a_00134
    """
    if n_vectors is not None:
        check_count("n_vectors", n_vectors)
    check_read_again(sentences)
    known = count_words(sentences, min_count=min_count, max_words=max_words)
    text = known.encode(sentences)
    met = count_cooccurrences(text, len(known), window, weighting="linear")
    pmi = positive_pmi(met)[:n_vectors]
    return factorize(known.words[:n_vectors], pmi, dim, random_state=random_state)
