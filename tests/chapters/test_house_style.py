"""Every chapter keeps the house style, and every rule notices a chapter that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import house_style
import pytest
from chapter_model import CHAPTERS, REPOSITORY, Chapter, Course, glossary_terms, read_chapter
from example_chapter import COURSE, WORDS, code, example_chapter
from house_style import RULES, Rule
from nbformat.v4 import new_markdown_cell, new_output

from latentlib.claims import LEDGER
from latentlib.exercises import exercises_of


@pytest.fixture(scope="module")
def glossary() -> frozenset[str]:
    return glossary_terms(REPOSITORY / "book" / "glossary.md")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_keeps_the_house_style(path: Path, rule: Rule, glossary: frozenset[str]) -> None:
    chapter = read_chapter(path)
    claims = tuple(claim.id for claim in LEDGER.values() if claim.chapter == chapter.number)
    exercises = {
        number: (exercise.title, exercise.kind)
        for number, exercise in exercises_of(chapter.number).items()
    }
    findings = list(rule(chapter, Course(claims, exercises, glossary)))
    assert findings == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_example_keeps_every_rule(rule: Rule) -> None:
    assert list(rule(example_chapter(), COURSE)) == []


def find(chapter: Chapter, text: str) -> int:
    """The index of the first cell that holds a text."""
    return next(i for i, cell in enumerate(chapter.cells) if text in cell.source)


def drop(text: str) -> Callable[[Chapter], None]:
    return lambda chapter: chapter.cells.pop(find(chapter, text))


def swap(old: str, new: str) -> Callable[[Chapter], None]:
    def change(chapter: Chapter) -> None:
        cell = chapter.cells[find(chapter, old)]
        cell.source = cell.source.replace(old, new)

    return change


def add_after(text: str, *cells: object) -> Callable[[Chapter], None]:
    def change(chapter: Chapter) -> None:
        index = find(chapter, text) + 1
        chapter.cells[index:index] = cells

    return change


def set_metadata(text: str, **metadata: object) -> Callable[[Chapter], None]:
    return lambda chapter: chapter.cells[find(chapter, text)].metadata.update(metadata)


def drop_outputs(chapter: Chapter) -> None:
    chapter.cells[find(chapter, '"Y1"')].outputs = []


def drop_count(chapter: Chapter) -> None:
    chapter.cells[find(chapter, '"Y1"')].execution_count = None


def store_output(chapter: Chapter) -> None:
    stream = new_output("stream", name="stdout", text="hello")
    chapter.cells[find(chapter, "loss = ")].outputs = [stream]


def store_other_record(chapter: Chapter) -> None:
    output = chapter.cells[find(chapter, '"Y1"')].outputs[0]
    output.metadata["latentlib"]["claim"] = "Y2"


def move_toy_behind_idea(chapter: Chapter) -> None:
    toy = find(chapter, "## A toy")
    cells = chapter.cells[toy : toy + 2]
    del chapter.cells[toy : toy + 2]
    place = find(chapter, "## Train")
    chapter.cells[place:place] = cells


def double_id(chapter: Chapter) -> None:
    chapter.cells[1]["id"] = chapter.cells[2]["id"]


def other_kernel(chapter: Chapter) -> None:
    chapter.notebook.metadata.kernelspec.name = "julia"


def wordless(chapter: Chapter) -> None:
    for _, cell in chapter.markdown:
        cell.source = cell.source.replace(WORDS, "")


def move_citation_to_reading(chapter: Chapter) -> None:
    swap("(../book/references.md#somebody2020)", "")(chapter)
    chapter.cells.append(
        new_markdown_cell("## Further reading\n\n[S](../book/references.md#s2020)")
    )


LONG = "\n".join(f"x{i} = {i}" for i in range(26))
FLAWS = [
    ("size", wordless, "words of prose"),
    ("size", add_after("## Look inside", new_markdown_cell(WORDS * 150)), "words of prose"),
    ("size", lambda chapter: chapter.cells.__delitem__(slice(10, 20)), "cells, expected 35"),
    ("code_length", swap("loss = [3, 2, 1]", LONG), "longest code cell has 26 lines"),
    ("hidden_code", set_metadata("plots.", tags=["hide-input"]), None),
    ("hidden_code", set_metadata("loss =", tags=["remove-cell"]), "draws nothing"),
    ("hidden_code", add_after("plots.", code("plots.f()\n" * 9, tags=["hide-input"])), "hidden"),
    ("prose_between", add_after("loss =", code("1"), code("2")), "third code cell in a row"),
    ("prose_between", add_after("loss =", code("1")), None),
    ("figures", set_metadata("plots.", mystnb={}), "too short"),
    ("figures", set_metadata("plots.", mystnb={}), "without a caption"),
    ("figures", set_metadata("plots.", mystnb={}), "without a name"),
    ("figures", add_after("## Look", code("plt.subplots()")), "alt text ''"),
    ("figures", add_after("## Look", code("def f():\n    plt.subplots()")), None),
    ("figures", add_after("## Look", code("plots.scree_data(s)")), None),
    ("figures", swap("Now Y1", "![a cat](cat.svg)"), "image with alt text 'a cat'"),
    ("outputs", store_output, "stores outputs and is no verdict"),
    ("outputs", drop_outputs, "without its stored output"),
    ("outputs", drop_count, "without an execution count"),
    ("verdict_cells", set_metadata('"Y1"', tags=["verdict"]), "without the tag keep_output"),
    ("verdict_cells", set_metadata('"Y1"', tags=["verdict"]), "without the tag nbval-check-output"),
    ("verdict_cells", store_other_record, "stores the record of ['Y2']"),
    ("verdict_cells", set_metadata("loss =", tags=["verdict"]), "tries 0 claims"),
    ("claims", drop('"Y2"'), "claim Y2 is tried 0 times"),
    ("claims", swap('"Y2"', '"Y1"'), "claim Y1 is tried 2 times"),
    ("claims", swap('"Y2"', '"Z9"'), "claim Z9 is tried 1 times, expected 0"),
    ("anatomy", swap("## Train small", "## Fit"), "0 sections for 'train'"),
    ("anatomy", add_after("loss =", new_markdown_cell("## Train more")), "2 sections for 'train'"),
    ("anatomy", move_toy_behind_idea, "the sections stand as"),
    ("anatomy", swap("## Look inside", "Text.\n\n## Look inside"), "below other text"),
    ("opening", swap("How many numbers is a picture?", "Pictures."), "no question"),
    ("opening", swap("## Look inside", "# Look inside"), "titles in cells"),
    ("five", swap("like I'm five\n\n", "like I'm five\n\n" + WORDS * 9), "words for a five-year"),
    ("five", swap("like I'm five\n\n", "like I'm five\n\nLet $x$ be. "), "symbols"),
    ("five", add_after("like I'm five", code("1")), "symbols or code"),
    ("learn", swap("You need a first chapter", "Bring nothing"), "nothing about what you need"),
    ("learn", swap("40 seconds", "little time"), "no running time"),
    ("setup", swap("import numpy as np", LONG), "the set-up cell has 27 lines"),
    ("setup", set_metadata("import numpy", tags=["hide-cell"]), "the set-up cell is hidden"),
    ("setup", drop("import numpy"), "0 set-up cells"),
    ("agreement", swap("assert answer == 2", "answer"), "'toy' asserts nothing"),
    ("agreement", swap("assert z == 3.0", "z"), "'idea' asserts nothing"),
    ("agreement", swap("$z = Wx$", "The code."), "not written in symbols"),
    ("failure", drop("broken ="), "no failure is provoked"),
    ("glossary", swap("#term-term-a)", "#term-nonsense)"), "does not have: nonsense"),
    ("glossary", swap("../book/glossary.md#", "#"), "0 glossary terms"),
    ("exercises", swap("Hint 3", "Hint 4"), "has hints"),
    ("exercises", swap('7.3", answer', '7.3", answer), print('), "does not end with check"),
    ("exercises", swap("· Title 2", "· Another title"), "expected those of the package"),
    ("exercises", set_metadata('"7.5"', exercise="7.6", tags=["exercise"]), "no statement"),
    ("sources", swap("(../book/references.md#somebody2020)", ""), "nothing is cited"),
    ("sources", move_citation_to_reading, None),
    ("plain_code", swap("loss =", 'page = "https://example.org"\nloss ='), "web address"),
    ("plain_code", swap("loss =", "# NBVAL_SKIP\nloss ="), "NBVAL_SKIP"),
    ("plain_code", set_metadata("loss =", tags=["raises-exception"]), "raises-exception"),
    ("plain_code", swap("loss =", "%time loss ="), "not plain Python"),
    ("notebook_file", double_id, "cells have the id"),
    ("notebook_file", other_kernel, "the kernel is 'julia'"),
    ("notebook_file", lambda chapter: chapter.cells[0].pop("source"), "not a valid notebook"),
]


@pytest.mark.parametrize(("rule", "change", "finding"), FLAWS)
def test_rule_notices(rule: str, change: Callable[[Chapter], None], finding: str | None) -> None:
    chapter = example_chapter()
    change(chapter)
    findings = list(getattr(house_style, rule)(chapter, COURSE))
    if finding is None:
        assert findings == []
    else:
        assert any(finding in sentence for sentence in findings), findings


def test_every_rule_is_shown_to_fail() -> None:
    assert {name for name, _, finding in FLAWS if finding} == {rule.__name__ for rule in RULES}


def test_median_and_nine_in_ten_are_limits_of_their_own() -> None:
    chapter = example_chapter()
    for _, cell in chapter.code:
        cell.source = "\n".join(f"x{i} = {i}" for i in range(13))
    findings = list(house_style.code_length(chapter, COURSE))
    assert findings == [
        "median code cell has 13 lines, expected 6 at most",
        "nine in ten code cell has 13 lines, expected 12 at most",
    ]


def test_too_few_exercises_and_kinds_are_noticed() -> None:
    kinds = {number: (title, "number") for number, (title, _) in COURSE.exercises.items()}
    findings = list(house_style.exercises(example_chapter(), Course((), kinds, frozenset())))
    assert findings == [
        "0 exercises of kind 'code', expected 2 or more",
        "0 exercises of kind 'predict', expected 1 or more",
    ]
