"""What a first visit to a chapter costs, from what the browser really fetched."""

from __future__ import annotations

import re

from playwright.sync_api import Browser
from visits import visit

BUDGET = 300_000  # bytes compressed by gzip; figures are not counted
SHARED = 60_000  # of them the style sheet and the script that all pages share
LIVE = re.compile(r"_static/live/(?!host\.js)")  # fetched when a live figure is near the window
FIGURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")


def test_first_load_of_a_chapter_within_budget(
    browser: Browser, address: str, chapter_path: str
) -> None:
    here = visit(browser, address, chapter_path, width=1440, scheme="light")
    here.page.context.close()
    files = {
        name: size
        for name, size in here.weights.items()
        if not name.split("?")[0].endswith(FIGURES) and not LIVE.match(name)
    }
    listing = "\n".join(f"{size:8d} {name}" for name, size in files.items())
    assert sum(files.values()) <= BUDGET, f"the first load is too heavy:\n{listing}"


def test_shared_files_are_light_and_few(browser: Browser, address: str, chapter_path: str) -> None:
    here = visit(browser, address, chapter_path, width=1440, scheme="light")
    here.page.context.close()
    shared = {name: size for name, size in here.weights.items() if "_static/course" in name}
    assert {name.split("?")[0] for name in shared} == {"_static/course.css", "_static/course.js"}
    assert sum(shared.values()) <= SHARED, shared


def test_shared_files_may_be_kept_for_ever(
    browser: Browser, address: str, chapter_path: str
) -> None:
    """Their address has the hash of their content, so that a cache never shows a stale one."""
    here = visit(browser, address, chapter_path, width=1440, scheme="light")
    here.page.context.close()
    for name in here.weights:
        if "_static/course" in name:
            version = name.partition("?v=")[2]
            assert len(version) == 12, name
