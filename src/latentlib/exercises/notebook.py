"""Taking exercises out of a chapter's notebook, and running them as a reader would.

An exercise is three cells: a markdown cell with ``### Exercise 1.2 · Title``, the statement and
three ``<details>`` with a hint each; a code cell tagged ``exercise`` whose metadata has
``"exercise": "1.2"``, the stub with the call of ``check`` or ``predict`` last; and a markdown cell
with a ``<details>`` that holds the solution, one fenced Python block and an explanation. The
next exercise may begin in that same cell. In the book, its heading gets the anchor
``exercise-1-2``.

The solution's block may leave the call out: the stub's is used then.

Reading needs ``nbformat``, which the extras ``book`` and ``test`` bring.
"""

from __future__ import annotations

import ast
import linecache
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentlib.exercises.outcome import Outcome

__all__ = [
    "ExerciseFormatError",
    "NotebookExercise",
    "complete",
    "find_exercises",
    "read_exercises",
    "run_answer",
    "run_prelude",
]

SETUP_HEADING = re.compile(r"^##\s+set-?up\b", re.IGNORECASE)
"""How the heading of the set-up section starts."""

PRELUDE_TAG = "exercise-setup"
"""The tag of further code cells that the exercises need."""

_DETAILS = re.compile(r"<details[^>]*>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
_HEADING = re.compile(r"^### Exercise (\d\.\d+) · (.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
_N_HINTS = 3

Cells = Sequence[Mapping[str, Any]]


class ExerciseFormatError(ValueError):
    """An exercise of a notebook is not written as it should be; the message says which and how."""


@dataclass(frozen=True)
class NotebookExercise:
    """One exercise as it stands in a notebook.

    Parameters
    ----------
    id, title : str
        From the heading, for instance ``"1.2"``.
    statement : str
        The markdown before the hints.
    hints : tuple of three str
        From the gentlest to the plainest.
    stub : str
        The source of the code cell.
    solution : str
        The solution's Python block.
    explanation : str
        The text around it.
    cell : int
        The index of the code cell, from 0.
    """

    id: str
    title: str
    statement: str
    hints: tuple[str, ...]
    stub: str
    solution: str
    explanation: str
    cell: int


def read_exercises(path: str | os.PathLike[str]) -> list[NotebookExercise]:
    """Take all exercises out of a notebook file.

    Raises
    ------
    ExerciseFormatError
        If one is not written as it should be.
    """
    import nbformat

    return find_exercises(nbformat.read(path, as_version=4).cells, str(Path(path).name))


def find_exercises(cells: Cells, name: str = "notebook") -> list[NotebookExercise]:
    """Take all exercises out of a notebook's cells, in order; see `read_exercises`."""
    found = []
    for index, cell in enumerate(cells):
        if _is_exercise(cell):
            found.append(_parse(cells, index, f"{name}, cell {index}"))
    headed = [(i, match[1]) for i, cell in _markdown(cells) for match in _headings(cell)]
    stray = [f"{number} (cell {i})" for i, number in headed if number not in {e.id for e in found}]
    if stray:
        raise ExerciseFormatError(
            f"{name}: no code cell is tagged as exercise {', '.join(stray)}, expected one after "
            "its heading"
        )
    return found


def run_prelude(cells: Cells) -> dict[str, Any]:
    """Run the code cells of the set-up section, and those tagged ``exercise-setup``.

    Returns
    -------
    dict
        The names that an exercise finds.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for index, source in _prelude(cells):
        _execute(source, f"<set-up, cell {index}>", namespace)
    return namespace


def run_answer(source: str, namespace: Mapping[str, Any]) -> Outcome:
    """Run an exercise's code cell on a copy of `namespace`, and return what its check says.

    Raises
    ------
    ExerciseFormatError
        If the last line is not a call of ``check`` or ``predict``.
    """
    outcome = _execute(source, f"<exercise {abs(hash(source))}>", dict(namespace))
    if not isinstance(outcome, Outcome):
        raise ExerciseFormatError(
            f"the last line gives {type(outcome).__name__}, expected the Outcome of check or "
            f"predict:\n{source}"
        )
    return outcome


def complete(exercise: NotebookExercise, answer: str) -> str:
    """Return an answer with the stub's check behind it, unless it brings its own."""
    if _ends_with_check(answer):
        return answer
    call = _last_statement(exercise.stub)
    return f"{answer.rstrip()}\n\n{call}\n"


def _is_exercise(cell: Mapping[str, Any]) -> bool:
    metadata = cell["metadata"]
    return "exercise" in metadata or "exercise" in metadata.get("tags", ())


def _markdown(cells: Cells) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "markdown":
            yield index, cell["source"]


def _headings(source: str) -> list[re.Match[str]]:
    return list(_HEADING.finditer(source))


def _parse(cells: Cells, index: int, where: str) -> NotebookExercise:
    cell = cells[index]
    number = cell["metadata"].get("exercise")
    _require(cell["cell_type"] == "code", where, "is no code cell")
    _require("exercise" in cell["metadata"].get("tags", ()), where, "lacks the tag `exercise`")
    _require(isinstance(number, str), where, f"has metadata.exercise {number!r}, expected a string")
    _require(
        0 < index < len(cells) - 1
        and cells[index - 1]["cell_type"] == cells[index + 1]["cell_type"] == "markdown",
        where,
        "does not stand between its statement and its solution",
    )
    where = f"{where}, exercise {number}"
    title, statement, hints = _parse_statement(cells[index - 1]["source"], number, where)
    solution, explanation = _parse_solution(cells[index + 1]["source"], where)
    _require(
        _ends_with_check(cell["source"]), where, "does not end with check(...) or predict(...)"
    )
    return NotebookExercise(
        number, title, statement, hints, cell["source"], solution, explanation, index
    )


def _parse_statement(source: str, number: str, where: str) -> tuple[str, str, tuple[str, ...]]:
    headings = _headings(source)
    _require(
        len(headings) == 1 and headings[0][1] == number,
        where,
        f"has no statement under `### Exercise {number} · Title`",
    )
    source = source[headings[0].end() :]  # above may stand the solution of the one before
    details = [(match[1].strip(), match[2].strip()) for match in _DETAILS.finditer(source)]
    expected = [f"Hint {i}" for i in range(1, _N_HINTS + 1)]
    found = [summary for summary, _ in details]
    _require(found == expected, where, f"has hints {found}, expected {expected}")
    _require(all(text for _, text in details), where, "has an empty hint")
    statement = _DETAILS.sub("", source).strip()
    _require(bool(statement), where, "has no statement between its heading and its hints")
    return headings[0][2], statement, tuple(text for _, text in details)


def _parse_solution(source: str, where: str) -> tuple[str, str]:
    source = _HEADING.split(source)[0]  # below may stand the exercise that follows
    details = [match for match in _DETAILS.finditer(source) if match[1].strip() == "Solution"]
    _require(len(details) == 1, where, "is not followed by one <details> with summary `Solution`")
    blocks = _FENCE.findall(details[0][2])
    _require(
        len(blocks) == 1, where, f"has {len(blocks)} python blocks in its solution, expected 1"
    )
    explanation = _FENCE.sub("", details[0][2]).strip()
    _require(bool(explanation), where, "has a solution without an explanation")
    return blocks[0], explanation


def _require(condition: bool, where: str, problem: str) -> None:
    if not condition:
        raise ExerciseFormatError(f"{where} {problem}")


def _prelude(cells: Cells) -> Iterator[tuple[int, str]]:
    in_setup = False
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "markdown" and re.search(r"^## ", cell["source"], re.MULTILINE):
            lines = cell["source"].splitlines()
            in_setup = any(SETUP_HEADING.match(line) for line in lines)
        tagged = PRELUDE_TAG in cell["metadata"].get("tags", ())
        if cell["cell_type"] == "code" and (in_setup or tagged):
            yield index, cell["source"]


def _execute(source: str, filename: str, namespace: dict[str, Any]) -> Any:
    """Run source; return the value of its last line if that is an expression."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    tree = ast.parse(source, filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, filename, "exec"), namespace)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), filename, "eval"), namespace)


def _ends_with_check(source: str) -> bool:
    body = ast.parse(source).body
    if not body or not isinstance(body[-1], ast.Expr) or not isinstance(body[-1].value, ast.Call):
        return False
    function = body[-1].value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("check", "predict")


def _last_statement(source: str) -> str:
    return ast.unparse(ast.parse(source).body[-1])
