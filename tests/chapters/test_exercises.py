"""Every exercise of every chapter, as a reader meets it: untouched, solved, answered wrongly."""

from __future__ import annotations

import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import pytest
from chapter_model import CHAPTERS, REPOSITORY

from latentlib.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET
from latentlib.exercises.notebook import (
    NotebookExercise,
    complete,
    read_exercises,
    run_answer,
    run_prelude,
)
from latentlib.live import LiveFigure

CASES = [(path, exercise) for path in CHAPTERS for exercise in read_exercises(path)]

each_exercise = pytest.mark.parametrize(
    ("path", "exercise"), CASES, ids=[f"{path.stem}-{exercise.id}" for path, exercise in CASES]
)


@pytest.fixture(scope="module")
def preludes() -> Iterator[dict[Path, Mapping[str, Any]]]:
    """The names that each chapter's set-up leaves, made once a chapter."""
    with matplotlib.rc_context():
        yield {path: run_prelude(nbformat.read(path, as_version=4).cells) for path in CHAPTERS}


@pytest.fixture(autouse=True)
def reset_figures(preludes: dict[Path, Mapping[str, Any]]) -> None:
    """Put live figures back to where a reader meets them."""
    for namespace in preludes.values():
        for value in namespace.values():
            if isinstance(value, LiveFigure):
                value.reset()


@each_exercise
def test_stub_is_not_attempted(
    path: Path, exercise: NotebookExercise, preludes: dict[Path, Mapping[str, Any]]
) -> None:
    assert run_answer(exercise.stub, preludes[path]).status == NOT_ATTEMPTED


@each_exercise
def test_solution_is_correct(
    path: Path, exercise: NotebookExercise, preludes: dict[Path, Mapping[str, Any]]
) -> None:
    outcome = run_answer(complete(exercise, exercise.solution), preludes[path])
    assert outcome.status == CORRECT, outcome.message


@each_exercise
def test_wrong_answers_get_hints_of_their_own(
    path: Path, exercise: NotebookExercise, preludes: dict[Path, Mapping[str, Any]]
) -> None:
    wrong = wrong_answers(path)[exercise.id]
    assert len(wrong) >= 2
    messages = []
    for source, hint in wrong:
        outcome = run_answer(complete(exercise, source), preludes[path])
        assert outcome.status == NOT_YET, f"{source}\n{outcome.message}"
        assert hint in outcome.message
        messages.append(outcome.message)
    assert len(set(messages)) == len(messages)


def wrong_answers(path: Path) -> Mapping[str, list[tuple[str, str]]]:
    """Read the known wrong answers of a chapter: source and a part of the hint that it must get."""
    module = REPOSITORY / "tests" / "exercises" / f"chapter{path.name[:2]}_wrong_answers.py"
    return runpy.run_path(str(module))["WRONG_ANSWERS"]
