r"""Commands that take arguments: fractions, roots, fences, names, words, arrows.

Each is a function of the parser, which stands just after the command. `COMMANDS` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from .atoms import Atom, append, element, row, wrapped
from .environments import ENVIRONMENTS, environment
from .symbols import DELIMITERS, NEGATED

if TYPE_CHECKING:
    from .parser import Parser

__all__ = ["COMMANDS", "accent", "named_with_limits", "sized", "wide_accent"]

_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}


def named_with_limits(name: str) -> Atom:
    """Return a name that takes limits."""
    made = element("mo", name, movablelimits="true", lspace="0", rspace="0")
    return Atom(made, "function", limits=True)


def _fence(character: str, form: str) -> Element:
    made = element("mo", character, stretchy="true", fence="true", form=form)
    if form == "infix":
        made.attrib.update(lspace="0.2778em", rspace="0.2778em")
    return made


def accent(parser: Parser, mark: str) -> Atom:
    """Mark one argument with a sign of fixed width: a hat, a bar."""
    over = element("mo", mark, stretchy="false")
    return Atom(append(element("mover", accent="true"), [parser.argument(), over]))


def wide_accent(parser: Parser, mark: str, above: bool) -> Atom:
    """Mark an argument with a sign, or a line, as wide as it is."""
    base, stretched = parser.argument(), element("mo", mark, stretchy="true")
    if not mark:
        line = "math-overline" if above else "math-underline"
        return Atom(append(element("mrow", **{"class": line}), [base]))
    brace = mark in "⏞⏟"
    if above:
        made = element("mover", accent="false" if brace else "true")
    else:
        made = element("munder", accentunder="false" if brace else "true")
    return Atom(append(made, [base, stretched]), limits=brace)


def delimiter(parser: Parser) -> str:
    """Read what stands after a command that stretches a fence."""
    token = parser.reader.take()
    if token not in DELIMITERS:
        raise parser.reader.fail(f"{token or 'nothing'} cannot stretch as a fence")
    return DELIMITERS[token]


def sized(parser: Parser, size: str, side: str) -> Atom:
    r"""Read a fence of fixed size, such as after ``\bigl``."""
    height = _SIZES[size]
    made = element("mo", delimiter(parser), stretchy="true", symmetric="true")
    made.attrib.update(minsize=height, maxsize=height)
    kind = {"l": "open", "r": "close", "m": "relation"}.get(side, "ordinary")
    made.attrib.update(lspace="0.2778em", rspace="0.2778em") if side == "m" else None
    made.set("form", {"l": "prefix", "r": "postfix"}.get(side, "infix"))
    if not side:
        made.attrib.update(lspace="0", rspace="0")
    return Atom(made, kind)


def left(parser: Parser) -> Atom:
    r"""Read from ``\left`` to ``\right``: fences as tall as what they hold."""
    inside: list[Element] = [_fence(delimiter(parser), "prefix")]
    while True:
        inside += row(parser.row((r"\middle", r"\right")))
        ending = parser.reader.take()
        if not ending:
            raise parser.reader.fail(r"\left without \right")
        if ending == r"\right":
            inside.append(_fence(delimiter(parser), "postfix"))
            return Atom(append(element("mrow"), inside), "inner")
        inside.append(_fence(delimiter(parser), "infix"))


def fraction(parser: Parser, displaystyle: str = "") -> Atom:
    """Read a fraction, as large as its place or as told."""
    made = append(element("mfrac"), [parser.argument(), parser.argument()])
    if displaystyle:
        style = element("mstyle", displaystyle=displaystyle, scriptlevel="0")
        made = append(style, [made])
    return Atom(made)


def binomial(parser: Parser) -> Atom:
    """Read a binomial coefficient."""
    stacked = append(element("mfrac", linethickness="0"), [parser.argument(), parser.argument()])
    fences = _fence("(", "prefix"), _fence(")", "postfix")
    return Atom(append(element("mrow"), [fences[0], stacked, fences[1]]), "inner")


def root(parser: Parser) -> Atom:
    """Read a root, with its degree if there is one."""
    degree = parser.reader.optional()
    if degree is None:
        return Atom(append(element("msqrt"), [parser.argument()]))
    index = wrapped(parser.inside(degree))
    return Atom(append(element("mroot"), [parser.argument(), index]))


def operator_name(parser: Parser) -> Atom:
    """Read a name that is set upright, scripts beside it."""
    return Atom(element("mi", name(parser)), "function")


def operator_name_with_limits(parser: Parser) -> Atom:
    """Read a name that is set upright, limits below it in display."""
    return named_with_limits(name(parser))


def name(parser: Parser) -> str:
    """Read an operator's name: letters and thin spaces."""
    text = parser.reader.group_text().replace(r"\,", "\u2009").replace(r"\ ", " ").strip()
    if not re.fullmatch(r"[\w\u2009 -]+", text):
        raise parser.reader.fail(f"an operator's name is letters and thin spaces, not {text}")
    return text


def text(parser: Parser) -> Atom:
    """Read words, with formulas between dollar signs."""
    pieces = re.split(r"(?<!\\)\$", parser.reader.group_text())
    made: list[Element] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            made += row(parser.inside(piece))
        elif piece:
            plain = re.sub(r"\\([ %$#&_{}])", r"\1", piece)
            if "\\" in plain:
                raise parser.reader.fail(f"a command inside text: {piece}")
            made.append(element("mtext", re.sub(r"\s+", "\u00a0", plain)))
    return Atom(made[0] if len(made) == 1 else append(element("mrow"), made))


def over(parser: Parser, kind: str = "ordinary") -> Atom:
    """Read what stands over what."""
    above, base = parser.argument(), parser.argument()
    return Atom(append(element("mover"), [base, above]), kind)


def under(parser: Parser) -> Atom:
    """Read what stands under what; the whole is of the kind of its base."""
    below = parser.argument()
    parser.reader.expect("{")
    inner = parser.row(("}",))
    parser.reader.expect("}")
    kind = inner[0].kind if len(inner) == 1 else "ordinary"
    return Atom(append(element("munder"), [wrapped(inner), below]), kind)


def arrow(parser: Parser, character: str) -> Atom:
    """Read an arrow as long as what stands over it."""
    below = parser.reader.optional()
    above = _padded([parser.argument()])
    shaft = element("mo", character, stretchy="true")
    if not below:
        return Atom(append(element("mover"), [shaft, above]), "relation")
    under = _padded(row(parser.inside(below)))
    return Atom(append(element("munderover"), [shaft, under, above]), "relation")


def _padded(elements: list[Element]) -> Element:
    """Keep what stands over an arrow from being as long as the arrow."""
    spaces = element("mspace", width="0.5em"), element("mspace", width="0.5em")
    return append(element("mrow"), [spaces[0], *elements, spaces[1]])


def negation(parser: Parser) -> Atom:
    """Read a relation and strike it out."""
    atom = parser.atom(parser.reader.take())
    if atom.element.text not in NEGATED:
        raise parser.reader.fail(r"\not before something that is no relation")
    atom.element.text = NEGATED[atom.element.text]
    return atom


def phantom(parser: Parser) -> Atom:
    """Read something that takes room and is not seen."""
    return Atom(append(element("mphantom"), [parser.argument()]))


def boxed(parser: Parser) -> Atom:
    """Read something with a frame around it."""
    return Atom(append(element("mrow", **{"class": "math-boxed"}), [parser.argument()]))


def substack(parser: Parser) -> Atom:
    """Read lines under one another, small."""
    parser.reader.expect("{")
    return Atom(environment(parser, "gathered", "}"))


def begin(parser: Parser) -> Atom:
    """Read an environment to its end."""
    name = parser.reader.group_text()
    if name not in ENVIRONMENTS:
        raise parser.reader.fail(f"unsupported environment {name}")
    made = environment(parser, name, r"\end")
    closing = parser.reader.group_text()
    if closing != name:
        raise parser.reader.fail(rf"\begin{{{name}}} is closed by \end{{{closing}}}")
    return Atom(made, "inner")


COMMANDS: dict[str, Callable[[Parser], Atom]] = {
    r"\begin": begin,
    r"\binom": binomial,
    r"\boxed": boxed,
    r"\dfrac": lambda parser: fraction(parser, "true"),
    r"\frac": fraction,
    r"\left": left,
    r"\not": negation,
    r"\operatorname": operator_name,
    r"\operatorname*": operator_name_with_limits,
    r"\overset": over,
    r"\phantom": phantom,
    r"\sqrt": root,
    r"\stackrel": lambda parser: over(parser, "relation"),
    r"\substack": substack,
    r"\text": text,
    r"\textrm": text,
    r"\tfrac": lambda parser: fraction(parser, "false"),
    r"\underset": under,
    r"\xleftarrow": lambda parser: arrow(parser, "←"),
    r"\xrightarrow": lambda parser: arrow(parser, "→"),
}
