"""Predictions, numbers and code: right, wrong in known ways, wrong in any way, and untouched."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.exercises import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Choice,
    Code,
    Mistake,
    Number,
    Predict,
    Slip,
    find_exercise,
)
from latentlib.exercises.kinds import judge

PREDICT = Predict(
    "1.1",
    "More or less?",
    {
        "a": Choice("More.", "It shrinks, since each step divides."),
        "b": Choice("Less.", "Each step divides by two.", correct=True),
        "c": Choice("The same.", "Only at zero does it stay."),
    },
)
NUMBER = Number(
    "1.2",
    "How many?",
    answer=lambda: 12.5,
    tolerance=0.1,
    unit="pixels",
    praise="Half of 25.",
    slips=[Slip(25, "That is the whole; half of it was asked for.")],
)


def check_double(answer: object) -> None:
    if answer(2) != 4:
        raise Mistake("two should become four.")


CODE = Code("1.3", "Double", check_double, "Twice as much.")


@pytest.mark.parametrize("answer", ["b", " B ", "(b)", "b."])
def test_right_prediction(answer: str) -> None:
    outcome = judge(PREDICT, answer)
    assert (outcome.status, outcome.message) == (CORRECT, "Each step divides by two.")
    assert (outcome.exercise_id, outcome.title) == ("1.1", "More or less?")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("a", "It shrinks, since each step divides."),
        ("c", "Only at zero does it stay."),
        ("d", 'Your choice is `\'d\'`: give one of `"a"`, `"b"` or `"c"`.'),
        (2, 'Your choice is `2`: give one of `"a"`, `"b"` or `"c"`.'),
        ([], 'Your choice is `[]`: give one of `"a"`, `"b"` or `"c"`.'),
    ],
)
def test_wrong_predictions_have_explanations_of_their_own(answer: object, message: str) -> None:
    outcome = judge(PREDICT, answer)
    assert (outcome.status, outcome.message) == (NOT_YET, message)


@pytest.mark.parametrize("right", [0, 2])
def test_exactly_one_choice_is_right(right: int) -> None:
    choices = {"a": Choice("A", "x", right > 0), "b": Choice("B", "y", right > 1)}
    with pytest.raises(ValueError, match=f"exercise 1.1 are 2 with {right} correct"):
        Predict("1.1", "Which?", choices)


@pytest.mark.parametrize("answer", [12.5, 12.6, 12.4, np.float32(12.5), np.array(12.5)])
def test_right_number(answer: object) -> None:
    assert judge(NUMBER, answer).status == CORRECT


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (12.7, "12.7 pixels is too large."),
        (12.3, "12.3 pixels is too small."),
        (25, "That is the whole; half of it was asked for."),
        (-12.5, "-12.5 pixels has the right size and the wrong sign."),
        (1250, "1250 pixels is off by a factor of 100: did you mix up a share and a percentage?"),
        (0.125, "0.125 pixels is off by a factor of 100: did you mix up a share and a percentage?"),
        (12500, "12500 pixels is off by a factor of 1000: is the unit right?"),
        (b"many", "Your answer should be numbers, and it is `b'many'` (bytes)."),
        ([1, 2], "Your answer has shape (2,), and () was asked for."),
        (float("nan"), "Your answer holds a number that is not finite (nan or inf)."),
    ],
)
def test_wrong_numbers_are_told_how(answer: object, message: str) -> None:
    outcome = judge(NUMBER, answer)
    assert (outcome.status, outcome.message) == (NOT_YET, message)


@pytest.mark.parametrize("tolerance", [0, -1, float("nan"), float("inf")])
def test_tolerance_is_more_than_zero(tolerance: float) -> None:
    with pytest.raises(ValueError, match=r"tolerance of exercise 1\.2 is"):
        Number("1.2", "How many?", 1, tolerance, "", "Yes.")


def test_right_and_wrong_code() -> None:
    assert judge(CODE, lambda x: 2 * x).message == "Twice as much."
    outcome = judge(CODE, lambda x: x)
    assert (outcome.status, outcome.message) == (NOT_YET, "Two should become four.")


def test_a_check_that_stumbles_is_no_error() -> None:
    outcome = judge(CODE, 3)
    assert outcome.status == NOT_YET
    assert "TypeError: 'int' object is not callable" in outcome.message


class Hostile:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")


ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize("exercise", [PREDICT, NUMBER, CODE], ids=lambda e: e.kind)
@pytest.mark.parametrize(
    "answer", [Hostile(), ENDLESS, 1j, np.array([1j]), object, b"b"], ids=range(6)
)
def test_no_answer_makes_a_check_raise(exercise: object, answer: object) -> None:
    assert judge(exercise, answer).status == NOT_YET


@pytest.mark.parametrize("exercise", [PREDICT, NUMBER, CODE], ids=lambda e: e.kind)
@pytest.mark.parametrize("stub", [..., None])
def test_untouched_stubs_are_invited(exercise: object, stub: object) -> None:
    outcome = judge(exercise, stub)
    assert (outcome.status, outcome.message) == (NOT_ATTEMPTED, exercise.invitation)
    assert "`...`" in outcome.message


def test_invitations_say_what_goes_where() -> None:
    assert '`"a"`, `"b"` or `"c"`' in PREDICT.invitation
    assert "in pixels" in NUMBER.invitation


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (123, "Each picture saves 720 bytes"),
        (122, "Round up: with 122 pictures, codes and network still take two bytes more."),
        (87_842 / 720, "Round up"),
        (124, "124 pictures is too large."),
        (112, "You have thrown the pixels away"),
        (113, "You have thrown the pixels away"),
        (62, "That counts one byte a weight"),
        (115, "Sixteen numbers are not sixteen bytes"),
        (1373, "That is how many codes weigh as much as the network."),
    ],
)
def test_when_a_code_pays_is_known_to_the_picture(answer: float, message: str) -> None:
    outcome = judge(find_exercise("0.2"), answer)
    assert outcome.message.startswith(message)
    assert outcome.status == (CORRECT if answer == 123 else NOT_YET)
