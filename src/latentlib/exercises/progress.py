"""A reader's progress: one record an exercise, as JSON, the same in the page and in notebooks.

``{"version": 1, "exercises": {"1.2": {"status": "correct", "attempts": 3, "hints": 1,
"changed": "2026-11-22T20:00:00Z", "answer": "b"}}}``. The page's side is
``book/_static/exercises/store.js``.

The answer is what was chosen or typed in the page; a record without one has none, as those of older
versions. Merging never takes anything away: the further status wins, and the larger counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from latentlib.exercises.outcome import CORRECT, NOT_ATTEMPTED, NOT_YET

__all__ = ["STATUSES", "Progress", "ProgressError", "Record"]

STATUSES = (NOT_ATTEMPTED, NOT_YET, CORRECT)
"""From the least to the furthest."""

VERSION = 1
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
LARGEST = 1_000_000  # characters; ten chapters are a few thousand

_ID = re.compile(r"\d\.[1-9]\d?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ANSWER = re.compile("[\u0020-\ud7ff\ue000-\uffff]{1,40}")
_COUNTS = {"attempts": 1_000_000, "hints": 3}  # and the largest that can be meant


class ProgressError(ValueError):
    """A record of progress is damaged or cannot be had; the message says why."""


@dataclass(frozen=True)
class Record:
    """How far a reader is with one exercise.

    Parameters
    ----------
    status : {"not attempted", "not yet", "correct"}
        The furthest so far.
    attempts : int
        How many answers were checked.
    hints : int
        How many hints were opened, 0 to 3.
    changed : str
        When the status was reached, or the answer to it changed, in universal time, such as
        ``"2026-11-22T20:00:00Z"``.
    answer : str, default=""
        The last one of that status, where a page has kept it; at most 40 characters.
    """

    status: str = NOT_ATTEMPTED
    attempts: int = 0
    hints: int = 0
    changed: str = "1970-01-01T00:00:00Z"
    answer: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ProgressError(f"status is {self.status!r}, expected one of {', '.join(STATUSES)}")
        for name, largest in _COUNTS.items():
            count = getattr(self, name)
            if type(count) is not int or not 0 <= count <= largest:
                raise ProgressError(f"{name} is {count!r}, expected 0 to {largest}")
        if not isinstance(self.changed, str) or not _TIME.fullmatch(self.changed):
            raise ProgressError(f"changed is {self.changed!r}, expected as '2026-11-22T20:00:00Z'")
        if self.answer != "" and not _is_answer(self.answer):
            raise ProgressError(f"answer is {str(self.answer)[:50]!r}, expected a short text")

    def merged(self, other: Record) -> Record:
        """Join two records of the same exercise; the order does not matter."""
        further = max(self, other, key=Record._order)
        return replace(
            further,
            attempts=max(self.attempts, other.attempts),
            hints=max(self.hints, other.hints),
        )

    def _order(self) -> tuple[int, str, str]:
        return STATUSES.index(self.status), self.changed, self.answer

    def after(self, status: str, now: datetime) -> Record:
        """Return the record after one more answer was checked; what is solved stays solved.

        A notebook keeps its answers itself, so that none is kept here for a status it has reached.
        """
        tried = replace(self, attempts=self.attempts + 1)
        if STATUSES.index(status) <= STATUSES.index(self.status):
            return tried
        changed = now.astimezone(UTC).strftime(TIME_FORMAT)
        return replace(tried, status=status, changed=changed, answer="")


@dataclass(frozen=True)
class Progress:
    """How far a reader is with all exercises.

    Parameters
    ----------
    exercises : mapping of str to Record
        By identifier; exercises that were never touched are not there.
    """

    exercises: Mapping[str, Record] = field(default_factory=dict)

    def of(self, exercise_id: str) -> Record:
        """Return the record of an exercise, an empty one where there is none."""
        return self.exercises.get(exercise_id, Record())

    def merged(self, other: Progress) -> Progress:
        """Join two states, exercise by exercise."""
        ids = sorted({*self.exercises, *other.exercises}, key=_place)
        return Progress({name: self.of(name).merged(other.of(name)) for name in ids})

    def after(self, exercise_id: str, status: str, now: datetime) -> Progress:
        """Return the state after one more answer was checked."""
        record = self.of(exercise_id).after(status, now)
        return Progress({**self.exercises, exercise_id: record})

    def to_json(self) -> str:
        """Write as JSON, with a newline at the end."""
        ids = sorted(self.exercises, key=_place)
        records = {name: _written(self.exercises[name]) for name in ids}
        return json.dumps({"version": VERSION, "exercises": records}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """Read from JSON.

        Raises
        ------
        ProgressError
            If it is anything else; the message says what is wrong.
        """
        if len(text) > LARGEST:
            raise ProgressError(f"{len(text)} characters are too many for a record of progress")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ProgressError(f"it is not JSON ({error})") from error
        if not isinstance(data, dict) or set(data) != {"version", "exercises"}:
            raise ProgressError("it is not a record of progress")
        if type(data["version"]) is not int or data["version"] != VERSION:
            raise ProgressError(f"version is {data['version']!r}, expected {VERSION}")
        if not isinstance(data["exercises"], dict):
            raise ProgressError("exercises is not a table")
        return cls({name: _read(name, record) for name, record in data["exercises"].items()})


def _written(record: Record) -> dict[str, Any]:
    """Fields of a record; without an answer it is as older versions wrote it."""
    fields = asdict(record)
    return fields if record.answer else {k: v for k, v in fields.items() if k != "answer"}


def _is_answer(value: Any) -> bool:
    return isinstance(value, str) and _ANSWER.fullmatch(value) is not None


def _read(name: str, record: Any) -> Record:
    if not _ID.fullmatch(name):
        raise ProgressError(f"exercise {name[:20]!r} is none, expected for instance '1.2'")
    wanted = set(Record.__dataclass_fields__)
    if not isinstance(record, dict) or set(record) | {"answer"} != wanted:
        fields = ", ".join(Record.__dataclass_fields__)
        raise ProgressError(f"the record of exercise {name} does not have {fields}")
    if record.get("answer") == "":
        raise ProgressError(f"exercise {name}: answer is empty, expected one or no such field")
    try:
        return Record(**record)
    except ProgressError as error:
        raise ProgressError(f"exercise {name}: {error}") from None


def _place(exercise_id: str) -> tuple[int, int]:
    chapter, number = exercise_id.split(".")
    return int(chapter), int(number)
