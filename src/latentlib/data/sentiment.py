"""Sentences about films, products and daily life, and how good or bad people found them.

Source: C. J. Hutto and Eric Gilbert, "VADER: a parsimonious rule-based model for sentiment analysis
of social media text", ICWSM 2014. The set is under the MIT licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from latentlib.data.arrays import read_only
from latentlib.data.bundled import read_table

__all__ = ["SENTIMENT_SOURCES", "Snippets", "load_sentiment"]

SENTIMENT_SOURCES = ("films", "products", "tweets")
"""Where snippets come from."""

FILE = "sentiment.tsv.xz"
COLUMNS = ("id", "source", "rating", "text")
LOWEST, HIGHEST = -4, 4


@dataclass(frozen=True, eq=False, repr=False)
class Snippets:
    """Short texts, each with the mean of many people's ratings.

    Parameters
    ----------
    texts : tuple of str, length N
        As written.
    ratings : ndarray of float32, shape (N,), values in [-4, 4]
        Mean rating: -4 extremely negative, 0 neutral, 4 extremely positive. Read-only.
    sources : tuple of str, length N
        Each one of ``SENTIMENT_SOURCES``.
    ids : tuple of str, length N
        What the authors of the set call it, unique within its source. Products: number of the
        review, underscore, number of the sentence.

    Raises
    ------
    ValueError
        If the lengths differ, a rating is out of its range, or a source is unknown.
    """

    texts: tuple[str, ...]
    ratings: np.ndarray
    sources: tuple[str, ...]
    ids: tuple[str, ...]

    def __post_init__(self) -> None:
        ratings = np.asarray(self.ratings, np.float32)
        columns = {"ratings": ratings, "sources": self.sources, "ids": self.ids}
        for name, column in columns.items():
            if np.shape(column) != (len(self.texts),):
                raise ValueError(
                    f"{name} has shape {np.shape(column)}, but ({len(self.texts)},) was expected, "
                    "one a text"
                )
        possible = (ratings >= LOWEST) & (ratings <= HIGHEST)
        if not possible.all():
            raise ValueError(
                f"ratings has {ratings[np.argmin(possible)]:g}, but values in "
                f"[{LOWEST}, {HIGHEST}] were expected"
            )
        if unknown := sorted(set(self.sources) - set(SENTIMENT_SOURCES)):
            raise ValueError(
                f"sources has {unknown[0]!r}, but one of "
                f"{', '.join(SENTIMENT_SOURCES)} was expected"
            )
        object.__setattr__(self, "ratings", read_only(ratings))
        for name in ("texts", "sources", "ids"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def __len__(self) -> int:
        """Return the number of snippets, N."""
        return len(self.texts)

    def __repr__(self) -> str:
        """Return one line: how many snippets, from where."""
        counts = (f"{self.sources.count(name):,} {name}" for name in sorted(set(self.sources)))
        return f"Snippets({len(self):,}: {', '.join(counts)})"

    def take(self, rows: np.ndarray) -> Snippets:
        """Choose snippets.

        Parameters
        ----------
        rows : ndarray of int, shape (n,), or of bool, shape (N,)
            Which, as numpy's indexing takes them.

        Returns
        -------
        Snippets
            In the order of `rows`.

        Raises
        ------
        IndexError
            If there is no such row.
        """
        chosen = np.arange(len(self))[rows].tolist()
        return Snippets(
            tuple(self.texts[row] for row in chosen),
            self.ratings[chosen],
            tuple(self.sources[row] for row in chosen),
            tuple(self.ids[row] for row in chosen),
        )

    def of(self, source: str) -> Snippets:
        """Choose the snippets of one source.

        Parameters
        ----------
        source : {"films", "products", "tweets"}
            Which.

        Returns
        -------
        Snippets

        Raises
        ------
        ValueError
            If `source` is unknown.
        """
        if source not in SENTIMENT_SOURCES:
            raise ValueError(f"source={source!r}: expected one of {SENTIMENT_SOURCES}")
        return self.take(np.array([name == source for name in self.sources], bool))


def load_sentiment() -> Snippets:
    """Load snippets from film reviews, reviews of products, and tweets, with mean ratings.

    Returns
    -------
    Snippets
        Source by source, in the order of the authors' files. The same object at every call.

    Raises
    ------
    DataError
        If the bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> Snippets:
    ids, sources, ratings, texts = zip(*read_table(FILE, COLUMNS), strict=True)
    return Snippets(texts, np.array(ratings, np.float32), sources, ids)
