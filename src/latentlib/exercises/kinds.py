"""Kinds of exercise: predict before you run, give a number, write code.

The kind that is answered with a live figure is in :mod:`latentlib.exercises.on_figure`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from latentlib.exercises import expect
from latentlib.exercises.outcome import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Mistake,
    Outcome,
    Unattempted,
)
from latentlib.exercises.stubs import is_stub, mentions_ellipsis
from latentlib.exercises.typed import read_number

__all__ = ["FACTORS", "OFF", "Choice", "Code", "Exercise", "Number", "Predict", "Slip", "judge"]

#: Factors by which a number is typically off, and the question to ask then.
FACTORS = {
    100: "did you mix up a share and a percentage?",
    1000: "is the unit right?",
}

#: What a wrong number is told that is no known slip; the page has the same sentences.
OFF = {
    "sign": "{given} has the right size and the wrong sign.",
    "factor": "{given} is off by a factor of {factor}: {question}",
    "large": "{given} is too large.",
    "small": "{given} is too small.",
}


class Exercise(Protocol):
    """What every kind has: who it is, its invitation, and a check that raises or stays silent."""

    id: str
    title: str
    kind: str

    @property
    def invitation(self) -> str:
        """What an untouched stub is told."""
        ...

    def examine(self, answer: Any) -> str:
        """Return what a right answer is told; raise `Mistake` with what is wrong else."""
        ...


def judge(exercise: Exercise, answer: Any) -> Outcome:
    """Examine an answer; whatever it is or does, the result is an `Outcome`."""
    try:
        if is_stub(answer):
            raise Unattempted("")
        status, message = CORRECT, exercise.examine(answer)
    except Unattempted as stub:
        status, message = NOT_ATTEMPTED, str(stub) or exercise.invitation
    except Mistake as mistake:
        status, message = NOT_YET, _sentence(str(mistake))
    except Exception as error:
        status, message = _surprise(exercise, error)
    return Outcome(exercise.id, exercise.title, status, message)


def _surprise(exercise: Exercise, error: Exception) -> tuple[str, str]:
    if mentions_ellipsis(error):
        return NOT_ATTEMPTED, exercise.invitation
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return NOT_YET, f"The check could not make sense of this answer ({detail})."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Choice:
    """One possible prediction.

    Parameters
    ----------
    text : str
        What is predicted.
    explanation : str
        Why that is right, or what is wrong with it: each choice has its own.
    correct : bool, default=False
        Whether it is the right one.
    """

    text: str
    explanation: str
    correct: bool = False


@dataclass(frozen=True)
class Predict:
    """Predict before you run: one choice of several.

    Parameters
    ----------
    id, title : str
        For instance ``"1.1"`` and ``"How many numbers?"``.
    choices : mapping of str to Choice
        Under the letter that the reader gives; exactly one is correct.
    """

    id: str
    title: str
    choices: Mapping[str, Choice]
    kind: str = "predict"

    def __post_init__(self) -> None:
        right = [letter for letter, choice in self.choices.items() if choice.correct]
        if len(self.choices) < 2 or len(right) != 1:
            raise ValueError(
                f"choices of exercise {self.id} are {len(self.choices)} with {len(right)} correct, "
                "expected two or more with exactly one correct"
            )

    @property
    def invitation(self) -> str:
        """The choices, one after the other."""
        return f"Put {self._letters()} in the place of the `...`, then run the cell."

    def examine(self, answer: Any) -> str:
        """Return the right choice's explanation; raise `Mistake` with the wrong one's."""
        letter = answer.strip().lower().strip("().\"'") if isinstance(answer, str) else None
        if letter is None or letter not in self.choices:
            raise Mistake(f"your choice is `{answer!r}`: give one of {self._letters()}.")
        choice = self.choices[letter]
        if not choice.correct:
            raise Mistake(choice.explanation)
        return choice.explanation

    def _letters(self) -> str:
        quoted = [f'`"{letter}"`' for letter in self.choices]
        return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


@dataclass(frozen=True)
class Slip:
    """A known wrong number and what went wrong with it.

    Parameters
    ----------
    value : float
        The number that this slip leads to, in the exercise's unit.
    message : str
        What to tell the reader.
    """

    value: float
    message: str


@dataclass(frozen=True)
class Number:
    """Give a number.

    Parameters
    ----------
    id, title : str
        For instance ``"1.4"`` and its title.
    answer : float or callable
        The number, or a function without arguments that computes it.
    tolerance : float
        How far off, in `unit`, still counts; more than zero.
    unit : str
        The unit, ``""`` for none.
    praise : str
        What a right answer is told.
    slips : sequence of Slip, optional
        Known wrong numbers.
    """

    id: str
    title: str
    answer: float | Callable[[], float]
    tolerance: float
    unit: str
    praise: str
    slips: Sequence[Slip] = ()
    kind: str = "number"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tolerance) and self.tolerance > 0):
            raise ValueError(
                f"tolerance of exercise {self.id} is {self.tolerance}, expected more than zero"
            )

    @property
    def invitation(self) -> str:
        """Where the number goes, and its unit."""
        unit = f" (in {self.unit})" if self.unit else ""
        return f"Put your number{unit} in the place of the `...`, then run the cell."

    def truth(self) -> float:
        """Return the answer, computed where it is a function."""
        return float(self.answer() if callable(self.answer) else self.answer)

    def examine(self, answer: Any) -> str:
        """Return praise for a number within the tolerance; raise `Mistake` with what is off.

        A text is read as the page reads what is typed there.
        """
        if isinstance(answer, str):
            answer = read_number(answer, self.unit)
        number = float(expect.array(answer, "your answer", shape=()))
        truth = self.truth()
        if abs(number - truth) <= self.tolerance:
            return self.praise
        for slip in self.slips:
            if abs(number - slip.value) <= self.tolerance:
                raise Mistake(slip.message)
        raise Mistake(self._off(number, truth))

    def _off(self, number: float, truth: float) -> str:
        given = f"{number:.6g} {self.unit}".strip()
        if truth and math.isclose(number, -truth, abs_tol=self.tolerance):
            return OFF["sign"].format(given=given)
        if truth and number / truth > 0:
            ratio = max(number / truth, truth / number)
            for factor, question in FACTORS.items():
                if math.isclose(ratio, factor, rel_tol=0.02):
                    return OFF["factor"].format(given=given, factor=factor, question=question)
        return OFF["large" if number > truth else "small"].format(given=given)


@dataclass(frozen=True)
class Code:
    """Write code: a function or a value that a check examines.

    Parameters
    ----------
    id, title : str
        For instance ``"1.3"`` and its title.
    checker : callable
        Takes the answer; raises `Mistake` with what is wrong, returns when all is right. Built
        from the tools of :mod:`latentlib.exercises.expect`.
    praise : str
        What a right answer is told.
    """

    id: str
    title: str
    checker: Callable[[Any], None]
    praise: str
    kind: str = "code"

    @property
    def invitation(self) -> str:
        """Where the code goes."""
        return "Replace the `...` by your own code, then run the cell."

    def examine(self, answer: Any) -> str:
        """Return praise if the checker stays silent; let its `Mistake` through."""
        self.checker(answer)
        return self.praise
