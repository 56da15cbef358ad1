"""Exercises are taken out of a notebook as they stand there, and run as a reader would."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from latentlib.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET, Number, registry
from latentlib.exercises.notebook import (
    ExerciseFormatError,
    complete,
    find_exercises,
    read_exercises,
    run_answer,
    run_prelude,
)

HINTS = "\n\n".join(
    f"<details><summary>Hint {n}</summary>\n\nHint {n} of three.\n\n</details>" for n in (1, 2, 3)
)
STATEMENT = f"### Exercise 7.1 · A sheet\n\nHow many?\n\n{HINTS}"
STUB = 'answer = ...\ncheck("7.1", answer)'
SOLUTION = """<details><summary>Solution</summary>

An ant walks left and on.

```python
answer = two
```

</details>"""


def cells(statement: str = STATEMENT, stub: str = STUB, solution: str = SOLUTION, **metadata):
    metadata = {"tags": ["exercise"], "exercise": "7.1", **metadata}
    return [
        new_markdown_cell("## Set-up"),
        new_code_cell("from latentlib.exercises import check\n\ntwo = 2"),
        new_markdown_cell("## Later"),
        new_code_cell("two = 3"),
        new_markdown_cell(statement),
        new_code_cell(stub, metadata=metadata),
        new_markdown_cell(solution),
    ]


def test_every_part_is_found(tmp_path: Path) -> None:
    nbformat.write(new_notebook(cells=cells()), tmp_path / "01.ipynb")
    (exercise,) = read_exercises(tmp_path / "01.ipynb")
    assert (exercise.id, exercise.title, exercise.cell) == ("7.1", "A sheet", 5)
    assert exercise.statement == "How many?"
    assert exercise.hints == tuple(f"Hint {n} of three." for n in (1, 2, 3))
    assert exercise.stub == STUB
    assert exercise.solution == "answer = two\n"
    assert exercise.explanation == "An ant walks left and on."


def test_no_exercise_no_finding() -> None:
    assert find_exercises(cells()[:4]) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"statement": STATEMENT.replace("Exercise 7.1", "Exercise 7.5")},
            "has no statement under",
        ),
        ({"statement": STATEMENT.replace("Hint 2<", "Tip<")}, r"has hints \['Hint 1', 'Tip'"),
        ({"statement": STATEMENT.replace("Hint 3 of three.", "")}, "has an empty hint"),
        ({"statement": STATEMENT.replace("How many?", "")}, "has no statement between"),
        ({"solution": "Two."}, "is not followed by one <details>"),
        ({"solution": SOLUTION.replace("```python", "```")}, "has 0 python blocks"),
        ({"solution": SOLUTION.replace("An ant walks left and on.", "")}, "without an explanation"),
        ({"stub": "answer = ..."}, r"does not end with check\(\.\.\.\) or predict"),
        ({"tags": []}, "lacks the tag `exercise`"),
        ({"exercise": 7.1}, r"has metadata\.exercise 7\.1, expected a string"),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, str], message: str) -> None:
    with pytest.raises(ExerciseFormatError, match=message) as caught:
        find_exercises(cells(**changes), "01.ipynb")
    assert str(caught.value).startswith("01.ipynb, cell 5")


def test_cells_around_an_exercise_are_its_own() -> None:
    without_solution = cells()[:-1]
    with pytest.raises(ExerciseFormatError, match="between its statement and its solution"):
        find_exercises(without_solution)


def test_a_statement_without_its_cell_is_noticed() -> None:
    stray = [*cells(), new_markdown_cell(STATEMENT.replace("7.1", "7.2"))]
    with pytest.raises(ExerciseFormatError, match=r"no code cell is tagged as exercise 7\.2"):
        find_exercises(stray, "01.ipynb")


def test_prelude_is_the_set_up_and_what_is_tagged() -> None:
    assert run_prelude(cells())["two"] == 2
    tagged = cells()
    tagged[3].metadata["tags"] = ["exercise-setup"]
    assert run_prelude(tagged)["two"] == 3


@pytest.fixture(autouse=True)
def one_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chapter 7 has one exercise, whatever the course has."""
    sheet = Number("7.1", "A sheet", 2, 0.1, "", "Yes.")
    monkeypatch.setattr(registry, "exercises_of", lambda chapter: {"7.1": sheet})


def test_stub_solution_and_wrong_answer_run() -> None:
    (exercise,) = find_exercises(cells())
    namespace = run_prelude(cells())
    assert run_answer(exercise.stub, namespace).status == NOT_ATTEMPTED
    assert run_answer(complete(exercise, exercise.solution), namespace).status == CORRECT
    assert run_answer(complete(exercise, "answer = 3"), namespace).status == NOT_YET


def test_a_run_leaves_the_namespace_alone() -> None:
    namespace = run_prelude(cells())
    run_answer('two = 9\ncheck("7.1", two)', namespace)
    assert namespace["two"] == 2


def test_an_answer_may_bring_its_own_check() -> None:
    (exercise,) = find_exercises(cells())
    own = 'exercises.check("7.1", 2)'
    assert complete(exercise, own) == own
    assert complete(exercise, "answer = 2\n") == "answer = 2\n\ncheck('7.1', answer)\n"


def test_a_cell_without_an_outcome_is_refused() -> None:
    with pytest.raises(ExerciseFormatError, match="the last line gives int, expected the Outcome"):
        run_answer("1 + 1", {})
