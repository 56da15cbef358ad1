"""A chapter as the house-style rules see it: cells, sections, prose, code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

REPOSITORY = Path(__file__).parents[2]
CHAPTERS = sorted((REPOSITORY / "chapters").glob("*.ipynb"))
HIDING_TAGS = {"hide-input", "hide-cell", "remove-input", "remove-cell"}

ANATOMY: Mapping[str, str] = {
    "five": r"like I'm five",
    "learn": r"you will learn",
    "set-up": r"set-?up",
    "toy": r"\btoy\b|known answer",
    "idea": r"\bidea\b",
    "train": r"\btrain",
    "look inside": r"look inside",
    "trial": r"on trial",
    "failure": r"\bfails?\b|failure",
    "exercises": r"exercises",
    "take away": r"take away",
}
"""The sections of every chapter, in order: a short name, and what the heading has to hold."""


@dataclass(frozen=True)
class Course:
    """What a chapter has to agree with.

    Parameters
    ----------
    claims : tuple of str
        The claims that this chapter tries.
    exercises : mapping of str to (title, kind)
        Its exercises, as the package knows them.
    terms : frozenset of str
        The glossary's terms.
    """

    claims: tuple[str, ...]
    exercises: Mapping[str, tuple[str, str]]
    terms: frozenset[str]


@dataclass(frozen=True)
class Chapter:
    """A notebook with its number."""

    number: int
    notebook: nbformat.NotebookNode

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        return self.notebook.cells

    @property
    def code(self) -> list[tuple[int, nbformat.NotebookNode]]:
        return [(i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "code"]

    @property
    def markdown(self) -> list[tuple[int, nbformat.NotebookNode]]:
        return [(i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "markdown"]

    def headings(self) -> list[tuple[int, str]]:
        """The level-two headings with the index of their cell."""
        return [
            (index, heading)
            for index, cell in self.markdown
            for heading in re.findall(r"^## (.+)$", without_fences(cell.source), re.MULTILINE)
        ]

    def section(self, name: str) -> list[nbformat.NotebookNode]:
        """The cells from the heading of a section of the anatomy to the next; empty if absent."""
        starts = [index for index, _ in self.headings()] + [len(self.cells)]
        for place, (index, heading) in enumerate(self.headings()):
            if re.search(ANATOMY[name], heading.replace("’", "'"), re.IGNORECASE):
                return self.cells[index : starts[place + 1]]
        return []


def read_chapter(path: Path) -> Chapter:
    return Chapter(int(path.name[:2]), nbformat.read(path, as_version=4))


def without_fences(source: str) -> str:
    """Drop fenced blocks and what opens on a click."""
    return re.sub(r"```.*?```|<details.*?</details>", " ", source, flags=re.DOTALL)


def word_count(source: str) -> int:
    """Count the words of prose: no code, no display mathematics, no hints, no addresses."""
    prose = re.sub(r"\$\$.*?\$\$", " ", without_fences(source), flags=re.DOTALL)
    prose = re.sub(r"<[^>]+>|\(http[^)]*\)", " ", prose)
    return len(re.findall(r"[A-Za-z][A-Za-z'’-]*", prose))


def code_lines(source: str) -> list[str]:
    """The lines that are code: neither blank nor a comment."""
    lines = (line.strip() for line in source.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", ()))


def is_python(source: str) -> bool:
    """Tell whether a cell is plain Python: no magics, no shell."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def calls(source: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call outside function definitions: what it is called on, its name, the node."""
    waiting: list[ast.AST] = [ast.parse(source)] if is_python(source) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call):
            function = node.func
            owner = getattr(getattr(function, "value", None), "id", "")
            yield owner, getattr(function, "attr", getattr(function, "id", "")), node


#: Live figures: an output of a cell like any other figure.
LIVE_FIGURES = {
    "AlignedWordMap",
    "CodeSize",
    "Draw",
    "LatentPad",
    "LatentPads",
    "Neighbours",
    "Sliders",
    "StyleTransfer",
    "WordMap",
    "WordMath",
}


def draws(source: str) -> bool:
    """Tell whether a cell makes a figure."""
    for owner, name, _ in calls(source):
        if owner == "plt" and name in ("subplots", "figure", "subplot_mosaic", "imshow", "plot"):
            return True
        quiet = name == "use_house_style" or name.endswith("_data") or name == "series_style"
        if (owner == "plots" and not quiet) or name in LIVE_FIGURES:
            return True
    return False


def glossary_terms(path: Path) -> frozenset[str]:
    """Read a glossary page: the anchors of the unindented lines of its ``{glossary}`` blocks."""
    blocks = re.findall(r"^```\{glossary\}\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.M)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line[:1].strip()]
    return frozenset(anchor_of(line) for line in lines if not line.startswith(":"))


def linked_terms(source: str) -> list[str]:
    """The glossary terms that prose links, as they stand in the links' anchors.

    Chapters link with plain Markdown, which JupyterLab shows as well as the book; see
    book/_ext/plain_links.py.
    """
    return re.findall(r"\]\(\.\./book/glossary\.md#term-([^)\s]+)\)", source)


def anchor_of(term: str) -> str:
    """The end of a term's anchor: letters and digits, with hyphens between."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
