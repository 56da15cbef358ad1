"""Every icon the theme can show has a drawing, and one without is noticed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import icons
import pydata_sphinx_theme
import pytest
import sphinx_book_theme


def test_every_name_has_a_drawing() -> None:
    assert set(icons.NAMES.values()) <= set(icons.DRAWINGS)


@pytest.mark.parametrize("name", icons.DRAWINGS)
def test_drawings_are_images_on_the_grid(name: str) -> None:
    match = re.search(rf'--icon-{name}:url\("data:image/svg\+xml,([^"]*)"\)', icons.style_sheet())
    assert match
    svg = fromstring(unquote(match.group(1)))
    assert svg.get("viewBox") == "0 0 24 24"
    starts = re.findall(r"M\s*(-?[\d.]+)[ ,]?(-?[\d.]+)", svg[0].get("d"))
    assert starts
    assert all(0 <= float(number) <= 24 for start in starts for number in start)


def test_every_icon_of_the_themes_templates_is_drawn() -> None:
    """A new version of a theme may bring a new icon: it must not stay blank."""
    missing = set()
    for theme in (pydata_sphinx_theme, sphinx_book_theme):
        for path in Path(theme.__file__).parent.rglob("*.html"):
            missing |= icons.missing_icons(path.read_text(encoding="utf-8"))
    assert not missing


def test_an_icon_without_a_drawing_is_missed() -> None:
    html = '<i class="fa-solid fa-bars"></i><i class="fas fa-unicorn fa-lg"></i><p class="fast">'
    assert icons.missing_icons(html) == {"fa-unicorn"}
