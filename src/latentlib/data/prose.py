"""Public-domain prose in English: speeches, novels and a Bible, 3.8 million words.

Sources: see the data card; each text is in the public domain, or dedicated to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from latentlib.data.bundled import read_table
from latentlib.data.state_of_the_union import load_state_of_the_union
from latentlib.data.text import Sentences
from latentlib.data.verses import load_verses

__all__ = ["Document", "Prose", "load_prose"]

FILE = "prose.tsv.xz"
COLUMNS = ("title", "author", "paragraph")
PARAGRAPH_BREAK = "\n\n"
_BIBLE = "World English Bible"


class Document(NamedTuple):
    """One text of the prose: a speech, a book, a book of the Bible.

    An empty line separates the paragraphs of a book, and the chapters of a book of the Bible. A
    speech is one paragraph, as in most files of its source.
    """

    title: str
    author: str
    text: str


@dataclass(frozen=True, eq=False, repr=False)
class Prose:
    """Documents, and the sentences in them.

    Parameters
    ----------
    documents : tuple of Document
        In the order in which they are read.
    """

    documents: tuple[Document, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", tuple(self.documents))

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.documents)

    def __repr__(self) -> str:
        """Return one line: how many documents."""
        return f"Prose({len(self):,} documents)"

    @cached_property
    def sentences(self) -> Sentences:
        """All sentences, document by document; split once."""
        return Sentences.from_texts(document.text for document in self.documents)


def load_prose() -> Prose:
    """Load public-domain prose in English.

    Every State of the Union address (:func:`load_state_of_the_union`), Moby Dick, six novels by
    Jane Austen, seven other books, and the English verses of :func:`load_verses` by book.

    Returns
    -------
    Prose
        In that order, each text in its own case and punctuation. The same object at every call.

    Raises
    ------
    DataError
        If a bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> Prose:
    return Prose((*_speeches(), *_books(), *_bible()))


def _speeches() -> list[Document]:
    return [
        Document(f"State of the Union, {speech.year}", speech.president, speech.text)
        for speech in load_state_of_the_union()
    ]


def _books() -> list[Document]:
    by_book = groupby(read_table(FILE, COLUMNS), key=itemgetter(0, 1))
    return [
        Document(title, author, PARAGRAPH_BREAK.join(paragraph for *_, paragraph in rows))
        for (title, author), rows in by_book
    ]


def _bible() -> list[Document]:
    verses = load_verses()
    chapters: dict[str, dict[str, list[str]]] = {}
    for reference, text in zip(verses.references, verses.english, strict=True):
        book, _, place = reference.rpartition(" ")
        chapters.setdefault(book, {}).setdefault(place.partition(":")[0], []).append(text)
    return [
        Document(book, _BIBLE, PARAGRAPH_BREAK.join(map(" ".join, of_book.values())))
        for book, of_book in chapters.items()
    ]
