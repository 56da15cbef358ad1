"""What a page shows of ipywidgets, whose controls are dead without a kernel.

A control, or a box of them, becomes the still of its result: what its ``Output`` widgets captured,
the text of its HTML, its images, and any live figure in it. A mark says that a sentence on where to
run it belongs below; ``live.py`` writes that sentence. Progress bars vanish. A live figure stays as
it is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

__all__ = ["CONTROL", "NEEDS_KERNEL", "RESULT", "VIEW", "in_page", "is_core"]

VIEW = "application/vnd.jupyter.widget-view+json"
NEEDS_KERNEL = "needs_kernel"  # key of the view that marks where controls are left out:
RESULT, CONTROL = "result", "control"  # of a result that is shown, or alone
CORE = ("@jupyter-widgets/", "jupyter-js-widgets")
TEXTS = {"HTMLModel", "HTMLMathModel"}
SILENT = {"LabelModel", "VideoModel", "AudioModel"}  # neither result nor control

Models = dict[str, Any]
Result = tuple[list[NotebookNode], bool]  # outputs, and whether controls were left out


def in_page(outputs: Iterable[NotebookNode], models: Models) -> Iterator[NotebookNode]:
    """Yield the outputs of a cell as a page can show them.

    Parameters
    ----------
    outputs : iterable of NotebookNode
        As they were executed.
    models : dict
        State of the notebook's widgets by their identifiers.

    Yields
    ------
    NotebookNode
        Outputs whose only widgets are live figures. One of them, or one of its own, has a view
        with `NEEDS_KERNEL` where controls were left out.
    """
    for output in outputs:
        shown, controls = _result(output, models)
        if controls:
            _mark(shown)
        yield from shown


def is_core(model: Models) -> bool:
    """Tell whether a model is one of ipywidgets' own."""
    return model.get("model_module", "").startswith(CORE)


def _result(output: NotebookNode, models: Models) -> Result:
    view = output.get("data", {}).get(VIEW)
    if view is None:
        return [output], False
    model = models.get(view.get("model_id"))
    if model is not None and is_core(model):
        return _walk(view["model_id"], models)
    data = dict(output.data)
    data.pop("text/plain", None)
    if model is None:  # closed by the time the chapter ended
        del data[VIEW]
    return ([new_output(output.output_type, data, metadata=output.metadata)] if data else []), False


def _walk(name: str, models: Models) -> Result:
    """Find what a widget, and what it holds, has to show."""
    model = models.get(name)
    if model is None:
        return [], False
    if not is_core(model):
        view = {"version_major": 2, "version_minor": 0, "model_id": name}
        return [new_output("display_data", {VIEW: view})], False
    kind, state = model.get("model_name", ""), model.get("state", {})
    if kind == "OutputModel":
        return _joined(_result(NotebookNode(output), models) for output in state.get("outputs", ()))
    if kind in TEXTS:
        text = state.get("value")
        return ([new_output("display_data", {"text/html": text})] if text else []), False
    if kind == "ImageModel":
        return list(_images(model)), False
    if "children" not in state:
        return [], kind not in SILENT and not _is_progress(model)
    names = [str(child).removeprefix("IPY_MODEL_") for child in state["children"]]
    if any(_is_progress(models.get(child, {})) for child in names):
        names = [child for child in names if models.get(child, {}).get("model_name") not in TEXTS]
    return _joined(_walk(child, models) for child in names)


def _images(model: Models) -> Iterator[NotebookNode]:
    """Yield the picture of an image widget, unless it is only an address."""
    form = model["state"].get("format", "png").lower()
    for buffer in model.get("buffers", ()):
        if buffer["path"] != ["value"] or not buffer["data"] or form == "url":
            continue
        if form in {"svg", "svg+xml"}:  # the only one that notebooks keep as text
            data = {"image/svg+xml": base64.b64decode(buffer["data"]).decode()}
        else:
            data = {f"image/{'jpeg' if form == 'jpg' else form}": buffer["data"]}
        yield new_output("display_data", data)


def _joined(results: Iterable[Result]) -> Result:
    outputs, controls = [], False
    for shown, dead in results:
        outputs += shown
        controls |= dead
    return outputs, controls


def _is_progress(model: Models) -> bool:
    return "Progress" in model.get("model_name", "")


def _mark(outputs: list[NotebookNode]) -> None:
    """Mark the last result, so that a caption of the cell is not set twice; else an empty one."""
    mark = {NEEDS_KERNEL: RESULT if outputs else CONTROL}
    results = [output for output in outputs if VIEW not in output.get("data", {VIEW: None})]
    if not results:
        results = [new_output("display_data", {})]
        outputs += results
    results[-1]["data"][VIEW] = mark
