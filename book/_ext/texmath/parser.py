r"""A strict parser of the part of TeX that a course in machine learning writes.

`to_mathml` is the door. Inside, `Parser.row` reads atoms until a token that ends the row;
`commands` reads those that take arguments, `environments` those that are tables.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

from .alphabets import styled
from .atoms import Atom, append, element, row, wrapped
from .commands import COMMANDS, accent, named_with_limits, sized, wide_accent
from .reader import Reader
from .symbols import (
    ACCENTS,
    BIG_OPERATORS,
    FUNCTIONS,
    INSTEAD,
    LIMIT_FUNCTIONS,
    SPACES,
    SYMBOLS,
    WIDE_ACCENTS,
)

__all__ = ["Parser", "to_mathml"]

_STYLE_COMMANDS = {
    r"\mathrm": "normal",
    r"\mathit": "italic",
    r"\mathbf": "bold",
    r"\boldsymbol": "bold-italic",
    r"\mathbb": "double-struck",
    r"\mathcal": "script",
    r"\mathscr": "script",
    r"\mathfrak": "fraktur",
    r"\mathsf": "sans-serif",
    r"\mathtt": "monospace",
}
_BIG = re.compile(r"\\(bigg?|Bigg?)([lrm]?)")
_UPRIGHT = re.compile("[Α-Ω∇]")
_CLASSES = {
    r"\mathop": "function",
    r"\mathrel": "relation",
    r"\mathbin": "binary",
    r"\mathord": "ordinary",
    r"\mathopen": "open",
    r"\mathclose": "close",
}


def to_mathml(tex: str, *, display: bool = False) -> str:
    r"""Return a TeX formula as MathML Core.

    Parameters
    ----------
    tex : str
        The formula, without dollar signs; a whole environment such as ``\begin{align}`` too.
    display : bool
        Whether it stands on a line of its own.

    Returns
    -------
    str
        One ``<math>`` element, the formula itself in its ``alttext``.

    Raises
    ------
    TexError
        The formula has a command outside the subset or is not well formed; the message says
        what and where.
    """
    parser = Parser(tex)
    atoms = parser.row(())
    if parser.reader.peek():
        raise parser.reader.fail(f"unexpected {parser.reader.peek()}")
    math = element("math", alttext=" ".join(tex.split()))
    if display:
        math.set("display", "block")
    return tostring(append(math, row(atoms)), encoding="unicode")


class Parser:
    """The state of reading one formula: where we are, and the style of letters there."""

    def __init__(self, formula: str) -> None:
        self.reader = Reader(formula)
        self.style = ""
        self.in_script = False

    def row(self, stop: tuple[str, ...]) -> list[Atom]:
        """Read atoms until one of the tokens in `stop` (left in place) or the end."""
        atoms: list[Atom] = []
        while (token := self.reader.peek()) and token not in stop:
            if token in (r"\displaystyle", r"\textstyle"):
                self.reader.take()
                shown = "true" if token == r"\displaystyle" else "false"
                rest = row(self.row(stop))
                style = append(element("mstyle", displaystyle=shown, scriptlevel="0"), rest)
                return [*atoms, Atom(style, "inner")]
            if token in (r"\nonumber", r"\notag"):
                self.reader.take()
                continue
            atoms.append(self.scripted())
        return atoms

    def scripted(self) -> Atom:
        """Read one atom with its primes, subscript and superscript."""
        empty = self.reader.peek() in ("^", "_") or self.reader.peek().startswith("'")
        atom = Atom(element("mrow")) if empty else self.atom(self.reader.take())
        below: Element | None = None
        above: list[Element] = []
        while True:
            token = self.reader.peek()
            if token in (r"\limits", r"\nolimits"):
                self.reader.take()
                atom.limits = token == r"\limits"
                if atom.element.tag == "mo":
                    atom.element.set("movablelimits", "false")
            elif token == "_" and below is None:
                self.reader.take()
                below = self._script()
            elif token == "^" or token.startswith("'"):
                self.reader.take()
                above.append(self._script() if token == "^" else element("mo", "′" * len(token)))
            elif token == "_":
                raise self.reader.fail("a second subscript on the same symbol")
            else:
                return _attach(atom, below, above)

    def inside(self, tex: str) -> list[Atom]:
        """Read a formula within the formula: the degree of a root, mathematics in words."""
        return Parser(tex).row(())

    def _script(self) -> Element:
        """Read a subscript or superscript: TeX sets no space around operators there."""
        outer, self.in_script = self.in_script, True
        made = self.argument()
        self.in_script = outer
        return made

    def argument(self) -> Element:
        """Read the argument of a command: a group, or one token."""
        if self.reader.peek() == "{":
            return self.group()
        token = self.reader.take_one()
        if not token or token in ("}", "&", r"\\", "^", "_"):
            raise self.reader.fail("an argument is missing")
        return row([self.atom(token)])[0]

    def group(self) -> Element:
        """Read a group in braces as one element."""
        self.reader.expect("{")
        atoms = self.row(("}",))
        self.reader.expect("}")
        return wrapped(atoms)

    def atom(self, token: str) -> Atom:
        """Turn one token, already taken, and its arguments into an atom."""
        if token == "{":
            self.reader.position -= 1
            return Atom(self.group())
        if token[0].isdigit():
            return Atom(element("mn", self._number(token)))
        if len(token) == 1 and token.isalpha():
            return Atom(self._letter(token))
        if token in SPACES:
            return Atom(element("mspace", width=f"{SPACES[token]}em"), "space")
        if token in SYMBOLS:
            return self._symbol(*SYMBOLS[token])
        if token in BIG_OPERATORS:
            integral = "int" in token
            return Atom(element("mo", BIG_OPERATORS[token]), "big", limits=not integral)
        if token in FUNCTIONS:
            return Atom(element("mi", FUNCTIONS[token]), "function")
        if token in LIMIT_FUNCTIONS:
            return named_with_limits(LIMIT_FUNCTIONS[token])
        if token in ACCENTS:
            return accent(self, ACCENTS[token])
        if token in WIDE_ACCENTS:
            return wide_accent(self, *WIDE_ACCENTS[token])
        if token in _STYLE_COMMANDS:
            return Atom(self._styled_group(_STYLE_COMMANDS[token]))
        if token in _CLASSES:
            return Atom(self.argument(), _CLASSES[token], limits=token == r"\mathop")
        if match := _BIG.fullmatch(token):
            return sized(self, match.group(1), match.group(2))
        if command := COMMANDS.get(token):
            return command(self)
        raise self._unknown(token)

    def _unknown(self, token: str) -> Exception:
        self.reader.position -= len(token)
        if token == "%":
            return self.reader.fail(r"a bare % starts a comment in TeX; write \%")
        what = "command" if token.startswith("\\") else "character"
        advice = f" (write {INSTEAD[token]})" if token in INSTEAD else ""
        return self.reader.fail(f"unsupported {what} {token}{advice}")

    def _number(self, token: str) -> str:
        digits = token.replace("{,}", ",")
        if self.style in ("", "normal", "italic", "script", "fraktur"):
            return digits
        return "".join(styled(c, self.style) or c for c in digits)

    def _letter(self, character: str) -> Element:
        upright = self.style == "normal" or (not self.style and _UPRIGHT.match(character))
        if upright:
            return element("mi", character, mathvariant="normal")
        if self.style in ("", "italic"):
            return element("mi", character)
        letter = styled(character, self.style)
        if letter is None:
            raise self.reader.fail(f"no {self.style} form of {character}")
        return element("mi", letter)

    def _symbol(self, character: str, kind: str) -> Atom:
        if kind == "letter":
            if character.isalpha() or character in "∂∇":
                return Atom(self._letter(character))
            return Atom(element("mi", character))
        if kind == "plain" and character in ".!?@":
            return Atom(element("mi", character))
        made = element("mo", character)
        if kind in ("open", "close"):
            made.set("form", "prefix" if kind == "open" else "postfix")
            made.set("stretchy", "false")
        elif kind == "plain" or character in ":∣∥↑↓":
            space = "0.2778em" if kind == "relation" else "0"
            made.attrib.update(lspace=space, rspace=space, stretchy="false")
        if self.in_script and kind in ("binary", "relation"):
            made.attrib.update(lspace="0", rspace="0")
        return Atom(made, "ordinary" if kind == "plain" else kind)

    def _styled_group(self, style: str) -> Element:
        outer, self.style = self.style, style
        start = self.reader.position
        text = self.reader.group_text() if self.reader.peek() == "{" else ""
        if len(text) > 1 and text.replace(" ", "").replace("-", "").isalpha():
            letters = "".join(text.split())
            if style not in ("normal", "italic"):
                letters = "".join(styled(c, style) or c for c in letters)
            made = element("mi", letters)
        else:
            self.reader.position = start
            made = self.argument()
        self.style = outer
        return made


def _attach(atom: Atom, below: Element | None, above: list[Element]) -> Atom:
    """Put scripts beside an atom, or above and below one that takes limits."""
    if below is None and not above:
        return atom
    tags = ("munder", "mover", "munderover") if atom.limits else ("msub", "msup", "msubsup")
    over = above[0] if len(above) == 1 else append(element("mrow"), above)
    if not above:
        made = append(element(tags[0]), [atom.element, below])
    elif below is None:
        made = append(element(tags[1]), [atom.element, over])
    else:
        made = append(element(tags[2]), [atom.element, below, over])
    return Atom(made, atom.kind)
