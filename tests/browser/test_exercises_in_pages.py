"""Exercises in the built pages: answered by mouse and keyboard, of every kind."""

from __future__ import annotations

import gzip
import sys
from functools import partial
from typing import Any

import pytest
from built import PAGES, REPOSITORY, built_pages
from exercise_pages import (
    CHAPTER,
    CHAPTERS,
    IN_PAGES,
    MAP,
    OpenPage,
    a_prediction,
    answer_of,
    box,
    kept,
    open_with_number_and_figure,
    plain,
    press_check,
    solve,
)
from playwright.sync_api import expect
from visits import accessibility_problems, layout_problems

from latentlib.exercises import Number, Predict, Progress

sys.path.insert(0, str(REPOSITORY / "book" / "_ext"))

from exercises import QUOTES
from modules import join


def of_kind(kind: type) -> Any:
    cases = [(page, exercise) for page, exercise in IN_PAGES if isinstance(exercise, kind)]
    names = [exercise.id for _, exercise in cases]
    return pytest.mark.parametrize(("path", "exercise"), cases, ids=names)


@pytest.fixture
def open_with_more(open_page: OpenPage, address: str) -> OpenPage:
    """Open the first chapter, with a number and a figure among its exercises."""
    return partial(open_with_number_and_figure, open_page, address)


# --- every exercise of the course ----------------------------------------------------------------


@of_kind(Predict)
def test_each_choice_gets_its_own_explanation(
    open_page: OpenPage, path: str, exercise: Predict
) -> None:
    page = open_page(path)
    expect(answer_of(page, exercise.id)).to_have_text("○ not attempted")
    wrong = [letter for letter, choice in exercise.choices.items() if not choice.correct]
    right = next(letter for letter, choice in exercise.choices.items() if choice.correct)
    for number, letter in enumerate([*wrong, right], start=1):
        choice = exercise.choices[letter]
        box(page, exercise.id).locator(f'input[value="{letter}"]').check()
        press_check(page, exercise.id)
        said = answer_of(page, exercise.id)
        expect(said).to_contain_text("✓ correct" if choice.correct else "↻ not yet")
        expect(said.locator("p").nth(1)).to_have_text(plain(choice.explanation))
        assert kept(page).of(exercise.id).attempts == number
    assert kept(page).of(exercise.id).status == "correct"


@of_kind(Predict)
def test_choices_are_shown_once(open_page: OpenPage, path: str, exercise: Predict) -> None:
    page = open_page(path)
    labels = box(page, exercise.id).locator("label")
    expect(labels).to_have_count(len(exercise.choices))
    section = page.locator("article section").filter(has=box(page, exercise.id)).last
    shown = " ".join(section.inner_text().split()).translate(QUOTES)
    for letter, choice in exercise.choices.items():
        offered = f"{letter} {plain(choice.text)}".translate(QUOTES)
        assert shown.count(offered) == 1, f"{letter} of {exercise.id}"


@of_kind(Number)
def test_each_slip_gets_its_own_explanation(
    open_page: OpenPage, path: str, exercise: Number
) -> None:
    page = open_page(path)
    cases = [(slip.value, "↻ not yet", slip.message) for slip in exercise.slips]
    for value, status, message in [*cases, (exercise.truth(), "✓ correct", exercise.praise)]:
        box(page, exercise.id).locator("input").fill(repr(float(value)))
        press_check(page, exercise.id)
        expect(answer_of(page, exercise.id)).to_contain_text(status)
        said = answer_of(page, exercise.id).locator("p").nth(1).inner_text()
        assert said.lower() == plain(message).lower()


@pytest.mark.parametrize(("path", "exercise"), IN_PAGES, ids=[e.id for _, e in IN_PAGES])
def test_each_exercise_has_what_its_kind_can_do(
    open_page: OpenPage, path: str, exercise: Any
) -> None:
    page = open_page(path)
    buttons = box(page, exercise.id).get_by_role("button", name="Check")
    section = page.locator("article section").filter(has=box(page, exercise.id)).last
    if exercise.kind == "code":
        expect(buttons).to_have_count(0)
        expect(section.locator(".needs-kernel")).to_contain_text("run this chapter on your own")
        expect(section.locator(".tag_exercise pre")).to_be_visible()
    else:
        expect(buttons).to_be_visible()
        expect(section.locator(".tag_exercise pre")).to_have_count(0)
    expect(section.locator(".cell_output .latent-outcome")).to_have_count(0)
    assert section.inner_text().count("not attempted") == (exercise.kind != "code")


# --- a number and a figure, put into the page ----------------------------------------------------


def test_a_number_is_typed_and_sent_by_enter(open_with_more: OpenPage) -> None:
    page = open_with_more()
    field = box(page, "9.1").get_by_label("Your number")
    for typed, head, message in [
        ("", "○ not attempted", "Type a number first."),
        ("many", "○ not attempted", "This is not a number: write it in digits, such as 12.5."),
        ("12 cm", "○ not attempted", "12 cm has another unit: give it in px."),
        ("25", "↻ not yet · 1 attempt", "That is the whole."),
        ("12,9", "↻ not yet · 2 attempts", "12.9 px is too large."),
        ("12,55 px", "✓ correct · 3 attempts", "Half of 25."),
        ("1", "↻ not yet · solved before, 4 attempts", "1 px is too small."),
    ]:
        field.fill(typed)
        field.press("Enter")
        expect(answer_of(page, "9.1").locator("p")).to_have_text([head, message])
    assert kept(page).of("9.1").status == "correct"


def test_a_figure_is_judged_as_it_stands(open_with_more: OpenPage) -> None:
    page = open_with_more()
    said = answer_of(page, "9.2")
    press_check(page, "9.2")
    expect(said).to_contain_text("○ not attempted")
    expect(said).to_contain_text("Move the figure first.")
    page.evaluate("pad.touched = true; pad.code = [2, 0.1]")
    press_check(page, "9.2")
    expect(said).to_contain_text("↻ not yet")
    expect(said).to_contain_text("You are inside a class: the nearest point is coat, only 0.1 away")
    page.evaluate("pad.code = [0, 0]")
    press_check(page, "9.2")
    expect(said).to_contain_text("✓ correct · 2 attempts")
    expect(said).to_contain_text("Nobody lives there.")
    box(page, "9.2").get_by_role("button", name="Show the figure").click()
    expect(page.get_by_role("button", name="Pad")).to_be_focused()


def test_a_figure_is_judged_without_a_network(open_with_more: OpenPage) -> None:
    page = open_with_more()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.evaluate("pad.touched = true")
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("✓ correct")


def test_a_figure_that_is_not_there_is_no_wrong_answer(open_with_more: OpenPage) -> None:
    page = open_with_more()
    page.evaluate("document.querySelector('[data-live-name=pad]').dataset.live = 'failed'")
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("The figure could not be loaded")
    page.evaluate("document.querySelector('[data-live-name=pad]').remove()")
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("Move the figure first.")
    assert kept(page) == Progress()


def test_a_check_is_counted_once(open_with_more: OpenPage) -> None:
    """However often the button is pressed while the figure is being judged."""
    page = open_with_more()
    page.evaluate("pad.touched = true; pad.code = [2, 0.1]")
    box(page, "9.2").get_by_role("button", name="Check").dblclick()
    expect(answer_of(page, "9.2")).to_contain_text("↻ not yet · 1 attempt")
    assert kept(page).of("9.2").attempts == 1


def test_a_figure_that_is_not_loaded_is_asked_to_load(open_with_more: OpenPage) -> None:
    page = open_with_more()
    page.evaluate(
        """() => {
          const holder = document.querySelector("[data-live-name=pad]");
          holder.dataset.live = "waiting";
          holder.addEventListener("live:start", () => (holder.dataset.live = "loading"));
          pad.touched = true;
        }"""
    )
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("The figure is being loaded.")
    page.evaluate("document.querySelector('[data-live-name=pad]').dataset.live = 'ready'")
    expect(answer_of(page, "9.2")).to_contain_text("✓ correct · 1 attempt")


def test_starting_over_ends_a_check_that_goes_on(open_with_more: OpenPage) -> None:
    page = open_with_more()
    page.evaluate("pad.touched = true; pad.code = [2, 0.1]")
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("↻ not yet · 1 attempt")
    loading = "document.querySelector('[data-live-name=pad]').dataset.live = "
    page.evaluate(f"{loading}'loading'")
    press_check(page, "9.2")
    expect(answer_of(page, "9.2")).to_contain_text("The figure is being loaded.")
    box(page, "9.2").get_by_role("button", name="Start over").click()
    page.evaluate(f"{loading}'ready'")
    page.wait_for_timeout(100)
    expect(answer_of(page, "9.2")).to_have_text("○ not attempted")
    assert kept(page) == Progress()


# --- keyboard ------------------------------------------------------------------------------------


def test_a_prediction_by_keyboard_alone(open_page: OpenPage) -> None:
    page, exercise = open_page(CHAPTER), a_prediction()
    box(page, exercise.id).locator("input").first.focus()
    page.keyboard.press("Space")
    letters = list(exercise.choices)
    right = next(letter for letter, choice in exercise.choices.items() if choice.correct)
    for _ in range(letters.index(right)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(box(page, exercise.id).get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct")
    page.keyboard.press("Tab")
    expect(box(page, exercise.id).get_by_role("button", name="Start over")).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer_of(page, exercise.id)).to_have_text("○ not attempted")
    expect(box(page, exercise.id).locator("input").first).to_be_focused()
    assert kept(page) == Progress()


def test_nothing_chosen_is_not_attempted(open_page: OpenPage) -> None:
    page, exercise = open_page(CHAPTER), a_prediction()
    press_check(page, exercise.id)
    expect(answer_of(page, exercise.id)).to_contain_text("Choose one first.")
    assert kept(page) == Progress()


def test_starting_over_in_code_keeps_the_focus(open_page: OpenPage) -> None:
    path, exercise = next((p, e) for p, e in IN_PAGES if e.kind == "code")
    page = open_page(path)
    section = page.locator("article section").filter(has=box(page, exercise.id)).last
    section.locator("summary").first.click()
    again = box(page, exercise.id).get_by_role("button", name="Start over")
    again.click()
    expect(again).to_be_hidden()
    expect(section.locator("summary").first).to_be_focused()


# --- looks, weight, no script --------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_forms_are_accessible_and_fit(open_with_more: OpenPage, width: int, scheme: str) -> None:
    page, exercise = (
        open_with_more(width=width, scheme=scheme, reduced_motion="reduce", has_touch=width < 600),
        a_prediction(),
    )
    solve(page, exercise)
    box(page, "9.1").locator("input").fill("3")
    press_check(page, "9.1")
    press_check(page, "9.2")
    expect(answer_of(page, "9.1")).to_contain_text("not yet")
    problems = layout_problems(page) + accessibility_problems(page)
    assert not problems, "\n".join(["", *problems])
    heights = page.evaluate(
        "[...document.querySelectorAll('.exercise :is(button, label, input[type=text])')]"
        ".filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= (40 if width < 600 else 24), heights


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_accessible_and_fits(open_page: OpenPage, scheme: str) -> None:
    page = open_page(MAP, width=360, scheme=scheme, reduced_motion="reduce", has_touch=True)
    expect(page.get_by_role("button", name="Clear all")).to_be_visible()
    problems = layout_problems(page) + accessibility_problems(page)
    assert not problems, "\n".join(["", *problems])


def test_without_scripts_everything_can_be_read(open_page: OpenPage) -> None:
    page, exercise = open_page(CHAPTER, java_script_enabled=False), a_prediction()
    section = page.locator("article section").filter(has=box(page, exercise.id)).last
    expect(section.locator(".exercise-choices > li")).to_have_count(len(exercise.choices))
    expect(section.locator(".needs-kernel")).to_contain_text("needs JavaScript")
    expect(section.locator("input, form")).to_have_count(0)
    section.locator("summary", has_text="Solution").click()
    expect(section.locator("details").last.locator("pre")).to_be_visible()
    page.goto(page.url.replace(CHAPTER, MAP))
    expect(page.locator(".exercise-map a")).to_have_count(len(IN_PAGES))
    expect(page.locator("article button, article input")).to_have_count(0)


def test_pages_without_exercises_load_no_script_of_theirs() -> None:
    forms, maps = [], []
    for name in built_pages():
        html = (PAGES / name).read_text(encoding="utf-8")
        forms += [name] if "exercises/forms.js" in html else []
        maps += [name] if "exercises/map.js" in html else []
    assert forms == [page for page, _ in CHAPTERS]
    assert maps == [MAP]


def test_script_and_style_are_light() -> None:
    script = join(REPOSITORY / "book/_static/exercises/forms.js").encode()
    style = (REPOSITORY / "book/_static/css/72-exercises.css").read_bytes()
    assert len(gzip.compress(script, 9)) + len(gzip.compress(style, 9)) <= 7500
