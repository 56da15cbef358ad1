"""Translation by turning the words of one language onto those of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from latentlib.data import WordVectors
from latentlib.models.procrustes import orthogonal_map, refine_alignment

__all__ = ["TranslatedWord", "translated_words", "translation_map"]


class TranslatedWord(NamedTuple):
    """A word and its right translations, as rows.

    Attributes
    ----------
    row : int
        Its row among the words of the one language.
    right : tuple of int
        Rows of its translations among those of the other, at least one, each once.
    """

    row: int
    right: tuple[int, ...]


def translated_words(
    words: WordVectors, others: WordVectors, translations: Mapping[str, Iterable[str]]
) -> tuple[TranslatedWord, ...]:
    """Find the rows of words and of their translations.

    Parameters
    ----------
    words, others : WordVectors
        The words of the one language and of the other.
    translations : mapping of str to iterable of str
        Words of the other language, by word of the one; one that comes twice counts once.

    Returns
    -------
    tuple of TranslatedWord
        In the order of `translations`, without the words that are not there, or none of whose
        translations is.
    """
    found = (
        TranslatedWord(
            words.index(word), tuple(others.index(w) for w in dict.fromkeys(right) if w in others)
        )
        for word, right in translations.items()
        if word in words
    )
    return tuple(word for word in found if word.right)


def translation_map(
    x: np.ndarray,
    y: np.ndarray,
    known: Sequence[TranslatedWord],
    *,
    refine: bool = True,
    n_rounds: int = 6,
    n_words: int = 2000,
) -> np.ndarray:
    """Learn an orthogonal map between two languages from a few known words.

    Parameters
    ----------
    x, y : ndarray, shapes (N, D) and (M, D)
        The words of the one language and of the other, prepared by `unit_centred_rows`.
    known : sequence of TranslatedWord
        The seed dictionary: at least one word. One with several translations counts with each.
    refine : bool
        Whether to go on with words that are each other's nearest, by `refine_alignment`.
    n_rounds, n_words : int
        As there.

    Returns
    -------
    ndarray, shape (D, D), of the type of `x`
        Orthogonal; ``x @ matrix`` lies among `y`.

    Raises
    ------
    ValueError
        If `known` is empty, or as in `orthogonal_map` and `refine_alignment`.

    References
    ----------
    T. Mikolov, Q. V. Le and I. Sutskever (2013). Exploiting similarities among languages for
    machine translation. arXiv:1309.4168 (any linear map)

    C. Xing, D. Wang, C. Liu and Y. Lin (2015). Normalized word embedding and orthogonal transform
    for bilingual word translation. NAACL-HLT, 1006-1011. doi:10.3115/v1/N15-1104 (orthogonal)

    A. Conneau, G. Lample, M. Ranzato, L. Denoyer and H. Jégou (2018). Word translation without
    parallel data. ICLR. arXiv:1710.04087
    """
    if not known:
        raise ValueError("known is empty, but at least one translated word was expected")
    rows = np.array([(word.row, other) for word in known for other in word.right])
    matrix = orthogonal_map(x[rows[:, 0]], y[rows[:, 1]]).matrix
    if refine:
        matrix = refine_alignment(x, y, matrix, n_rounds=n_rounds, n_words=n_words).matrix
    return matrix.astype(x.dtype)
