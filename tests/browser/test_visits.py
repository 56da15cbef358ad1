"""What the other tests of pages look with: it sees what is wrong, and comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from visits import image_problems, scroll_through

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>'
ADDRESS = "http://pictures.test/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tall page whose pictures are fetched late; one of them, ``never.svg``, never comes."""
    context = browser.new_context(viewport={"width": 400, "height": 300})
    page = context.new_page()
    page.route(
        f"{ADDRESS}*.svg", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml")
    )
    page.route(f"{ADDRESS}never.svg", lambda route: None)
    pictures = "".join(
        f'<div style="height: 8000px"></div><img src="{name}.svg" loading="lazy" alt="{name}">'
        for name in ("one", "never", "three")
    )
    html = f"<!doctype html>{pictures}"
    page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(ADDRESS)
    yield page
    context.close()


def test_a_picture_that_never_comes_is_reported(page: Page) -> None:
    scroll_through(page, patience=0.5)
    assert image_problems(page) == [f"image did not load: {ADDRESS}never.svg"]


def test_a_picture_that_hides_is_not_waited_for(page: Page) -> None:
    page.evaluate("setTimeout(() => { document.images[1].style.display = 'none'; }, 200)")
    scroll_through(page)
    assert image_problems(page) == []


def test_a_picture_that_was_passed_between_two_frames_is_fetched(page: Page) -> None:
    """A page that is busy shows few frames, and what no frame came near is not fetched."""
    page.evaluate("document.images[1].remove()")
    page.evaluate(
        """() => {
          const busy = () => {
            for (const end = performance.now() + 40; performance.now() < end; );
            requestAnimationFrame(busy);
          };
          busy();
          const scroll = window.scrollTo; // as if the way down fell between two frames
          window.scrollTo = (x, y) => { if (y === 0) scroll.call(window, x, y); };
        }"""
    )
    scroll_through(page)
    assert image_problems(page) == []
