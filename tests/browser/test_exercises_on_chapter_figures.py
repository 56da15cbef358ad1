"""Exercises on a live figure, solved on their built pages by hand, as a reader solves them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from built import built_pages
from playwright.sync_api import Locator, Page, expect

from latentlib.exercises import OnFigure, exercises_of, find_exercise

OpenPage = Callable[..., Page]
Place = tuple[float, float]

#: For each exercise on a map: a right place, a wrong one, and how far off that is said to be.
MAPS: dict[str, tuple[Place, Place, str]] = {
    "0.5": ((2, -14), (-1, -12), r"Close: the error is 0\.00\d+, and 0\.005 or less is right\."),
    "1.4": ((-1.9, -9.0), (3.0, -2.7), r"only 0\.\d+ away\..* is about 3 away on the map\."),
    "2.4": ((9.3, 9.2), (3.9, 6.4), r"only 0\.\d+ away\..* is about 2\.\d away on the map\."),
    "2.6": (
        (-0.2, 1.65),
        (-0.2, 1.2),
        r"Close: the error is 0\.00\d+, and 0\.005 or less is right\.",
    ),
}
#: Of a figure with two maps: which of them the exercise is about.
WHICH = {"2.6": 1}
#: For each exercise on sliders: the right number, a wrong one, and how far off that is.
NUMBERS = {
    "0.6": (7, 1, r"by 0\.\d+\. Another one changes it 1\.4 times as much\."),
    "1.5": (13, 6, r"by 0?\.\d+ pixels\. Another one changes it 1\.8 times as much\."),
    "2.5": (8, 13, r"by 0?\.\d+ pixels\. Another one changes it 2\.6 times as much\."),
}
#: For each exercise on sums of words: a right sum, a wrong one, and what is said of that.
SUMS = {
    "4.5": ("tokyo - japan + italy", "madrid - spain + italy", "The first answer is milan"),
    "4.6": ("euro - europe + japan", "euro - germany + japan", "The first answer is dollar"),
    "4.7": ("king - brother + sister", "king - man + woman", "a word of the sum itself"),
}
#: Those in which the words of the sum may answer, too.
KEPT = ("4.7",)


def page_of(exercise_id: str) -> str:
    start = f"chapters/0{exercise_id[0]}_"
    return next((page for page in built_pages() if page.startswith(start)), "(not built)")


def figure_of(page: Page, exercise_id: str) -> Locator:
    """The exercise's figure, awake."""
    holder = page.locator(f'[data-live-name="{find_exercise(exercise_id).figure}"]')
    holder.scroll_into_view_if_needed()
    expect(holder).to_have_attribute("data-live", "ready", timeout=60_000)
    return holder


def box(page: Page, exercise_id: str) -> Locator:
    return page.locator(f'.exercise[data-exercise="{exercise_id}"]')


def check(page: Page, exercise_id: str, status: str) -> Locator:
    """Press Check; what is said then, which has to be of that status."""
    box(page, exercise_id).get_by_role("button", name="Check").click()
    said = box(page, exercise_id).get_by_role("status")
    expect(said.locator("strong")).to_have_text(status, timeout=30_000)
    return said


def point_at(figure: Locator, place: Place, which: int = 0) -> None:
    """Press the pointer on a place of a map, of the figure's only one or of one of several."""
    on_map = figure.locator(".latent-map").nth(which)
    on_map.scroll_into_view_if_needed()
    limits = figure.evaluate("(holder) => holder.live.model.get('_limits').flat()")
    x0, x1, y0, y1 = limits[4 * which : 4 * which + 4]
    frame = on_map.bounding_box()
    right, down = (place[0] - x0) / (x1 - x0), (y1 - place[1]) / (y1 - y0)
    at = {"x": right * frame["width"], "y": down * frame["height"]}
    on_map.click(position=at)


def press(figure: Locator, number: int, *keys: str) -> None:
    """Press keys on the slider of a number."""
    slider = figure.get_by_label(f"number {number}", exact=True)
    for key in keys:
        slider.press(key)


def type_sum(figure: Locator, expression: str) -> None:
    """Type the words of a sum over those that stand there, which have the same signs."""
    for place, word in enumerate(expression.split()[::2], 1):
        field = figure.get_by_role("combobox", name=f"word {place}", exact=True)
        field.fill(word)
        field.press("Tab")
    shown = expression.replace("-", "\N{MINUS SIGN}")
    expect(figure.locator(".latent-line")).to_contain_text(f"Nearest to {shown}: ")


def test_every_exercise_on_a_figure_is_tried() -> None:
    known = [e for chapter in range(10) for e in exercises_of(chapter).values()]
    assert {e.id for e in known if isinstance(e, OnFigure)} == {*MAPS, *NUMBERS, *SUMS}


@pytest.mark.parametrize("exercise_id", MAPS)
def test_a_map_is_pointed_at(open_page: OpenPage, exercise_id: str) -> None:
    page = open_page(page_of(exercise_id))
    right, wrong, how_far = MAPS[exercise_id]
    figure, which = figure_of(page, exercise_id), WHICH.get(exercise_id, 0)
    expect(check(page, exercise_id, "not attempted")).to_contain_text("Move the figure first.")
    point_at(figure, wrong, which)
    expect(check(page, exercise_id, "not yet")).to_contain_text(re.compile(how_far))
    point_at(figure, right, which)
    said = check(page, exercise_id, "correct")
    expect(said).to_contain_text(find_exercise(exercise_id).praise)


@pytest.mark.parametrize("exercise_id", NUMBERS)
def test_a_slider_is_moved_by_keys(open_page: OpenPage, exercise_id: str) -> None:
    page = open_page(page_of(exercise_id))
    right, wrong, how_far = NUMBERS[exercise_id]
    figure = figure_of(page, exercise_id)
    press(figure, wrong, "ArrowRight")
    expect(check(page, exercise_id, "not yet")).to_contain_text(re.compile(how_far))
    for keys in (["ArrowRight"], ["Home"], ["End"], ["PageDown", "PageDown"]):
        press(figure, right, *keys)
        said = check(page, exercise_id, "correct")
        expect(said).to_contain_text(find_exercise(exercise_id).praise)
    press(figure, wrong, "End")
    expect(check(page, exercise_id, "not yet")).to_contain_text(re.compile(how_far))


@pytest.mark.parametrize("exercise_id", SUMS)
def test_a_sum_is_typed(open_page: OpenPage, exercise_id: str) -> None:
    page = open_page(page_of(exercise_id))
    right, wrong, said_of_it = SUMS[exercise_id]
    figure = figure_of(page, exercise_id)
    expect(check(page, exercise_id, "not attempted")).to_contain_text("Move the figure first.")
    if exercise_id in KEPT:
        type_sum(figure, right)
        expect(check(page, exercise_id, "not yet")).to_contain_text("may not answer yet")
        figure.get_by_label("let the words of the sum answer, too").check()
    type_sum(figure, wrong)
    expect(check(page, exercise_id, "not yet")).to_contain_text(said_of_it)
    type_sum(figure, right)
    said = check(page, exercise_id, "correct")
    expect(said).to_contain_text(find_exercise(exercise_id).praise)


@pytest.fixture
def reloaded(open_page: OpenPage) -> Page:
    """Chapter 0, loaded again at its exercises, after its map was brought to a right place."""
    page = open_page(page_of("0.5"))
    point_at(figure_of(page, "0.5"), MAPS["0.5"][0])
    box(page, "0.5").scroll_into_view_if_needed()
    page.reload()
    holder = page.locator('[data-live-name="sheet"]')
    expect(holder).to_have_attribute("data-live", "waiting")
    return page


def test_a_figure_far_away_is_loaded_to_be_judged(reloaded: Page) -> None:
    check(reloaded, "0.5", "correct")


def test_a_figure_far_away_can_be_shown(reloaded: Page) -> None:
    box(reloaded, "0.5").get_by_role("button", name="Show the figure").click()
    holder = reloaded.locator('[data-live-name="sheet"]')
    expect(holder.locator(".latent-map")).to_be_focused(timeout=60_000)
    expect(holder).to_be_in_viewport()


def test_a_figure_far_away_that_cannot_be_loaded_is_no_wrong_answer(reloaded: Page) -> None:
    reloaded.context.set_offline(True)
    reloaded.route("**/_static/live/**", lambda route: route.abort())
    said = check(reloaded, "0.5", "not attempted")
    expect(said).to_contain_text("The figure could not be loaded; try its button.")
    box(reloaded, "0.5").get_by_role("button", name="Show the figure").click()
    expect(reloaded.get_by_role("button", name="Try again").first).to_be_focused()
