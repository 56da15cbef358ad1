"""A small made-up chapter that keeps every rule, for the tests to break one rule at a time."""

from __future__ import annotations

import nbformat
from chapter_model import Chapter, Course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

WORDS = "You turn the knob a little and look at what the picture does. "
TERMS = frozenset(f"term-{letter}" for letter in "abcdefghijkl")
COURSE = Course(
    claims=("Y1", "Y2"),
    exercises={
        f"7.{n}": (f"Title {n}", "predict" if n == 1 else "number" if n == 2 else "code")
        for n in range(1, 6)
    },
    terms=TERMS,
)

FIGURE = {
    "mystnb": {
        "image": {"alt": "Two clouds of points, the left one round, the right one long"},
        "figure": {"caption": "Two clouds.", "name": "fig-clouds"},
    }
}


def example_chapter() -> Chapter:
    """Build the chapter; number 7, 41 cells, three exercises in code, two claims."""
    cells = [
        *_opening(),
        *_body(),
        *_trial("Y1"),
        *_trial("Y2"),
        *_closing(),
    ]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index:02d}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return Chapter(7, new_notebook(cells=cells, metadata={"kernelspec": kernel}))


def prose(heading: str, repeats: int = 6) -> nbformat.NotebookNode:
    return new_markdown_cell(f"## {heading}\n\n{WORDS * repeats}")


def code(source: str, **metadata: object) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata=metadata)


def _opening() -> list[nbformat.NotebookNode]:
    linked = ", ".join(f"[{term}](../book/glossary.md#term-{term})" for term in sorted(TERMS))
    return [
        new_markdown_cell("# A chapter\n\nHow many numbers is a picture?"),
        prose("Explain it like I'm five"),
        prose("You will learn"),
        new_markdown_cell(f"You need a first chapter, and 40 seconds of two cores. {linked}"),
        prose("Set-up"),
        code("import numpy as np\n\nfrom latentlib.exercises import check, predict"),
    ]


def _body() -> list[nbformat.NotebookNode]:
    return [
        prose("A toy with a known answer"),
        code("answer = 2\nassert answer == 2"),
        prose("The idea in symbols and in code"),
        new_markdown_cell(f"$z = Wx$ {WORDS * 11}"),
        code("z = 3.0\nassert z == 3.0"),
        prose("Train small"),
        code("loss = [3, 2, 1]"),
        prose("Look inside"),
        code("plots.scatter_codes(z, labels)", **FIGURE),
        new_markdown_cell(WORDS * 11),
        prose("The article on trial"),
    ]


def _trial(claim: str) -> list[nbformat.NotebookNode]:
    source = f'claims.verdict("{claim}", measured)'
    cell = code(source, tags=["verdict", "keep_output", "nbval-check-output"])
    cell.execution_count = 1
    record = {"latentlib": {"schema": 1, "claim": claim}}
    output = new_output(
        "execute_result",
        data={"text/plain": "Verdict: holds"},
        metadata=record,
        execution_count=1,
    )
    cell.outputs = [output]
    return [new_markdown_cell(f"Now {claim}. {WORDS * 11}"), cell]


def _closing() -> list[nbformat.NotebookNode]:
    exercises = [cell for number in COURSE.exercises for cell in exercise_cells(number)]
    return [
        prose("When it fails"),
        code("broken = z / 3"),
        prose("Exercises"),
        *exercises,
        new_markdown_cell(
            f"## What to take away\n\n{WORDS * 11} "
            "[Somebody 2020](../book/references.md#somebody2020)"
        ),
    ]


def exercise_cells(number: str) -> list[nbformat.NotebookNode]:
    """The three cells of an exercise."""
    title = COURSE.exercises[number][0]
    hints = "\n".join(
        f"<details><summary>Hint {n}</summary>\n\nThink of {n}.\n\n</details>" for n in (1, 2, 3)
    )
    return [
        new_markdown_cell(f"### Exercise {number} · {title}\n\nWhat?\n\n{hints}"),
        code(f'answer = ...\n\ncheck("{number}", answer)', tags=["exercise"], exercise=number),
        new_markdown_cell(
            "<details><summary>Solution</summary>\n\nBecause.\n\n"
            "```python\nanswer = 2\n```\n\n</details>"
        ),
    ]
