"""Exercises in pages: forms in place of stubs, choices checked, hints left out, scripts joined."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import exercises  # book/_ext/exercises.py
import nbformat
import pytest
from docutils import nodes
from docutils.utils import new_document
from inputs import book_digest  # tools/inputs.py
from modules import join  # book/_ext/modules.py
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.errors import ExtensionError

from latentlib.exercises import Choice, Code, Exercise, Number, OnFigure, Predict, ReachImage

CHOICES = {"a": Choice("It's `x`.", "No."), "b": Choice("Not so.", "Yes, since <b>.", correct=True)}
EXERCISES: Mapping[str, Exercise] = {
    "1.1": Predict("1.1", "Which?", CHOICES),
    "1.2": Number("1.2", "How many?", lambda: 2.0, 0.1, "pixels", "Two."),
    "1.3": OnFigure("1.3", "Reach", ReachImage([0] * 4, 0.1, (2, 2)), "Yes.", figure="pad"),
    "1.4": Code("1.4", "Double", lambda answer: None, "Twice."),
}


@pytest.fixture(autouse=True)
def four_exercises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chapter 1 has one exercise of each kind, and no other chapter has any."""
    monkeypatch.setattr(exercises, "exercises_of", lambda n: EXERCISES if n == 1 else {})


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Warnings of the extension."""
    found: list[str] = []
    logger = SimpleNamespace(warning=lambda text, *values, **more: found.append(text % values))
    monkeypatch.setattr(exercises, "LOGGER", logger)
    return found


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def choices(*texts: str) -> nodes.bullet_list:
    items = []
    for text in texts:
        letter, _, words = text.partition(" ")
        paragraph = nodes.paragraph("", "", nodes.strong(text=letter), nodes.Text(f" {words}"))
        items.append(nodes.list_item("", paragraph))
    return nodes.bullet_list("", *items)


def placed(number: object, *statement: nodes.Node) -> tuple[nodes.section, nodes.section]:
    """The Exercises section and that of one exercise, after the transform."""
    source = nodes.container("", nodes.literal_block(text="answer = ..."), classes=["cell_input"])
    output = nodes.container("", nodes.paragraph(text="not attempted"), classes=["cell_output"])
    settings = {"cell_metadata": {"exercise": number}, "classes": ["cell", "tag_exercise"]}
    cell = nodes.container("", source, output, nb_element="cell_code", **settings)
    section = nodes.section("", nodes.title(text="Exercise"), *statement)
    section += [raw("<details><summary>Hint 1</summary>"), nodes.paragraph(text="A hint.")]
    section += [raw("</details>"), cell, raw("<details><summary>Solution</summary>")]
    whole = nodes.section("", nodes.title(text="Exercises"), section)
    document = new_document("chapter")
    document += whole
    config = SimpleNamespace(
        progress_page="book/progress", running_page="book/running", myst_substitutions={}
    )
    document.settings.env = SimpleNamespace(
        config=config,
        docname="chapters/01_small",
        found_docs={"book/progress", "book/running"},
        note_dependency=lambda path: None,
        app=SimpleNamespace(config=config),
    )
    transform = exercises.PlaceExercises(document)
    transform.apply()
    return whole, section


def kinds(section: nodes.Element) -> list[str]:
    return [type(node).__name__ for node in section.children]


@pytest.mark.parametrize("number", ["1.2", "1.3"])
def test_a_form_stands_between_statement_and_hints(number: str, warned: list[str]) -> None:
    _, section = placed(number, nodes.paragraph(text="How many?"))
    assert kinds(section)[:4] == ["title", "paragraph", "ExerciseBox", "raw"]
    assert not list(section.findall(nodes.literal_block))
    assert warned == []


def test_the_choices_of_the_statement_become_the_forms(warned: list[str]) -> None:
    other = choices("c Something", "d else")
    _, section = placed("1.1", other, choices("a It’s x.", "b Not so."))
    assert other["classes"] == []
    assert section.children[2]["classes"] == ["exercise-choices"]
    assert warned == []


@pytest.mark.parametrize("texts", [("a It's x.",), ("b Not so.", "a It's x."), ("a It is x.", "b")])
def test_other_choices_than_the_packages_are_a_warning(
    texts: tuple[str, ...], warned: list[str]
) -> None:
    placed("1.1", choices(*texts))
    assert warned == [
        "exercise 1.1 does not list the choices of latentlib.exercises: "
        "- **a** It's `x`.; - **b** Not so."
    ]


def test_code_keeps_its_stub_and_says_where_to_run_it(warned: list[str]) -> None:
    _, section = placed("1.4", nodes.paragraph(text="Write it."))
    cell = next(node for node in section if "tag_exercise" in node.get("classes", ()))
    assert [type(node).__name__ for node in cell] == ["container", "paragraph", "ExerciseBox"]
    assert "To write yours and have it checked, run this chapter" in cell.astext()
    assert "not attempted" not in cell.astext()


@pytest.mark.parametrize("number", ["1.9", "one", None, ""])
def test_an_unknown_exercise_is_a_warning(number: object, warned: list[str]) -> None:
    placed(number)
    assert warned == [f"latentlib.exercises has no exercise {str(number)!r}"]


def test_the_exercises_lead_to_the_map() -> None:
    whole, _ = placed("1.2")
    count = whole.children[1]
    assert count["classes"] == ["exercise-count"]
    assert count.children[0]["reftarget"] == "/book/progress"


def test_what_the_page_knows_cannot_end_its_script() -> None:
    html = exercises.box_html("1.1", {"kind": "predict", "text": "</script><!-- <b>"})
    inside = html.partition('type="application/json">')[2].partition("</script>")[0]
    assert json.loads(inside)["text"] == "</script><!-- <b>"
    assert "<" not in inside


# --- hints ---------------------------------------------------------------------------------------

STATEMENT = """### Exercise 1.1 · Which?

Which one?

<details><summary>Hint 1</summary>

Think.

</details>
<details>
<summary>Hint 2</summary>More.</details>"""
SOLUTION = "<details><summary>Solution</summary>\n\n```python\nx = 1\n```\n\n</details>\n\nAfter."
OTHER = "<details><summary>A proof</summary>\n\nIt follows.\n\n</details>"


def notebook() -> nbformat.NotebookNode:
    cells = [STATEMENT, SOLUTION, OTHER, STATEMENT.partition("Which one?")[2]]
    return new_notebook(cells=[new_code_cell("x = 1"), *map(new_markdown_cell, cells)])


def read(app: SimpleNamespace) -> list[str]:
    source = [nbformat.writes(notebook())]
    exercises.leave_out_hints(app, "chapters/01_small", source)
    return [cell.source for cell in nbformat.reads(source[0], as_version=4).cells]


def app_with(hints: bool, **more: Any) -> SimpleNamespace:
    env = SimpleNamespace(doc2path=lambda name: f"{name}.ipynb")
    return SimpleNamespace(config=SimpleNamespace(exercise_hints=hints), env=env, **more)


def test_hints_and_solutions_are_left_out_where_that_is_set() -> None:
    code, statement, solution, other, only_hints = read(app_with(hints=False))
    assert code == "x = 1"
    assert statement == "### Exercise 1.1 · Which?\n\nWhich one?"
    assert solution == "After."
    assert other == OTHER
    assert only_hints == ""  # the cell stays: cells are counted
    assert read(app_with(hints=True))[1:3] == [STATEMENT, SOLUTION]


def test_downloads_have_no_hints_either(tmp_path: Path) -> None:
    path = tmp_path / "_sources" / "chapters" / "01_small.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook(), path)
    builder = SimpleNamespace(format="html")
    exercises.leave_out_of_downloads(app_with(True, builder=builder, outdir=tmp_path), None)
    assert "Hint" in path.read_text()
    exercises.leave_out_of_downloads(app_with(False, builder=builder, outdir=tmp_path), None)
    assert "Hint" not in path.read_text()
    assert "Solution" not in path.read_text()
    assert "A proof" in path.read_text()
    nbformat.validate(nbformat.read(path, as_version=4))


SETTINGS = dict.fromkeys(["off", " OFF ", "0", "no", "False"], False)
SETTINGS |= dict.fromkeys(["", " ", "on", "1", "Yes", "TRUE"], True)


@pytest.mark.parametrize(("setting", "shown"), SETTINGS.items())
def test_the_setting_is_read(monkeypatch: pytest.MonkeyPatch, setting: str, shown: bool) -> None:
    monkeypatch.setenv("LATENT_COURSE_HINTS", setting)
    config = SimpleNamespace(exercise_hints=True, exercise_scripts="")
    exercises.configure(SimpleNamespace(), config)
    assert config.exercise_hints is shown
    assert len(config.exercise_scripts) == 64


@pytest.mark.parametrize("setting", ["of", "none", "2", "off on"])
def test_another_setting_stops_the_build(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("LATENT_COURSE_HINTS", setting)
    config = SimpleNamespace(exercise_hints=True, exercise_scripts="")
    message = f"LATENT_COURSE_HINTS is '{setting}', expected on, 1, yes, true or nothing to show"
    with pytest.raises(ExtensionError, match=message):
        exercises.configure(SimpleNamespace(), config)


def test_the_setting_makes_the_book_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LATENT_COURSE_HINTS", raising=False)
    before = book_digest(tmp_path)
    monkeypatch.setenv("LATENT_COURSE_HINTS", "off")
    assert book_digest(tmp_path) != before


# --- scripts -------------------------------------------------------------------------------------


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "entry.js"


def test_modules_are_joined_in_order_and_once(tmp_path: Path) -> None:
    entry = modules(
        tmp_path,
        entry='import { b } from "./b.js";\nimport {\n c,\n} from "./c.js";\nexport const a = b;\n',
        b='/* A comment. */\nimport { c } from "./c.js";\nexport const b = () => {\n  c();\n};\n',
        c="export const c = () => 1; /* one */\n",
    )
    assert join(entry) == ("const c = () => 1;\nconst b = () => {\nc();\n};\nexport const a = b;\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("const b = 2;\n", r"entry\.js declares b, as b\.js does; expected another name"),
        ('import * as x from "./c.js";\n', "entry.js has 'import"),
        ("export default 3;\n", "entry.js has 'export default"),
        ("export { b };\n", "entry.js has 'export"),
    ],
)
def test_modules_that_cannot_be_joined_are_refused(tmp_path: Path, text: str, message: str) -> None:
    entry = modules(
        tmp_path, entry=f'import {{ b }} from "./b.js";\n{text}', b="export const b = 1;\n"
    )
    with pytest.raises(ValueError, match=message):
        join(entry)


def test_the_lazy_script_is_named_by_its_content() -> None:
    found = exercises.joined_scripts()
    assert '"./goals.js?v=' in found["forms.js"]
    assert "export const judgeFigure" in found["goals.js"]
    assert all("/*" not in text for text in found.values())
