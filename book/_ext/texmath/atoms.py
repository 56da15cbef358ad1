"""Atoms of a formula, and how a row of them becomes elements with TeX's spaces.

MathML's operator dictionary already knows the space around most operators; what is set here is
only what a browser cannot know: whether a minus is a sign or a subtraction, and the thin space
around the name of a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

__all__ = ["Atom", "append", "element", "row", "wrapped"]

_THIN = "0.1667em"
_SIGNS = "+−±∓"
_BEFORE_A_SIGN = frozenset({"", "binary", "relation", "open", "punctuation", "function", "big"})
_THIN_BEFORE_FUNCTION = frozenset({"ordinary", "close", "inner", "function"})
_THIN_AFTER_FUNCTION = frozenset({"ordinary", "function"})


@dataclass
class Atom:
    """One piece of a formula.

    Parameters
    ----------
    element : Element
        Its MathML.
    kind : str
        TeX's class of it: ``ordinary``, ``binary``, ``relation``, ``open``, ``close``,
        ``punctuation``, ``inner`` (something between stretching fences), ``function``, ``big``
        (a large operator) or ``space``.
    limits : bool
        Whether scripts go above and below rather than beside.
    """

    element: Element
    kind: str = "ordinary"
    limits: bool = False


def element(tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """Return a MathML element with `text` and `attributes`."""
    made = Element(tag, attributes)
    made.text = text
    return made


def append(parent: Element, children: Sequence[Element]) -> Element:
    """Put `children` into `parent` and return it."""
    parent.extend(children)
    return parent


def row(atoms: Sequence[Atom], *, previous: str = "") -> list[Element]:
    """Return the elements of a row of atoms, with the space that TeX would set.

    Parameters
    ----------
    atoms : sequence of Atom
        In reading order.
    previous : str
        Kind of what stands before the row: ``""`` for nothing, ``"ordinary"`` in the right-hand
        cells of an alignment, where a leading plus adds to the cell before it.
    """
    made: list[Element] = []
    for index, atom in enumerate(atoms):
        following = next((a.kind for a in atoms[index + 1 :] if a.kind != "space"), "")
        if atom.kind == "function" and previous in _THIN_BEFORE_FUNCTION:
            made.append(element("mspace", width=_THIN))
        made.append(_with_form(atom, previous, following))
        if atom.kind == "function" and following in _THIN_AFTER_FUNCTION | {"open", "inner"}:
            made.append(element("mo", "\u2061"))
            if following == "ordinary":
                made.append(element("mspace", width=_THIN))
        if atom.kind != "space":
            previous = atom.kind
    return made


def _with_form(atom: Atom, previous: str, following: str) -> Element:
    """Say whether a binary operator is a sign, and make one that stands alone ordinary."""
    if atom.kind != "binary" or atom.element.tag != "mo":
        return atom.element
    if atom.element.text in _SIGNS:
        alone = previous in _BEFORE_A_SIGN
        atom.element.set("form", "prefix" if alone else "infix")
    elif previous in _BEFORE_A_SIGN or not following:
        atom.kind = "ordinary"
        return element("mi", atom.element.text)
    return atom.element


def wrapped(atoms: Sequence[Atom]) -> Element:
    """Return a row of atoms as one element."""
    elements = row(atoms)
    return elements[0] if len(elements) == 1 else append(element("mrow"), elements)
