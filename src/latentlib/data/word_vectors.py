"""GloVe word vectors: thirty thousand English words as points in a hundred dimensions.

Source: Jeffrey Pennington, Richard Socher and Christopher D. Manning, "GloVe: global vectors for
word representation", EMNLP 2014. The vectors are under the PDDL 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from latentlib.data.arrays import check_count, read_only, unit_rows
from latentlib.data.bundled import read_arrays
from latentlib.data.quantised import Quantised
from latentlib.data.word_rows import find_word, number_words

__all__ = ["Neighbour", "WordVectors", "load_word_vectors"]

FILE = "word_vectors.npz"


class Neighbour(NamedTuple):
    """A word, and the cosine of the angle between its vector and the one asked about."""

    word: str
    cosine: float


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors:
    """Words and their vectors, most frequent word first.

    Parameters
    ----------
    words : tuple of str, length V
        The vocabulary, in lower case, each word once.
    vectors : ndarray of float32, shape (V, D)
        One row a word. Read-only; a copy only where what is given is not float32.

    Raises
    ------
    ValueError
        If there is not one row a word, a number is not finite, or a word comes twice.
    """

    words: tuple[str, ...]
    vectors: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.words))
        object.__setattr__(self, "_rows", number_words(self.words))
        with np.errstate(over="ignore"):  # what is too large for float32 is refused by its word
            vectors = np.asarray(self.vectors, dtype=np.float32)
        if vectors.ndim != 2 or len(self) != len(vectors):
            raise ValueError(
                f"vectors: expected shape ({len(self)}, D), one row a word, got {vectors.shape}"
            )
        finite = np.isfinite(vectors)
        if not finite.all():
            word = self.words[np.argmin(finite.all(axis=1))]
            raise ValueError(
                f"vectors has a row, of {word!r}, that is not finite in float32, but finite "
                "numbers were expected"
            )
        object.__setattr__(self, "vectors", read_only(vectors))

    def __len__(self) -> int:
        """Return the number of words, V."""
        return len(self.words)

    def __repr__(self) -> str:
        """Return one line: how many words, how many dimensions."""
        return f"WordVectors({len(self):,} words in {self.vectors.shape[1]} dimensions)"

    def __contains__(self, word: object) -> bool:
        """Say whether a word is in the vocabulary."""
        return word in self._rows

    def __getitem__(self, word: str) -> np.ndarray:
        """Return a word's vector, shape (D,), a read-only view; see :meth:`index`."""
        return self.vectors[self.index(word)]

    def index(self, word: str) -> int:
        """Find a word's row.

        Parameters
        ----------
        word : str
            A word in lower case.

        Returns
        -------
        int
            Its place in `words`, 0 for the most frequent.

        Raises
        ------
        UnknownWordError
            If the word is not in the vocabulary. It is a KeyError.
        """
        return find_word(self._rows, word)

    def lookup(self, words: Iterable[str]) -> np.ndarray:
        """Collect the vectors of several words.

        Parameters
        ----------
        words : iterable of str
            Words in lower case; one may come twice.

        Returns
        -------
        ndarray of float32, shape (n_words, D)
            A copy, one row a word, in the order given.

        Raises
        ------
        UnknownWordError
            If one of the words is not in the vocabulary.
        """
        return self.vectors[[self.index(word) for word in words]]

    @cached_property
    def unit(self) -> np.ndarray:
        """The vectors at length 1: float32 of shape (V, D), read-only; computed once.

        A vector of length 0 stays what it is.
        """
        return read_only(unit_rows(self.vectors).astype(np.float32, copy=False))

    def nearest(
        self, query: str | np.ndarray, n: int = 10, *, exclude: Iterable[str] = ()
    ) -> list[Neighbour]:
        """Find the words whose vectors point most nearly the same way.

        Parameters
        ----------
        query : str or ndarray, shape (D,)
            A word, which is not among its own neighbours; or any vector but 0.
        n : int, default 10
            How many words. Fewer come back where there are not as many.
        exclude : iterable of str
            Words to pass over.

        Returns
        -------
        list of Neighbour
            The nearest first; of two as near, the more frequent first.

        Raises
        ------
        UnknownWordError
            If `query` or a word to pass over is not in the vocabulary. It is a KeyError.
        ValueError
            If the vector has another shape, is 0 or not finite, or `n` is below 1.
        TypeError
            If `n` is not an integer.
        """
        hidden = [self.index(word) for word in exclude]
        if isinstance(query, str):
            hidden.append(self.index(query))
            query = self[query]
        cosines = np.clip(self.unit @ self._direction(query), -1, 1)
        cosines[hidden] = -np.inf
        n = min(check_count("n", n), len(self) - len(set(hidden)))
        rows = np.argsort(-cosines, kind="stable")[:n].tolist()
        return [Neighbour(self.words[row], float(cosines[row])) for row in rows]

    def restricted(self, n: int) -> WordVectors:
        """Keep the most frequent words.

        Parameters
        ----------
        n : int
            How many, from 1 to V.

        Returns
        -------
        WordVectors
            The first `n` words, with vectors in the same memory.

        Raises
        ------
        TypeError, ValueError
            If `n` is not an integer, or not from 1 to V.
        """
        if check_count("n", n) > len(self):
            raise ValueError(
                f"n is {n}, but at most {len(self)}, the number of words, was expected"
            )
        return WordVectors(self.words[:n], self.vectors[:n])

    def _direction(self, query: np.ndarray) -> np.ndarray:
        vector = np.asarray(query, np.float32)
        if vector.shape != self.vectors.shape[1:]:
            raise ValueError(
                f"query has shape {vector.shape}, but a word or a vector of shape "
                f"{self.vectors.shape[1:]} was expected"
            )
        length = np.linalg.norm(vector)
        if not 0 < length < np.inf:
            raise ValueError(f"query has length {length}, but a positive, finite one was expected")
        return vector / length


def load_word_vectors() -> WordVectors:
    """Load 30,000 GloVe vectors of 100 dimensions.

    They are stored as bytes with a scale for each word, so each number is off by at most
    1/254 of its vector's largest.

    Returns
    -------
    WordVectors
        Words of letters and hyphens, most frequent first. The same object at every call.

    Raises
    ------
    DataError
        If the bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> WordVectors:
    arrays = read_arrays(FILE, ("words", "steps", "scale"))
    rows = Quantised(arrays["steps"], arrays["scale"])
    return WordVectors(tuple(arrays["words"].tolist()), rows.vectors)
