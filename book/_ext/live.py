"""Live figures in pages: anywidgets that work where there is no kernel.

A cell that shows an anywidget has in its output a view and a still. The page gets both in one
element: the still, which is a figure like any other (caption, alternative text, light and dark),
and the view, which ``_static/live/host.js`` brings to life when it nears the window. The state that
MyST-NB embeds keeps only what that host needs; code, styles and binary data go into files named by
their content (`livefiles`). A live figure without a still is a warning, which stops the build.

Plain ipywidgets become stills of their results (`controls`), with a sentence that says where to run
the chapter: on the page named by ``running_page``, and on Binder where that is set up.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from controls import NEEDS_KERNEL, RESULT, VIEW, in_page
from docutils import nodes
from livefiles import FOLDER, NAMED_BY_CONTENT, Store, embedded_state
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator
from where import where_to_run

LOGGER = logging.getLogger(__name__)
STATE = "application/vnd.jupyter.widget-state+json"
STILLS = ("image/svg+xml", "image/png", "image/jpeg")  # the first that there is
HOST = Path(__file__).resolve().parents[1] / "_static" / "live" / "host.js"
A_STILL = "This figure is live where JavaScript runs; this is a still of it."
A_RESULT = "This is a still of a result whose controls need Python; to use them"
A_CONTROL = "Here is a control that needs Python; to use it"


class LiveFigure(nodes.General, nodes.Element):
    """A live figure: its children are the still, `view` what its host reads."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("running_page", "book/running", "env", [str])
    app.add_node(LiveFigure, html=(visit_live_figure, depart_live_figure))
    app.add_transform(PlaceViews)
    app.connect("builder-inited", prepare)
    app.connect("env-get-outdated", pages_without_files)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("source-read", move_state, priority=600)  # after `executed` has put it in
    app.connect("html-page-context", load_host)
    app.connect("build-finished", publish)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def move_state(app: Sphinx, docname: str, source: list[str]) -> None:
    """Leave of a notebook's widgets what its page can show."""
    app.env.live_files.pop(docname, None)
    if not app.env.doc2path(docname).endswith(".ipynb") or VIEW not in source[0]:
        return
    notebook = nbformat.reads(source[0], as_version=4)
    widgets = notebook.metadata.pop("widgets", {}).get(STATE, {})
    models, shown = widgets.get("state", {}), []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = list(in_page(cell.outputs, models))
            shown += _views(cell.outputs, docname)
    store = Store(files_folder(app))
    try:
        state = embedded_state(models, shown, store)
    except ValueError as error:
        raise ExtensionError(f"a live figure of {docname} cannot be embedded: {error}") from error
    _check_names(state, docname)
    if state:
        app.env.live_files[docname] = store.names
        notebook.metadata["widgets"] = {STATE: {**widgets, "state": state}}
    source[0] = nbformat.writes(notebook)


def _check_names(state: dict[str, Any], docname: str) -> None:
    """Warn of a name that two figures share: each would overwrite what the other remembers."""
    names = Counter(entry["state"].get("name") for entry in state.values())
    for name in sorted(name for name, count in names.items() if name and count > 1):
        LOGGER.warning("live figures share the name %r", name, location=docname)


def _views(outputs: Iterable[nbformat.NotebookNode], docname: str) -> Iterator[str]:
    """Models of the live figures among outputs, of which one still is left."""
    for output in outputs:
        data = output.get("data", {})
        model = data.get(VIEW, {}).get("model_id")
        if model is None:
            continue
        stills = [kind for kind in STILLS if kind in data]
        if not stills:
            LOGGER.warning("a live figure has no still image in its output", location=docname)
        output["data"] = {kind: data[kind] for kind in (*stills[:1], VIEW)}
        yield model


class PlaceViews(SphinxTransform):
    """Put a live figure around its still, and a sentence below what needs a kernel."""

    default_priority = 790  # before `figures` makes pictures of images

    def apply(self, **kwargs: Any) -> None:
        """Go through the document."""
        for holder in list(self.document.findall(nodes.container)):
            if holder.get("mime_type") == VIEW:
                text = holder.astext()
                view = json.loads(text[text.index(">") + 1 : text.rindex("<")])
                bundle = holder.parent
                bundle.remove(holder)
                if NEEDS_KERNEL in view:
                    words = A_RESULT if view[NEEDS_KERNEL] == RESULT else A_CONTROL
                    self._add_where_to_run(bundle, words)
                else:
                    still = [node for child in bundle for node in child.children]
                    holder.children = []
                    holder += LiveFigure("", *still, view=view)
                    bundle.children = []
                    bundle += holder

    def _add_where_to_run(self, bundle: nodes.Element, words: str) -> None:
        if not bundle.children:
            bundle.replace_self(where_to_run(self.env, words))
            return
        still = bundle.parent if isinstance(bundle.parent, nodes.figure) else bundle
        place = still.parent.index(still) + 1
        still.parent.insert(place, where_to_run(self.env, words))


def visit_live_figure(self: HTML5Translator, node: LiveFigure) -> None:
    """Open the element of a live figure, and of its still."""
    self.body.append('<div class="live-figure">\n<div class="live-still">')


def depart_live_figure(self: HTML5Translator, node: LiveFigure) -> None:
    """Write the sentence of the still, and the view for the host."""
    view = json.dumps(node["view"]).replace("</", "<\\/")
    self.body.append(
        f'</div>\n<p class="live-note">{escape(A_STILL)}</p>\n'
        f'<script type="{VIEW}">{view}</script>\n</div>\n'
    )


def files_folder(app: Sphinx) -> Path:
    """Where files are kept between builds, outside of what is published."""
    return Path(app.doctreedir).parent / "live"


def prepare(app: Sphinx) -> None:
    """Start the record of which page needs which files; put the host where pages look for it."""
    if not hasattr(app.env, "live_files"):
        app.env.live_files = {}
    if app.builder.format == "html":
        folder = Path(app.outdir, FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HOST, folder / HOST.name)


def pages_without_files(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages that have to be read again because a file of theirs is lost."""
    folder = files_folder(app)
    return [
        docname
        for docname, names in env.live_files.items()
        if docname in env.found_docs and not all((folder / name).exists() for name in names)
    ]


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Let go of the files of a page that is gone or read again."""
    env.live_files.pop(docname, None)


def merge_pages(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    found = other.live_files
    env.live_files |= {name: found[name] for name in docnames if name in found}


def load_host(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the host, on pages with live figures only."""
    if pagename in app.env.live_files:
        app.add_js_file("live/host.js", type="module")


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Copy the files that pages need beside the host, and remove those that none needs."""
    if exception is not None or app.builder.format != "html":
        return
    needed = {name for names in app.env.live_files.values() for name in names}
    source, target = files_folder(app), Path(app.outdir, FOLDER)
    for name in needed:
        if not (target / name).exists():
            partial = target / f"{name}.partial"
            shutil.copyfile(source / name, partial)
            partial.replace(target / name)
    for folder in (source, target):
        for path in folder.glob("*"):
            ours = NAMED_BY_CONTENT.fullmatch(path.name) or path.suffix == ".partial"
            if ours and path.name not in needed:
                path.unlink()
