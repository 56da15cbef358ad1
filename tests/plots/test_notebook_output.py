"""In a notebook, figures become SVG: the same bytes each time, as wide as they were asked for."""

from __future__ import annotations

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

SETUP = """from matplotlib import pyplot as plt
from latentlib import plots
plots.use_house_style()"""
FIGURE = """ax = plots.scatter_codes([[0, 0], [1, 2]], [0, 1], label_names=["no", "yes"])"""


@pytest.fixture(scope="module")
def figures() -> list[dict[str, str]]:
    """What the kernel sends for the same figure, drawn in two cells."""
    cells = [new_code_cell(source) for source in (SETUP, FIGURE, FIGURE)]
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert notebook.cells[0].outputs == []
    return [output.data for cell in notebook.cells[1:] for output in cell.outputs]


def test_each_cell_shows_one_svg_and_no_bitmap(figures: list[dict[str, str]]) -> None:
    assert [sorted(data) for data in figures] == [["image/svg+xml", "text/plain"]] * 2


def test_same_figure_same_bytes(figures: list[dict[str, str]]) -> None:
    assert figures[0]["image/svg+xml"] == figures[1]["image/svg+xml"]
    assert "<dc:date>" not in figures[0]["image/svg+xml"]


def test_figure_is_not_cropped(figures: list[dict[str, str]]) -> None:
    assert 'width="360pt" height="223.2pt"' in figures[0]["image/svg+xml"]
