"""The page judges answers exactly as Python does.

The modules run in the browser as they stand in the repository, without a built book.
"""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from serve import BookServer  # tools/serve.py

from latentlib.exercises import (
    Choice,
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
from latentlib.exercises.kinds import judge
from latentlib.exercises.page import page_data

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = REPOSITORY / "book" / "_static" / "exercises"
sys.path.insert(0, str(REPOSITORY / "tests" / "exercises"))

from fake_figures import FakeFigure, FakeWords, ring_of  # noqa: E402


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page from which the modules can be imported."""
    with BookServer(MODULES, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        page = browser.new_page()
        page.goto(f"{server.address}format.js")
        yield page
        page.close()
        server.shutdown()
        thread.join()


def said_by_python(exercise: Any, answer: Any) -> list[str]:
    outcome = judge(exercise, answer)
    return [outcome.status, outcome.message]


# --- numbers and predictions ---------------------------------------------------------------------


def test_numbers_are_written_alike(page: Page) -> None:
    draw = random.Random(1)
    numbers = [draw.uniform(-1, 1) * 10 ** draw.randint(-12, 15) for _ in range(3000)]
    numbers += [round(x, 3) for x in numbers[:500]] + [float(int(x)) for x in numbers[:500]]
    numbers += [0.0, -0.0, 0.5, 1.5, 2.5, 12345650.0, 1234565, 1234575, 0.00001, 0.0001, 99999.95]
    numbers += [999999.5, 9.9995, 1e22, 5e-324, 1.7976931348623157e308, 100, 1000, 0.015625, 1e5]
    for digits in (1, 2, 3, 6):
        written = page.evaluate(
            """async ([numbers, digits]) => {
              const { general } = await import("/format.js");
              return numbers.map((x) => general(Number(x), digits));
            }""",
            [[repr(x) for x in numbers], digits],
        )
        assert written == [f"{x:.{digits}g}" for x in numbers]


NUMBERS = [
    Number(
        "1.2",
        "How many?",
        12.5,
        0.1,
        "pixels",
        "Half of 25.",
        slips=[Slip(25, "that is the whole; half of it was asked for.")],
    ),
    Number("1.3", "How much?", lambda: -0.25, 0.01, "", "A quarter less."),
    Number("1.4", "Nothing?", 0, 0.5, "%", "Nothing."),
    Number("1.5", "A lot?", 2_500_000, 10, "m", "A lot."),
]


@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda exercise: exercise.id)
def test_numbers_are_judged_alike(page: Page, exercise: Number) -> None:
    truth, draw = exercise.truth(), random.Random(2)
    answers = [truth + draw.gauss(0, 2) * exercise.tolerance for _ in range(200)]
    answers += [truth * f for f in (-1, 100, 0.01, 1000, 0.001, 101.9, 98.1, 102.1, 2, -100)]
    answers += [truth + exercise.tolerance * f for f in (1, -1, 1.0000001)]
    answers += [0, 25, 25.05, 1e300, -1e-300, 123456.5]
    assert_judged_alike(page, exercise, answers)


def assert_judged_alike(page: Page, exercise: Number, answers: list[float]) -> None:
    found = page.evaluate(
        """async ([exercise, answers]) => {
          const { judgeNumber } = await import("/answers.js");
          return answers.map((x) => Object.values(judgeNumber(exercise, x)));
        }""",
        [page_data(exercise), answers],
    )
    wanted = [said_by_python(exercise, answer) for answer in answers]
    assert found == wanted
    assert len({message for _, message in wanted}) > 3


NO_NUMBER = "This is not a number: write it in digits, such as `12.5`."


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", 12.5),
        (" 12,5 ", 12.5),
        ("12.5 pixels", 12.5),
        ("12.5pixels", 12.5),
        ("12.5 Pixel", 12.5),
        ("12.5\u00a0PIXELS", 12.5),
        ("−3", -3),
        ("+.5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("1E-3 pixels", 0.001),
        ("1,372", 1372),
        ("-87,842.5", -87842.5),
        ("1,372,000 pixels", 1_372_000),
        ("1,000.5", 1000.5),
        ("0,125", 0.125),
        ("1,3725", 1.3725),
        ("87 842", 87842),
        ("87\u2009842", 87842),
        ("87\u202f842,5 pixels", 87842.5),
        ("1\u00a0372\u00a0000", 1_372_000),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(page: Page, typed: str, number: float) -> None:
    [found] = judged_typed(page, NUMBERS[0], [typed])
    assert found == said_by_python(NUMBERS[0], number) == said_by_python(NUMBERS[0], typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type a number first."),
        ("twelve", NO_NUMBER),
        ("12 5", NO_NUMBER),
        ("12.5.3", NO_NUMBER),
        ("1,23,4", NO_NUMBER),
        ("1 372 00", NO_NUMBER),
        ("0x10", NO_NUMBER),
        ("Infinity", NO_NUMBER),
        ("1e999", NO_NUMBER),
        ("pixels", NO_NUMBER),
        ("about 12", NO_NUMBER),
        ("12 cm", "`12 cm` has another unit: give it in pixels."),
        ("1,372 µm", "`1,372 µm` has another unit: give it in pixels."),
        ("12 %", "`12 %` has another unit: give it in pixels."),
        ("12 pixels?", "`12 pixels?` has another unit: give it in pixels."),
    ],
)
def test_what_is_no_number_to_judge_is_told(page: Page, typed: str, message: str) -> None:
    [found] = judged_typed(page, NUMBERS[0], [typed])
    assert found == said_by_python(NUMBERS[0], typed) == ["not attempted", message]


def test_a_unit_that_nobody_asked_for_is_told(page: Page) -> None:
    found = judged_typed(page, NUMBERS[1], ["-25 %", "-0.25"])
    message = "`-25 %` has a unit, and a number without one was asked for."
    assert found == [["not attempted", message], ["correct", "A quarter less."]]


def test_a_short_unit_has_no_plural(page: Page) -> None:
    found = judged_typed(page, NUMBERS[3], ["2,500,000 ms", "2500000 M"])
    assert [status for status, _ in found] == ["not attempted", "correct"]


def test_whatever_is_typed_is_read_alike(page: Page) -> None:
    draw = random.Random(6)
    parts = ["1", "25", "372", "000", "0", ",", ".", " ", "-", "\u2009", "e", "E3", "pixel", "s"]
    typed = ["".join(draw.choices(parts, k=draw.randint(1, 6))) for _ in range(3000)]
    for exercise in NUMBERS[:2]:
        found = judged_typed(page, exercise, typed)
        assert found == [said_by_python(exercise, text) for text in typed]
        assert len({message for _, message in found}) > 20


def judged_typed(page: Page, exercise: Number, typed: list[str]) -> list[list[str]]:
    return page.evaluate(
        """async ([exercise, typed]) => {
          const { judgeTyped } = await import("/answers.js");
          return typed.map((text) => Object.values(judgeTyped(exercise, text)));
        }""",
        [page_data(exercise), typed],
    )


def test_predictions_are_judged_alike(page: Page) -> None:
    made = Predict("1.1", "?", {"a": Choice("A", "no: `a`."), "b": Choice("B", "Yes.", True)})
    known = [e for n in range(10) for e in exercises_of(n).values() if isinstance(e, Predict)]
    for exercise in [made, *known]:
        found = page.evaluate(
            """async ([exercise, letters]) => {
              const { judgePrediction } = await import("/answers.js");
              return letters.map((letter) => Object.values(judgePrediction(exercise, letter)));
            }""",
            [page_data(exercise), list(exercise.choices)],
        )
        assert found == [said_by_python(exercise, letter) for letter in exercise.choices]


def test_nothing_chosen_and_nothing_typed_are_not_attempted(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const { judgePrediction, judgeTyped } = await import("/answers.js");
          const { judgeFigure } = await import("/goals.js");
          return [
            judgePrediction({ choices: {} }, undefined),
            judgeTyped({ unit: "", typed: { nothing: "" } }, "  "),
            await judgeFigure({ goal: {}, praise: "" }, undefined),
            await judgeFigure({ goal: {}, praise: "" }, { touched: () => false }),
          ].map((outcome) => outcome.status);
        }"""
    )
    assert found == ["not attempted"] * 4


# --- figures -------------------------------------------------------------------------------------

RANDOM = np.random.default_rng(3)
IMAGE_WEIGHTS, IMAGE_OFFSET = RANDOM.normal(0, 0.4, (48, 2)), RANDOM.uniform(0, 1, 48)
TARGET_CODE = np.array([0.4, -0.7])
TARGET = np.rint(255 * np.clip(IMAGE_WEIGHTS @ TARGET_CODE + IMAGE_OFFSET, 0, 1)).astype(int)
POINTS = np.concatenate(
    [
        RANDOM.normal([-2, 0], 0.4, (60, 2)),
        RANDOM.normal([2, 0], 0.4, (60, 2)),
        RANDOM.normal([0, 3], 0.4, (60, 2)),
        ring_of(40, (0, 0), 9),
    ]
)
LABELS = np.repeat([0, 1, 2, 3], [60, 60, 60, 40])

GOALS = {
    "image": ReachImage(TARGET.tolist(), 0.01, shape=(6, 8)),
    "hole": FindHole(0, 1, ("bag", "coat", "dress", "boot"), radius=0.6, reach=2.6),
    **{
        effect: FindCoordinate(effect, step=0.7, shape=(6, 8), tolerance=0.2)
        for effect in ("brightness", "width", "height", "balance", "lift")
    },
}
KEYS = {
    "image": {"right", "close", "near", "far"},
    "hole": {"right", "inside", "outside", "wide", "other", "same"},
}


def figures_for(kind: str) -> list[FakeFigure]:
    if kind == "image":
        size = np.geomspace(0.01, 4, 300)[:, None]
        codes = TARGET_CODE + size * RANDOM.normal(size=(300, 2))
        shared = {"weights": IMAGE_WEIGHTS, "offset": IMAGE_OFFSET}
        return [FakeFigure(list(map(float, code)), **shared) for code in codes]
    if kind == "hole":
        codes = np.concatenate([RANDOM.uniform(-9, 9, (200, 2)), RANDOM.normal(0, 1.5, (60, 2))])
        return [FakeFigure(list(map(float, c)), points=POINTS, labels=LABELS) for c in codes]
    weights = RANDOM.normal(0, 0.3, (48, 6)) * np.array([1, 0.8, 0.5, 0.3, 0.1, 0.001])
    shared = {"weights": weights, "offset": RANDOM.uniform(0.2, 0.8, 48)}
    first, codes = RANDOM.normal(0, 0.5, 6).tolist(), RANDOM.normal(0, 0.5, (150, 6)).tolist()
    return [FakeFigure(code, chosen=i % 6, first=first, **shared) for i, code in enumerate(codes)]


JUDGE_FIGURES = """async ([exercise, codes, chosen, shared]) => {
  const { weights, offset, points, labels, first } = shared;
  const { judgeFigure } = await import("/goals.js");
  const decode = async (list) => list.map((code) => Float32Array.from(offset, (start, i) =>
    code.reduce((total, value, j) => total + value * weights[i][j], 0) + start));
  const judged = codes.map((code, i) => judgeFigure(exercise, {
    code: () => code, decode, points, labels, chosen: () => chosen[i], touched: () => true,
    ...(first && { start: () => first }),
  }));
  return (await Promise.all(judged)).map((outcome) => Object.values(outcome));
}"""


@pytest.mark.parametrize("kind", list(GOALS))
def test_figures_are_judged_alike(page: Page, kind: str) -> None:
    exercise = OnFigure("0.5", "A goal", GOALS[kind], "There it is.", figure="pad")
    figures = figures_for(kind)
    one = figures[0]
    shared = {
        "weights": one.weights.tolist(),
        "offset": one.offset.tolist(),
        "points": None if one.points is None else one.points.tolist(),
        "labels": None if one.labels is None else one.labels.tolist(),
        "first": one.first,
    }
    codes, chosen = [f.code for f in figures], [f.chosen for f in figures]
    found = page.evaluate(JUDGE_FIGURES, [page_data(exercise), codes, chosen, shared])
    assert found == [said_by_python(exercise, figure) for figure in figures]
    keys = Counter(exercise.goal.find(figure).key for figure in figures)
    assert set(keys) == KEYS.get(kind, set(keys)), keys
    assert {"right", "weak"} <= set(keys) or kind in KEYS, keys


WORDS = ("king", "man", "woman", "queen", "queens", "cat", "dog")
JUDGE_SUMS = """async ([exercise, sums]) => {
  const { judgeFigure } = await import("/goals.js");
  const named = (pairs, other) => pairs.map(([word, value]) => ({ word, [other]: value }));
  const judged = sums.map(([terms, found]) => judgeFigure(exercise, {
    terms: () => named(terms, "sign"),
    answers: (count) => named(found, "cosine").slice(0, count),
    touched: () => true,
  }));
  return (await Promise.all(judged)).map((outcome) => Object.values(outcome));
}"""


def random_sum(draw: random.Random) -> FakeWords:
    terms = [(draw.choice(WORDS), draw.choice((1, -1))) for _ in range(draw.randint(0, 4))]
    answers = [f"w{i}" for i in range(draw.choice((0, 1, 5, 99, 100, 150)))]
    if answers and draw.random() < 0.7:
        answers.insert(draw.choice((0, draw.randint(0, len(answers)))), "queen")
    cosines = sorted((draw.uniform(-1, 1) for _ in answers), reverse=True)
    return FakeWords(terms, list(zip(answers, cosines, strict=True)))


def test_sums_of_words_are_judged_alike(page: Page) -> None:
    goal = MakeAnswer("queen", least=2, forbidden=("queens", "king"), step=True)
    exercise = OnFigure("0.5", "A goal", goal, "There it is.", figure="pad")
    draw = random.Random(4)
    figures = [random_sum(draw) for _ in range(600)]
    sums = [[figure.terms, figure.found] for figure in figures]
    found = page.evaluate(JUDGE_SUMS, [page_data(exercise), sums])
    assert found == [said_by_python(exercise, figure) for figure in figures]
    keys = {goal.find(figure).key for figure in figures}
    assert keys == {
        *("right", "few", "added", "itself", "forbidden", "nothing", "behind", "far"),
    }


def test_fair_sums_are_judged_alike(page: Page) -> None:
    goal = FairSum("king")
    exercise = OnFigure("0.5", "A goal", goal, "There it is.", figure="pad")
    draw = random.Random(5)
    figures = [random_sum(draw) for _ in range(600)]
    for figure in figures:
        own = {word for word, _ in figure.terms} if draw.random() < 0.7 else set()
        kept = [(word, draw.uniform(-1, 1)) for word in sorted(own)]
        figure.found = sorted(figure.found + kept, key=lambda one: -one[1])
    sums = [[figure.terms, figure.found] for figure in figures]
    found = page.evaluate(JUDGE_SUMS, [page_data(exercise), sums])
    assert found == [said_by_python(exercise, figure) for figure in figures]
    keys = {goal.find(figure).key for figure in figures}
    assert keys == {"right", "without", "few", "added", "subtracted", "nothing", "left out", "own"}
