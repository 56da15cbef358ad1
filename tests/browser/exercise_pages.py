"""What tests of exercises in the built pages share: where they are, how one answers and reads them.

Chapters have what the course has; a number and a live figure are put into the page, so that every
kind is tried whatever the chapters hold.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from built import PAGES, REPOSITORY, built_pages
from playwright.sync_api import Locator, Page, Route, expect

from latentlib.exercises import (
    FindHole,
    Number,
    OnFigure,
    Predict,
    Progress,
    Slip,
    exercises_of,
)
from latentlib.exercises.page import page_data

sys.path.insert(0, str(REPOSITORY / "book" / "_ext"))

from exercises import box_html

MAP = "book/progress.html"
KEY = "latent:v1:exercises"
OpenPage = Callable[..., Page]


def chapters_with_exercises() -> list[tuple[str, int]]:
    """Chapters that are built and have exercises, each with its number."""
    pages = [(page, int(Path(page).name[:2])) for page in built_pages() if "chapters/" in page]
    return [(page, number) for page, number in pages if exercises_of(number)]


CHAPTERS = chapters_with_exercises()
CHAPTER, FIRST = CHAPTERS[0] if CHAPTERS else ("(not built)", 1)
IN_PAGES = [(page, exercise) for page, n in CHAPTERS for exercise in exercises_of(n).values()]


def box(page: Page, exercise_id: str) -> Locator:
    """The element of an exercise."""
    return page.locator(f'.exercise[data-exercise="{exercise_id}"]')


def answer_of(page: Page, exercise_id: str) -> Locator:
    """What is said of an answer."""
    return box(page, exercise_id).get_by_role("status")


def press_check(page: Page, exercise_id: str) -> None:
    """Press an exercise's button."""
    box(page, exercise_id).get_by_role("button", name="Check").click()


def kept(page: Page) -> Progress:
    """What the browser keeps."""
    text = page.evaluate("(key) => localStorage.getItem(key)", KEY)
    return Progress() if text is None else Progress.from_json(text)


def plain(message: str) -> str:
    """What a reader sees of a message: code without its backticks."""
    return message.replace("`", "")


def a_prediction() -> Predict:
    """A prediction of the first chapter."""
    return next(e for page, e in IN_PAGES if page == CHAPTER and isinstance(e, Predict))


def solve(page: Page, exercise: Predict) -> None:
    """Choose what is right, and check."""
    right = next(letter for letter, choice in exercise.choices.items() if choice.correct)
    box(page, exercise.id).locator(f'input[value="{right}"]').check()
    press_check(page, exercise.id)
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct")


NUMBER = Number(
    "9.1", "How many?", 12.5, 0.1, "px", "Half of `25`.", [Slip(25, "that is the whole.")]
)
HOLE = OnFigure(
    "9.2", "The gap", FindHole(0, 1, ("bag", "coat"), 0.5, 3), "Nobody lives there.", figure="pad"
)
FIGURE = """
<div data-live-name="pad" data-live="ready"><button type="button">Pad</button></div>
<script>{
  const state = window.pad = { code: [0, 0], touched: false };
  document.currentScript.previousElementSibling.live = { model: {}, el: { latent: {
    code: () => state.code, touched: () => state.touched, decode: async () => [],
    points: [[-2, 0], [-2, 1], [2, 0], [2, -1]], labels: [0, 0, 1, 1],
  } } };
}</script>
"""


def section_of(exercise: Any, before: str = "") -> str:
    """An exercise as it stands in a page, with three hints."""
    hints = "".join(
        f"<details><summary>Hint {n}</summary><p>It is hint {n}.</p></details>" for n in (1, 2, 3)
    )
    return (
        f'<section id="exercise-{exercise.id.replace(".", "-")}"><h3>{exercise.title}</h3>{before}'
        f"{box_html(exercise.id, page_data(exercise))}{hints}</section>"
    )


def open_with_number_and_figure(open_page: OpenPage, address: str, **settings: Any) -> Page:
    """Open the first chapter, with a number and a figure among its exercises."""
    more = section_of(NUMBER) + section_of(HOLE, FIGURE)
    page = open_page("search.html", **settings)

    def add(route: Route) -> None:
        place = '<section id="exercise-'
        html = (PAGES / CHAPTER).read_text(encoding="utf-8")
        assert place in html
        route.fulfill(body=html.replace(place, more + place, 1), content_type="text/html")

    page.route(f"**/{CHAPTER}*", add)
    page.goto(address + CHAPTER)
    return page
