"""The words of a text: counted, put in order, and written as numbers."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latentlib.data.arrays import check_count
from latentlib.data.word_rows import find_word, number_words

__all__ = ["EncodedText", "Vocabulary", "check_read_again", "count_words"]


@dataclass(frozen=True, eq=False)
class EncodedText:
    """A text as one row of numbers, which sentences share.

    Attributes
    ----------
    tokens : ndarray of int32, shape (n_tokens,)
        Each word's place in the vocabulary, one sentence after the other.
    bounds : ndarray of int64, shape (n_sentences + 1,)
        Sentence `i` is ``tokens[bounds[i] : bounds[i + 1]]``; it may be empty.
    """

    tokens: np.ndarray
    bounds: np.ndarray

    def __post_init__(self) -> None:
        first, last = self.bounds[[0, -1]]
        if first != 0 or last != len(self.tokens) or (np.diff(self.bounds) < 0).any():
            raise ValueError(
                f"bounds go from {first} to {last}, but to rise from 0 to {len(self.tokens)}, "
                "the number of tokens, was expected"
            )

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens)

    @cached_property
    def sentence(self) -> np.ndarray:
        """Which sentence each token stands in: int32, shape (n_tokens,), never falling."""
        lengths = np.diff(self.bounds)
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """Words and how often each occurs, most frequent first.

    Attributes
    ----------
    words : tuple of str, length V
        The words, each once. Among equally frequent ones the alphabet decides.
    counts : ndarray of int64, shape (V,)
        How often each occurs, at least 1, never rising.

    Raises
    ------
    ValueError
        If a word comes twice, or there is not one count a word, as described.
    """

    words: tuple[str, ...]
    counts: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.words))
        object.__setattr__(self, "_rows", number_words(self.words))
        counts = np.array(self.counts, dtype=np.int64)
        counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)
        if counts.shape != (len(self.words),):
            raise ValueError(f"counts has shape {counts.shape}, but ({len(self)},) was expected")
        if (counts < 1).any():
            raise ValueError(f"counts has {counts.min()}, but at least 1 was expected")
        if (np.diff(counts) > 0).any():
            row = 1 + np.argmax(np.diff(counts) > 0)
            raise ValueError(
                f"counts rise from {counts[row - 1]} to {counts[row]} at row {row}, but never to "
                "rise was expected"
            )

    def __len__(self) -> int:
        """Return the number of words, V."""
        return len(self.words)

    def __repr__(self) -> str:
        """Return one line: how many words, and how often they occur together."""
        return f"Vocabulary({len(self):,} words that occur {self.counts.sum():,} times)"

    def __contains__(self, word: object) -> bool:
        """Say whether a word is in the vocabulary."""
        return word in self._rows

    def index(self, word: str) -> int:
        """Return a word's place, 0 for the most frequent.

        Raises
        ------
        UnknownWordError
            If the word is not in the vocabulary. It is a KeyError.
        """
        return find_word(self._rows, word)

    def encode(self, sentences: Iterable[list[str]]) -> EncodedText:
        """Write sentences as numbers.

        Words that are not in the vocabulary are left out, so that their neighbours move
        together, as word2vec has it.

        Parameters
        ----------
        sentences : iterable of list of str
            The text.

        Returns
        -------
        EncodedText
            Of as many sentences; one of unknown words alone is empty.

        Raises
        ------
        TypeError
            If a sentence is a str, and not yet a list of words.
        """
        tokens, bounds, place = array("i"), array("q", [0]), self._rows.get
        for sentence in _checked(sentences):
            tokens.extend([row for word in sentence if (row := place(word)) is not None])
            bounds.append(len(tokens))
        return EncodedText(np.array(tokens, dtype=np.int32), np.array(bounds, dtype=np.int64))


def count_words(
    sentences: Iterable[list[str]], *, min_count: int = 5, max_words: int | None = None
) -> Vocabulary:
    """Count the words of a text and keep the frequent ones.

    Parameters
    ----------
    sentences : iterable of list of str
        The text; it is gone through once.
    min_count : int
        How often a word has to occur to be kept, at least 1.
    max_words : int or None
        How many words are kept at most, the most frequent ones; at least 1. None: all.

    Returns
    -------
    Vocabulary
        The same for the same sentences in any order.

    Raises
    ------
    TypeError
        If a sentence is a str, and not yet a list of words, or a number is not an integer.
    ValueError
        If `min_count` or `max_words` is less than 1, there are no words, or none occurs often
        enough.
    """
    check_count("min_count", min_count)
    if max_words is not None:
        check_count("max_words", max_words)
    counter: Counter[str] = Counter()
    for sentence in _checked(sentences):
        counter.update(sentence)
    if not counter:
        raise ValueError("sentences has no words, but some text was expected")
    kept = [(word, count) for word, count in counter.items() if count >= min_count]
    if not kept:
        raise ValueError(
            f"min_count is {min_count}, but at most {max(counter.values())} was expected: "
            "no word of the text occurs more often"
        )
    kept.sort(key=lambda item: (-item[1], item[0]))
    words, counts = zip(*kept[:max_words], strict=True)
    return Vocabulary(words, np.array(counts))


def check_read_again(sentences: Iterable[list[str]]) -> None:
    """Check that a text can be gone through twice.

    Parameters
    ----------
    sentences : iterable of list of str
        The text.

    Raises
    ------
    TypeError
        If it is an iterator, which is empty the second time.
    """
    if iter(sentences) is sentences:
        raise TypeError("sentences is an iterator, but what can be gone through twice was expected")


def _checked(sentences: Iterable[list[str]]) -> Iterable[list[str]]:
    """Yield the sentences, and refuse one that would be read letter by letter."""
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str):
            raise TypeError(f"sentence {number} is a str, but a list of words was expected")
        yield sentence
