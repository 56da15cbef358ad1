"""What a teacher is told of each kind of exercise."""

from __future__ import annotations

import pytest

from latentlib.exercises import (
    Choice,
    Code,
    Exercise,
    FairSum,
    FindCoordinate,
    FindHole,
    MakeAnswer,
    Number,
    OnFigure,
    Predict,
    ReachImage,
    Slip,
    exercises_of,
)
from latentlib.exercises.answer_key import answer_key
from latentlib.exercises.notebook import NotebookExercise

WRITTEN = NotebookExercise(
    "1.1", "A title", "Do it.", ("", "", ""), "", "pad.code = [1, 2]\n", "Because\nof this.", 3
)


def on_figure(goal: object) -> OnFigure:
    return OnFigure("1.1", "A title", goal, "Yes.", figure="pad")


def test_a_prediction_shows_every_choice_with_its_explanation() -> None:
    choices = {"a": Choice("More.", "It shrinks."), "b": Choice("Less.", "It halves.", True)}
    assert answer_key(Predict("1.1", "Which?", choices), WRITTEN).splitlines() == [
        "1.1 · Which? (a prediction)",
        "  ✗ a: More. It shrinks.",
        "  ✓ b: Less. It halves.",
    ]


def test_a_number_shows_tolerance_unit_and_slips() -> None:
    number = Number("1.1", "How many?", lambda: 12.5, 0.1, "pixels", "Yes.", [Slip(25, "Whole.")])
    assert answer_key(number).splitlines() == [
        "1.1 · How many? (a number)",
        "  ✓ 12.5 ± 0.1 pixels: Yes.",
        "  ✗ 25: Whole.",
    ]


def test_code_shows_the_solution_of_the_notebook() -> None:
    code = Code("1.1", "Double", lambda answer: None, "Yes.")
    assert answer_key(code, WRITTEN).splitlines() == [
        "1.1 · Double (code)",
        "      pad.code = [1, 2]",
        "  Because of this.",
    ]
    assert "stands in the chapter's notebook, which is not here" in answer_key(code)


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (ReachImage([0] * 4, 0.01, shape=(2, 2)), "by a mean squared error of 0.01 or less"),
        (FindHole(0, 1, ("bag", "coat"), 0.5, 2), "no point nearer than 0.5, and a point of bag"),
        (FindCoordinate("width", step=2), "changes the width of the ink most, or by at least 90%"),
        (
            MakeAnswer("queen", least=3, forbidden=("queens",)),
            "the sum has 3 different words or more, none of them queen or queens.",
        ),
        (FairSum("king"), "king is added, something subtracted, and the sum has 3 different words"),
    ],
)
def test_a_figure_says_how_a_right_answer_is_recognised(goal: object, said: str) -> None:
    text = " ".join(answer_key(on_figure(goal), WRITTEN).split())
    assert "✓ On the figure `pad`: " in text
    assert said in text
    assert "pad.code = [1, 2]" in text


@pytest.mark.parametrize(
    "exercise", [e for n in range(10) for e in exercises_of(n).values()], ids=lambda e: e.id
)
def test_every_exercise_of_the_course_has_an_entry(exercise: Exercise) -> None:
    assert answer_key(exercise).startswith(f"{exercise.id} · {exercise.title} (")
