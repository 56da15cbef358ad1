"""Text as words: tokens, sentences, and a body of text that is read sentence by sentence."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from latentlib.data.arrays import RandomState, check_count, generator, read_only

__all__ = ["Sentences", "split_sentences", "tokenize"]

_LETTER = r"[^\W\d_²³¹¼-¾\u2070\u2074-\u2079\u2080-\u2089\u2150-\u2189\u2460-\u249b]"
_WORD = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")  # \w has digits, fractions and such as well
# All marks, but nothing that English or Spanish is written with: these keep to the quicker way.
_MAY_HAVE_MARKS = re.compile("[\u0300-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\U0010ffff]")
_ASCII_LETTERS = dict.fromkeys(range(128), " ") | {
    ord(letter): letter.lower() for letter in string.ascii_letters
}
_PARAGRAPH = re.compile(r"\n\s*\n")
_STOP = re.compile(r"""[.!?…]+["'”’»)\]_]*\s+(?=["'“‘«(\[¿¡_]*(\w))""")
_OPENING = "\"'“‘«([_¿¡"
_TITLES = r"Mrs?|Ms|Messrs|Dr|Prof|Rev|Hon|St|Mme|Mlle|Gen|Col|Maj|Capt|Lieut|Lt|Sgt|Gov|Sen|Rep"
_ABBREVIATED = re.compile(rf"{_TITLES}|[A-HJ-Z]")  # or an initial; "I" is a word


def tokenize(text: str) -> list[str]:
    """Take a text apart into words.

    Parameters
    ----------
    text : str
        Any text, in any alphabet; where no space is between words, they stay together.

    Returns
    -------
    list of str
        Words in lower case, in order: letters, accents and other marks included, with apostrophes
        inside only. Typographic apostrophes are made plain. Numbers and signs are left out; a
        hyphen ends a word.

    Raises
    ------
    TypeError
        If `text` is not a str.

    Examples
    --------
    >>> tokenize("“Don’t!” said Ahab, aged 58. ¿Qué?")
    ["don't", 'said', 'ahab', 'aged', 'qué']
    """
    if not isinstance(text, str):
        raise TypeError(f"text={text!r}: expected a str")
    if text.isascii() and "'" not in text:  # the usual case, in a third of the time
        return text.translate(_ASCII_LETTERS).split()
    if text.isascii():
        return _WORD.findall(text.lower())
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    text = text.replace("İ", "i").lower()  # else it becomes two characters, the dot a mark
    return (_words_with_marks() if _MAY_HAVE_MARKS.search(text) else _WORD).findall(text)


@cache
def _words_with_marks() -> re.Pattern[str]:
    """Return what finds words whose letters carry marks of their own, as in Hebrew and Hindi.

    It is made on demand: to look through all characters takes longer than to import this module.
    """
    where = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))  # the only planes that have any
    marks = {c for c in where if unicodedata.category(chr(c))[0] == "M"}
    first = sorted(c for c in marks if c - 1 not in marks)
    last = sorted(c for c in marks if c + 1 not in marks)
    mark = "".join(f"{chr(c)}-{chr(d)}" for c, d in zip(first, last, strict=True))
    part = f"{_LETTER}+(?:[{mark}]+{_LETTER}*)*"
    return re.compile(f"{part}(?:'{part})*")


def split_sentences(text: str) -> list[str]:
    """Take a text apart into sentences, by rule.

    A sentence ends with a full stop, a question mark or an exclamation mark that is followed by
    white space and a capital or a digit. It does not end after a title such as "Mr.", nor after
    an initial such as "S.". It always ends where a line is empty. The rules are wrong now and
    then, mostly about abbreviations that they do not know.

    Parameters
    ----------
    text : str
        Paragraphs, with empty lines between them. Other line breaks count as spaces.

    Returns
    -------
    list of str
        The sentences as written, in order; runs of white space become one space.

    Raises
    ------
    TypeError
        If `text` is not a str.

    Examples
    --------
    >>> split_sentences("“Stop!” cried Mr. Starbuck. He did not.")
    ['“Stop!” cried Mr. Starbuck.', 'He did not.']
    """
    if not isinstance(text, str):
        raise TypeError(f"text={text!r}: expected a str")
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH.split(text))
    return [sentence for part in paragraphs for sentence in _split_paragraph(part)]


def _split_paragraph(text: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(text):
        if not stop[1].islower() and not _is_abbreviated(text, stop.start()):
            yield text[start : stop.end()].rstrip()
            start = stop.end()
    if start < len(text):
        yield text[start:]


def _is_abbreviated(text: str, stop: int) -> bool:
    """Say whether the full stop at `stop` belongs to the word before it."""
    if text[stop] != ".":
        return False
    word = text[text.rfind(" ", 0, stop) + 1 : stop].lstrip(_OPENING)
    return _ABBREVIATED.fullmatch(word) is not None


@dataclass(frozen=True, eq=False, repr=False)
class Sentences:
    """A body of text as sentences, which can be read again and again.

    Each pass takes the words apart anew, so that only the text is held in memory. This is what
    gensim's ``Word2Vec`` expects.

    Parameters
    ----------
    texts : tuple of str
        One sentence each, as written. Whatever has no word is passed over when reading.
    """

    texts: tuple[str, ...]

    def __post_init__(self) -> None:
        if isinstance(self.texts, str):
            raise TypeError("texts is a str, but a tuple of str was expected: see from_texts")
        object.__setattr__(self, "texts", tuple(self.texts))

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Sentences:
        """Split texts into sentences.

        Parameters
        ----------
        texts : iterable of str
            Texts of any length; see :func:`split_sentences`.

        Returns
        -------
        Sentences
        """
        return cls(tuple(sentence for text in texts for sentence in split_sentences(text)))

    def __iter__(self) -> Iterator[list[str]]:
        """Read once through: for each sentence its words; see :func:`tokenize`."""
        for text in self.texts:
            if words := tokenize(text):
                yield words

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.texts)

    def __repr__(self) -> str:
        """Return one line: how many sentences. To count the tokens takes a pass."""
        return f"Sentences({len(self):,} sentences)"

    @cached_property
    def lengths(self) -> np.ndarray:
        """Tokens in each sentence: int64 of shape (n_sentences,), read-only; counted once."""
        counts = (len(tokenize(text)) for text in self.texts)
        return read_only(np.fromiter(counts, np.int64, len(self.texts)))

    @property
    def n_tokens(self) -> int:
        """The number of tokens; counted once."""
        return int(self.lengths.sum())

    def first(self, n_tokens: int) -> Sentences:
        """Keep the beginning.

        Parameters
        ----------
        n_tokens : int
            How many tokens at least. The sentence in which that number is reached is kept whole.

        Returns
        -------
        Sentences
            All of them where there are not as many tokens.

        Raises
        ------
        TypeError, ValueError
            If `n_tokens` is not an integer of at least 1.
        """
        return self._until(n_tokens, np.arange(len(self)))

    def sample(self, n_tokens: int, random_state: RandomState) -> Sentences:
        """Draw whole sentences at random, without replacement.

        A body of text made of several authors' books has no fair beginning; this is fair. With
        one seed, a smaller sample is the beginning of a larger one.

        Parameters
        ----------
        n_tokens : int
            How many tokens at least. The sentence in which that number is reached is kept whole.
        random_state : int or numpy.random.Generator
            Seed or generator of the order.

        Returns
        -------
        Sentences
            In the order drawn. All of them where there are not as many tokens.

        Raises
        ------
        TypeError, ValueError
            If `n_tokens` is not an integer of at least 1, or `random_state` is no seed.
        """
        return self._until(n_tokens, generator(random_state).permutation(len(self)))

    def _until(self, n_tokens: int, order: np.ndarray) -> Sentences:
        reached = np.cumsum(self.lengths[order])
        kept = order[: np.searchsorted(reached, check_count("n_tokens", n_tokens)) + 1]
        return Sentences(tuple(self.texts[row] for row in kept.tolist()))
