"""Take the outputs of notebooks from their executed copies; never execute anything.

``tools/execute.py`` leaves an executed copy of each chapter in the folder ``executed_folder``. When
Sphinx reads a notebook, this extension gives it those outputs, while prose and the metadata of
cells stay those of the source. A chapter without a fitting copy stops the build.

Outputs and the state of widgets come as they were executed; ``live.py`` makes of widgets what a
page can show.

The directive ``{execution-times}`` makes a table of what each chapter took.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

REMEDY = "run `python tools/execute.py` first"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("executed_folder", "_build/executed", "env", [str])
    app.connect("source-read", insert_outputs)
    app.add_directive("execution-times", ExecutionTimes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def insert_outputs(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the outputs of the executed copy into the notebook that is being read."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    executed = executed_copy(app, docname)
    if not executed.exists():
        raise ExtensionError(f"{docname} has no executed copy {executed}: {REMEDY}")
    app.env.note_dependency(str(executed))
    notebook = nbformat.reads(source[0], as_version=4)
    copy = nbformat.read(executed, as_version=4)
    cells, outputs = _code(notebook), _code(copy)
    if [cell.source for cell in cells] != [cell.source for cell in outputs]:
        raise ExtensionError(f"{docname} has changed since it was executed: {REMEDY}")
    for cell, done in zip(cells, outputs, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    for key in ("language_info", "widgets"):
        notebook.metadata.pop(key, None)
        if key in copy.metadata:
            notebook.metadata[key] = copy.metadata[key]
    source[0] = nbformat.writes(notebook)


def executed_copy(app: Sphinx, docname: str) -> Path:
    """Path of the executed copy of a notebook."""
    return Path(app.srcdir, app.config.executed_folder, f"{Path(docname).name}.ipynb")


class ExecutionTimes(SphinxDirective):
    """``{execution-times}``: a table of seconds and peak memory by chapter, as measured."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Make the table; the page is made again when the numbers change."""
        path = Path(self.env.srcdir, self.config.executed_folder, "timings.json")
        self.env.note_dependency(str(path))
        timings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        rows = [
            (
                name,
                f"{usage['seconds']:.0f} s",
                f"{usage['peak_memory_bytes'] / 1e9:.2f} GB",
                str(usage["threads"]),
            )
            for name, usage in timings.items()
        ]
        return [_table(("Chapter", "Time", "Peak memory", "Threads"), rows)]


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> nodes.table:
    """Docutils table of plain texts."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *[_row(row) for row in rows])
    return nodes.table("", group)


def _row(texts: tuple[str, ...]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", nodes.paragraph(text=text)) for text in texts])
