"""What a check answers, and how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

__all__ = [
    "CORRECT",
    "ICONS",
    "NOT_ATTEMPTED",
    "NOT_YET",
    "Mistake",
    "Outcome",
    "Unattempted",
    "code_spans",
]

NOT_ATTEMPTED = "not attempted"
CORRECT = "correct"
NOT_YET = "not yet"

ICONS = {NOT_ATTEMPTED: "○", CORRECT: "✓", NOT_YET: "↻"}


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
    note : str, default=""
        What to tell besides, of the file that keeps the reader's progress; mostly empty.
    """

    exercise_id: str
    title: str
    status: str
    message: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.status not in ICONS:
            raise ValueError(
                f"status of an outcome is {self.status!r}, expected one of {', '.join(ICONS)}"
            )

    def __str__(self) -> str:
        heading = f"{ICONS[self.status]} Exercise {self.exercise_id} · {self.title}: {self.status}"
        return "\n  ".join(filter(None, (heading, self.message, self.note)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        slug = self.status.replace(" ", "-")
        said = [f"<p>{code_spans(self.message)}</p>"]
        said += [f"<p>{code_spans(self.note)}</p>"] if self.note else []
        return (
            f'<div class="latent-outcome latent-outcome--{slug}">\n'
            f'<p><span aria-hidden="true">{ICONS[self.status]}</span> '
            f"Exercise {escape(self.exercise_id)} · {escape(self.title)}: "
            f"<strong>{self.status}</strong></p>\n" + "\n".join(said) + "\n</div>"
        )


def code_spans(text: str) -> str:
    """Escape a text for HTML, and show what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
