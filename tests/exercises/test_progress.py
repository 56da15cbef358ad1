"""Records of progress: read only where they are whole, merged without taking anything away."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentlib.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET, Progress, ProgressError, Record
from latentlib.exercises.progress import STATUSES

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
EXAMPLE = (
    '{"version":1,"exercises":{"1.2":{"status":"correct","attempts":3,"hints":1,'
    '"changed":"2026-11-22T20:00:00Z"}}}'
)

times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ")
)
answers = st.sampled_from(["", "a", "b", "12,5 px"])
counts = (st.integers(0, 9), st.integers(0, 3))
records = st.builds(Record, st.sampled_from(STATUSES), *counts, times, answers)
ids = st.sampled_from(["0.1", "1.2", "1.10", "9.3"])
states = st.dictionaries(ids, records).map(Progress)


def test_the_documented_form_is_read_and_written() -> None:
    progress = Progress.from_json(EXAMPLE)
    assert progress.of("1.2") == Record(CORRECT, 3, 1, "2026-11-22T20:00:00Z")
    assert json.loads(progress.to_json()) == json.loads(EXAMPLE)


def test_what_was_never_touched_is_not_attempted() -> None:
    assert Progress().of("1.1") == Record(NOT_ATTEMPTED, 0, 0)


@given(states)
def test_written_and_read_is_the_same(progress: Progress) -> None:
    assert Progress.from_json(progress.to_json()) == progress


@given(states, states, states)
def test_merging_keeps_the_further_in_any_order(a: Progress, b: Progress, c: Progress) -> None:
    both = a.merged(b)
    assert both == b.merged(a)
    assert both.merged(c) == a.merged(b.merged(c))
    assert both.merged(b) == both
    for part in (a, b):
        for name, record in part.exercises.items():
            rank = STATUSES.index
            assert rank(both.of(name).status) >= rank(record.status)
            assert both.of(name).attempts >= record.attempts
            assert both.of(name).hints >= record.hints


def test_attempts_are_counted_and_what_is_solved_stays_solved() -> None:
    progress = Progress()
    for status in (NOT_YET, NOT_YET, CORRECT, NOT_YET):
        progress = progress.after("1.2", status, NOW)
    assert progress.of("1.2") == Record(CORRECT, 4, 0, "2026-11-22T20:00:00Z")


def test_an_answer_is_read_and_written_and_goes_with_its_status() -> None:
    text = changed(answer="12,5 px")
    progress = Progress.from_json(text)
    assert progress.of("1.2").answer == "12,5 px"
    assert json.loads(progress.to_json()) == json.loads(text)
    early = Progress({"1.2": Record(NOT_YET, 9, 3, "2026-11-23T20:00:00Z", "25")})
    assert early.merged(progress).of("1.2").answer == "12,5 px"
    assert early.after("1.2", NOT_YET, NOW).of("1.2").answer == "25"
    assert early.after("1.2", CORRECT, NOW).of("1.2").answer == ""


def changed(**changes: object) -> str:
    data = json.loads(EXAMPLE)
    data["exercises"]["1.2"] |= changes
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not JSON"),
        (EXAMPLE[:-5], "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is not a record of progress"),
        ('{"exercises": {}}', "it is not a record of progress"),
        ('{"version": 2, "exercises": {}}', "version is 2, expected 1"),
        ('{"version": true, "exercises": {}}', "version is True, expected 1"),
        ('{"version": 1, "exercises": []}', "exercises is not a table"),
        (EXAMPLE.replace("1.2", "one"), "exercise 'one' is none, expected for instance '1.2'"),
        ('{"version": 1, "exercises": {"1.2": 3}}', "record of exercise 1.2 does not have status"),
        (changed(more=1), "does not have status, attempts, hints, changed"),
        (changed(status="done"), "exercise 1.2: status is 'done', expected one of not attempted"),
        (changed(status=["correct"]), "exercise 1.2: status is"),
        (changed(attempts=-1), "exercise 1.2: attempts is -1, expected 0 to"),
        (changed(attempts=True), "exercise 1.2: attempts is True"),
        (changed(attempts=1.5), "exercise 1.2: attempts is 1.5"),
        (changed(hints=4), "exercise 1.2: hints is 4, expected 0 to 3"),
        (changed(changed="yesterday"), "exercise 1.2: changed is 'yesterday', expected as"),
        (changed(changed=None), "exercise 1.2: changed is None"),
        (changed(answer=""), "exercise 1.2: answer is empty, expected one or no such field"),
        (changed(answer=3), "exercise 1.2: answer is '3', expected a short text"),
        (changed(answer="9" * 41), "exercise 1.2: answer is '9999"),
        (changed(answer="1\n"), "exercise 1.2: answer is"),
        (" " * 1_000_001, "1000001 characters are too many"),
    ],
)
def test_anything_else_is_refused_and_named(text: str, message: str) -> None:
    with pytest.raises(ProgressError, match=message.replace("[", r"\[")):
        Progress.from_json(text)
