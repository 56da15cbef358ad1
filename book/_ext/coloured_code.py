"""Sphinx extension: code is marked up only where it has a colour.

Pygments puts every name, operator and bracket into an element of its own, though the book's style
sheet colours few kinds of token. In a chapter these are more than half of all elements of the page,
and a phone styles and lays out each. What has no colour is written as plain text here.

The style sheet says which kinds have one: the classes in its rules ``.highlight :is(…)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from pygments.formatters import HtmlFormatter
from pygments.token import STANDARD_TYPES, Text, Token
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

__all__ = ["ColouredHtmlFormatter", "coloured", "setup"]

_STYLES = Path(__file__).resolve().parents[1] / "_static" / "css" / "50-code.css"
_RULE = re.compile(r"\.highlight :is\(([^)]*)\)")


@cache
def coloured() -> frozenset[str]:
    """Return the classes of tokens that the style sheet has a rule for."""
    rules = _RULE.findall(_STYLES.read_text(encoding="utf-8"))
    return frozenset(name for rule in rules for name in re.findall(r"\.(\w+)", rule))


class ColouredHtmlFormatter(HtmlFormatter):
    """Write tokens that have no colour as text, neighbours of one kind as one piece."""

    def format_unencoded(self, tokensource: Iterable[tuple[Token, str]], outfile: TextIO) -> None:
        """Format tokens; see `pygments.formatter.Formatter.format`."""
        super().format_unencoded(_without_plain_kinds(tokensource), outfile)


def _without_plain_kinds(tokens: Iterable[tuple[Token, str]]) -> Iterator[tuple[Token, str]]:
    for kind, text in tokens:
        yield kind if STANDARD_TYPES.get(kind) in coloured() else Text, text


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    PygmentsBridge.html_formatter = ColouredHtmlFormatter
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
