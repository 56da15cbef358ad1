"""Small books with live figures: what tests of the build, and of the browser, put into them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

REPOSITORY = Path(__file__).resolve().parents[2]
for folder in (REPOSITORY / "tools", REPOSITORY / "book" / "_ext"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

__all__ = ["CLASS", "build_live_book", "copy_machinery", "live_cell", "write_notebook"]

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

#: Defines `Bars`: numbers to set, weights that are shared, a module that imports another.
CLASS = '''\
import base64

import anywidget
import traitlets

SHARED = """
export const log = [];
export const sum = (view) => new Float32Array(view.buffer).reduce((a, b) => a + b, 0);
"""
ADDRESS = "data:text/javascript;base64," + base64.b64encode(SHARED.encode()).decode()
MODULE = f"""
import {{ log, sum }} from "{ADDRESS}";
const write = (model, el) => {{
  el.querySelector("output").textContent = model.get("numbers").join(" ");
}};
const render = ({{ model, el, signal }}) => {{
  if (model.get("numbers").includes(-1)) throw new Error("cannot draw -1");
  log.push(`render ${{model.get("name")}}`);
  el.className += " bars";
  el.innerHTML = "<output></output><button type=button class=more>More</button>" +
    "<button type=button class=reset>Reset</button>";
  const first = model.get("numbers");
  const update = () => write(model, el);
  const put = (numbers) => {{ model.set("numbers", numbers); model.save_changes(); }};
  el.querySelector(".more").onclick = () => put(model.get("numbers").map((n) => n + 1));
  el.querySelector(".reset").onclick = () => put(el.first);
  Object.assign(el, {{ log, sum, first, signal }});
  model.on("change:numbers", update);
  update();
  return () => {{ model.off("change:numbers", update); log.push("closed"); }};
}};
const initialize = ({{ model }}) => {{ log.push(`initialize ${{model.get("name")}}`); }};
export default {{ initialize, render }};
"""
STILL = """<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="150pt">
<rect width="99" height="9" fill="#1f2328"/></svg>"""


class Bars(anywidget.AnyWidget):
    _esm = MODULE
    _css = ".bars { height: 320px; border: 1px solid; } .bars button { min-height: 44px; }"
    name = traitlets.Unicode("").tag(sync=True)
    numbers = traitlets.List([1, 2, 3]).tag(sync=True)
    nested = traitlets.Dict().tag(sync=True)
    _weights = traitlets.Bytes(bytes(4 * 1000)).tag(sync=True)
    _kept = traitlets.List(["numbers"]).tag(sync=True)

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "image/svg+xml": STILL}, metadata\
'''


def live_cell(source: str, name: str, alt: str = "Three bars.") -> nbformat.NotebookNode:
    """Cell that shows a live figure, with all that a figure needs."""
    figure = {"image": {"alt": alt}, "figure": {"caption": f"Caption of {name}.", "name": name}}
    return new_code_cell(source, metadata={"mystnb": figure})


def write_notebook(path: Path, cells: Sequence[object]) -> None:
    """Write a notebook; a text is a code cell."""
    nodes = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    for index, cell in enumerate(nodes):
        cell.id = f"cell-{index}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=nodes, metadata={"kernelspec": KERNEL}), path)


def copy_machinery(root: Path) -> None:
    """Give a book the settings, extensions, styles and templates of the real one."""
    shutil.copy(REPOSITORY / "_config.yml", root)
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("_ext", "_static", "_templates"):
        shutil.copytree(REPOSITORY / "book" / part, root / "book" / part, ignore=ignored)
    shutil.copy(REPOSITORY / "book" / "references.bib", root / "book")
    (root / "requirements.lock").write_text("")


def build_live_book(root: Path, **chapters: Sequence[object]) -> Path:
    """Build a book of these chapters, each its cells below a title; return its pages."""
    from build import build_book

    if not (root / "_config.yml").exists():
        copy_machinery(root)
    (root / "book" / "index.md").write_text("# A book\n")
    (root / "book" / "running.md").write_text("# How to run it\n")
    (root / "book" / "glossary.md").write_text("# Glossary\n")
    files = ["book/running", "book/glossary", *(f"chapters/{name}" for name in chapters)]
    listed = "".join(f"  - file: {file}\n" for file in files)
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{listed}")
    for name, cells in chapters.items():
        title = new_markdown_cell(f"# Chapter {name}")
        write_notebook(root / "chapters" / f"{name}.ipynb", [title, *cells])
    return build_book(root)
