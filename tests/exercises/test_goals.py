"""Goals on a figure: reached, missed in each known way, and goals that cannot be meant."""

from __future__ import annotations

import importlib
import re
from typing import Any

import numpy as np
import pytest
from fake_figures import FakeFigure, FakeWords, ring_of

from latentlib.exercises import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    FairSum,
    FindCoordinate,
    FindHole,
    MakeAnswer,
    OnFigure,
    ReachImage,
    find_exercise,
)
from latentlib.exercises.goals import Goal
from latentlib.exercises.kinds import judge


def judged(goal: Goal, figure: object) -> tuple[str, str]:
    outcome = judge(OnFigure("0.5", "A goal", goal, "There it is.", figure="pad"), figure)
    return outcome.status, outcome.message


# --- reach an image ------------------------------------------------------------------------------

IMAGE = ReachImage([0, 51, 102, 255], tolerance=0.01, shape=(2, 2))
PIXELS = np.array([0, 0.2, 0.4, 1])


def drawing(*pixels: float) -> FakeFigure:
    return FakeFigure([0.0, 0.0], offset=np.array(pixels))


def test_image_is_reached_within_the_tolerance() -> None:
    assert judged(IMAGE, drawing(*PIXELS)) == (CORRECT, "There it is.")
    assert judged(IMAGE, drawing(0.19, 0.2, 0.4, 1))[0] == CORRECT  # 0.19**2 / 4 = 0.009


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        ((0.25, 0.2, 0.4, 1), "Close: the error is 0.0156, and 0.01 or less is right. It differs"),
        ((0, 0.6, 0.4, 1), "On the way: the error is 0.04, and 0.01 or less is right. It differs"),
        ((1, 1, 1, 0), "Still far off: the error is 0.75, and 0.01 or less is right. It differs"),
        ((0, 0.2, 0.4, 0.5), "It differs most at the bottom right."),
        ((0, 0.2, 0.9, 1), "It differs most at the bottom left."),
        ((0, 0.7, 0.4, 1), "It differs most at the top right."),
        ((0.5, 0.2, 0.4, 1), "It differs most at the top left."),
    ],
)
def test_image_says_how_far_and_where(pixels: tuple[float, ...], message: str) -> None:
    status, said = judged(IMAGE, drawing(*pixels))
    assert status == NOT_YET
    assert message in said


def test_image_is_compared_as_a_screen_shows_it() -> None:
    """Less than black is black, more than white is white."""
    assert judged(IMAGE, drawing(-3, 0.2, 0.4, 7))[0] == CORRECT


def test_target_may_be_computed_and_comes_as_an_image() -> None:
    goal = ReachImage(lambda: np.array([[0, 51], [102, 255]], np.uint8), 0.01, shape=(2, 2))
    assert np.allclose(goal.image(), PIXELS.reshape(2, 2))
    assert goal.payload()["target"] == [0, 51, 102, 255]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": [0, 1, 2]}, r"target is 3 values of int64, expected 4 whole numbers from 0"),
        ({"target": [0.5] * 4}, r"target is 4 values of float64"),
        ({"target": [0, 0, 0, 256]}, r"from 0 to 255"),
        ({"tolerance": 0}, "tolerance is 0, expected more than zero"),
        ({"tolerance": float("nan")}, "tolerance is nan"),
        ({"shape": (1, 4)}, r"shape is \(1, 4\), expected height and width"),
    ],
)
def test_images_that_cannot_be_meant(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ReachImage(**{"target": [0] * 4, "tolerance": 0.1, "shape": (2, 2), **changes})


# --- find a hole ---------------------------------------------------------------------------------

HOLE = FindHole(0, 1, ("bag", "coat", "dress"), radius=0.5, reach=2.0)
#: Bags left, coats right, dresses in a ring around both.
POINTS = np.concatenate([ring_of(6, (-2, 0), 0.4), ring_of(6, (2, 0), 0.4), ring_of(48, (0, 0), 6)])
LABELS = np.repeat([0, 1, 2], [6, 6, 48])


def at(*code: float) -> FakeFigure:
    return FakeFigure(list(code), points=POINTS, labels=LABELS)


def test_hole_between_the_classes_is_found() -> None:
    assert judged(HOLE, at(0, 0)) == (CORRECT, "There it is.")
    assert judged(HOLE, at(0.3, -0.2))[0] == CORRECT


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            (-2, 0.2),
            "You are inside a class: the nearest point is `bag`, only 0.248 away. "
            "In a hole nothing is nearer than 0.5.",
        ),
        ((9, 0), "This is outside of the cloud: all points lie to one side of you."),
        (
            (0, 3.5),
            "Too far from everything: the nearest point is `dress`, 2.5 away, "
            "and both classes should be within 2.",
        ),
        ((4.2, 0), "A hole, but between `dress` and `coat`; asked for is one between `bag` and"),
        ((-4.2, 0), "A hole, but between `dress` and `bag`; asked for"),
        (
            (0, 4.4),
            "A hole, but `bag` and `coat` do not lie on opposite sides of it: "
            "the nearest point is `dress`.",
        ),
    ],
)
def test_each_way_to_miss_a_hole_is_told(code: tuple[float, float], message: str) -> None:
    status, said = judged(HOLE, at(*code))
    assert status == NOT_YET
    assert said.startswith(message)


def test_how_far_the_nearest_hole_is_comes_from_looking_everywhere() -> None:
    grid = np.arange(-3, 3, 0.1)
    right = [(x, y) for x in grid for y in grid if judged(HOLE, at(x, y))[0] == CORRECT]
    assert len(right) > 20
    for code in ((9, 0), (-2, 0.2), (0, 3.5), (0, 4.4), (4.2, 0), (-8, -8)):
        said = judged(HOLE, at(*code))[1]
        match = re.search(r" The nearest hole between `bag` and `coat` is about (.+) away on", said)
        truth = np.linalg.norm(np.subtract(right, code), axis=1).min()
        assert float(match[1]) == pytest.approx(truth, rel=0.1, abs=0.15)


def test_where_there_is_no_hole_no_distance_is_told() -> None:
    far_apart = FindHole(0, 1, HOLE.names, radius=0.5, reach=0.6)
    for code in ((9, 0), (-2, 0.2), (0, 0)):
        status, said = judged(far_apart, at(*code))
        assert status == NOT_YET
        assert "on the map" not in said
        assert "{" not in said


def test_both_classes_on_one_side_are_not_between() -> None:
    goal = FindHole(0, 1, HOLE.names, radius=0.5, reach=4.0)
    status, said = judged(goal, at(0, 2.4))
    assert status == NOT_YET
    assert "do not lie on opposite sides" in said or "A hole, but between" in said


def test_a_right_code_stays_right_when_the_map_is_turned() -> None:
    for angle in np.linspace(0, 2 * np.pi, 17):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        for code in ((0.2, 0.1), (4.2, 0), (9, 0), (-2, 0.2)):
            turned = FakeFigure(list(turn @ code), points=POINTS @ turn.T, labels=LABELS)
            assert judged(HOLE, turned) == judged(HOLE, at(*code))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"class_a": 3}, "class_a is 3, expected a label from 0 to 2"),
        ({"class_b": -1}, "class_b is -1"),
        ({"class_b": 0}, "class_a and class_b are both 0, expected two classes"),
        ({"radius": 0}, "radius is 0, expected more than zero"),
        ({"reach": 0.4}, "reach is 0.4, expected more than radius, 0.5"),
    ],
)
def test_holes_that_cannot_be_meant(changes: dict[str, object], message: str) -> None:
    arguments = {"class_a": 0, "class_b": 1, "names": HOLE.names, "radius": 0.5, "reach": 2}
    with pytest.raises(ValueError, match=message):
        FindHole(**{**arguments, **changes})


# --- find a coordinate ---------------------------------------------------------------------------

SHAPE = (6, 8)
ROWS, COLUMNS = np.mgrid[:6, :8]
#: One picture a coordinate: all pixels, then ink outwards, up and down, right, down.
MOVES = {
    "brightness": np.ones(SHAPE),
    "width": np.abs(COLUMNS - 3.5) - 2,
    "height": np.abs(ROWS - 2.5) - 1.5,
    "balance": np.sign(COLUMNS - 3.5),
    "lift": np.sign(ROWS - 2.5),
}
WEIGHTS = 0.05 * np.stack([move.ravel() for move in MOVES.values()], axis=1)


def sliders(chosen: int | None, weights: np.ndarray = WEIGHTS) -> FakeFigure:
    code = [0.0] * weights.shape[1]
    return FakeFigure(code, weights=weights, offset=np.full(48, 0.5), chosen=chosen)


@pytest.mark.parametrize(("place", "effect"), list(enumerate(MOVES)))
def test_each_effect_has_its_coordinate(place: int, effect: str) -> None:
    goal = FindCoordinate(effect, shape=SHAPE)
    found = [judged(goal, sliders(i))[0] for i in range(len(MOVES))]
    assert found == [CORRECT if i == place else NOT_YET for i in range(len(MOVES))]


def test_a_weaker_coordinate_is_told_by_how_much() -> None:
    weights = np.stack([np.full(48, 0.01), np.full(48, 0.04), np.zeros(48)], axis=1)
    goal = FindCoordinate("brightness", shape=SHAPE)
    assert judged(goal, sliders(0, weights)) == (
        NOT_YET,
        "The one you chose changes the brightness of the first picture by 0.02. "
        "Another one changes it 4 times as much.",
    )
    assert judged(goal, sliders(2, weights)) == (
        NOT_YET,
        "The one you chose hardly changes the brightness of the first picture. Another one does.",
    )


def test_a_width_is_told_in_pixels() -> None:
    weights = np.stack([WEIGHTS[:, 1], WEIGHTS[:, 1] / 3], axis=1)
    said = judged(FindCoordinate("width", shape=SHAPE), sliders(1, weights))[1]
    assert "changes the width of the ink of the first picture by 0.0" in said
    assert " pixels. Another one changes it 3 times as much." in said


def test_nearly_the_strongest_is_right_as_well() -> None:
    weights = np.stack([np.full(48, 0.04), np.full(48, 0.037)], axis=1)
    assert judged(FindCoordinate("brightness", shape=SHAPE), sliders(1, weights))[0] == CORRECT
    strict = FindCoordinate("brightness", shape=SHAPE, tolerance=0.01)
    assert judged(strict, sliders(1, weights))[0] == NOT_YET


def test_a_place_where_nothing_changes_is_told() -> None:
    status, said = judged(FindCoordinate("width", shape=SHAPE), sliders(1, np.zeros((48, 3))))
    assert status == NOT_YET
    assert said == "No number changes the width of the ink of the first picture."


def test_where_the_sliders_were_left_changes_no_verdict() -> None:
    """A picture that is white already grows no brighter, whatever made it white."""
    goal = FindCoordinate("brightness", shape=SHAPE)
    weights = np.stack([np.full(48, 0.04), np.full(48, 0.02)], axis=1)
    for chosen, status in ((0, CORRECT), (1, NOT_YET)):
        for code in ([0, 0], [40, 0], [0, -40], [9, 40]):
            figure = FakeFigure(code, weights=weights, offset=np.full(48, 0.5), chosen=chosen)
            figure.first = [0.0, 0.0]
            assert judged(goal, figure)[0] == status


@pytest.mark.parametrize("exercise_id", ["0.6", "1.5", "2.5"])
def test_one_coordinate_is_right_wherever_its_slider_stands(exercise_id: str) -> None:
    exercise, chapter = find_exercise(exercise_id), f"chapter0{exercise_id[0]}_wrong_answers"
    namespace: dict[str, Any] = {}
    exec(importlib.import_module(chapter).NUMBERS, namespace)
    figure, right = namespace["numbers"], {"0.6": 6, "1.5": 12, "2.5": 7}[exercise_id]
    for place, (low, high) in enumerate(figure._ranges):
        found = set()
        for value in np.linspace(low, high, 21):
            figure.reset()
            figure.code = [value if i == place else x for i, x in enumerate(figure.code)]
            figure.chosen = place
            found.add(judge(exercise, figure).status)
        assert found == {CORRECT if place == right else NOT_YET}, place


@pytest.mark.parametrize("chosen", [None, -1, 9])
def test_nothing_chosen_is_not_attempted(chosen: int | None) -> None:
    status, said = judged(FindCoordinate("width", shape=SHAPE), sliders(chosen))
    assert (status, said) == (NOT_ATTEMPTED, "Choose one of the figure's numbers first.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"effect": "colour"}, "effect is 'colour', expected one of brightness, width"),
        ({"step": 0}, "step is 0, expected more than zero"),
        ({"tolerance": 1}, "tolerance is 1, expected a share from 0 to below 1"),
        ({"shape": (28,)}, r"shape is \(28,\)"),
    ],
)
def test_coordinates_that_cannot_be_meant(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FindCoordinate(**{"effect": "width", **changes})


# --- make a word the answer ----------------------------------------------------------------------

QUEEN = MakeAnswer("queen", least=3, forbidden=("queens", "princess"))
FOUND = [("monarch", 0.9), ("throne", 0.8125), ("queen", 0.75)]
FOUND += [(f"w{i}", 0.5) for i in range(200)]


def words(text: str, found: list[tuple[str, float]]) -> FakeWords:
    """A sum such as ``king -man woman``."""
    terms = [(word.removeprefix("-"), -1 if word[0] == "-" else 1) for word in text.split()]
    return FakeWords(terms, found)


def test_a_word_is_made_of_others() -> None:
    for text in ("king -man woman", "king -man woman woman", "-a -b -c"):
        assert judged(QUEEN, words(text, FOUND[2:])) == (CORRECT, "There it is.")
    assert judged(MakeAnswer("queen", least=1), words("monarch", FOUND[2:]))[0] == CORRECT


def test_a_step_may_be_asked_for() -> None:
    goal = MakeAnswer("queen", least=3, step=True)
    assert judged(goal, words("king -man woman", FOUND[2:]))[0] == CORRECT
    assert judged(goal, words("king man woman", FOUND[2:])) == (
        NOT_YET,
        "Nothing is subtracted in your sum: subtract one word.",
    )


@pytest.mark.parametrize(
    ("text", "found", "message"),
    [
        ("", [], "Your sum is made of no word, and 3 or more are asked for."),
        ("king king", FOUND, "Your sum is made of one word, and 3 or more are asked for."),
        ("king -man king", FOUND, "Your sum is made of 2 words, and 3 or more are asked for."),
        ("king -queen woman", FOUND, "`queen` is in your sum itself: make it of other words."),
        (
            "king -princess woman",
            FOUND,
            "`princess` may not be used here: make `queen` of other words.",
        ),
        ("a b c -a -b -c", [], "Your sum has no answer: what is added is subtracted again."),
        (
            "king -man woman",
            FOUND,
            "The first answer is `monarch`, and `queen` was asked for. It comes at place 3, "
            "with a cosine of 0.75; that of `monarch` is 0.9.",
        ),
        (
            "king -man woman",
            FOUND[3:] + FOUND[2:3],
            "The first answer is `w0`, and `queen` was asked for. It is not among the first "
            "100 answers.",
        ),
    ],
)
def test_each_way_to_miss_a_word_is_told(
    text: str, found: list[tuple[str, float]], message: str
) -> None:
    assert judged(QUEEN, words(text, found)) == (NOT_YET, message)


def test_the_hundredth_answer_is_looked_at_and_no_more() -> None:
    for ahead, message in ((99, "It comes at place 100,"), (100, "not among the first 100 answ")):
        found = [*((f"w{i}", 0.5) for i in range(ahead)), ("queen", 0.25)]
        assert message in judged(QUEEN, words("a b c", found))[1]


def test_a_figure_without_words_is_none() -> None:
    status, said = judged(QUEEN, drawing(*PIXELS))
    assert status == NOT_YET
    assert "should be the live figure itself" in said
    assert "should be the live figure itself" in judged(IMAGE, words("a", FOUND))[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"word": ""}, "word is '', expected words in lower case without white space"),
        ({"word": "Queen"}, "word is 'Queen'"),
        ({"word": "new york"}, "word is 'new york'"),
        ({"forbidden": "queens"}, "forbidden is 'queens', expected words"),
        ({"forbidden": ("queens", "a b")}, r"forbidden is \('queens', 'a b'\)"),
        ({"least": 0}, "least is 0, expected 1 or more"),
    ],
)
def test_words_that_cannot_be_meant(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MakeAnswer(**{"word": "queen", **changes})


# --- a sum whose own words may answer, too -------------------------------------------------------

FAIR = FairSum("king")
KEPT = [("queen", 0.8125), ("king", 0.75), ("woman", 0.5), ("man", -0.25)]


def test_a_fair_sum_leads_to_another_word_though_its_own_may_answer() -> None:
    for text in ("king -man woman", "-man woman king", "king king -man woman"):
        assert judged(FAIR, words(text, KEPT)) == (CORRECT, "There it is.")
    assert judged(FairSum("king", least=2), words("king -man", KEPT))[0] == CORRECT


@pytest.mark.parametrize(
    ("text", "found", "message"),
    [
        ("", [], "`king` is not added in your sum: begin with it."),
        ("-king man woman", KEPT, "`king` is not added in your sum: begin with it."),
        ("king -man -man", KEPT, "Your sum is made of 2 words, and 3 or more are asked for."),
        ("king man woman", KEPT, "Nothing is subtracted in your sum: subtract one word."),
        ("king -man -woman", KEPT, "Nothing is added to `king` in your sum: add one word."),
        ("king man woman -king -man -woman", [], "Your sum has no answer: what is added is sub"),
        ("king -man woman", KEPT[:1], "The words of the sum may not answer yet: let them, wi"),
        (
            "king -man woman",
            KEPT[1:],
            "The first answer is `king`, a word of the sum itself, with a cosine of 0.75.",
        ),
    ],
)
def test_each_way_to_miss_a_fair_sum_is_told(
    text: str, found: list[tuple[str, float]], message: str
) -> None:
    status, said = judged(FAIR, words(text, found))
    assert status == NOT_YET
    assert said.startswith(message)


def test_an_own_word_far_down_shows_that_own_words_may_answer() -> None:
    found = [*((f"w{i}", 0.5) for i in range(29_999)), ("man", -0.5)]
    assert judged(FAIR, words("king -man woman", found))[0] == CORRECT


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"word": "King"}, "word is 'King', expected a word in lower case without white space"),
        ({"word": 3}, "word is 3, expected a word"),
        ({"least": 1}, "least is 1, expected 2 or more"),
    ],
)
def test_fair_sums_that_cannot_be_meant(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FairSum(**{"word": "king", **changes})


# --- any figure ----------------------------------------------------------------------------------


def test_an_untouched_figure_is_not_attempted() -> None:
    figure = drawing(*PIXELS)
    figure.touched = False
    status, said = judged(IMAGE, figure)
    assert (status, said) == (NOT_ATTEMPTED, "Move the figure `pad`, then run this cell again.")
    assert judged(IMAGE, ...)[0] == NOT_ATTEMPTED


def test_another_figure_and_no_figure_are_told() -> None:
    figure = drawing(*PIXELS)
    figure.name = "sliders"
    assert (
        judged(IMAGE, figure)[1] == "This is the figure `sliders`; hand over the one named `pad`."
    )
    assert "live figure itself, and it is a value of type `list`" in judged(IMAGE, [0.1, 0.2])[1]


def test_a_figure_that_draws_another_size_is_told() -> None:
    status, said = judged(ReachImage([0] * 9, 0.1, shape=(3, 3)), drawing(0, 0, 0, 0))
    assert status == NOT_YET
    assert "What the figure draws has shape (1, 4), and (1, 9) was asked for." in said


def test_an_exercise_on_no_figure_is_refused() -> None:
    with pytest.raises(ValueError, match=r"figure of exercise 0\.5 is ''"):
        OnFigure("0.5", "A goal", IMAGE, "Yes.", figure="")
