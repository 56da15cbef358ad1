"""Exercises that check themselves in the page, and the map of the course.

A cell tagged ``exercise`` is dead in a page. Where its exercise can be judged without Python (a
prediction, a number, a live figure), a form takes its place: the page gets what
`latentlib.exercises` knows of it as JSON, and ``_static/exercises/forms.js`` does the rest. A stub
of code stays, with a sentence that says where to run it. The list of choices in the statement must
say what the package says.

``{progress-map}`` lists all exercises of the book; ``_static/exercises/map.js`` shows there how far
the reader is. Pages without exercises load neither script.

With ``LATENT_COURSE_HINTS=off`` (or ``no``, ``false``, ``0``) hints and solutions are left out of
the pages, and of the notebooks that they offer for download.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from modules import join
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator
from where import where_to_run

import latentlib.exercises
from latentlib._chapters import CHAPTERS
from latentlib.exercises import Exercise, Predict, exercises_of
from latentlib.exercises.handout import leave_out
from latentlib.exercises.page import page_data

LOGGER = logging.getLogger(__name__)
VARIABLE = "LATENT_COURSE_HINTS"
SWITCH = dict.fromkeys(("", "on", "1", "yes", "true"), True)
SWITCH |= dict.fromkeys(("off", "0", "no", "false"), False)
SOURCES = Path(__file__).resolve().parents[1] / "_static" / "exercises"
FOLDER = "exercises"
FORMS, MAP, GOALS = "forms.js", "map.js", "goals.js"
#: The scripts, each with what the pages have that load it; a lazy one is loaded by another.
SCRIPTS = {FORMS: "data-exercise=", MAP: 'class="exercise-tools', GOALS: None}
NO_SCRIPT = "Checking an answer here needs JavaScript. The notebook checks it as well."
NO_MAP = "With JavaScript, this page shows how far you are."
IN_CODE = "This exercise is answered in code. To write yours and have it checked"
MARKUP = re.compile(r"[`*$]")
QUOTES = str.maketrans("“”‘’", "\"\"''")


class ExerciseBox(nodes.General, nodes.Element):
    """Where the page puts the form of the exercise `number`, of which it knows `data`."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("exercise_hints", True, "env", [bool])
    app.add_config_value("exercise_scripts", "", "html", [str])
    app.add_config_value("progress_page", "book/progress", "env", [str])
    app.add_node(ExerciseBox, html=(visit_box, None))
    app.add_directive("progress-map", ProgressMap)
    app.add_transform(PlaceExercises)
    app.connect("config-inited", configure)
    app.connect("builder-inited", write_scripts)
    app.connect("source-read", leave_out_hints)
    app.connect("html-page-context", load_scripts)
    app.connect("build-finished", leave_out_of_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def configure(app: Sphinx, config: Config) -> None:
    """Read the setting; pages are written again when the scripts change."""
    if not hints_wanted(os.environ.get(VARIABLE, "")):
        config.exercise_hints = False
    scripts = "".join(joined_scripts().values())
    config.exercise_scripts = hashlib.sha256(scripts.encode()).hexdigest()


# --- hints ---------------------------------------------------------------------------------------


def hints_wanted(setting: str) -> bool:
    """Read what the environment says of hints.

    Raises
    ------
    ExtensionError
        If it says neither yes nor no.
    """
    word = setting.strip().lower()
    if word not in SWITCH:
        raise ExtensionError(
            f"{VARIABLE} is {setting!r}, expected on, 1, yes, true or nothing to show hints and "
            "solutions, or off, 0, no or false to leave them out"
        )
    return SWITCH[word]


def leave_out_hints(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take hints and solutions out of a notebook that is being read, where that is set."""
    if not app.config.exercise_hints and app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = without_hints(source[0])


def without_hints(text: str) -> str:
    """Take hints and solutions out of the JSON of a notebook; no cell goes away."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = leave_out("".join(cell["source"]))
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def leave_out_of_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Take hints and solutions out of the notebooks that can be downloaded, where that is set."""
    if exception or app.builder.format != "html" or app.config.exercise_hints:
        return
    for path in Path(app.outdir, "_sources").rglob("*.ipynb"):
        path.write_text(without_hints(path.read_text(encoding="utf-8")), encoding="utf-8")


# --- chapters ------------------------------------------------------------------------------------


class PlaceExercises(SphinxTransform):
    """Replace the stubs of a chapter by what its page can do."""

    default_priority = 210

    def apply(self, **kwargs: Any) -> None:
        """Go through the cells of a notebook."""
        first: nodes.Element | None = None
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") == "cell_code" and "tag_exercise" in cell["classes"]:
                first = first or cell.parent
                self._place(cell)
        if first is not None:
            for path in _package_files():
                self.env.note_dependency(path)
            self._add_count(first.parent)

    def _place(self, cell: nodes.container) -> None:
        number = str(cell["cell_metadata"].get("exercise", ""))
        known = exercises_of(int(number[0])) if number[:1].isdigit() else {}
        if number not in known:
            LOGGER.warning("latentlib.exercises has no exercise %r", number, location=cell)
            return
        exercise = known[number]
        box = ExerciseBox(number=number, data=page_data(exercise))
        if exercise.kind == "code":
            for output in cell.children[1:]:
                cell.remove(output)
            cell += [where_to_run(self.env, IN_CODE), box]
            return
        if isinstance(exercise, Predict):
            self._mark_choices(cell.parent, exercise)
        section = cell.parent
        section.remove(cell)
        section.insert(_before_hints(section), box)

    def _mark_choices(self, section: nodes.Element, exercise: Predict) -> None:
        """Find the list of choices in the statement, which becomes the form's."""
        expected = [f"{letter} {choice.text}" for letter, choice in exercise.choices.items()]
        for found in section.findall(nodes.bullet_list):
            if [_plain(item.astext()) for item in found] == [_plain(text) for text in expected]:
                found["classes"].append("exercise-choices")
                return
        LOGGER.warning(
            "exercise %s does not list the choices of latentlib.exercises: %s",
            exercise.id,
            "; ".join(f"- **{text[0]}**{text[1:]}" for text in expected),
            location=section,
        )

    def _add_count(self, section: nodes.Element) -> None:
        """Give the page a place for how many exercises are solved, and a link to the map."""
        page = self.config.progress_page
        paragraph = nodes.paragraph("", "", classes=["exercise-count"])
        if page in self.env.found_docs:
            paragraph += _link(page, "Your progress in the course", "doc", self.env.docname)
        title = section.next_node(nodes.title)
        section.insert(section.index(title) + 1 if title in section.children else 0, paragraph)


def visit_box(self: HTML5Translator, node: ExerciseBox) -> None:
    """Write the element of an exercise."""
    self.body.append(box_html(node["number"], node["data"]))
    raise nodes.SkipNode


def box_html(number: str, data: dict[str, Any]) -> str:
    """Element of an exercise, with what its script has to know."""
    known = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    code = data["kind"] == "code"
    classes = "exercise" if code else "cell tag_exercise exercise"
    silent = "" if code else f'<noscript><p class="needs-kernel">{NO_SCRIPT}</p></noscript>\n'
    return (
        f'<div class="{classes}" data-exercise="{escape(number)}">\n'
        f'<script type="application/json">{known}</script>\n{silent}</div>\n'
    )


# --- the map -------------------------------------------------------------------------------------


class ProgressMap(SphinxDirective):
    """``{progress-map}``: a section a chapter of the book, with links to its exercises."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Make the map; the page is made again when an exercise changes."""
        for path in _package_files():
            self.env.note_dependency(path)
        silent = f'<noscript><p class="needs-kernel">{NO_MAP}</p></noscript>'
        tools = nodes.container("", classes=["exercise-tools"])
        return [nodes.raw("", silent, format="html"), tools, *self._chapters()]

    def _chapters(self) -> Iterator[nodes.section]:
        for number, title in enumerate(CHAPTERS):
            known = exercises_of(number)
            in_book = any(
                name.startswith(f"chapters/{number:02d}_") for name in self.env.found_docs
            )
            if not known or not in_book:
                continue
            name = f"progress-chapter-{number}"
            section = nodes.section(ids=[name], names=[name])
            section += nodes.title(text=f"Chapter {number} · {title}")
            section += nodes.paragraph("", f"{len(known)} exercises.", classes=["exercise-count"])
            entries = [self._entry(exercise) for exercise in known.values()]
            section += nodes.bullet_list("", *entries, classes=["exercise-map"])
            self.state.document.note_explicit_target(section)
            yield section

    def _entry(self, exercise: Exercise) -> nodes.list_item:
        anchor = exercise.id.replace(".", "-")
        text = f"{exercise.id} {exercise.title}"
        link = _link(f"exercise-{anchor}", text, "ref", self.env.docname)
        return nodes.list_item("", nodes.paragraph("", "", link), ids=[f"progress-{anchor}"])


def _before_hints(section: nodes.Element) -> int:
    """Place of the first thing in a section that is folded away, or its end."""
    folded = (
        place
        for place, node in enumerate(section.children)
        if isinstance(node, nodes.raw) and node.astext().lstrip().startswith("<details")
    )
    return next(folded, len(section))


def _link(target: str, text: str, kind: str, docname: str) -> addnodes.pending_xref:
    return addnodes.pending_xref(
        "",
        nodes.inline(text=text),
        refdomain="std",
        reftype=kind,
        reftarget=f"/{target}" if kind == "doc" else target,
        refdoc=docname,
        refexplicit=True,
        refwarn=True,
    )


def _plain(text: str) -> str:
    """Words of a text, without markup and the shape of quotation marks."""
    return " ".join(MARKUP.sub("", text.translate(QUOTES)).split())


def _package_files() -> list[str]:
    return [str(path) for path in sorted(Path(latentlib.exercises.__file__).parent.glob("*.py"))]


# --- scripts -------------------------------------------------------------------------------------


def joined_scripts() -> dict[str, str]:
    """Scripts as pages load them: each in one piece, the lazy one named by its content."""
    found = {name: join(SOURCES / name) for name in SCRIPTS}
    version = hashlib.sha256(found[GOALS].encode()).hexdigest()[:12]
    found[FORMS] = found[FORMS].replace(f'"./{GOALS}"', f'"./{GOALS}?v={version}"')
    return found


def write_scripts(app: Sphinx) -> None:
    """Put the scripts where pages look for them."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static", FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in joined_scripts().items():
        (folder / name).write_text(text, encoding="utf-8")


def load_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load a script on the pages that have something for it."""
    for name, sign in SCRIPTS.items():
        if sign and sign in context.get("body", ""):
            app.add_js_file(f"{FOLDER}/{name}", type="module")
