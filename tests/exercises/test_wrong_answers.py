"""Every exercise has known wrong answers, and each is told what is wrong with it.

The same answers are tried again in their chapters' notebooks (tests/chapters/test_exercises.py).
"""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path

import pytest

from latentlib.exercises import NOT_YET, Outcome, exercises_of
from latentlib.exercises.notebook import run_answer


def known(chapter: int) -> dict[str, list[tuple[str, str]]]:
    path = Path(__file__).parent / f"chapter{chapter:02d}_wrong_answers.py"
    return runpy.run_path(str(path))["WRONG_ANSWERS"]


CHAPTERS = [chapter for chapter in range(10) if exercises_of(chapter)]
CASES = [
    (number, source, hint)
    for chapter in CHAPTERS
    for number, answers in known(chapter).items()
    for source, hint in answers
]


@cache
def outcome_of(source: str) -> Outcome:
    """What a wrong answer is told; two tests look at each."""
    return run_answer(source, {})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_has_two_or_more(chapter: int) -> None:
    answers = known(chapter)
    assert list(answers) == list(exercises_of(chapter))
    assert all(len(wrong) >= 2 for wrong in answers.values())


@pytest.mark.parametrize(
    ("number", "source", "hint"), CASES, ids=[f"{number}-{hint}" for number, _, hint in CASES]
)
def test_wrong_answer_gets_its_hint(number: str, source: str, hint: str) -> None:
    outcome = outcome_of(source)
    assert (outcome.exercise_id, outcome.status) == (number, NOT_YET)
    assert hint in outcome.message


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_hints_differ_from_each_other(chapter: int) -> None:
    for answers in known(chapter).values():
        messages = [outcome_of(source).message for source, _ in answers]
        assert len(set(messages)) == len(messages)
