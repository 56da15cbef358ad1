"""Exercises in the built pages: answered by mouse and keyboard, kept, shown on the map.

Chapters have what the course has; a number and a live figure are put into the page by the test, so
that every kind is tried whatever the chapters hold.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import PAGES, REPOSITORY, built_pages
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from visits import accessibility_problems, layout_problems

from latentlib.exercises import (
    FindHole,
    Number,
    OnFigure,
    Predict,
    Progress,
    Record,
    Slip,
    exercises_of,
)
from latentlib.exercises.page import page_data

sys.path.insert(0, str(REPOSITORY / "book" / "_ext"))

from exercises import QUOTES, box_html
from modules import join

MAP = "book/progress.html"
KEY = "latent:v1:exercises"
OpenPage = Callable[..., Page]


def chapters_with_exercises() -> list[tuple[str, int]]:
    pages = [(page, int(Path(page).name[:2])) for page in built_pages() if "chapters/" in page]
    return [(page, number) for page, number in pages if exercises_of(number)]


CHAPTERS = chapters_with_exercises()
CHAPTER, FIRST = CHAPTERS[0] if CHAPTERS else ("(not built)", 1)
IN_PAGES = [(page, exercise) for page, n in CHAPTERS for exercise in exercises_of(n).values()]


def of_kind(kind: type) -> Any:
    cases = [(page, exercise) for page, exercise in IN_PAGES if isinstance(exercise, kind)]
    names = [exercise.id for _, exercise in cases]
    return pytest.mark.parametrize(("path", "exercise"), cases, ids=names)


def box(page: Page, exercise_id: str) -> Locator:
    return page.locator(f'.exercise[data-exercise="{exercise_id}"]')


def answer_of(page: Page, exercise_id: str) -> Locator:
    return box(page, exercise_id).get_by_role("status")


def press_check(page: Page, exercise_id: str) -> None:
    box(page, exercise_id).get_by_role("button", name="Check").click()


def kept(page: Page) -> Progress:
    text = page.evaluate("(key) => localStorage.getItem(key)", KEY)
    return Progress() if text is None else Progress.from_json(text)


def plain(message: str) -> str:
    """What a reader sees of a message: code without its backticks."""
    return message.replace("`", "")


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
        assert shown.count(f"{letter} {plain(choice.text)}") == 1, f"{letter} of {exercise.id}"


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
    hints = "".join(
        f"<details><summary>Hint {n}</summary><p>It is hint {n}.</p></details>" for n in (1, 2, 3)
    )
    return (
        f'<section id="exercise-{exercise.id.replace(".", "-")}"><h3>{exercise.title}</h3>{before}'
        f"{box_html(exercise.id, page_data(exercise))}{hints}</section>"
    )


@pytest.fixture
def open_with_more(open_page: OpenPage, address: str) -> OpenPage:
    """Open the first chapter, with a number and a figure among its exercises."""
    more = section_of(NUMBER) + section_of(HOLE, FIGURE)

    def open_it(**settings: Any) -> Page:
        page = open_page("search.html", **settings)

        def add(route: Route) -> None:
            place = '<section id="exercise-'
            html = (PAGES / CHAPTER).read_text(encoding="utf-8")
            assert place in html
            route.fulfill(body=html.replace(place, more + place, 1), content_type="text/html")

        page.route(f"**/{CHAPTER}*", add)
        page.goto(address + CHAPTER)
        return page

    return open_it


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


# --- keyboard, memory ----------------------------------------------------------------------------


def a_prediction() -> Predict:
    return next(e for page, e in IN_PAGES if page == CHAPTER and isinstance(e, Predict))


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


def solve(page: Page, exercise: Predict) -> None:
    right = next(letter for letter, choice in exercise.choices.items() if choice.correct)
    box(page, exercise.id).locator(f'input[value="{right}"]').check()
    press_check(page, exercise.id)
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct")


def test_a_reload_finds_everything_again(open_with_more: OpenPage) -> None:
    page, exercise = open_with_more(), a_prediction()
    solve(page, exercise)
    box(page, "9.1").locator("input").fill("3")
    press_check(page, "9.1")
    page.reload()
    explanation = next(c.explanation for c in exercise.choices.values() if c.correct)
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct · 1 attempt")
    expect(answer_of(page, exercise.id)).to_contain_text(plain(explanation))
    expect(box(page, exercise.id).locator("input:checked")).to_have_count(1)
    expect(box(page, "9.1").locator("input")).to_have_value("3")
    expect(answer_of(page, "9.1")).to_contain_text("↻ not yet · 1 attempt")
    expect(answer_of(page, "9.1")).to_contain_text("3 px is too small.")
    expect(page.locator(".exercise-count")).to_contain_text("1 of ")


def test_a_wrong_choice_is_found_again_until_one_starts_over(open_page: OpenPage) -> None:
    page, exercise = open_page(CHAPTER), a_prediction()
    letter, wrong = next((a, c) for a, c in exercise.choices.items() if not c.correct)
    box(page, exercise.id).locator(f'input[value="{letter}"]').check()
    press_check(page, exercise.id)
    page.reload()
    expect(box(page, exercise.id).locator("input:checked")).to_have_value(letter)
    expect(answer_of(page, exercise.id)).to_contain_text("↻ not yet · 1 attempt")
    expect(answer_of(page, exercise.id)).to_contain_text(plain(wrong.explanation))
    box(page, exercise.id).get_by_role("button", name="Start over").click()
    expect(answer_of(page, exercise.id)).to_have_text("○ not attempted")
    page.reload()
    expect(box(page, exercise.id).locator("input:checked")).to_have_count(0)


def test_a_record_without_an_answer_is_shown_as_before(open_with_more: OpenPage) -> None:
    page, exercise = open_with_more(), a_prediction()
    records = {exercise.id: Record("correct", 2, 0), "9.1": Record("not yet", 1, 0)}
    text = Progress(records).to_json()
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.reload()
    right = next(letter for letter, choice in exercise.choices.items() if choice.correct)
    expect(box(page, exercise.id).locator("input:checked")).to_have_value(right)
    expect(answer_of(page, "9.1")).to_have_text("↻ not yet · 1 attempt")
    expect(box(page, "9.1").locator("input")).to_have_value("")


def test_opened_hints_are_counted_once(open_with_more: OpenPage) -> None:
    page = open_with_more()
    for hint in (1, 2):
        page.locator("#exercise-9-1 summary").nth(hint - 1).click()
        expect(answer_of(page, "9.1")).to_contain_text(f"○ not attempted · {hint} hint")
    page.locator("#exercise-9-1 summary").nth(1).click()
    page.locator("#exercise-9-1 summary").nth(1).click()
    assert kept(page).of("9.1").hints == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert kept(page).of("9.1").hints == 2


def test_another_tab_is_followed(open_page: OpenPage, address: str) -> None:
    page, exercise = open_page(CHAPTER), a_prediction()
    other = page.context.new_page()
    other.goto(address + CHAPTER)
    solve(other, exercise)
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct")


def test_another_tab_leaves_what_it_has_not_changed(open_with_more: OpenPage, address: str) -> None:
    page, exercise = open_with_more(), a_prediction()
    box(page, "9.1").locator("input").fill("25")
    press_check(page, "9.1")
    expect(answer_of(page, "9.1")).to_contain_text("That is the whole.")
    box(page, "9.1").locator("input").fill("24")
    other = page.context.new_page()
    other.goto(address + CHAPTER)
    solve(other, exercise)
    other.evaluate(
        """(key) => {
          const data = JSON.parse(localStorage.getItem(key));
          data.exercises["9.1"].hints = 2;
          localStorage.setItem(key, JSON.stringify(data));
        }""",
        KEY,
    )
    expect(answer_of(page, exercise.id)).to_contain_text("✓ correct")
    expect(box(page, exercise.id).locator("input:checked")).to_have_count(1)
    expect(answer_of(page, "9.1")).to_contain_text("↻ not yet · 1 attempt, 2 hints")
    expect(answer_of(page, "9.1")).to_contain_text("That is the whole.")
    expect(box(page, "9.1").locator("input")).to_have_value("24")
    expect(page.locator(".exercise-count")).to_contain_text("1 of ")


def test_starting_over_in_code_keeps_the_focus(open_page: OpenPage) -> None:
    path, exercise = next((p, e) for p, e in IN_PAGES if e.kind == "code")
    page = open_page(path)
    section = page.locator("article section").filter(has=box(page, exercise.id)).last
    section.locator("summary").first.click()
    again = box(page, exercise.id).get_by_role("button", name="Start over")
    again.click()
    expect(again).to_be_hidden()
    expect(section.locator("summary").first).to_be_focused()


def test_a_damaged_record_is_set_aside_and_said(open_page: OpenPage, address: str) -> None:
    page, exercise = open_page(MAP), a_prediction()
    page.evaluate("(key) => localStorage.setItem(key, '{\"version\":')", KEY)
    page.goto(address + CHAPTER)
    note = page.locator(".exercise-note")
    expect(note).to_contain_text("The record of your progress could not be read: it is not JSON.")
    expect(note).to_contain_text(f"It is kept in this browser as {KEY}:damaged:1")
    solve(page, exercise)
    page.goto(address + MAP)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save what was set aside").click()
    assert Path(download.value.path()).read_text() == '{"version":'


def test_every_record_that_was_set_aside_can_be_saved(open_page: OpenPage) -> None:
    page = open_page(MAP)
    page.evaluate(
        """(key) => {
          for (let n = 1; n <= 11; n += 1) localStorage.setItem(`${key}:damaged:${n}`, `text ${n}`);
        }""",
        KEY,
    )
    page.reload()
    for number in (1, 2, 10, 11):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"({number} of 11)").click()
        assert download.value.suggested_filename == f"latent-course-damaged-{number}.json"
        assert Path(download.value.path()).read_text() == f"text {number}"


# --- the map -------------------------------------------------------------------------------------


def put(context: BrowserContext, records: dict[str, Record]) -> None:
    text = Progress(records).to_json()
    context.add_init_script(
        f"localStorage.getItem({KEY!r}) ?? localStorage.setItem({KEY!r}, {json.dumps(text)})"
    )


def test_the_map_shows_and_links_every_exercise(open_page: OpenPage) -> None:
    page = open_page("search.html")
    ids = [exercise.id for _, exercise in IN_PAGES]
    put(page.context, {ids[0]: Record("correct", 3, 1), ids[1]: Record("not yet", 1, 0)})
    page.goto(page.url.replace("search.html", MAP))
    entries = page.locator(".exercise-map li")
    expect(entries).to_have_count(len(ids))
    expect(entries.nth(0)).to_contain_text("✓")
    expect(entries.nth(0)).to_contain_text("correct, 3 attempts, 1 hint")
    expect(entries.nth(1)).to_contain_text("not yet, 1 attempt")
    expect(page.locator(".exercise-count").first).to_contain_text("1 of ")
    for index, exercise_id in enumerate(ids):
        link = entries.nth(index).get_by_role("link")
        assert link.inner_text().startswith(exercise_id)
        target, _, anchor = str(link.get_attribute("href")).partition("#")
        html = (PAGES / "book" / target).read_text(encoding="utf-8")
        assert f'id="{anchor}"' in html


def test_progress_is_saved_loaded_and_cleared(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("search.html")
    one, two = (exercise.id for _, exercise in IN_PAGES[:2])
    put(page.context, {one: Record("correct", 3, 1), two: Record("not yet", 1, 0)})
    page.goto(page.url.replace("search.html", MAP))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "latent-course-progress.json"
    saved = Path(download.value.path()).read_text()
    assert Progress.from_json(saved) == kept(page)

    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Clear all").click()
    assert kept(page).of(one).status == "correct"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".exercise-note")).to_contain_text("is forgotten")
    expect(page.locator(".exercise-map li").first).to_contain_text("not attempted")
    assert kept(page) == Progress()

    file = page.locator("input[type=file]")
    buffer = {"name": "mine.json", "mimeType": "application/json", "buffer": saved.encode()}
    file.set_input_files(buffer)
    expect(page.locator(".exercise-note")).to_have_text(
        "Loaded 2 records. What was further has stayed."
    )
    expect(page.locator(".exercise-map li").first).to_contain_text("correct, 3 attempts, 1 hint")
    assert kept(page) == Progress.from_json(saved)

    less = Progress({one: Record("not yet", 1, 0)}).to_json()
    file.set_input_files({**buffer, "buffer": less.encode()})
    expect(page.locator(".exercise-note")).to_contain_text("Loaded 1 record.")
    assert kept(page) == Progress.from_json(saved)


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"version":9,"exercises":{}}'])
def test_a_file_of_something_else_changes_nothing(open_page: OpenPage, content: str) -> None:
    page = open_page("search.html")
    put(page.context, {IN_PAGES[0][1].id: Record("correct", 3, 1)})
    page.goto(page.url.replace("search.html", MAP))
    before = kept(page)
    buffer = {"name": "diary.json", "mimeType": "application/json", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(buffer)
    note = page.locator(".exercise-note")
    expect(note).to_contain_text("diary.json holds no progress: it")
    expect(note).to_contain_text("Nothing has changed.")
    assert kept(page) == before


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
