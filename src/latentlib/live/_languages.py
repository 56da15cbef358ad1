"""The words of two languages in one list, and the pairs of them that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

import numpy as np

from latentlib.data import WordVectors

__all__ = ["TwoLanguages", "join_languages"]


class TwoLanguages(NamedTuple):
    """Words of two languages, which take turns, the most frequent first.

    Attributes
    ----------
    keys : tuple of str, length V
        By which a word is found: the word itself, or where both have it, with its language.
    names : tuple of str, length V
        The words as they are written.
    is_other : ndarray of bool, shape (V,)
        Which of them are of the second language.
    vectors : ndarray of float64, shape (V, D)
    pairs : ndarray of int64, shape (n_pairs, 2)
        Rows of words of the first language and of their translations.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    is_other: np.ndarray
    vectors: np.ndarray
    pairs: np.ndarray


def join_languages(
    vectors: WordVectors,
    others: WordVectors,
    pairs: Sequence[tuple[str, str]],
    languages: tuple[str, str],
    n_words: int,
) -> TwoLanguages:
    """Join the most frequent words of two languages and those of some pairs.

    Parameters
    ----------
    vectors, others : WordVectors
        Words of each language, in spaces of the same dimensions.
    pairs : sequence of (str, str)
        Words and their translations.
    languages : (str, str)
        What the two are called.
    n_words : int
        How many words of each, beside those of the pairs.

    Raises
    ------
    ValueError
        If the spaces' dimensions differ, or a name is empty, has white space or is that of both.
    UnknownWordError
        If a word of the pairs is not there.
    """
    if vectors.vectors.shape[1] != others.vectors.shape[1]:
        raise ValueError(
            f"vectors and others have {vectors.vectors.shape[1]} and {others.vectors.shape[1]} "
            "dimensions, but as many were expected"
        )
    tags = [name.lower() for name in languages]
    if len(set(tags)) != 2 or any(tag.split() != [tag] for tag in tags):
        raise ValueError(f"languages is {languages}, but two names without spaces were expected")
    tables = (vectors, others)
    wanted = [_chosen(tables[i], [pair[i] for pair in pairs], n_words) for i in (0, 1)]
    labelled = ([(i, word) for word in words] for i, words in enumerate(wanted))
    joined = [one for one in chain(*zip_longest(*labelled)) if one]
    shared = set(wanted[0]) & set(wanted[1])
    rows = {one: row for row, one in enumerate(joined)}
    return TwoLanguages(
        tuple(f"{word}/{tags[i]}" if word in shared else word for i, word in joined),
        tuple(word for _, word in joined),
        np.array([i == 1 for i, _ in joined]),
        np.stack([tables[i][word] for i, word in joined]).astype(np.float64),
        np.array([[rows[0, word], rows[1, other]] for word, other in pairs]),
    )


def _chosen(table: WordVectors, needed: Sequence[str], n_words: int) -> list[str]:
    """Return the most frequent words, and behind them those that are needed."""
    later = sorted({table.index(word) for word in needed} - set(range(n_words)))
    return [*table.words[:n_words], *(table.words[row] for row in later)]
