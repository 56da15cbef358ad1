"""Where the built pages are, and which."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["PAGES", "REPOSITORY", "built_pages"]

REPOSITORY = Path(__file__).resolve().parents[2]

#: Pages to test; another folder than that of the last build can be named.
PAGES = Path(os.environ.get("LATENT_COURSE_PAGES", REPOSITORY / "_build" / "html"))

#: Served, but made by Sphinx or for machines: no reader is led there.
NOT_PAGES = {"index.html", "genindex.html", "py-modindex.html"}


def built_pages() -> list[str]:
    """Return the addresses of all pages, relative to the first."""
    found = (path.relative_to(PAGES) for path in PAGES.rglob("*.html"))
    return sorted(
        path.as_posix()
        for path in found
        if path.as_posix() not in NOT_PAGES and path.parts[0] not in {"_static", "_sources"}
    )
