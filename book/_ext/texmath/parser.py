r"""A strict parser of the part of TeX that a course in machine learning writes.

`to_mathml` is the door. Inside, `Parser.row` reads atoms until a token that ends the row; each
command has a method, found by name in `Parser.COMMANDS`; environments live in `environments`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar
from xml.etree.ElementTree import Element, tostring

from .alphabets import styled
from .atoms import Atom, append, element, row, wrapped
from .environments import ENVIRONMENTS, environment
from .reader import Reader
from .symbols import (
    ACCENTS,
    BIG_OPERATORS,
    DELIMITERS,
    FUNCTIONS,
    INSTEAD,
    LIMIT_FUNCTIONS,
    NEGATED,
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
_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
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
            return _named_with_limits(LIMIT_FUNCTIONS[token])
        if token in ACCENTS:
            return self._accent(ACCENTS[token])
        if token in WIDE_ACCENTS:
            return self._wide_accent(*WIDE_ACCENTS[token])
        if token in _STYLE_COMMANDS:
            return Atom(self._styled_group(_STYLE_COMMANDS[token]))
        if token in _CLASSES:
            return Atom(self.argument(), _CLASSES[token], limits=token == r"\mathop")
        if match := _BIG.fullmatch(token):
            return self._sized(match.group(1), match.group(2))
        if command := self.COMMANDS.get(token):
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

    def _accent(self, mark: str) -> Atom:
        over = element("mo", mark, stretchy="false")
        return Atom(append(element("mover", accent="true"), [self.argument(), over]))

    def _wide_accent(self, mark: str, above: bool) -> Atom:
        base, stretched = self.argument(), element("mo", mark, stretchy="true")
        if not mark:
            line = "math-overline" if above else "math-underline"
            return Atom(append(element("mrow", **{"class": line}), [base]))
        brace = mark in "⏞⏟"
        if above:
            made = element("mover", accent="false" if brace else "true")
        else:
            made = element("munder", accentunder="false" if brace else "true")
        return Atom(append(made, [base, stretched]), limits=brace)

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

    def _delimiter(self) -> str:
        token = self.reader.take()
        if token not in DELIMITERS:
            raise self.reader.fail(f"{token or 'nothing'} cannot stretch as a fence")
        return DELIMITERS[token]

    def _sized(self, size: str, side: str) -> Atom:
        height = _SIZES[size]
        made = element("mo", self._delimiter(), stretchy="true", symmetric="true")
        made.attrib.update(minsize=height, maxsize=height)
        kind = {"l": "open", "r": "close", "m": "relation"}.get(side, "ordinary")
        made.attrib.update(lspace="0.2778em", rspace="0.2778em") if side == "m" else None
        made.set("form", {"l": "prefix", "r": "postfix"}.get(side, "infix"))
        if not side:
            made.attrib.update(lspace="0", rspace="0")
        return Atom(made, kind)

    def _left(self) -> Atom:
        inside: list[Element] = [_fence(self._delimiter(), "prefix")]
        while True:
            inside += row(self.row((r"\middle", r"\right")))
            ending = self.reader.take()
            if not ending:
                raise self.reader.fail(r"\left without \right")
            if ending == r"\right":
                inside.append(_fence(self._delimiter(), "postfix"))
                return Atom(append(element("mrow"), inside), "inner")
            inside.append(_fence(self._delimiter(), "infix"))

    def _fraction(self, displaystyle: str = "") -> Atom:
        made = append(element("mfrac"), [self.argument(), self.argument()])
        if displaystyle:
            style = element("mstyle", displaystyle=displaystyle, scriptlevel="0")
            made = append(style, [made])
        return Atom(made)

    def _binomial(self) -> Atom:
        stacked = append(element("mfrac", linethickness="0"), [self.argument(), self.argument()])
        fences = _fence("(", "prefix"), _fence(")", "postfix")
        return Atom(append(element("mrow"), [fences[0], stacked, fences[1]]), "inner")

    def _root(self) -> Atom:
        degree = self.reader.optional()
        if degree is None:
            return Atom(append(element("msqrt"), [self.argument()]))
        index = wrapped(Parser(degree).row(()))
        return Atom(append(element("mroot"), [self.argument(), index]))

    def _operator_name(self) -> Atom:
        return Atom(element("mi", self._name()), "function")

    def _operator_name_with_limits(self) -> Atom:
        return _named_with_limits(self._name())

    def _name(self) -> str:
        text = self.reader.group_text().replace(r"\,", "\u2009").replace(r"\ ", " ").strip()
        if not re.fullmatch(r"[\w\u2009 -]+", text):
            raise self.reader.fail(f"an operator's name is letters and thin spaces, not {text}")
        return text

    def _text(self) -> Atom:
        pieces = re.split(r"(?<!\\)\$", self.reader.group_text())
        made: list[Element] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                made += row(Parser(piece).row(()))
            elif piece:
                plain = re.sub(r"\\([ %$#&_{}])", r"\1", piece)
                if "\\" in plain:
                    raise self.reader.fail(f"a command inside text: {piece}")
                made.append(element("mtext", re.sub(r"\s+", "\u00a0", plain)))
        return Atom(made[0] if len(made) == 1 else append(element("mrow"), made))

    def _over(self, kind: str = "ordinary") -> Atom:
        above, base = self.argument(), self.argument()
        return Atom(append(element("mover"), [base, above]), kind)

    def _under(self) -> Atom:
        below = self.argument()
        self.reader.expect("{")
        inner = self.row(("}",))
        self.reader.expect("}")
        kind = inner[0].kind if len(inner) == 1 else "ordinary"
        return Atom(append(element("munder"), [wrapped(inner), below]), kind)

    def _arrow(self, character: str) -> Atom:
        below = self.reader.optional()
        above = append(element("mpadded", lspace="0.5em", width="+1em"), [self.argument()])
        shaft = element("mo", character, stretchy="true")
        if not below:
            return Atom(append(element("mover"), [shaft, above]), "relation")
        under = append(element("mpadded"), row(Parser(below).row(())))
        return Atom(append(element("munderover"), [shaft, under, above]), "relation")

    def _not(self) -> Atom:
        atom = self.atom(self.reader.take())
        if atom.element.text not in NEGATED:
            raise self.reader.fail(r"\not before something that is no relation")
        atom.element.text = NEGATED[atom.element.text]
        return atom

    def _phantom(self) -> Atom:
        return Atom(append(element("mphantom"), [self.argument()]))

    def _boxed(self) -> Atom:
        return Atom(append(element("mrow", **{"class": "math-boxed"}), [self.argument()]))

    def _substack(self) -> Atom:
        self.reader.expect("{")
        return Atom(environment(self, "gathered", "}"))

    def _begin(self) -> Atom:
        name = self.reader.group_text()
        if name not in ENVIRONMENTS:
            raise self.reader.fail(f"unsupported environment {name}")
        made = environment(self, name, r"\end")
        closing = self.reader.group_text()
        if closing != name:
            raise self.reader.fail(rf"\begin{{{name}}} is closed by \end{{{closing}}}")
        return Atom(made, "inner")

    COMMANDS: ClassVar[dict[str, Callable[[Parser], Atom]]] = {
        r"\begin": _begin,
        r"\binom": _binomial,
        r"\boxed": _boxed,
        r"\dfrac": lambda self: self._fraction("true"),
        r"\frac": _fraction,
        r"\left": _left,
        r"\not": _not,
        r"\operatorname": _operator_name,
        r"\operatorname*": _operator_name_with_limits,
        r"\overset": _over,
        r"\phantom": _phantom,
        r"\sqrt": _root,
        r"\stackrel": lambda self: self._over("relation"),
        r"\substack": _substack,
        r"\text": _text,
        r"\textrm": _text,
        r"\tfrac": lambda self: self._fraction("false"),
        r"\underset": _under,
        r"\xleftarrow": lambda self: self._arrow("←"),
        r"\xrightarrow": lambda self: self._arrow("→"),
    }


def _named_with_limits(name: str) -> Atom:
    made = element("mo", name, movablelimits="true", lspace="0", rspace="0")
    return Atom(made, "function", limits=True)


def _fence(character: str, form: str) -> Element:
    made = element("mo", character, stretchy="true", fence="true", form=form)
    if form == "infix":
        made.attrib.update(lspace="0.2778em", rspace="0.2778em")
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
