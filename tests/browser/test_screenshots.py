"""Pictures of the pages: every page, four of each, whole."""

from __future__ import annotations

from pathlib import Path

import screenshots
from playwright.sync_api import Browser


def test_pages_are_those_that_a_reader_is_led_to(tmp_path: Path) -> None:
    for name in ("index.html", "book/a.html", "search.html", "_static/x.html", "_sources/y.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert screenshots.page_paths(tmp_path) == ["book/a.html", "search.html"]


def test_four_pictures_a_page_from_top_to_bottom(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    pictures = list(screenshots.take(browser, address, ["book/index.html"], tmp_path))
    sizes = {}
    for picture in pictures:
        header = picture.read_bytes()[16:24]  # width and height, where a PNG has them
        sizes[picture.name] = (int.from_bytes(header[:4]), int.from_bytes(header[4:]))
    assert {(name, width) for name, (width, _) in sizes.items()} == {
        ("book-index-1440-light.png", 1440),
        ("book-index-1440-dark.png", 1440),
        ("book-index-360-light.png", 360),
        ("book-index-360-dark.png", 360),
    }
    assert all(height > 1000 for _, height in sizes.values())
    dark = [p for p in pictures if "dark" in p.name]
    assert all(
        p.read_bytes() != p.with_name(p.name.replace("dark", "light")).read_bytes() for p in dark
    )
    sheet = screenshots.contact_sheet(["book/index.html"])
    assert all(name in sheet for name in sizes)
