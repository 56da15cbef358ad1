"""What the page keeps of a reader's progress, and what it does where that is damaged or forbidden.

Records are read and merged exactly as Python does. The module runs in the browser as it
stands in the repository, without a built book.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from serve import BookServer  # tools/serve.py

from latentlib.exercises import Progress, ProgressError, Record
from latentlib.exercises.progress import STATUSES

MODULES = Path(__file__).resolve().parents[2] / "book" / "_static" / "exercises"
KEY = "latent:v1:exercises"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with nothing kept, from which the module can be imported."""
    with BookServer(MODULES, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{server.address}store.js")
        yield page
        context.close()
        server.shutdown()
        thread.join()


def run(page: Page, body: str, argument: Any = None) -> Any:
    """Run statements that have `store` and `KEY`."""
    return page.evaluate(
        f"""async (argument) => {{
          const {{ KEY, openStore }} = await import("/store.js");
          const store = openStore(() => localStorage);
          {body}
        }}""",
        argument,
    )


@pytest.mark.parametrize("text", ["{", "", '{"version":2,"exercises":{}}', "[1]"])
def test_a_damaged_value_is_set_aside_and_said(page: Page, text: str) -> None:
    found = run(
        page,
        """localStorage.setItem(KEY, argument);
        store.addAttempt("1.2", "correct");
        return [store.of("1.2").status, store.note, localStorage.getItem(`${KEY}:damaged:1`),
          Object.values(store.damaged())];""",
        text,
    )
    status, note, aside, damaged = found
    assert (status, aside, damaged) == ("correct", text, [text])
    assert f"It is kept in this browser as `{KEY}:damaged:1`, and a new record has begun." in note


def test_every_damaged_value_is_kept(page: Page) -> None:
    found = run(
        page,
        """for (const text of ["first", "second", "third"]) {
          localStorage.setItem(KEY, text);
          store.all();
        }
        return [1, 2, 3].map((n) => localStorage.getItem(`${KEY}:damaged:${n}`));""",
    )
    assert found == ["first", "second", "third"]


def test_damaged_values_stand_in_the_order_of_their_numbers(page: Page) -> None:
    found = run(
        page,
        """for (let n = 1; n <= 12; n += 1) {
          localStorage.setItem(KEY, `text ${n}`);
          store.all();
        }
        return Object.values(store.damaged());""",
    )
    assert found == [f"text {n}" for n in range(1, 13)]


def test_what_cannot_be_set_aside_is_not_written_over(page: Page) -> None:
    found = run(
        page,
        """localStorage.setItem(KEY, "damaged");
        const full = { getItem: (key) => localStorage.getItem(key),
          setItem: () => { throw new DOMException("full", "QuotaExceededError"); } };
        const crowded = openStore(() => full);
        crowded.addAttempt("1.2", "correct");
        return [crowded.of("1.2").status, crowded.note, localStorage.getItem(KEY)];""",
    )
    assert found[0] == "correct"
    assert "It stays as it is, and nothing new is kept." in found[1]
    assert found[2] == "damaged"


def test_where_keeping_is_forbidden_the_page_still_works(page: Page) -> None:
    found = run(
        page,
        """const closed = openStore(() => { throw new DOMException("no", "SecurityError"); });
        closed.addAttempt("1.2", "not yet");
        closed.addAttempt("1.2", "correct");
        closed.addHint("1.2", 3);
        const { status, attempts, hints } = closed.of("1.2");
        return [status, attempts, hints, closed.note];""",
    )
    assert found[:3] == ["correct", 2, 3]
    assert found[3] == "This browser keeps nothing for this page: progress is lost when you leave."


def test_two_tabs_undo_nothing_of_each_other(page: Page) -> None:
    found = run(
        page,
        """const other = openStore(() => localStorage);
        store.addAttempt("1.1", "not yet");
        other.addAttempt("1.2", "correct");
        store.addAttempt("1.1", "not yet");
        other.addHint("1.1", 2);
        store.addAttempt("1.3", "not yet");
        return Object.entries(store.all()).map(([id, r]) => [id, r.attempts, r.hints]).sort();""",
    )
    assert found == [["1.1", 2, 2], ["1.2", 1, 0], ["1.3", 1, 0]]


def test_forgetting_takes_what_is_meant_and_nothing_else(page: Page) -> None:
    found = run(
        page,
        """localStorage.setItem("latent:v1:figure:a:b", "kept");
        localStorage.setItem("mode", "dark");
        for (const id of ["1.1", "1.2"]) store.addAttempt(id, "correct");
        store.forget("1.1");
        const one = Object.keys(store.all());
        store.clear();
        return [one, Object.keys(store.all()), localStorage.getItem("latent:v1:figure:a:b"),
          localStorage.getItem("mode")];""",
    )
    assert found == [["1.2"], [], "kept", "dark"]


def test_fewer_hints_than_before_change_nothing(page: Page) -> None:
    found = run(
        page,
        """store.addHint("1.1", 2);
        store.addHint("1.1", 1);
        return store.of("1.1").hints;""",
    )
    assert found == 2


FULL = """const { setItem } = Storage.prototype;
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };"""


def test_where_nothing_more_fits_the_page_still_knows(page: Page) -> None:
    found = run(
        page,
        f"""store.addAttempt("1.2", "not yet");
        {FULL}
        store.addAttempt("1.2", "correct");
        store.addHint("1.3", 2);
        return [store.of("1.2"), store.of("1.3"), store.note];""",
    )
    assert [found[0]["status"], found[0]["attempts"]] == ["correct", 2]
    assert found[1]["hints"] == 2
    assert found[2] == "This browser keeps nothing for this page: progress is lost when you leave."


def test_what_did_not_fit_is_kept_once_it_fits(page: Page) -> None:
    found = run(
        page,
        f"""{FULL}
        store.addAttempt("1.2", "correct");
        Storage.prototype.setItem = setItem;
        openStore(() => localStorage).addAttempt("1.1", "not yet");
        store.addAttempt("1.3", "not yet");
        const reopened = openStore(() => localStorage);
        return Object.entries(reopened.all()).map(([id, {{ status }}]) => [id, status]).sort();""",
    )
    assert found == [["1.1", "not yet"], ["1.2", "correct"], ["1.3", "not yet"]]


# --- as Python does -------------------------------------------------------------------------------


def a_record(draw: random.Random) -> dict[str, Any]:
    day = f"2026-11-{draw.randint(10, 12)}T20:00:00Z"
    return {
        "status": draw.choice(STATUSES),
        "attempts": draw.randint(0, 5),
        "hints": draw.randint(0, 3),
        "changed": day,
        **({"answer": answer} if (answer := draw.choice(["", "a", "12,5"])) else {}),
    }


def test_records_are_merged_alike(page: Page) -> None:
    draw = random.Random(4)
    pairs = [[a_record(draw), a_record(draw)] for _ in range(500)]
    found = page.evaluate(
        """async (pairs) => {
          const { mergeRecords } = await import("/store.js");
          return pairs.map(([a, b]) => mergeRecords(a, b));
        }""",
        pairs,
    )
    wanted = [Record(**a).merged(Record(**b)) for a, b in pairs]
    assert [Record(**record) for record in found] == wanted


def texts() -> list[str]:
    good = {"version": 1, "exercises": {"1.2": a_record(random.Random(5))}}
    changes: list[dict[str, Any]] = [
        {"version": 2},
        {"version": True},
        {"version": "1"},
        {"exercises": []},
        {"exercises": None},
        {"more": 1},
        {"exercises": {"one": good["exercises"]["1.2"]}},
        {"exercises": {"1.0": good["exercises"]["1.2"]}},
        {"exercises": {"1.2": []}},
    ]
    found = [good, *({**good, **change} for change in changes), [], None, 3]
    for name, values in {
        "status": ["done", None, ["correct"], "correct"],
        "attempts": [-1, 1.5, "3", None, True, 1_000_001, 0],
        "hints": [4, -1, 0, 3],
        "changed": ["yesterday", None, "2026-11-22", "2026-11-22T20:00:00Z", ""],
        "more": [1],
        "answer": ["", "b", "12,5 µm", 3, None, "9" * 41, "1\n", "\ud83d\ude42"],
    }.items():
        for value in values:
            record = {**good["exercises"]["1.2"], name: value}
            found.append({**good, "exercises": {"1.2": record}})
    return [json.dumps(text) for text in found] + ["", "{", " " * 1_000_001, "nonsense"]


def test_the_same_records_are_read_and_the_same_refused(page: Page) -> None:
    found = page.evaluate(
        """async (texts) => {
          const { parse } = await import("/store.js");
          return texts.map((text) => {
            try { return parse(text); } catch (error) { return error.message && null; }
          });
        }""",
        texts(),
    )
    for text, read in zip(texts(), found, strict=True):
        try:
            wanted = Progress.from_json(text)
        except ProgressError:
            assert read is None, text[:80]
        else:
            assert read is not None, text[:80]
            assert Progress({name: Record(**one) for name, one in read.items()}) == wanted
    assert sum(read is not None for read in found) == 8


def test_python_reads_what_the_page_writes(page: Page) -> None:
    written = page.evaluate(
        """async () => {
          const { format, openStore } = await import("/store.js");
          localStorage.clear();
          const store = openStore(() => localStorage);
          store.addAttempt("1.2", "not yet", "25");
          store.addHint("1.2", 2);
          store.addAttempt("1.2", "correct", "12,5 px");
          store.addAttempt("1.2", "not yet", "7");
          store.addHint("1.3", 1);
          return format(store.all());
        }"""
    )
    progress = Progress.from_json(written)
    changed = progress.of("1.2").changed
    assert progress.of("1.2") == Record("correct", 3, 2, changed, "12,5 px")
    assert progress.of("1.3") == Record("not attempted", 0, 1)
