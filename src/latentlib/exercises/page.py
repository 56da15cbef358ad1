"""What a page of the book needs to know of an exercise, to check answers where no kernel runs."""

from __future__ import annotations

from typing import Any

from latentlib.exercises.kinds import FACTORS, OFF, Exercise, Number, Predict
from latentlib.exercises.on_figure import OnFigure
from latentlib.exercises.typed import TYPED

__all__ = ["page_data"]


def page_data(exercise: Exercise) -> dict[str, Any]:
    """Describe an exercise for the page, in types that JSON knows.

    An answer that is computed is computed now. Code is not checked in a page, so an exercise that
    asks for it is described by its kind and title alone.
    """
    about: dict[str, Any] = {"kind": exercise.kind, "title": exercise.title}
    if isinstance(exercise, Predict):
        choices = {
            letter: {"explanation": choice.explanation, "correct": choice.correct}
            for letter, choice in exercise.choices.items()
        }
        return about | {"choices": choices}
    if isinstance(exercise, Number):
        return about | {
            "answer": exercise.truth(),
            "tolerance": exercise.tolerance,
            "unit": exercise.unit,
            "praise": exercise.praise,
            "slips": [[slip.value, slip.message] for slip in exercise.slips],
            "off": OFF,
            "factors": list(FACTORS.items()),
            "typed": TYPED,
        }
    if isinstance(exercise, OnFigure):
        goal = {"kind": exercise.goal.kind, "messages": exercise.goal.messages}
        return about | {
            "figure": exercise.figure,
            "praise": exercise.praise,
            "goal": goal | exercise.goal.payload(),
        }
    return about
