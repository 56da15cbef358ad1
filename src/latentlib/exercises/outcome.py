"""What a check answers, and how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

__all__ = ["CORRECT", "NOT_ATTEMPTED", "NOT_YET", "Mistake", "Outcome", "Unattempted"]

NOT_ATTEMPTED = "not attempted"
CORRECT = "correct"
NOT_YET = "not yet"

_ICONS = {NOT_ATTEMPTED: "○", CORRECT: "✓", NOT_YET: "↻"}


class Mistake(Exception):
    """An answer is not right yet; the message tells the reader what is wrong with it."""


class Unattempted(Exception):
    """An answer still holds a stub's ``...``; the message says where, if that is known."""


@dataclass(frozen=True)
class Outcome:
    """The answer of a check.

    Parameters
    ----------
    exercise_id : str
        For instance ``"1.2"``.
    title : str
        The exercise's title.
    status : {"not attempted", "correct", "not yet"}
        How far the reader is.
    message : str
        What to tell the reader; text in backticks is shown as code.
    """

    exercise_id: str
    title: str
    status: str
    message: str

    def __post_init__(self) -> None:
        if self.status not in _ICONS:
            raise ValueError(
                f"status of an outcome is {self.status!r}, expected one of {', '.join(_ICONS)}"
            )

    def __str__(self) -> str:
        heading = f"{_ICONS[self.status]} Exercise {self.exercise_id} · {self.title}: {self.status}"
        return f"{heading}\n  {self.message}" if self.message else heading

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        slug = self.status.replace(" ", "-")
        message = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(self.message, quote=False))
        return (
            f'<div class="latent-outcome latent-outcome--{slug}">\n'
            f'<p><span aria-hidden="true">{_ICONS[self.status]}</span> '
            f"Exercise {escape(self.exercise_id)} · {escape(self.title)}: "
            f"<strong>{self.status}</strong></p>\n<p>{message}</p>\n</div>"
        )
