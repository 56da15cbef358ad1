"""A progress line that leaves one line behind, in a terminal and in a notebook alike.

A bar that redraws itself with carriage returns leaves every step of it in an executed notebook,
and one made of widgets leaves the state of the widgets. In a notebook this one shows plain text
and replaces it, so that a stored page holds the last line only.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from tqdm import tqdm

__all__ = ["ProgressLine"]

_SECONDS_BETWEEN_UPDATES = 0.2
_BAR_WIDTH = 24


class ProgressLine:
    """Show how far a loop of known length has come.

    Parameters
    ----------
    total : int
        Number of steps.
    label : str
        What is being done, at the head of the line.
    enabled : bool
        Whether to show anything.
    done : int
        Steps that were taken before, in an earlier sitting.

    Notes
    -----
    In a notebook the line is a display that is updated in place; in a terminal it is drawn by
    tqdm on the standard error stream; elsewhere (a file, a pipe) nothing is shown.
    """

    def __init__(self, total: int, label: str, *, enabled: bool = True, done: int = 0) -> None:
        self._total = total
        self._label = label
        self._done = self._done_before = done
        self._note = ""
        self._start = time.perf_counter()
        self._last_shown = self._start
        self._handle = _notebook_display(self._text()) if enabled else None
        terminal = enabled and self._handle is None and sys.stderr.isatty()
        self._bar = tqdm(total=total, desc=label, disable=not terminal, initial=done)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._show()
        self._bar.close()

    def set_note(self, note: str) -> None:
        """Say what is known now, at the end of the line."""
        self._note = note

    def advance(self, note: str) -> None:
        """Count one step, and set the note."""
        self._done += 1
        self._note = note
        self._bar.update()
        now = time.perf_counter()
        if now - self._last_shown >= _SECONDS_BETWEEN_UPDATES:
            self._last_shown = now
            self._show()

    def _show(self) -> None:
        if not self._bar.disable:
            self._bar.set_postfix_str(self._note)
        if self._handle is not None:
            self._handle.update(_PlainText(self._text()))

    def _text(self) -> str:
        share = self._done / self._total if self._total else 1.0
        filled = round(share * _BAR_WIDTH)
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        seconds = time.perf_counter() - self._start
        note = f" · {self._note}" if self._note else ""
        return f"{self._label} {bar} {share:4.0%} · {seconds:.0f} s{self._left(seconds)}{note}"

    def _left(self, seconds: float) -> str:
        """Say how long the rest will take, if it goes on as it has; nothing at either end."""
        done, rest = self._done - self._done_before, self._total - self._done
        return f", {seconds / done * rest:.0f} s left" if done and rest else ""


class _PlainText:
    """A text that a notebook shows without quotation marks."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _notebook_display(text: str):
    """Return a display that can be updated, or None if this is not a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    return display(_PlainText(text), display_id=True)
