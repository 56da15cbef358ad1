"""Every page at 360 pixels: sound, readable, accessible, and ours alone.

A page is opened once for many questions, since opening it is what takes time.
"""

from __future__ import annotations

from playwright.sync_api import Browser
from visits import (
    accessibility_problems,
    image_problems,
    layout_problems,
    scroll_through,
    visit,
)

CONTRAST = "color-contrast"


def test_page_in_a_pocket(browser: Browser, address: str, page_path: str) -> None:
    """At 360 pixels, in the dark; colours were judged on the desk."""
    here = visit(browser, address, page_path, width=360, scheme="dark")
    page = here.page
    try:
        scroll_through(page)
        problems = image_problems(page) + layout_problems(page)
        problems += accessibility_problems(page, without=CONTRAST) + here.complaints
    finally:
        page.context.close()
    assert not problems, "\n".join(["", *problems])
