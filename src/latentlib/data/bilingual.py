"""A small word list from English into Spanish, for testing translation by word vectors.

Source: ours, written by hand, word by word, for the English and the Spanish of the verses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from latentlib.data.bundled import verified_path

__all__ = ["TRANSLATION_KINDS", "load_translations"]

TRANSLATION_KINDS = ("noun", "verb", "adjective", "number", "name", "other")
"""The kinds of English words in the list; a word that is of several has the commonest."""

FILE = "english_spanish.tsv"


def load_translations(kinds: Iterable[str] | None = None) -> Mapping[str, tuple[str, ...]]:
    """Load English words with their right translations into Spanish.

    A translation counts as right if it is one in at least one common sense. Spanish says in an
    ending what English says in another word. So "eat" has ``comeré`` as well, for "I will eat",
    but not ``comí``, which "ate" has.

    Parameters
    ----------
    kinds : iterable of str, optional
        Only words of these kinds, some of ``TRANSLATION_KINDS``; by default all. Names are often
        spelt alike in both languages: ``("noun", "verb")`` is harder than ``("name",)``.

    Returns
    -------
    mapping of str to tuple of str
        Read-only: Spanish words by English word, all in lower case and alphabetical order. The
        same object at every call with the same kinds.

    Raises
    ------
    ValueError
        If `kinds` is empty or holds an unknown kind.
    DataError
        If the bundled file is missing or damaged.
    """
    return _load(_check_kinds(kinds))


def _check_kinds(kinds: Iterable[str] | None) -> tuple[str, ...]:
    """Put kinds in the order of ``TRANSLATION_KINDS``, each once."""
    if kinds is None:
        return TRANSLATION_KINDS
    wanted = {kinds} if isinstance(kinds, str) else set(kinds)
    if not wanted or wanted - set(TRANSLATION_KINDS):
        raise ValueError(
            f"kinds is {sorted(wanted)}, but some of {TRANSLATION_KINDS} were expected"
        )
    return tuple(kind for kind in TRANSLATION_KINDS if kind in wanted)


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """Read the file: English word, Spanish words with spaces between, kind."""
    with verified_path(FILE).open(encoding="utf8") as stream:
        next(stream)
        return tuple(tuple(line.rstrip("\n").split("\t")) for line in stream)


@cache
def _load(kinds: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(
        {english: tuple(spanish.split()) for english, spanish, kind in _rows() if kind in kinds}
    )
