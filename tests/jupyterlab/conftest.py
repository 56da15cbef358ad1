"""A real JupyterLab, with a kernel, in a real browser."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "tools") not in sys.path:
    sys.path.insert(0, str(ROOT / "tools"))

from lab import running_lab  # noqa: E402  (tools/lab.py)

PATIENCE = 120_000  # ms: a kernel imports PyTorch, perhaps on a busy machine


class Lab:
    """One notebook, open in JupyterLab.

    Parameters
    ----------
    page : Page
        The browser's page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, index: int) -> Locator:
        """Return a cell."""
        return self.page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{index}"]')

    def run(self, index: int) -> str:
        """Run a cell, wait until it is done, and return its text output."""
        cell = self.cell(index)
        cell.locator(".cm-content").click()
        cell.locator(".jp-InputPrompt").evaluate("(prompt) => { prompt.textContent = ''; }")
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(
            """(index) => {
              const cell = document.querySelector(`[data-windowed-list-index="${index}"]`);
              const prompt = cell.querySelector(".jp-InputPrompt").textContent;
              return /\\[\\d+\\]/.test(prompt);
            }""",
            arg=index,
            timeout=PATIENCE,
        )
        output = cell.locator(".jp-OutputArea-output")
        return "\n".join(output.all_inner_texts()).strip()

    def restart_kernel(self) -> None:
        """Restart the kernel as a reader would, and wait until it is back."""
        self.page.get_by_text("Kernel", exact=True).first.click()
        self.page.get_by_text("Restart Kernel…").first.click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.get_by_text("| Idle").wait_for(timeout=PATIENCE)


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a running JupyterLab."""
    folder = tmp_path_factory.mktemp("lab")
    with running_lab(folder) as address:
        yield address, folder


@pytest.fixture
def open_lab(jupyterlab: tuple[str, Path], browser: Browser) -> Iterator[Callable[..., Lab]]:
    """Return a function that opens a notebook with the given code cells.

    A test fails if the page had an uncaught error, or asked anybody but this JupyterLab.
    """
    address, folder = jupyterlab
    complaints: list[str] = []
    contexts = []

    def open_it(name: str, *cells: str, **context: Any) -> Lab:
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["kernelspec"] = kernel
        nbformat.write(notebook, folder / f"{name}.ipynb")
        size = {"width": 1300, "height": 1400}
        contexts.append(browser.new_context(viewport=size, **context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request.url, address)))
        page.goto(f"{address}lab/tree/{name}.ipynb?reset")
        page.locator(".jp-Notebook-cell").nth(len(cells) - 1).wait_for(timeout=PATIENCE)
        page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
        return Lab(page)

    yield open_it
    for opened in contexts:
        opened.close()
    assert complaints == []


def _foreign(url: str, address: str) -> list[str]:
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    return [] if url.startswith(own) else [f"third party: {url}"]
