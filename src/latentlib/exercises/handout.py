"""Notebooks and pages without hints, or without solutions, for a class."""

from __future__ import annotations

import os
import re
from pathlib import Path

__all__ = ["leave_out", "write_handout"]

_FOLDED = r"<details[^>]*>\s*<summary>\s*{}\s*</summary>.*?</details>\n*"
_HINT = re.compile(_FOLDED.format(r"Hint \d"), re.DOTALL)
_SOLUTION = re.compile(_FOLDED.format("Solution"), re.DOTALL)


def leave_out(source: str, *, hints: bool = True, solutions: bool = True) -> str:
    """Take the hints, the solutions or both out of the source of a markdown cell.

    Parameters
    ----------
    source : str
        Markdown; hints and solutions are the ``<details>`` that are called so.
    hints, solutions : bool, default=True
        What to leave out.
    """
    for pattern, unwanted in ((_HINT, hints), (_SOLUTION, solutions)):
        if unwanted and pattern.search(source):
            source = pattern.sub("", source).rstrip()
    return source


def write_handout(
    chapter: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    hints: bool = True,
    solutions: bool = False,
) -> Path:
    """Write a copy of a chapter's notebook for students.

    Parameters
    ----------
    chapter, target : path-like
        The notebook, and where the copy goes; a file that is there stays.
    hints, solutions : bool
        What to leave out.

    Returns
    -------
    Path
        The copy.

    Raises
    ------
    FileExistsError
        If there is a file at `target`.
    """
    import nbformat

    notebook = nbformat.read(chapter, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = leave_out(cell.source, hints=hints, solutions=solutions)
    notebook.cells = [
        cell for cell in notebook.cells if cell.cell_type != "markdown" or cell.source.strip()
    ]
    with open(target, "x", encoding="utf-8") as file:
        file.write(nbformat.writes(notebook) + "\n")
    return Path(target)
