"""Join ES modules of the book into one, without comments and indentation.

A page fetches one small file in place of several. The modules import each other by name,
``import { a, b } from "./other.js";``, so that joining them is writing them one after the other,
the entry last, which keeps what it exports. A name that two of them use at their top level is
refused.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["join"]

IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"\./([\w-]+\.js)";\n', re.MULTILINE)
TOP_LEVEL = re.compile(
    r"^(?:export )?(?:const|let|class|(?:async )?function\*?) (\w+)", re.MULTILINE
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
EDGES = re.compile(r"^\s+|\s+$", re.MULTILINE)


def join(entry: Path) -> str:
    """Write a module and all that it imports as one.

    Raises
    ------
    ValueError
        If a name is declared by two modules, or an import is of another form.
    """
    order: list[Path] = []
    _collect(entry, order)
    owners: dict[str, str] = {}
    parts = []
    for path in order:
        text = path.read_text(encoding="utf-8")
        for name in TOP_LEVEL.findall(text):
            if name in owners:
                raise ValueError(
                    f"{path.name} declares {name}, as {owners[name]} does; expected another name"
                )
            owners[name] = path.name
        text = IMPORT.sub("", text)
        other = re.search(
            r"^(?:import\b(?!\()|export (?!const|let|class|async|function)).*", text, re.M
        )
        if other:
            raise ValueError(
                f"{path.name} has {other[0]!r}, expected `import {{ a }} from` or a name"
            )
        if path != entry:
            text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
        parts.append(EDGES.sub("", COMMENT.sub("", text)))
    return "\n".join(parts) + "\n"


def _collect(path: Path, order: list[Path]) -> None:
    """Add a module behind those that it imports."""
    for name in IMPORT.findall(path.read_text(encoding="utf-8")):
        imported = path.with_name(name)
        if imported not in order:
            _collect(imported, order)
    order.append(path)
