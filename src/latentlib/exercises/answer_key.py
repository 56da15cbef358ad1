"""The answers to exercises, as a text for teachers."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill, indent

from latentlib.exercises.goals import (
    EFFECTS,
    FairSum,
    FindCoordinate,
    FindHole,
    Goal,
    MakeAnswer,
    ReachImage,
)
from latentlib.exercises.kinds import Exercise, Number, Predict
from latentlib.exercises.notebook import NotebookExercise
from latentlib.exercises.on_figure import OnFigure

__all__ = ["KINDS", "answer_key", "describe_goal"]

#: What each kind asks for, in words.
KINDS: Mapping[str, str] = {
    "predict": "a prediction",
    "number": "a number",
    "code": "code",
    "figure": "a live figure",
}

WIDTH = 88  # characters of a line
NO_NOTEBOOK = "The solution stands in the chapter's notebook, which is not here."


def answer_key(exercise: Exercise, written: NotebookExercise | None = None) -> str:
    """Write down an exercise with its right answer.

    Parameters
    ----------
    exercise : Exercise
        As the package knows it.
    written : NotebookExercise, optional
        As it stands in the chapter's notebook, which has the solutions of code.

    Returns
    -------
    str
        Several lines, without a newline at the end.
    """
    lines = [f"{exercise.id} · {exercise.title} ({KINDS.get(exercise.kind, exercise.kind)})"]
    lines += [_wrap(line) for line in _answer(exercise, written)]
    if written is not None and not isinstance(exercise, Predict):
        lines.append(_wrap(written.explanation))
    return "\n".join(lines)


def _answer(exercise: Exercise, written: NotebookExercise | None) -> list[str]:
    if isinstance(exercise, Predict):
        signs = {True: "✓", False: "✗"}
        return [
            f"{signs[choice.correct]} {letter}: {choice.text} {choice.explanation}"
            for letter, choice in exercise.choices.items()
        ]
    if isinstance(exercise, Number):
        answer = f"{exercise.truth():.6g} ± {exercise.tolerance:.6g} {exercise.unit}".strip()
        slips = [f"✗ {slip.value:.6g}: {slip.message}" for slip in exercise.slips]
        return [f"✓ {answer}: {exercise.praise}", *slips]
    if isinstance(exercise, OnFigure):
        goal = f"✓ On the figure `{exercise.figure}`: {describe_goal(exercise.goal)}"
        return [goal, *([] if written is None else [_Code(written.solution)])]
    return [NO_NOTEBOOK if written is None else _Code(written.solution)]


class _Code(str):
    """Lines that stay as they are."""


def _wrap(text: str) -> str:
    if isinstance(text, _Code):
        return indent(text.rstrip(), "      ")
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n".join(
        fill(part, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
        for part in paragraphs
    )


def describe_goal(goal: Goal) -> str:
    """Say when a goal on a figure is reached."""
    if isinstance(goal, ReachImage):
        return (
            f"the picture at its code differs from the target by a mean squared error of "
            f"{goal.tolerance:.3g} or less."
        )
    if isinstance(goal, FindHole):
        a, b = goal.names[goal.class_a], goal.names[goal.class_b]
        return (
            f"its code has no point nearer than {goal.radius:.3g}, and a point of {a} and one of "
            f"{b} within {goal.reach:.3g}, on opposite sides."
        )
    if isinstance(goal, FindCoordinate):
        return (
            f"the chosen number is the one that changes {EFFECTS[goal.effect][0]} most, or by at "
            f"least {1 - goal.tolerance:.0%} of that, between {goal.step:.3g} below and "
            f"{goal.step:.3g} above its value in the first picture."
        )
    if isinstance(goal, MakeAnswer):
        unused = " or ".join((goal.word, *goal.forbidden))
        return (
            f"the first answer to its sum is {goal.word}, and the sum has {goal.least} different "
            f"words or more, none of them {unused}."
        )
    if isinstance(goal, FairSum):
        return (
            f"the words of the sum may be its answers, and none of them is the first; {goal.word} "
            f"is added, something subtracted, and the sum has {goal.least} different words or more."
        )
    return f"the goal {goal.kind} is reached."
