"""A map of the course: every exercise and how far the reader is; export and import of that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from latentlib._chapters import CHAPTERS
from latentlib.exercises.kinds import Exercise
from latentlib.exercises.outcome import CORRECT, ICONS, code_spans
from latentlib.exercises.progress import Progress, ProgressError, Record
from latentlib.exercises.progress_file import (
    VARIABLE,
    progress_path,
    read_file,
    update,
    write_file,
)
from latentlib.exercises.registry import exercises_of

__all__ = ["CourseMap", "course_map", "export_progress", "import_progress"]


@dataclass(frozen=True)
class CourseMap:
    """The chapters with their exercises and the state of each; a notebook shows it as a list.

    Parameters
    ----------
    progress : Progress
        How far the reader is.
    note : str, default=""
        A sentence about the file that keeps it.
    """

    progress: Progress
    note: str = ""

    def __str__(self) -> str:
        lines = [self.summary]
        for heading, exercises in self._chapters():
            lines += ["", heading]
            lines += [f"  {_sign(record)} {_line(e, record)}" for e, record in exercises]
        return "\n".join([*lines, "", self.note] if self.note else lines)

    @property
    def summary(self) -> str:
        """How many exercises there are, and how many are solved."""
        found = [record for _, exercises in self._chapters() for _, record in exercises]
        return f"Your progress: {_solved(found)} exercises correct."

    def _chapters(self) -> Iterator[tuple[str, list[tuple[Exercise, Record]]]]:
        for number, title in enumerate(CHAPTERS):
            found = [(e, self.progress.of(e.id)) for e in exercises_of(number).values()]
            if found:
                solved = _solved([record for _, record in found])
                yield f"Chapter {number} · {title}: {solved}", found

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        parts = [f"<p><strong>{escape(self.summary)}</strong></p>"]
        for heading, exercises in self._chapters():
            items = [
                f'<li><span aria-hidden="true">{_sign(record)}</span> '
                f"{escape(_line(exercise, record))}</li>"
                for exercise, record in exercises
            ]
            parts += [f"<p>{escape(heading)}</p>", '<ul style="list-style: none">', *items, "</ul>"]
        if self.note:
            parts.append(f"<p>{code_spans(self.note)}</p>")
        return '<div class="latent-course-map">\n' + "\n".join(parts) + "\n</div>"


def course_map() -> CourseMap:
    """Return the map of the course with your progress, as notebooks on this machine have kept it.

    The pages of the book keep theirs in the browser; `import_progress` brings it here.
    """
    path = progress_path()
    if path is None:
        return CourseMap(Progress(), f"Nothing is kept, since `{VARIABLE}` is off.")
    try:
        progress, note = update(path, lambda progress: progress)
    except OSError as error:
        return CourseMap(Progress(), f"`{path}` cannot be read ({error.strerror}).")
    return CourseMap(progress, note or f"Kept in `{path}`.")


def export_progress(path: str | os.PathLike[str]) -> Path:
    """Write your progress to a file, for another machine or for the page "Your progress".

    Parameters
    ----------
    path : path-like
        The new file; an older export there is replaced, anything else is not.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ProgressError
        If there is a file that holds no progress, or nothing is kept.
    """
    target = Path(path).expanduser()
    if target.exists():
        read_file(target)
    write_file(target.resolve(), update(_kept_at(), lambda progress: progress).progress)
    return target


def import_progress(path: str | os.PathLike[str]) -> CourseMap:
    """Add the progress of a file to yours; for each exercise the further status stays.

    Parameters
    ----------
    path : path-like
        A file that `export_progress` or the page "Your progress" has written.

    Returns
    -------
    CourseMap
        The map afterwards.

    Raises
    ------
    ProgressError
        If the file holds no progress; yours is as it was then.
    """
    found = read_file(Path(path).expanduser())
    progress, note = update(_kept_at(), lambda progress: progress.merged(found))
    return CourseMap(progress, note)


def _kept_at() -> Path:
    path = progress_path()
    if path is None:
        raise ProgressError(f"{VARIABLE} is off, expected a file to keep progress in, or nothing")
    return path


def _solved(records: list[Record]) -> str:
    return f"{sum(record.status == CORRECT for record in records)} of {len(records)}"


def _sign(record: Record) -> str:
    return ICONS[record.status]


def _line(exercise: Exercise, record: Record) -> str:
    details = [record.status]
    if record.attempts:
        details.append(_count(record.attempts, "attempt"))
    if record.hints:
        details.append(_count(record.hints, "hint"))
    return f"{exercise.id} {exercise.title} ({', '.join(details)})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
