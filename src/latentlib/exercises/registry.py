"""The two functions that a chapter calls, and where they find an exercise."""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import replace
from typing import Any

from latentlib.exercises.kinds import Exercise, Predict, judge
from latentlib.exercises.outcome import NOT_ATTEMPTED, Outcome
from latentlib.exercises.progress_file import keep_outcome

__all__ = ["check", "exercises_of", "find_exercise", "predict"]


def check(exercise_id: str, answer: Any) -> Outcome:
    """Check an answer, and keep in your progress that it was checked.

    Parameters
    ----------
    exercise_id : str
        For instance ``"1.3"``: chapter and number.
    answer : object
        What the exercise asks for: a function, a value, a number, a letter, a live figure, or the
        stub's ``...``.

    Returns
    -------
    Outcome
        Not attempted, correct, or not yet with what is wrong; never an exception of the answer.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    return _kept(judge(find_exercise(exercise_id), answer))


def predict(exercise_id: str, choice: Any) -> Outcome:
    """Check a prediction: the letter of one choice, or the stub's ``...``.

    Parameters
    ----------
    exercise_id : str
        For instance ``"1.1"``.
    choice : str
        The letter, for instance ``"b"``.

    Returns
    -------
    Outcome
        As `check`; each choice has its own explanation.

    Raises
    ------
    ValueError
        If there is no such exercise, or it does not ask for a prediction.
    """
    exercise = find_exercise(exercise_id)
    if not isinstance(exercise, Predict):
        raise ValueError(
            f"exercise_id is {exercise_id!r}, which asks for {exercise.kind}; "
            "expected one that asks for a prediction: use check"
        )
    return _kept(judge(exercise, choice))


def exercises_of(chapter: int) -> dict[str, Exercise]:
    """Return the exercises of a chapter by identifier, in order; empty if it has none yet."""
    name = f"latentlib.exercises.chapter{chapter:02d}"
    if importlib.util.find_spec(name) is None:
        return {}
    exercises = importlib.import_module(name).EXERCISES
    found = {exercise.id: exercise for exercise in exercises}
    if len(found) != len(exercises):
        raise ValueError(f"EXERCISES of {name} has an identifier twice, expected each once")
    return found


def find_exercise(exercise_id: str) -> Exercise:
    """Look an exercise up.

    Raises
    ------
    ValueError
        If the identifier is not ``chapter.number`` or there is no such exercise; the message
        lists what there is.
    """
    match = isinstance(exercise_id, str) and re.fullmatch(r"(\d)\.([1-9]\d?)", exercise_id)
    if not match:
        raise ValueError(f"exercise_id is {exercise_id!r}, expected for instance '1.2'")
    known = exercises_of(int(match[1]))
    if exercise_id not in known:
        listed = ", ".join(known) or "none yet"
        raise ValueError(
            f"exercise_id is {exercise_id!r}, expected one of chapter {match[1]}'s: {listed}"
        )
    return known[exercise_id]


def _kept(outcome: Outcome) -> Outcome:
    """Keep an outcome in the reader's progress; an untouched stub leaves no trace."""
    if outcome.status == NOT_ATTEMPTED:
        return outcome
    return replace(outcome, note=keep_outcome(outcome.exercise_id, outcome.status))
