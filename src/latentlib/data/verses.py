"""The same verses in two English translations and in Spanish.

Sources: the World English Bible, the King James Version and the Reina-Valera of 1909 as distributed
by eBible.org, all in the public domain, without their markup, notes and headings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from latentlib.data.bundled import read_table

__all__ = ["Verses", "load_verses"]

FILE = "verses.tsv.xz"
COLUMNS = ("reference", "english", "king_james", "spanish")


@dataclass(frozen=True, eq=False, repr=False)
class Verses:
    """Verses side by side: place k of each tuple says the same.

    Parameters
    ----------
    references : tuple of str, length N
        Book, chapter and verse, for instance ``"Genesis 1:1"``; each once.
    english : tuple of str, length N
        In today's English (World English Bible).
    king_james : tuple of str, length N
        In the English of 1611, spelt as in 1769 (King James Version).
    spanish : tuple of str, length N
        In Spanish, spelt as in 1909 (Reina-Valera).
    """

    references: tuple[str, ...]
    english: tuple[str, ...]
    king_james: tuple[str, ...]
    spanish: tuple[str, ...]

    def __post_init__(self) -> None:
        for field in fields(self):
            values = tuple(getattr(self, field.name))
            if len(values) != len(self.references):
                raise ValueError(
                    f"{field.name} has {len(values)} verses, but {len(self.references)} were "
                    "expected, one a reference"
                )
            object.__setattr__(self, field.name, values)

    def __len__(self) -> int:
        """Return the number of verses, N."""
        return len(self.references)

    def __repr__(self) -> str:
        """Return one line: how many verses."""
        return f"Verses({len(self):,} verses in English, older English and Spanish)"


def load_verses() -> Verses:
    """Load the verses that all three translations have.

    Returns
    -------
    Verses
        In the order of the King James Version. The same object at every call.

    Raises
    ------
    DataError
        If the bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> Verses:
    return Verses(*zip(*read_table(FILE, COLUMNS), strict=True))
