"""Keep of a style sheet only what the built pages can match.

The theme's style sheet is 400 kB because it serves every site; this book uses a fifth of it. A
rule stays if at least one of its selectors could match: every class, identifier and element that
the selector requires occurs somewhere in the pages or as a word in a script. What stands inside
``:not()``, ``:is()`` and the like is not looked at, so that doubt keeps a rule rather than drops
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

__all__ = ["Used", "prune"]

_CLASS_ATTRIBUTE = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ID_ATTRIBUTE = re.compile(r"""\bid\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_NESTING = frozenset({"media", "supports", "layer", "container"})
_SPACE_AROUND = re.compile(r"\s*([{};,>])\s*")


@dataclass
class Used:
    """The names that occur in the pages and scripts of a site."""

    names: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=lambda: {"html", "body", "root"})
    variables: set[str] = field(default_factory=set)

    def add_page(self, html: str) -> None:
        """Take in a page: classes, identifiers, elements, and variables of inline styles."""
        for pattern in (_CLASS_ATTRIBUTE, _ID_ATTRIBUTE):
            for match in pattern.finditer(html):
                self.names.update((match.group(1) or match.group(2) or "").split())
        self.tags.update(tag.lower() for tag in _TAG.findall(html))
        self.variables.update(_VARIABLE.findall(html))

    def add_script(self, script: str) -> None:
        """Take in a script: any word in it may become a class or an element."""
        words = _WORD.findall(script)
        self.names.update(words)
        self.tags.update(word.lower() for word in words)
        self.variables.update(re.findall(r"--[\w-]+", script))


def prune(css: str, used: Used) -> str:
    """Return `css` without what no page can match, and without needless space.

    Parameters
    ----------
    css : str
        A style sheet, without ``@import``.
    used : Used
        What occurs in the site.

    Returns
    -------
    str
        The rest, in the same order. Comments of licences (``/*! ... */``) stay; ``@font-face``
        does not, since the book downloads no font.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_kept(rules, used))
    kept = _without_unused_animations(_without_unused_variables(kept, used))
    licences = dict.fromkeys(re.findall(r"/\*!.*?\*/", css, re.DOTALL))
    return "\n".join([*licences, kept])


def _kept(rules: Iterable[Node], used: Used) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [s for s in _selectors(rule.prelude) if _could_match(s, used)]
            body = _minified(tinycss2.serialize(rule.content)).rstrip(";")
            if selectors and body:
                yield ",".join(_minified(tinycss2.serialize(s)) for s in selectors) + f"{{{body}}}"
        elif isinstance(rule, AtRule) and rule.content is not None:
            prelude = tinycss2.serialize(rule.prelude).strip()
            name = rule.lower_at_keyword
            if name in _NESTING:
                inner = tinycss2.parse_rule_list(rule.content, True, True)
                body = "".join(_kept(inner, used))
            elif name == "font-face":
                continue
            else:
                body = _minified(tinycss2.serialize(rule.content)).rstrip(";")
            if body:
                yield f"@{name} {prelude}{{{body}}}"


def _selectors(prelude: Sequence[Node]) -> list[list[Node]]:
    """Split a rule's prelude at its commas."""
    selectors: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _could_match(selector: Sequence[Node], used: Used) -> bool:
    previous = ""
    for token in selector:
        if token.type == "ident":
            if previous == ".":
                wanted, names = token.value, used.names
            elif previous == ":":
                wanted, names = "", {""}
            else:
                wanted, names = token.lower_value, used.tags
            if wanted not in names:
                return False
        elif token.type == "hash" and token.value not in used.names:
            return False
        previous = token.value if token.type == "literal" else ""
    return True


def _minified(text: str) -> str:
    """Drop comments and the space that means nothing; strings and data URIs stay as they are."""
    parts = re.split(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)"']*\))""", text)
    for index in range(0, len(parts), 2):
        part = re.sub(r"/\*.*?\*/", "", parts[index], flags=re.DOTALL)
        part = re.sub(r"\s+", " ", part)
        parts[index] = re.sub(r":\s+", ":", _SPACE_AROUND.sub(r"\1", part))
    return "".join(parts).strip()


def _without_unused_variables(css: str, used: Used) -> str:
    """Drop declarations of custom properties that nothing refers to, until none is left."""
    while True:
        wanted = used.variables | set(_VARIABLE.findall(css))
        shorter = re.sub(
            r"(?<=[{;])(--[\w-]+):((?:\"[^\"]*\"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^;{}])*)(;|(?=\}))",
            lambda match, wanted=wanted: match.group() if match.group(1) in wanted else "",
            css,
        )
        shorter = re.sub(r"[^{};]+\{\}", "", shorter)
        if shorter == css:
            return css
        css = shorter


def _without_unused_animations(css: str) -> str:
    """Drop ``@keyframes`` that no rule names."""
    frames = re.compile(r"@(?:-webkit-)?keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}")
    rest = frames.sub("", css)
    return frames.sub(lambda m: m.group() if re.search(rf"\b{m.group(1)}\b", rest) else "", css)
