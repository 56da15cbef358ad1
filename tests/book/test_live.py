"""Live figures in built pages: stills, files named by content, and nothing dead."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

import controls
import livefiles
import nbformat
import pytest
from live_book import CLASS, live_cell
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

EXTENSIONS = Path(__file__).resolve().parents[2] / "book" / "_ext"
STATE = "application/vnd.jupyter.widget-state+json"

CONFIGURATION = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_nb", "figures", "live"]
nb_execution_mode = "off"
nb_ipywidgets_js = {{}}
html_theme = "basic"
exclude_patterns = ["out"]
running_page = "running"
"""

CONTROLS = [
    'interact = ipywidgets.interact(lambda k: print("k is", k), k=(1, 5))',
    "ipywidgets.IntSlider()",
    'out = ipywidgets.Output()\nwith out:\n    print("captured")\nout',
    "for _ in tqdm(range(2)):\n    pass",
    'ipywidgets.VBox([Bars(name="held"), ipywidgets.Button()])',
    'ipywidgets.HTML("<b>bold</b>")',
    live_cell(
        "def draw(k):\n    display(PNG)\n    print(k)\n\n\nipywidgets.interact(draw, k=(1, 5));",
        "fig-k",
    ),
    live_cell(
        "ipywidgets.VBox([ipywidgets.IntSlider(), ipywidgets.Image(value=PNG.data)])", "fig-image"
    ),
    live_cell("ipywidgets.Image(value=SVG.encode(), format='svg+xml')", "fig-drawing"),
]
IMPORTS = """\
import ipywidgets
from IPython.display import Image, display
from tqdm.notebook import tqdm

PNG = Image(base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
))
SVG = """ + repr('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')


def executed(cells: Sequence[str | NotebookNode]) -> NotebookNode:
    """Run cells below a title in a kernel; return the notebook with outputs and widget state."""
    nodes = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = new_notebook(cells=[new_markdown_cell("# A chapter"), *nodes])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the machinery of kernels
        return NotebookClient(notebook, timeout=60).execute()


@pytest.fixture(scope="module")
def with_controls() -> NotebookNode:
    """Chapter whose cells from the third on show ipywidgets, executed."""
    return executed([CLASS, IMPORTS, *CONTROLS])


@pytest.fixture(scope="module")
def with_figures() -> NotebookNode:
    """Chapter with two live figures, executed."""
    cells = [live_cell(f'Bars(name="{name}")', f"fig-{name}") for name in ("first", "second")]
    return executed([CLASS, *cells])


def shown(notebook: NotebookNode, index: int) -> list[NotebookNode]:
    """Outputs of one of the `CONTROLS` as a page shows them."""
    models = notebook.metadata.widgets[STATE]["state"]
    return list(controls.in_page(notebook.cells[3 + index].outputs, models))


def kinds(outputs: Iterable[NotebookNode]) -> list[object]:
    """What each output is: its text, or its formats."""
    return [output.get("text") or sorted(output.data) for output in outputs]


def build(folder: Path, *options: str, more: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "conf.py").write_text(CONFIGURATION + more)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", *options]
    command += ["-d", str(folder / "out" / "doctrees"), str(folder), str(folder / "out" / "html")]
    return subprocess.run(command, capture_output=True, text=True)


def write(folder: Path, **pages: NotebookNode | str) -> None:
    """Write the sources of a book: pages of prose, and executed chapters."""
    for name, page in {"running": "# How to run it\n", **pages}.items():
        if isinstance(page, str):
            (folder / f"{name}.md").write_text(page)
        else:
            nbformat.write(page, folder / f"{name}.ipynb")
    (folder / "index.md").unlink(missing_ok=True)
    listed = "\n".join(sorted(p.stem for p in folder.glob("*.*") if p.suffix in {".md", ".ipynb"}))
    (folder / "index.md").write_text(f"# A book\n\n```{{toctree}}\n{listed}\n```\n")


def page_of(folder: Path, name: str) -> str:
    return (folder / "out" / "html" / f"{name}.html").read_text(encoding="utf-8")


def state_of(folder: Path, name: str) -> dict[str, dict[str, object]]:
    """Embedded state of a page, by the figures' names."""
    found = re.search(rf'<script type="{re.escape(STATE)}">(.*?)</script>', page_of(folder, name))
    return {entry["state"]["name"]: entry for entry in json.loads(found[1])["state"].values()}


def published(folder: Path) -> set[str]:
    """Names of the published files of live figures, without the host."""
    return {path.name for path in folder.glob("out/html/_static/live/*")} - {"host.js"}


def with_weights(notebook: NotebookNode, weights: bytes) -> NotebookNode:
    """Copy of a chapter whose figures have other weights and labels."""
    text = nbformat.writes(notebook).replace('"name": "fig-', '"name": "other-')
    copy = nbformat.reads(text, as_version=4)
    for model in copy.metadata.widgets[STATE]["state"].values():
        for buffer in model.get("buffers", ()):
            buffer["data"] = base64.b64encode(weights).decode()
    return copy


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, with_figures: NotebookNode) -> Path:
    """A book whose two chapters show live figures with other weights, built."""
    folder = tmp_path_factory.mktemp("live")
    write(folder, one=with_figures, two=with_weights(with_figures, b"1234"))
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


# --- controls ------------------------------------------------------------------------------------


def test_a_control_leaves_its_result_and_a_mark(with_controls: NotebookNode) -> None:
    assert kinds(shown(with_controls, 0)) == ["k is 3\n", [controls.VIEW]]
    picture = shown(with_controls, 6)
    assert [output.output_type for output in picture] == ["display_data", "stream"]
    assert picture[0].data[controls.VIEW] == {controls.NEEDS_KERNEL: controls.RESULT}
    assert "image/png" in picture[0].data


def test_an_image_widget_is_a_picture(with_controls: NotebookNode) -> None:
    (picture,) = shown(with_controls, 7)
    assert base64.b64decode(picture.data["image/png"]).startswith(b"\x89PNG")
    assert picture.data[controls.VIEW] == {controls.NEEDS_KERNEL: controls.RESULT}
    (drawing,) = shown(with_controls, 8)
    assert drawing.data["image/svg+xml"].startswith("<svg xmlns=")
    assert controls.VIEW not in drawing.data


def test_a_control_without_result_is_a_mark_alone(with_controls: NotebookNode) -> None:
    (output,) = shown(with_controls, 1)
    assert output.data == {controls.VIEW: {controls.NEEDS_KERNEL: controls.CONTROL}}


def test_what_needs_no_kernel_has_no_mark(with_controls: NotebookNode) -> None:
    assert kinds(shown(with_controls, 2)) == ["captured\n"]
    assert [output.data for output in shown(with_controls, 5)] == [{"text/html": "<b>bold</b>"}]


def test_a_progress_bar_vanishes(with_controls: NotebookNode) -> None:
    assert shown(with_controls, 3) == []


def test_of_a_widget_that_is_gone_what_else_there_is_stays() -> None:
    bare = {controls.VIEW: {"model_id": "gone"}, "text/plain": "IntSlider(value=0)"}
    still = bare | {"image/svg+xml": "<svg/>"}
    outputs = [new_output("display_data", data) for data in (bare, still)]
    assert kinds(controls.in_page(outputs, {})) == [["image/svg+xml"]]


def test_a_live_figure_in_a_box_stays(with_controls: NotebookNode) -> None:
    figure, mark = shown(with_controls, 4)
    models = with_controls.metadata.widgets[STATE]["state"]
    assert models[figure.data[controls.VIEW]["model_id"]]["state"]["name"] == "held"
    assert mark.data == {controls.VIEW: {controls.NEEDS_KERNEL: controls.RESULT}}


# --- files ---------------------------------------------------------------------------------------


def address(code: str, kind: str = "text/javascript") -> str:
    return f"data:{kind};base64,{base64.b64encode(code.encode()).decode()}"


def test_modules_within_modules_become_files(tmp_path: Path) -> None:
    store = livefiles.Store(tmp_path)
    inner = 'export { a } from "./0123.js";\n'
    middle = f"import {{ a }} from '{address(inner)}'; export const b = a;\n"
    outer = (
        f'import{{ b }}from "{address(middle)}";\nimport "{address(inner)}";\n'
        f'const c = await import("{address(middle)}");\n'
        f'const wasm = "{address("code", "application/wasm")}", other = "{address(inner)}";\n'
        f'await fetch("{address("code", "application/wasm")}");\n'
    )
    name, imports = store.add_module(outer)
    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert len(texts) == 4, "two modules are the same, and one binary"
    assert set(imports) == set(texts) - {name}
    first, second, binary = imports
    assert texts[binary] == "code"
    assert texts[first] == inner
    assert texts[second] == f"import {{ a }} from './{first}'; export const b = a;\n"
    assert texts[name] == (
        f'import{{ b }}from "./{second}";\nimport "./{first}";\n'
        f'const c = await import("./{second}");\n'
        f'const wasm = "{address("code", "application/wasm")}", other = "{address(inner)}";\n'
        f'await fetch(new URL("./{binary}", import.meta.url));\n'
    ), "only what is imported or fetched is taken out"


def test_equal_content_is_one_file_and_written_whole(tmp_path: Path) -> None:
    store = livefiles.Store(tmp_path / "live")
    assert store.add(b"abc", ".bin") == store.add(b"abc", ".bin") == "ba7816bf8f01cfea.bin"
    assert [path.name for path in (tmp_path / "live").iterdir()] == ["ba7816bf8f01cfea.bin"]
    assert store.names == {"ba7816bf8f01cfea.bin"}


def test_state_keeps_what_is_shown_and_what_that_refers_to(tmp_path: Path) -> None:
    ours = {"model_name": "AnyModel", "model_module": "anywidget"}
    esm = "export default {}"
    core = {"model_name": "LayoutModel", "model_module": "@jupyter-widgets/base", "state": {}}
    models = {
        "a": ours | {"state": {"_esm": esm, "child": "IPY_MODEL_b", "layout": "IPY_MODEL_c"}},
        "b": ours | {"state": {"_esm": esm, "_css": "", "_view_name": "V", "style": "IPY_MODEL_c"}},
        "c": core,
        "d": ours | {"state": {}},
    }
    embedded = livefiles.embedded_state(models, ["a"], livefiles.Store(tmp_path))
    assert set(embedded) == {"a", "b"}
    assert embedded["a"]["state"] == {"child": "IPY_MODEL_b"}
    assert embedded["b"]["state"] == {"style": "IPY_MODEL_c"}
    assert set(embedded["b"]["files"]) == {"_esm"}


def test_a_widget_without_a_front_end_is_refused(tmp_path: Path) -> None:
    model = {"model_name": "Map", "model_module": "jupyter-leaflet", "state": {"zoom": 1}}
    with pytest.raises(ValueError, match=r"jupyter-leaflet\.Map brings no front end along"):
        livefiles.embedded_state({"a": model}, ["a"], livefiles.Store(tmp_path))


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    buffers = [{"path": ["x"], "encoding": "hex", "data": "00"}]
    model = {"model_name": "A", "model_module": "b", "state": {"_esm": "1"}, "buffers": buffers}
    with pytest.raises(ValueError, match="encoding is 'hex', expected 'base64'"):
        livefiles.embedded_state({"a": model}, ["a"], livefiles.Store(tmp_path))


# --- pages ---------------------------------------------------------------------------------------


def test_code_and_data_are_files_that_figures_share(book: Path) -> None:
    first, second = state_of(book, "one").values()
    assert first["files"] == second["files"]
    assert (first["imports"], first["buffers"]) == (second["imports"], second["buffers"])
    (weights,) = first["buffers"]
    folder = book / "out" / "html"
    assert (weights["path"], (folder / weights["url"]).read_bytes()) == (["_weights"], bytes(4000))
    module = (folder / first["files"]["_esm"]).read_text()
    assert f'from "./{Path(first["imports"][0]).name}"' in module
    assert "height: 320px" in (folder / first["files"]["_css"]).read_text()
    other = state_of(book, "two")["first"]
    assert (other["files"], other["imports"]) == (first["files"], first["imports"])
    assert (folder / other["buffers"][0]["url"]).read_bytes() == b"1234"
    assert len(published(book)) == 5
    assert (
        "base64"
        not in re.search(r"<script type=\"application/vnd.*?</script>", page_of(book, "one"))[0]
    )


def test_the_still_is_a_figure_like_any_other_around_the_view(book: Path) -> None:
    figure = re.search(r'<figure[^>]*id="fig-first".*?</figure>', page_of(book, "one"), re.DOTALL)[
        0
    ]
    images = re.findall(r'<img src="([^"]+)" alt="Three bars." class="only-(\w+)"', figure)
    assert [paper for _, paper in images] == ["light", "dark"]
    assert figure.count("<figcaption>") == figure.count("Caption of fig-first.") == 1
    assert "this is a still of it" in figure
    view = json.loads(re.search(rf'<script type="{re.escape(controls.VIEW)}">(.*?)<', figure)[1])
    assert view["model_id"] in page_of(book, "one").partition("<body")[0]
    assert page_of(book, "one").count('id="fig-first"') == 1


def test_only_pages_with_live_figures_load_the_host(book: Path) -> None:
    assert re.search(r'<script type="module" src="_static/live/host.js', page_of(book, "one"))
    for name in ("index", "running"):
        assert "host.js" not in page_of(book, name)
    for name in ("one", "index"):
        assert not re.search(r"require(\.min)?\.js|html-manager|cdn", page_of(book, name))


def test_results_of_controls_say_where_to_run_them(
    tmp_path: Path, with_controls: NotebookNode
) -> None:
    cells = [cell for index, cell in enumerate(with_controls.cells) if index != 7]  # has no still
    write(tmp_path, one=new_notebook(cells=cells, metadata=with_controls.metadata))
    binder = 'myst_substitutions = {"binder_url": "https://example.org/lab/tree/chapters"}\n'
    for more in ("", binder):
        done = build(tmp_path, more=more)
        assert done.returncode == 0, done.stderr
        page = page_of(tmp_path, "one")
        said = re.findall(r'<p class="needs-kernel">(.*?)</p>', page, re.DOTALL)
        assert len(said) == 4
        assert [sentence.startswith("This is a still") for sentence in said].count(False) == 1
        assert all('href="running.html"' in sentence for sentence in said)
        link = 'href="https://example.org/lab/tree/chapters/one.ipynb">on Binder</a>'
        assert all((link in sentence) == bool(more) for sentence in said)
        for name in ("fig-k", "fig-image", "fig-drawing"):
            assert page.count(f"Caption of {name}.") == page.count(f'id="{name}"') == 1
        assert re.search(r'</figure>\s*<p class="needs-kernel">', page)
        assert "IntSlider(value" not in page
        assert STATE not in page
        assert "host.js" not in page


def test_a_live_figure_without_a_still_stops_the_build(
    tmp_path: Path, with_controls: NotebookNode
) -> None:
    write(tmp_path, one=with_controls)
    done = build(tmp_path)
    assert done.returncode != 0
    assert "one.ipynb: WARNING: a live figure has no still image in its output" in done.stderr


def test_two_figures_of_one_name_stop_the_build(tmp_path: Path, with_figures: NotebookNode) -> None:
    """Two views of one model share its name by right; two models would share one memory."""
    text = nbformat.writes(with_figures).replace('"name": "second"', '"name": "first"')
    write(tmp_path, one=nbformat.reads(text, as_version=4))
    done = build(tmp_path)
    assert done.returncode != 0
    assert "one.ipynb: WARNING: live figures share the name 'first'" in done.stderr


# --- builds after the first ----------------------------------------------------------------------


def test_files_that_no_page_needs_any_more_are_removed(
    tmp_path: Path, with_figures: NotebookNode
) -> None:
    write(tmp_path, one=with_figures, two=with_weights(with_figures, b"1234"))
    assert build(tmp_path).returncode == 0
    first = published(tmp_path)
    write(tmp_path, two=with_weights(with_figures, b"5678"))
    (tmp_path / "out/html/_static/live/0123456789abcdef.bin").write_bytes(b"stale")
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    second = published(tmp_path)
    assert len(first - second) == len(second - first) == 1
    assert state_of(tmp_path, "two")["first"]["buffers"][0]["url"].endswith(*(second - first))
    (tmp_path / "two.ipynb").unlink()
    write(tmp_path, one=with_figures)
    assert build(tmp_path).returncode == 0
    assert published(tmp_path) == first & second
    assert {path.name for path in (tmp_path / "out" / "live").iterdir()} == first & second
    (tmp_path / "one.ipynb").unlink()
    write(tmp_path, one="# Only words\n")
    assert build(tmp_path).returncode == 0
    assert published(tmp_path) == set()


def test_a_lost_file_is_made_again(tmp_path: Path, with_figures: NotebookNode) -> None:
    write(tmp_path, one=with_figures)
    assert build(tmp_path).returncode == 0
    names = published(tmp_path)
    for folder in ("live", "html/_static/live"):
        for path in (tmp_path / "out" / folder).iterdir():
            path.unlink()
    assert build(tmp_path).returncode == 0
    assert published(tmp_path) == names


def test_pages_read_in_parallel_give_the_same(tmp_path: Path, book: Path) -> None:
    chapters = {n: nbformat.read(book / f"{n}.ipynb", as_version=4) for n in ("one", "two")}
    write(tmp_path, **chapters, **{f"words{n}": f"# Words {n}\n" for n in range(6)})
    done = build(tmp_path, "-j", "2")
    assert done.returncode == 0, done.stderr
    assert published(tmp_path) == published(book)
    assert state_of(tmp_path, "two") == state_of(book, "two")
