"""Every page at 1440 pixels, light and dark: sound, readable, accessible, and ours alone.

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


def test_page_on_a_desk(browser: Browser, address: str, page_path: str) -> None:
    here = visit(browser, address, page_path, width=1440, scheme="light")
    page = here.page
    try:
        scroll_through(page)
        problems = image_problems(page) + layout_problems(page) + accessibility_problems(page)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        scroll_through(page)
        problems += image_problems(page) + accessibility_problems(page, only=CONTRAST)
        problems += here.complaints
    finally:
        page.context.close()
    assert not problems, "\n".join(["", *problems])
