"""Exercises that check themselves.

In a chapter, ``check("1.3", my_function)`` and ``predict("1.1", "b")`` answer with an `Outcome`:
*not attempted* for an untouched stub, *correct*, or *not yet* with what is wrong. They never raise
because of an answer: a reader's exception becomes a *not yet* that names it and its line.

Each chapter's exercises are data and small functions in ``chapterNN.py``; the kinds to build them
from are `Predict`, `Number` and `Code`, the tools to write a code check with are in
:mod:`latentlib.exercises.expect`.
"""

from __future__ import annotations

from latentlib.exercises.kinds import Choice, Code, Exercise, Number, Predict, Slip
from latentlib.exercises.outcome import CORRECT, NOT_ATTEMPTED, NOT_YET, Mistake, Outcome
from latentlib.exercises.registry import check, exercises_of, find_exercise, predict

__all__ = [
    "CORRECT",
    "NOT_ATTEMPTED",
    "NOT_YET",
    "Choice",
    "Code",
    "Exercise",
    "Mistake",
    "Number",
    "Outcome",
    "Predict",
    "Slip",
    "check",
    "exercises_of",
    "find_exercise",
    "predict",
]
