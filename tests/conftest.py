"""What tests of several folders share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

TOOLS = str(Path(__file__).resolve().parents[1] / "tools")
if TOOLS not in sys.path:
    sys.path.insert(0, TOOLS)

from browser import FLAGS, Machine, find  # noqa: E402  (tools/browser.py)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that tools/browser.py finds; Playwright runs once a process."""
    path = find(Machine())
    if path is None:
        pytest.fail("no browser: `make test` installs one, or name it in LATENT_COURSE_BROWSER")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
