"""Outputs in pages: taken from the executed copy that fits, or the build stops."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import executed
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.errors import ExtensionError


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
    state = {"widgets": {executed.STATE: {"state": widgets}}} if widgets else {}
    notebook = new_notebook(cells=[new_markdown_cell("old"), cell], metadata=state)
    nbformat.write(notebook, Path(app.srcdir, "executed", "one.ipynb"))


def view(model: str) -> nbformat.NotebookNode:
    """Output that shows a widget."""
    data = {executed.VIEW: {"model_id": model}, "text/plain": "a widget"}
    return new_output("display_data", data)


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


def test_a_progress_bar_is_left_out_and_a_control_becomes_text(app: SimpleNamespace) -> None:
    core = {"model_module": "@jupyter-widgets/controls"}
    widgets = {
        "box": core | {"model_name": "HBoxModel", "state": {"children": ["IPY_MODEL_bar"]}},
        "bar": core | {"model_name": "FloatProgressModel", "state": {}},
        "slider": core | {"model_name": "IntSliderModel", "state": {}},
    }
    copy_with(app, view("box"), view("bar"), view("slider"), widgets=widgets)
    notebook = inserted(app, SOURCE)
    assert [output.data for output in notebook.cells[1].outputs] == [{"text/plain": "a widget"}]
    assert "widgets" not in notebook.metadata


def test_a_widget_of_its_own_module_stays(app: SimpleNamespace) -> None:
    widgets = {"live": {"model_module": "anywidget", "model_name": "AnyModel", "state": {}}}
    copy_with(app, view("live"), widgets=widgets)
    notebook = inserted(app, SOURCE)
    assert executed.VIEW in notebook.cells[1].outputs[0].data
    assert notebook.metadata.widgets[executed.STATE]["state"] == widgets
