"""Words and their directions as bytes that a page unpacks to exactly the same numbers."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np

from latentlib.data.quantised import quantise

__all__ = ["directions", "pack_words", "to_steps"]


def pack_words(words: Sequence[str]) -> bytes:
    """Pack words for a page: a line each, made small with zlib.

    Parameters
    ----------
    words : sequence of str
        The words, in the order in which the page is to have them.

    Returns
    -------
    bytes
        About four bytes a word of English.

    Raises
    ------
    ValueError
        If a word is empty, holds white space or capitals, or comes twice; or if a letter and its
        accent are two characters. A page looks for what is typed as `plain` writes it.
    """
    for word in words:
        if word.split() != [word]:
            raise ValueError(f"a word is {word!r}, expected characters without white space")
        if word != unicodedata.normalize("NFC", word.lower()):
            raise ValueError(f"a word is {word!r}, expected one in lower case, accents composed")
    if len(set(words)) < len(words):
        twice = next(word for place, word in enumerate(words) if word in words[:place])
        raise ValueError(f"{twice!r} comes twice among the words, expected each once")
    return zlib.compress("\n".join(words).encode(), level=9)


def to_steps(vectors: np.ndarray) -> np.ndarray:
    """Round vectors to whole numbers of eight bits; of each vector only its direction is kept.

    Parameters
    ----------
    vectors : ndarray, shape (V, D)
        One row a word.

    Returns
    -------
    ndarray of int8, shape (V, D)
        Each row scaled so that its largest magnitude is 127.

    Raises
    ------
    ValueError
        If a number is not finite, or a vector is nothing but zeros and so has no direction.
    """
    values = np.asarray(vectors, dtype=np.float64)
    steps, scale = quantise(values)
    if not scale.all():
        row = int(np.flatnonzero(scale == 0)[0])
        raise ValueError(f"vector {row} is all zeros, expected one with a direction")
    return steps


def directions(steps: np.ndarray) -> np.ndarray:
    """Return vectors of length one, the same numbers as a page has them.

    Parameters
    ----------
    steps : ndarray of int8, shape (V, D)
        As `to_steps` makes them.

    Returns
    -------
    ndarray of float32, shape (V, D)
        Each row divided by its length. The sum of squares is a whole number, and root and
        division are rounded alike everywhere, so that Python and JavaScript agree to the last bit.
    """
    whole = steps.astype(np.float64)
    return (whole / np.sqrt(np.square(whole).sum(axis=1, keepdims=True))).astype(np.float32)
