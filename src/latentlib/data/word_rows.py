"""Where a word stands among others, and what is said of one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

__all__ = ["UnknownWordError", "find_word", "number_words"]


class UnknownWordError(KeyError):
    """A word that is not in the vocabulary; the message says so, and names words like it."""

    def __str__(self) -> str:
        """Return the message; a KeyError would show it in quotation marks."""
        return str(self.args[0])


def number_words(words: Iterable[str]) -> dict[str, int]:
    """Give each word a number, its place among them.

    Parameters
    ----------
    words : iterable of str
        Words, each once.

    Returns
    -------
    dict of str to int
        The place of each word, from 0.

    Raises
    ------
    ValueError
        If a word comes twice: it would have two places.
    """
    words = tuple(words)
    rows = {word: row for row, word in enumerate(words)}
    if len(rows) < len(words):
        twice = next(word for row, word in enumerate(words) if rows[word] != row)
        raise ValueError(f"words has {twice!r} twice, but different words were expected")
    return rows


def find_word(rows: Mapping[str, int], word: str) -> int:
    """Find a word's place.

    Parameters
    ----------
    rows : mapping of str to int
        The place of each word, as `number_words` gives it.
    word : str
        The word.

    Returns
    -------
    int
        Its place.

    Raises
    ------
    UnknownWordError
        If the word is not there, or what is asked for is no word. It is a KeyError.
    """
    try:
        return rows[word]
    except (KeyError, TypeError):
        raise UnknownWordError(_explain(rows, word)) from None


def _explain(rows: Mapping[str, int], word: object) -> str:
    message = f"{word!r} is not among the {len(rows):,} words"
    if not isinstance(word, str) or not word:
        return f"{message}: expected a word, as a str"
    if word.lower() in rows:
        return f"{message}, but it is in lower case: try {word.lower()!r}"
    alike = [other for other in rows if other[:1] == word[:1]]
    close = difflib.get_close_matches(word, alike, n=3)
    return f"{message}; close to it: {', '.join(close)}" if close else message
