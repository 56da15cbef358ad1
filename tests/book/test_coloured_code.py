"""Code in a page is the code, and only what has a colour is marked up."""

from __future__ import annotations

import html
import io
import re

import pytest
from coloured_code import ColouredHtmlFormatter, coloured
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

PYTHON = '''\
@cache
def area(r, *, unit="m"):  # a circle
    """Return it."""
    return f"{3.14159 * r**2:.2f} {unit}" if r is not None and r > 0 else "\\n<&>"
'''


def spans(marked: str) -> list[tuple[str, str]]:
    return re.findall(r'<span class="([^"]+)">([^<]*)</span>', marked)


@pytest.mark.parametrize("language", ["python", "bash", "json", "text", "pycon"])
def test_the_text_is_kept(language):
    marked = highlight(PYTHON, get_lexer_by_name(language), ColouredHtmlFormatter())
    assert html.unescape(re.sub("<[^>]+>", "", marked)).rstrip("\n") == PYTHON.rstrip("\n")


def test_what_has_a_colour_keeps_its_kind():
    lexer = get_lexer_by_name("python")
    marked, usual = (
        highlight(PYTHON, lexer, formatter)
        for formatter in (ColouredHtmlFormatter(), HtmlFormatter())
    )
    assert {kind for kind, _ in spans(marked)} <= coloured()
    assert spans(marked) == [span for span in spans(usual) if span[0] in coloured()]
    assert len(spans(marked)) < len(spans(usual))


def test_a_formatter_writes_bytes_where_an_encoding_is_given():
    out = io.BytesIO()
    highlight("x = 'é'", get_lexer_by_name("python"), ColouredHtmlFormatter(encoding="utf-8"), out)
    assert "é".encode() in out.getvalue()


def test_the_style_sheet_colours_words_names_texts_numbers_and_notes():
    assert {"k", "nf", "s2", "mi", "c1"} <= coloured()
    assert not {"n", "p", "o", "w"} & coloured()
