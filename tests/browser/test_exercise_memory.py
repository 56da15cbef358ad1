"""What pages keep of exercises: found again, followed from other tabs, shown on the map."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from built import PAGES
from exercise_pages import (
    CHAPTER,
    IN_PAGES,
    KEY,
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
from playwright.sync_api import BrowserContext, expect

from latentlib.exercises import Progress, Record


@pytest.fixture
def open_with_more(open_page: OpenPage, address: str) -> OpenPage:
    """Open the first chapter, with a number and a figure among its exercises."""
    return partial(open_with_number_and_figure, open_page, address)


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
    put(page.context, {one: Record("correct", 3, 1, answer="c"), two: Record("not yet", 1, 0)})
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
