"""Progress, shown while somebody else's loop reads a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized

from latentlib._progress import ProgressLine
from latentlib.data.arrays import check_count

__all__ = ["Watched"]


class Watched:
    """A body of text that shows how far its reader has come.

    Libraries such as gensim read a text several times and say nothing meanwhile.

    Parameters
    ----------
    sentences : sized iterable of list of str
        The text, to be read again and again; its length is how many sentences it has at most.
    n_passes : int
        How many times it will be read, at least 1. Later passes are not shown.
    label : str
        What is being done, at the head of the line.

    Raises
    ------
    TypeError
        If `sentences` has no length, as what can be read only once, or `n_passes` is no integer.
    ValueError
        If `n_passes` is less than 1, or the text is empty.
    """

    def __init__(self, sentences: Iterable[list[str]], n_passes: int, label: str) -> None:
        if not isinstance(sentences, Sized):
            raise TypeError(
                f"sentences is {type(sentences).__name__}, but what has a length and can be read "
                "again and again was expected"
            )
        if not len(sentences):
            raise ValueError("sentences is empty, but at least 1 sentence was expected")
        self._sentences, self._n_passes = sentences, check_count("n_passes", n_passes)
        self._begun, self._label, self._line = 0, label, None

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._sentences)

    def __iter__(self) -> Iterator[list[str]]:
        """Read once through, and count it."""
        self._begun += 1
        if self._begun > self._n_passes:
            yield from self._sentences
            return
        self._line = self._line or ProgressLine(self._n_passes * len(self), self._label)
        note = f"pass {self._begun} of {self._n_passes}"
        n_left = len(self)
        for sentence in self._sentences:
            yield sentence
            self._line.advance(note)
            n_left -= 1
        for _ in range(n_left):  # sentences without a word are not yielded
            self._line.advance(note)
        if self._begun == self._n_passes:
            self._line.__exit__(None, None, None)
