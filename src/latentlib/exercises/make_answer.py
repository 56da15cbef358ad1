"""The goal to make a given word the answer of a sum of other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from latentlib.exercises.goal import RIGHT, Finding, digits

__all__ = ["SUM_MESSAGES", "MakeAnswer", "WordFigure", "is_step", "is_word", "too_few"]

SUM_MESSAGES = {
    "few": "your sum is made of {count}, and {least} or more are asked for.",
    "added": "nothing is subtracted in your sum: subtract one word.",
    "nothing": "your sum has no answer: what is added is subtracted again.",
}

LOOKED_AT = 100  # answers among which the word is looked for


class WordFigure(Protocol):
    """What the goal asks of a live figure: the sum and its answers, as `WordMath` has them."""

    terms: Sequence[tuple[str, int]]
    touched: bool

    def answers(self, count: int) -> Sequence[tuple[str, float]]:
        """Return the nearest words and their cosines, the nearest first."""
        ...


@dataclass(frozen=True)
class MakeAnswer:
    """Make a given word the first answer of a sum of other words.

    Parameters
    ----------
    word : str
        The word, in lower case.
    least : int, default=2
        Of how many different words the sum has to be made, at least; 1 or more.
    forbidden : tuple of str, default=()
        Words that may not be used, beside the word itself: for instance its plural.
    step : bool, default=False
        Whether at least one of the words has to be subtracted.
    """

    word: str
    least: int = 2
    forbidden: tuple[str, ...] = ()
    step: bool = False
    kind = "make-answer"
    asks = ("terms", "answers")
    messages = {  # noqa: RUF012
        **SUM_MESSAGES,
        "itself": "{word} is in your sum itself: make it of other words.",
        "forbidden": "{used} may not be used here: make {word} of other words.",
        "behind": "the first answer is {first}, and {word} was asked for. It comes at place "
        "{place}, with a cosine of {cosine}; that of {first} is {highest}.",
        "far": "the first answer is {first}, and {word} was asked for. It is not among the first "
        "{looked_at} answers.",
    }

    def __post_init__(self) -> None:
        for name, words in (("word", (self.word,)), ("forbidden", self.forbidden)):
            if isinstance(words, str) or not all(is_word(word) for word in words):
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}, expected words in lower case without "
                    "white space"
                )
        if self.least < 1:
            raise ValueError(f"least is {self.least}, expected 1 or more")

    def find(self, figure: WordFigure) -> Finding:
        """Look at the words of the sum, then at its answers."""
        used = list(dict.fromkeys(word for word, _ in figure.terms))
        values = {"word": f"`{self.word}`"}
        if self.word in used:
            return Finding("itself", values)
        refused = [word for word in used if word in self.forbidden]
        if refused:
            return Finding("forbidden", {**values, "used": f"`{refused[0]}`"})
        if len(used) < self.least:
            return too_few(used, self.least)
        if self.step and not is_step(figure):
            return Finding("added")
        return self._place(figure.answers(LOOKED_AT), values)

    def _place(self, answers: Sequence[tuple[str, float]], values: Mapping[str, str]) -> Finding:
        """Say at which place among the answers the word comes."""
        if not answers:
            return Finding("nothing")
        first, highest = answers[0]
        if first == self.word:
            return Finding(RIGHT)
        values = {**values, "first": f"`{first}`", "highest": digits(highest)}
        for place, (word, cosine) in enumerate(answers, start=1):
            if word == self.word:
                return Finding("behind", values | {"place": str(place), "cosine": digits(cosine)})
        return Finding("far", values | {"looked_at": str(LOOKED_AT)})

    def payload(self) -> dict[str, Any]:
        """Return what the page needs to look in the same way."""
        return {
            "word": self.word,
            "least": self.least,
            "forbidden": list(self.forbidden),
            "step": self.step,
        }


def is_word(word: object) -> bool:
    """Tell whether this is a word as `WordMath` has them: lower case, no white space."""
    return isinstance(word, str) and word.split() == [word] and word == word.lower()


def too_few(used: Sequence[str], least: int) -> Finding:
    """Say of how many words a sum is made that needs more."""
    count = {0: "no word", 1: "one word"}.get(len(used), f"{len(used)} words")
    return Finding("few", {"count": count, "least": str(least)})


def is_step(figure: WordFigure) -> bool:
    """Tell whether a word is subtracted."""
    return any(sign < 0 for _, sign in figure.terms)
