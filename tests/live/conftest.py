"""Live figures in a real browser, each on a page of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
for folder in (Path(__file__).parent, ROOT / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from figure_page import ADDRESS, figure_files  # noqa: E402

from latentlib.live.link import link  # noqa: E402

TOKENS = (ROOT / "book" / "_static" / "css" / "10-tokens.css").read_text(encoding="utf-8")


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a figure and waits until it is there.

    It takes the widget and keywords: width, scheme ``light`` or ``dark``, traits that the page has
    ``kept`` from another visit, whatever a browser context takes. A test fails if the page said
    anything on its console.
    """
    contexts, complaints = [], []

    def show_it(
        widget: Any,
        *,
        width: int = 1000,
        scheme: str = "light",
        kept: dict[str, Any] | None = None,
        **more: Any,
    ) -> Page:
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, **more))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        files = figure_files(widget, scheme, TOKENS, kept)

        def answer(route: Any) -> None:
            kind, text = files[route.request.url.removeprefix(ADDRESS)]
            route.fulfill(body=text, content_type=f"{kind}; charset=utf-8")

        page.route(f"{ADDRESS}**", answer)
        page.goto(ADDRESS)
        page.wait_for_function("window.ready")
        return page

    yield show_it
    for context in contexts:
        context.close()
    # The browser's advice on reading pixels back is about these tests, not about the figure.
    assert [text for text in complaints if "willReadFrequently" not in text] == []


@pytest.fixture(scope="session")
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page in which modules can be imported."""
    context = browser.new_context()
    page = context.new_page()
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto(ADDRESS)
    yield page
    context.close()


@pytest.fixture(scope="session")
def load(blank: Page) -> Callable[[str], Callable[..., Any]]:
    """Return a function that imports a module of the figures and returns a way to run code with it.

    In the code the module is ``module``, and what is given, ``given``.
    """

    def load_it(entry: str) -> Callable[..., Any]:
        blank.evaluate(
            """async ([entry, code]) => {
              const blob = new Blob([code], { type: "text/javascript" });
              (window.modules ??= {})[entry] = await import(URL.createObjectURL(blob));
            }""",
            [entry, link(entry)],
        )
        run = """([entry, given]) => {{ const module = modules[entry]; {code} }}"""
        return lambda code, *given: blank.evaluate(run.format(code=code), [entry, list(given)])

    return load_it


@pytest.fixture(scope="session")
def call(load: Callable[[str], Callable[..., Any]]) -> Callable[[str], Callable[..., Any]]:
    """Return a function that imports a module and returns a way to call its functions by name."""

    def load_it(entry: str) -> Callable[..., Any]:
        run = load(entry)
        return lambda name, *given: run("return module[given[0]](...given[1]);", name, list(given))

    return load_it
