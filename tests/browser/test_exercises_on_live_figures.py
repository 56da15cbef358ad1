"""A live figure of the course answers to the goals in the page as it does in Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from latentlib import data, recipes
from latentlib.exercises import FairSum, FindHole, MakeAnswer, OnFigure, ReachImage
from latentlib.exercises.kinds import judge
from latentlib.exercises.page import page_data
from latentlib.live import LatentPad, WordMath

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = REPOSITORY / "book" / "_static" / "exercises"
sys.path.insert(0, str(REPOSITORY / "tests" / "live"))

from figure_page import ADDRESS, figure_files  # noqa: E402

CODES = np.random.default_rng(0).normal(0, 4, (40, 2)).round(3).tolist()
JUDGE = """async ([exercise, codes]) => {
  const { judgeFigure } = await import("/goals.js");
  const { latent } = document.getElementById("figure");
  const untouched = await judgeFigure(exercise, latent);
  const found = [untouched.status];
  for (const [x, y] of codes) {
    window.model.set("x", x);
    window.model.set("y", y);
    found.push(Object.values(await judgeFigure(exercise, latent)));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def pad() -> LatentPad:
    images = data.load_fashion_mnist("test").subset(slice(400))
    return LatentPad(recipes.load("fashion-autoencoder-2"), images, n_points=400, name="pad")


@contextmanager
def page_with(figure: Any, browser: Browser) -> Iterator[Page]:
    """A page with a figure as it first is, from which the modules can be imported."""
    figure.reset()
    files = figure_files(figure, "light", "")

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name in files:
            kind, text = files[name]
            route.fulfill(content_type=kind, body=text)
        else:
            route.fulfill(content_type="text/javascript", body=(MODULES / name).read_text())

    page = browser.new_page()
    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    page.wait_for_function("window.ready")
    yield page
    page.close()


@pytest.fixture
def page(browser: Browser, pad: LatentPad) -> Iterator[Page]:
    """A page with the map."""
    with page_with(pad, browser) as page:
        yield page


def said_by_python(exercise: OnFigure, pad: LatentPad) -> list[list[str]]:
    found = []
    for pad.x, pad.y in CODES:
        outcome = judge(exercise, pad)
        found.append([outcome.status, outcome.message])
    return found


def test_a_hole_is_the_same_hole(page: Page, pad: LatentPad) -> None:
    names = tuple(data.load_fashion_mnist("test").label_names)
    goal = FindHole(5, 8, names, radius=0.8, reach=6.0)
    exercise = OnFigure("0.5", "A hole", goal, "There it is.", figure="pad")
    untouched, *found = page.evaluate(JUDGE, [page_data(exercise), CODES])
    assert untouched == judge(exercise, pad).status == "not attempted"
    wanted = said_by_python(exercise, pad)
    assert found == wanted
    assert len({message[:12] for _, message in wanted}) >= 3


def test_an_image_is_as_far_off(page: Page, pad: LatentPad) -> None:
    target = np.rint(255 * pad.decode(np.array([CODES[3]])).clip(0, 1)).astype(int)
    exercise = OnFigure("0.6", "Reach", ReachImage(target, 0.01), "There.", figure="pad")
    untouched, *found = page.evaluate(JUDGE, [page_data(exercise), CODES])
    assert untouched == "not attempted"
    wanted = said_by_python(exercise, pad)
    assert [(status, said.partition(":")[0]) for status, said in found] == [
        (status, said.partition(":")[0]) for status, said in wanted
    ]
    assert wanted[3][0] == "correct"
    assert {status for status, _ in wanted} == {"correct", "not yet"}


SUMS = ["king - man + woman", "king - queen", "king", "prince - man + woman", "dog - cat + two"]
JUDGE_SUMS = """async ([exercise, sums]) => {
  const { judgeFigure } = await import("/goals.js");
  const { latent } = document.getElementById("figure");
  const found = [await judgeFigure(exercise, latent)];
  for (const expression of sums) {
    window.model.set("expression", expression);
    found.push(await judgeFigure(exercise, latent));
  }
  return found.map((outcome) => [outcome.status, outcome.message]);
}"""


def test_a_word_is_made_of_the_same_words(browser: Browser) -> None:
    figure = WordMath(data.load_word_vectors(), n_words=6000, examples=["dog"], name="math")
    exercise = OnFigure("0.5", "Make it", MakeAnswer("queen"), "There it is.", figure="math")
    with page_with(figure, browser) as page:
        untouched, *found = page.evaluate(JUDGE_SUMS, [page_data(exercise), SUMS])
    assert untouched[0] == judge(exercise, figure).status == "not attempted"
    wanted = []
    for figure.expression in SUMS:
        outcome = judge(exercise, figure)
        wanted.append([outcome.status, outcome.message])
    assert found == wanted
    assert wanted[0][0] == "correct"
    assert len({message[:20] for _, message in wanted}) >= 4


FAIR_SUMS = ["king - brother + sister", "king - man + woman", "king", "king + man + woman"]


@pytest.mark.parametrize("kept", [False, True])
def test_a_sum_is_fair_where_its_own_words_may_answer(browser: Browser, kept: bool) -> None:
    vectors = data.load_word_vectors()
    figure = WordMath(vectors, n_words=6000, examples=["dog"], keep_query=kept, name="math")
    exercise = OnFigure("0.5", "Make it", FairSum("king"), "There it is.", figure="math")
    with page_with(figure, browser) as page:
        _, *found = page.evaluate(JUDGE_SUMS, [page_data(exercise), FAIR_SUMS])
    wanted = []
    for figure.expression in FAIR_SUMS:
        outcome = judge(exercise, figure)
        wanted.append([outcome.status, outcome.message])
    assert found == wanted
    assert (wanted[0][0] == "correct") == kept
    assert ("may not answer yet" in wanted[1][1]) != kept
