"""Exercises that check themselves.

In a chapter, ``check("1.3", my_function)`` and ``predict("1.1", "b")`` answer with an `Outcome`:
*not attempted* for an untouched stub, *correct*, or *not yet* with what is wrong. They never raise
because of an answer: a reader's exception becomes a *not yet* that names it and its line.

`check` and `predict` also keep, in one small file on the reader's machine, how far they are:
`course_map` shows it, `export_progress` and `import_progress` carry it to another machine and to
the pages of the book and back.

Each chapter's exercises are data and small functions in ``chapterNN.py``; the kinds to build them
from are `Predict`, `Number`, `Code` and `OnFigure` with its goals `ReachImage`, `FindHole`,
`FindCoordinate`, `MakeAnswer` and `FairSum`. The tools to write a code check with are in
:mod:`latentlib.exercises.expect`.
"""

from __future__ import annotations

from latentlib.exercises.goals import FairSum, FindCoordinate, FindHole, MakeAnswer, ReachImage
from latentlib.exercises.kinds import Choice, Code, Exercise, Number, Predict, Slip
from latentlib.exercises.on_figure import OnFigure
from latentlib.exercises.outcome import CORRECT, NOT_ATTEMPTED, NOT_YET, Mistake, Outcome
from latentlib.exercises.overview import (
    CourseMap,
    course_map,
    export_progress,
    import_progress,
)
from latentlib.exercises.progress import Progress, ProgressError, Record
from latentlib.exercises.registry import check, exercises_of, find_exercise, predict

__all__ = [
    "CORRECT",
    "NOT_ATTEMPTED",
    "NOT_YET",
    "Choice",
    "Code",
    "CourseMap",
    "Exercise",
    "FairSum",
    "FindCoordinate",
    "FindHole",
    "MakeAnswer",
    "Mistake",
    "Number",
    "OnFigure",
    "Outcome",
    "Predict",
    "Progress",
    "ProgressError",
    "ReachImage",
    "Record",
    "Slip",
    "check",
    "course_map",
    "exercises_of",
    "export_progress",
    "find_exercise",
    "import_progress",
    "predict",
]
