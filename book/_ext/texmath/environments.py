"""Matrices, cases and aligned equations: environments that are tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from .atoms import Atom, append, element, row

if TYPE_CHECKING:
    from .parser import Parser

__all__ = ["ENVIRONMENTS", "environment"]

_ALIGNED = ("", "", "aligned")
_GATHERED = ("", "", "gathered")

#: Name to (left fence, right fence, class of the table, styled by the book's style sheet).
ENVIRONMENTS: dict[str, tuple[str, str, str]] = {
    "matrix": ("", "", "matrix"),
    "smallmatrix": ("", "", "matrix"),
    "array": ("", "", "array"),
    "pmatrix": ("(", ")", "matrix"),
    "bmatrix": ("[", "]", "matrix"),
    "Bmatrix": ("{", "}", "matrix"),
    "vmatrix": ("|", "|", "matrix"),
    "Vmatrix": ("‖", "‖", "matrix"),
    "cases": ("{", "", "cases"),
    "aligned": _ALIGNED,
    "align": _ALIGNED,
    "align*": _ALIGNED,
    "split": _ALIGNED,
    "gathered": _GATHERED,
    "gather": _GATHERED,
    "gather*": _GATHERED,
    "equation": _GATHERED,
    "equation*": _GATHERED,
}

_SIDES = {"l": "math-left", "c": "", "r": "math-right"}


def environment(parser: Parser, name: str, end: str) -> Element:
    r"""Read the rows of an environment up to and with the token that ends it.

    Parameters
    ----------
    parser : Parser
        Placed after ``\begin{name}``.
    name : str
        One of `ENVIRONMENTS`.
    end : str
        The token that closes it; the name after ``\end`` is left to the caller.
    """
    left, right, kind = ENVIRONMENTS[name]
    columns = _columns(parser) if name == "array" else ""
    table = element("mtable", **{"class": f"math-{kind}"})
    if kind in ("aligned", "gathered") and end == r"\end":
        table.set("displaystyle", "true")
    for cells in _rows(parser, end):
        line = element("mtr")
        for index, cell in enumerate(cells):
            line.append(_cell(cell, kind, index, columns))
        table.append(line)
    if not left and not right:
        return table
    fences = [
        element("mo", mark, stretchy="true", fence="true", form=form)
        for mark, form in ((left, "prefix"), (right, "postfix"))
        if mark
    ]
    return append(element("mrow"), [fences[0], table, *fences[1:]])


def _columns(parser: Parser) -> str:
    columns = parser.reader.group_text().replace(" ", "")
    if not columns or set(columns) - set(_SIDES):
        raise parser.reader.fail(f"columns of an array are l, c and r, not {columns}")
    return columns


def _rows(parser: Parser, end: str) -> list[list[list[Atom]]]:
    rows: list[list[list[Atom]]] = [[]]
    while True:
        rows[-1].append(parser.row(("&", r"\\", end)))
        token = parser.reader.take()
        if token == r"\\":
            parser.reader.optional()
            rows.append([])
        elif token == end:
            break
        elif not token:
            raise parser.reader.fail("an environment is not closed")
    return rows if any(rows[-1][0:]) and _has_content(rows[-1]) else rows[:-1]


def _has_content(cells: Sequence[Sequence[Atom]]) -> bool:
    return any(len(cell) > 0 for cell in cells)


def _cell(atoms: Sequence[Atom], kind: str, index: int, columns: str) -> Element:
    continued = kind == "aligned" and index % 2 == 1
    cell = append(element("mtd"), row(atoms, previous="ordinary" if continued else ""))
    if columns and (side := _SIDES[columns[min(index, len(columns) - 1)]]):
        cell.set("class", side)
    return cell
