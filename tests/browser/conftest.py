"""The built book, served and opened in a real browser."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

REPOSITORY = Path(__file__).resolve().parents[2]
for folder in (Path(__file__).parent, REPOSITORY / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from built import PAGES, built_pages  # noqa: E402
from serve import BookServer  # noqa: E402  (tools/serve.py)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``page_path`` on every page, for ``chapter_path`` on chapters."""
    pages = built_pages()
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", pages or ["(not built)"])
    if "chapter_path" in metafunc.fixturenames:
        chapters = [page for page in pages if page.startswith("chapters/")]
        metafunc.parametrize("chapter_path", chapters or ["(not built)"])


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of the served book, with a slash at its end."""
    if not built_pages():
        pytest.fail(f"there are no pages in {PAGES}: run `make book` first")
    with BookServer(PAGES, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.address
        server.shutdown()
        thread.join()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the book in a fresh context.

    It takes the page's path and keywords: width and height in pixels, scheme ``light`` or
    ``dark``, and whatever a browser context takes.
    """
    contexts: list[BrowserContext] = []

    def open_it(
        path: str, *, width: int = 1440, height: int = 900, scheme: str = "light", **more: object
    ) -> Page:
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, **more))
        page = contexts[-1].new_page()
        page.goto(address + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
