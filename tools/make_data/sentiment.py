"""Make the bundled sentiment snippets from the source archive of vaderSentiment 0.5.

It holds the authors' four files of snippets with mean ratings. The one of newspapers is left out.
So is a snippet whose words are those of an earlier one: the authors rated some tweets several times
over, with other signs and capitals.
"""

from __future__ import annotations

import html
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bundle import arguments, write_table
from packages import python_source

from latentlib.data import sentiment, tokenize

PACKAGE, VERSION = "vaderSentiment", "0.5"
ARCHIVE = Path("additional_resources", "hutto_ICWSM_2014.tar.gz")
FILES = {"films": "movieReviewSnippets", "products": "amazonReviewSnippets", "tweets": "tweets"}
Row = tuple[str, str, str, str]


def read_snippets(text: str, source: str) -> Iterator[Row]:
    """Read a file of snippets: id, rating and text in a line, as rows of the bundled table."""
    for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        name, rating, snippet = line.split("\t")
        written = html.unescape(html.unescape(snippet))  # some are escaped twice
        yield name, source, f"{float(rating):.4f}", " ".join(written.split())


def once(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out snippets without a word, and those that repeat an earlier one's words."""
    seen = {()}
    for row in rows:
        words = tuple(tokenize(row[-1]))
        if words not in seen:
            seen.add(words)
            yield row


def read_archive(path: Path) -> Iterator[Row]:
    """Read all sources in turn."""
    with tarfile.open(path) as archive:
        for source in sentiment.SENTIMENT_SOURCES:
            member = f"hutto_ICWSM_2014/{FILES[source]}_GroundTruth.txt"
            yield from read_snippets(archive.extractfile(member).read().decode("utf8"), source)


def main() -> None:
    """Write ``sentiment.tsv.xz``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    path = python_source(options.cache, PACKAGE, VERSION) / ARCHIVE
    write_table(options.out / sentiment.FILE, sentiment.COLUMNS, once(read_archive(path)))


if __name__ == "__main__":
    main()
