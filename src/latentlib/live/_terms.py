"""A sum of words as a reader writes it: ``king - man + woman``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Term", "read_terms", "write_terms"]

_SIGNS = {"+": 1, "-": -1}


class Term(NamedTuple):
    """A word that is added or subtracted.

    Attributes
    ----------
    word : str
    sign : int
        1 where it is added, -1 where it is subtracted.
    """

    word: str
    sign: int


def read_terms(text: str) -> tuple[Term, ...]:
    """Read a sum of words.

    Parameters
    ----------
    text : str
        Words with ``+`` or ``-`` between them and, if need be, before the first, all apart by
        white space: words may have hyphens. A typographic minus is a minus, too.

    Returns
    -------
    tuple of Term
        Empty for an empty text.

    Raises
    ------
    ValueError
        If a sign or a word is missing.
    """
    tokens = text.replace("\N{MINUS SIGN}", "-").split()
    if tokens and tokens[0] not in _SIGNS:
        tokens.insert(0, "+")
    signs, words = tokens[::2], tokens[1::2]
    if len(signs) != len(words) or set(signs) - set(_SIGNS) or set(words) & set(_SIGNS):
        raise ValueError(
            f"expression is {text!r}, expected words with + or - between them, "
            "such as 'king - man + woman'"
        )
    return tuple(Term(word, _SIGNS[sign]) for word, sign in zip(words, signs, strict=True))


def write_terms(terms: Sequence[Term]) -> str:
    """Write a sum of words as `read_terms` reads it, one space between all."""
    text = " ".join(f"{'+' if sign > 0 else '-'} {word}" for word, sign in terms)
    return text.removeprefix("+ ")
