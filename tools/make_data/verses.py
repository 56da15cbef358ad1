"""Make the bundled verses from three Debian packages of modules for the SWORD library.

The library's own program ``mod2imp`` prints a module: a line with the verse's place, then the verse
with its markup. Only the markup is taken out, and with it notes, headings and a glossary. The
titles of psalms stay, for they are part of the text. Verses are kept that all three modules have,
but for passages that one of them numbers otherwise. These were found by comparing the lengths of
verses, each with the same place in another module and with the places beside it, and then read.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bundle import arguments, write_table
from packages import debian_package

from latentlib.data import verses

MODULES = {  # in the order of the bundled columns
    "engWEB2015eb": ("sword-text-web", "426.0-1"),
    "engKJV2006eb": ("sword-text-kjv", "14.3-1"),
    "spaRV1909eb": ("sword-text-sparv", "2.60-1"),
}
PROGRAM = "libsword-utils", "1.9.0+dfsg-4+b4"
LIBRARIES = {
    "libsword1.9.0": "1.9.0+dfsg-4+b4",
    "libclucene-core1v5": "2.3.3.4+dfsg-1.1",
    "libclucene-contribs1v5": "2.3.3.4+dfsg-1.1",
    "libcurl3-gnutls": "7.88.1-10+deb12u15",
    "libicu72": "72.1-3+deb12u1",
}
RENUMBERED = {  # first and last verse, by chapter
    "Numbers 13": (1, 33),
    "Numbers 30": (1, 16),
    "Judges 14": (18, 20),
    "I Samuel 24": (1, 22),
    "I Kings 22": (43, 53),
    "I Chronicles 1": (30, 32),
    "I Chronicles 2": (34, 35),
    "I Chronicles 21": (15, 30),
    "II Chronicles 33": (10, 24),
    "Job 39": (1, 30),
    "Job 40": (1, 24),
    "Hosea 12": (1, 14),
    "Jonah 2": (1, 10),
    "Romans 14": (23, 23),
    "II Corinthians 13": (12, 13),
}
PLACE = re.compile(r".+ \d+:[1-9]\d*")
NOTE = re.compile(r"<note\b.*?</note>", re.DOTALL)
GLOSSARY = re.compile(r'<div\b[^>]*type="glossary".*', re.DOTALL)
HEADING = re.compile(
    r'<title\b(?![^>]*canonical="true").*?</title>|<speaker\b.*?</speaker>', re.DOTALL
)
BLOCK = re.compile(r"</?(?:chapter|div|item|l|lb|lg|list|milestone|p|title)\b[^>]*>|¶")
TAG = re.compile(r"<[^>]*>|\\\+?nd\b\*?")  # the last is left over from another kind of markup
SEAM = re.compile(r"(</\w+>)(?=<\w)")  # words that only tags hold apart, in the Spanish
HOLE = "\0"  # where a note was: a space, but for one before a sign that closes


def export(module: str, cache: Path) -> str:
    """Print a module with ``mod2imp``, from unpacked packages; nothing is installed."""
    root = debian_package(cache, *MODULES[module])
    program = debian_package(cache, *PROGRAM) / "usr" / "bin" / "mod2imp"
    libraries = [debian_package(cache, *library) for library in LIBRARIES.items()]
    folders = {str(path.parent) for library in libraries for path in library.rglob("*.so.*")}
    variables = {
        "LD_LIBRARY_PATH": os.pathsep.join(sorted(folders)),
        "SWORD_PATH": str(root / "usr" / "share" / "sword"),
    }
    done = subprocess.run(
        (program, module), env=os.environ | variables, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode("utf8")


def plain(marked: str) -> str:
    """Take a verse's markup, notes and headings out."""
    text = HEADING.sub(" ", NOTE.sub(HOLE, GLOSSARY.sub("", marked)))
    text = TAG.sub("", SEAM.sub(r"\1 ", BLOCK.sub(" ", text)))
    text = re.sub(rf"\s*{HOLE}[\s{HOLE}]*(?=[,.;:!?)’”])", "", text).replace(HOLE, " ")
    return " ".join(text.split())


def read_verses(exported: str) -> dict[str, str]:
    """Read the verses by their place, without introductions and empty verses."""
    parts = (part.partition("\n") for part in exported.split("$$$"))
    found = {
        place.strip(): plain(text) for place, _, text in parts if PLACE.fullmatch(place.strip())
    }
    return {place: text for place, text in found.items() if text}


def is_renumbered(place: str) -> bool:
    """Say whether a verse is in one of the passages that are left out."""
    chapter, _, number = place.rpartition(":")
    first, last = RENUMBERED.get(chapter, (1, 0))
    return first <= int(number) <= last


def side_by_side(
    english: Mapping[str, str], king_james: Mapping[str, str], spanish: Mapping[str, str]
) -> list[tuple[str, str, str, str]]:
    """Put the verses of one place into one row, in the order of the King James Version."""
    return [
        (place, english[place], text, spanish[place])
        for place, text in king_james.items()
        if place in english and place in spanish and not is_renumbered(place)
    ]


def main() -> None:
    """Write ``verses.tsv.xz``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    translations = (read_verses(export(module, options.cache)) for module in MODULES)
    write_table(options.out / verses.FILE, verses.COLUMNS, side_by_side(*translations))


if __name__ == "__main__":
    main()
