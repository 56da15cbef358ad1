"""Outputs in pages: taken from the executed copy that fits, or the build stops."""

from __future__ import annotations

import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import executed
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.errors import ExtensionError

STATE = "application/vnd.jupyter.widget-state+json"


@pytest.fixture
def app(tmp_path: Path) -> SimpleNamespace:
    """As much of Sphinx as the extension asks."""
    noted: list[str] = []
    environment = SimpleNamespace(
        doc2path=lambda docname: f"{tmp_path}/{docname}.ipynb", note_dependency=noted.append
    )
    (tmp_path / "executed").mkdir()
    config = SimpleNamespace(executed_folder="executed")
    return SimpleNamespace(srcdir=tmp_path, config=config, env=environment, noted=noted)


def inserted(app: SimpleNamespace, source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Notebook as the parser gets it."""
    texts = [nbformat.writes(source)]
    executed.insert_outputs(app, "chapters/one", texts)
    return nbformat.reads(texts[0], as_version=4)


def copy_with(app: SimpleNamespace, *outputs: Any, widgets: dict[str, Any] | None = None) -> None:
    """Leave an executed copy whose one code cell has these outputs."""
    cell = new_code_cell("x = 1", outputs=list(outputs), execution_count=7)
    state = {"widgets": {STATE: {"state": widgets}}} if widgets else {}
    notebook = new_notebook(cells=[new_markdown_cell("old"), cell], metadata=state)
    nbformat.write(notebook, Path(app.srcdir, "executed", "one.ipynb"))


SOURCE = new_notebook(
    cells=[
        new_markdown_cell("new"),
        new_code_cell("x = 1", metadata={"tags": ["a"]}, outputs=[new_output("stream", text="b")]),
    ]
)


def test_outputs_of_the_copy_and_words_of_the_source(app: SimpleNamespace) -> None:
    copy_with(app, new_output("stream", text="measured"))
    words, cell = inserted(app, SOURCE).cells
    assert words.source == "new"
    assert [output.text for output in cell.outputs] == ["measured"]
    assert (cell.execution_count, cell.metadata.tags) == (7, ["a"])
    assert app.noted == [str(Path(app.srcdir, "executed", "one.ipynb"))]


def test_no_copy_stops_the_build(app: SimpleNamespace) -> None:
    with pytest.raises(ExtensionError, match=r"has no executed copy .*run `python tools/execute"):
        inserted(app, SOURCE)


def test_a_copy_of_other_cells_stops_the_build(app: SimpleNamespace) -> None:
    copy_with(app)
    with pytest.raises(ExtensionError, match="has changed since it was executed"):
        inserted(app, new_notebook(cells=[new_code_cell("x = 2")]))


def test_state_of_widgets_is_that_of_the_copy(app: SimpleNamespace) -> None:
    widgets = {"live": {"model_module": "anywidget", "model_name": "AnyModel", "state": {}}}
    copy_with(app, widgets=widgets)
    source = copy.deepcopy(SOURCE)
    source.metadata["widgets"] = {STATE: {"state": {"stale": {}}}}
    assert inserted(app, source).metadata.widgets[STATE]["state"] == widgets
    copy_with(app)
    assert "widgets" not in inserted(app, source).metadata
