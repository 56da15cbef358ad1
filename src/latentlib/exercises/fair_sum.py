"""The goal to find a sum of words that does not only lead back to one of its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from latentlib.exercises.goal import RIGHT, Finding, digits
from latentlib.exercises.make_answer import (
    SUM_MESSAGES,
    WordFigure,
    is_step,
    is_word,
    too_few,
)

__all__ = ["FairSum"]

ALL = 30_000  # answers, as many as `WordMath` has words at most


@dataclass(frozen=True)
class FairSum:
    """Find a sum whose first answer is another word, though its own words may answer, too.

    Whether they may is seen from the answers: the sum's own words are among all of them, or not.

    Parameters
    ----------
    word : str
        A word that the sum has to add, in lower case.
    least : int, default=3
        Of how many different words the sum has to be made, at least; 2 or more. One of them has to
        be subtracted, and, unless two words are enough, another one added.
    """

    word: str
    least: int = 3
    kind = "fair-sum"
    asks = ("terms", "answers")
    messages = {  # noqa: RUF012
        "without": "{word} is not added in your sum: begin with it.",
        **SUM_MESSAGES,
        "subtracted": "nothing is added to {word} in your sum: add one word.",
        "left out": "the words of the sum may not answer yet: let them, with the figure's switch.",
        "own": "the first answer is {first}, a word of the sum itself, with a cosine of {cosine}. "
        "Try other words.",
    }

    def __post_init__(self) -> None:
        if not is_word(self.word):
            raise ValueError(
                f"word is {self.word!r}, expected a word in lower case without white space"
            )
        if self.least < 2:
            raise ValueError(f"least is {self.least}, expected 2 or more")

    def find(self, figure: WordFigure) -> Finding:
        """Look at the words of the sum, then at its answers."""
        used = list(dict.fromkeys(word for word, _ in figure.terms))
        if not any(word == self.word and sign > 0 for word, sign in figure.terms):
            return Finding("without", {"word": f"`{self.word}`"})
        if len(used) < self.least:
            return too_few(used, self.least)
        if not is_step(figure):
            return Finding("added")
        added = any(sign > 0 for word, sign in figure.terms if word != self.word)
        if self.least > 2 and not added:
            return Finding("subtracted", {"word": f"`{self.word}`"})
        return _first_answer(figure, used)

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        return {"word": self.word, "least": self.least}


def _first_answer(figure: WordFigure, used: list[str]) -> Finding:
    """Say whether the first of all answers is a word of the sum."""
    answers = figure.answers(ALL)
    if not answers:
        return Finding("nothing")
    if not any(word in used for word, _ in answers):
        return Finding("left out")
    first, cosine = answers[0]
    if first not in used:
        return Finding(RIGHT)
    return Finding("own", {"first": f"`{first}`", "cosine": digits(cosine)})
