"""The kind of exercise that is answered with a live figure: the reader's hands are the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from latentlib.exercises.goal import RIGHT, Goal
from latentlib.exercises.outcome import Mistake, Unattempted

__all__ = ["OnFigure"]


@dataclass(frozen=True)
class OnFigure:
    """Do something with a live figure.

    In a notebook the answer is the figure, ``check("0.5", pad)``; in the page it is the figure of
    that name, as the reader has left it.

    Parameters
    ----------
    id, title : str
        For instance ``"0.5"`` and its title.
    goal : ReachImage, FindHole, FindCoordinate, MakeAnswer or FairSum
        What is to be reached.
    praise : str
        What a right answer is told.
    figure : str
        The figure's ``name`` on its page.
    """

    id: str
    title: str
    goal: Goal
    praise: str
    figure: str
    kind: str = "figure"

    def __post_init__(self) -> None:
        if not self.figure:
            raise ValueError(
                f"figure of exercise {self.id} is {self.figure!r}, expected the name of a figure"
            )

    @property
    def invitation(self) -> str:
        """What to do first."""
        return f"Move the figure `{self.figure}`, then run this cell again."

    def examine(self, answer: Any) -> str:
        """Return praise if the figure has reached the goal; raise `Mistake` with how far off."""
        if not all(hasattr(answer, name) for name in self.goal.asks):
            raise Mistake(
                "your answer should be the live figure itself, "
                f"and it is a value of type `{type(answer).__name__}`."
            )
        name = getattr(answer, "name", "")
        if name not in ("", self.figure):
            raise Mistake(f"this is the figure `{name}`; hand over the one named `{self.figure}`.")
        if getattr(answer, "touched", True) is False:
            raise Unattempted("")
        finding = self.goal.find(answer)
        if finding.key != RIGHT:
            raise Mistake(self.goal.messages[finding.key].format(**finding.values))
        return self.praise
