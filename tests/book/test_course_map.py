"""The picture of the whole course: what is stored is what the script draws, and it is sound."""

from __future__ import annotations

import runpy
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def script():
    """The script's names."""
    return runpy.run_path(str(ROOT / "tools" / "figures" / "course_map.py"))


@pytest.fixture(scope="module")
def drawings(script):
    """Both arrangements, parsed."""
    return list(ET.fromstring(script["document"]().split("-->", 1)[1]).iter(f"{SVG}svg"))


def test_stored_picture_is_the_one_that_is_drawn(script):
    stored = script["TARGET"].read_text(encoding="utf-8")
    assert stored == script["document"](), "run python tools/figures/course_map.py"


def test_both_arrangements_show_every_chapter_once(drawings):
    assert len(drawings) == 2
    for drawing in drawings:
        numbers = [t.text for t in drawing.iter(f"{SVG}text") if "cm-num" in t.get("class", "")]
        assert sorted(numbers) == [str(chapter) for chapter in range(10)]


def test_filled_numbers_are_the_chapters_in_the_book(script, drawings):
    written = {int(path.name[:2]) for path in (ROOT / "chapters").glob("[0-9][0-9]_*.ipynb")}
    assert script["HERE"] == written
    for drawing in drawings:
        filled = {int(t.text) for t in drawing.iter(f"{SVG}text") if "cm-here" in t.get("class")}
        assert filled == written


def test_every_picture_has_a_description_and_text_inside_its_frame(drawings):
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert len(drawing.get("aria-label")) > 100
        width, height = (float(number) for number in drawing.get("viewBox").split()[2:])
        for text in drawing.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x")) <= width
            assert 0 <= float(text.get("y")) <= height
