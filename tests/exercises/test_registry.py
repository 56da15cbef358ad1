"""The two functions that a chapter calls find their exercise or say what there is."""

from __future__ import annotations

import pytest

from latentlib.exercises import (
    NOT_ATTEMPTED,
    Predict,
    check,
    exercises_of,
    find_exercise,
    predict,
)

CHAPTERS = [chapter for chapter in range(10) if exercises_of(chapter)]
EXERCISES = [exercise for chapter in CHAPTERS for exercise in exercises_of(chapter).values()]


def test_chapter_one_has_exercises() -> None:
    assert 1 in CHAPTERS


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_exercise_is_found_and_invites(exercise: object) -> None:
    assert find_exercise(exercise.id) is exercise
    assert check(exercise.id, ...).status == NOT_ATTEMPTED


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if isinstance(e, Predict)], ids=lambda exercise: exercise.id
)
def test_choices_have_no_emphasis_which_forms_would_show_as_stars(exercise: Predict) -> None:
    for choice in exercise.choices.values():
        assert "*" not in choice.text + choice.explanation


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_numbers_run_without_a_gap(chapter: int) -> None:
    found = list(exercises_of(chapter))
    assert found == [f"{chapter}.{place}" for place in range(1, len(found) + 1)]


def test_a_chapter_without_exercises_has_none() -> None:
    assert exercises_of(9) == {} or 9 in CHAPTERS


@pytest.mark.parametrize("exercise_id", ["1", "one", 1.2, "1.2.3", "1.0"])
def test_what_is_no_identifier_is_refused(exercise_id: object) -> None:
    with pytest.raises(ValueError, match=r"exercise_id is .*, expected for instance '1\.2'"):
        check(exercise_id, 1)


def test_unknown_exercises_list_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"'1\.99', expected one of chapter 1's: 1\.1, 1\.2"):
        check("1.99", 1)


def test_predict_is_for_predictions() -> None:
    guess = next(exercise for exercise in EXERCISES if isinstance(exercise, Predict))
    assert predict(guess.id, ...).status == NOT_ATTEMPTED
    other = next(exercise for exercise in EXERCISES if not isinstance(exercise, Predict))
    with pytest.raises(ValueError, match=f"exercise_id is '{other.id}', which asks for"):
        predict(other.id, "a")
