"""Reference pages: every public name, each with its own words."""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path
from types import ModuleType

import api
import pytest

SOURCE = '''
"""A module."""

__all__ = ["LIMIT", "SILENT", "Thing", "work", "mute"]

SILENT = [1, 2]

LIMIT = 3
"""How far.

In metres.
"""

class Thing:
    """A thing, described
    on two lines.
    """

def work(x):
    """Do `Thing` to x."""

def mute():
    pass
'''


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package whose public names are defined in a module of it."""
    package = tmp_path / "apitestpackage"
    package.mkdir()
    (package / "inner.py").write_text(SOURCE)
    (package / "__init__.py").write_text(
        "from apitestpackage.inner import *\nfrom apitestpackage.inner import __all__\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield __import__("apitestpackage")
    for name in ("apitestpackage", "apitestpackage.inner"):
        sys.modules.pop(name, None)


def test_functions_come_first_and_constants_last(module: ModuleType) -> None:
    lines = api.describe(module)
    table = [line.strip() for line in lines if line.startswith("   * - ")]
    assert table == [f"* - :py:obj:`{n}`" for n in ("work", "mute", "Thing", "LIMIT", "SILENT")]
    assert [line for line in lines if re.match(r"\.\. (auto(function|class)|py:data)::", line)] == [
        ".. autofunction:: work",
        ".. autofunction:: mute",
        ".. autoclass:: Thing",
        ".. py:data:: LIMIT",
        ".. py:data:: SILENT",
    ]


def test_a_constant_is_described_where_it_is_defined(module: ModuleType) -> None:
    assert api.docstring(module, "LIMIT") == "How far.\n\nIn metres."
    assert api.entry(module, "LIMIT") == [
        ".. py:data:: LIMIT",
        "   :value: 3",
        "",
        "   How far.",
        "   ",
        "   In metres.",
        "",
    ]
    assert api.docstring(module, "SILENT") == "", "not that of its type"


def test_summary_is_the_first_paragraph(module: ModuleType) -> None:
    assert api.summary(api.docstring(module, "Thing")) == "A thing, described on two lines."


def test_what_has_no_docstring_is_named(module: ModuleType) -> None:
    assert api.undocumented(module) == ["mute"]


def test_page_has_every_public_name_and_its_words(small_book: Path) -> None:
    from latentlib import claims

    page = (small_book / "_build" / "html" / "book" / "api.html").read_text()
    assert set(re.findall(r'id="latentlib\.claims\.(\w+)"', page)) == set(claims.__all__)
    text = letters(unescape(re.sub(r"<[^>]+>", " ", page)))
    for name in api.public_names(claims):
        assert letters(api.summary(api.docstring(claims, name)))[:40] in text, name
    assert re.search(r'<a [^>]*href="#latentlib\.claims\.OutOfBand"', page)


def letters(text: str) -> str:
    """Text without marks and spaces, which a page may write in another way."""
    return re.sub(r"[^A-Za-z]", "", text)
