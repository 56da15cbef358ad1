"""Progress of several tasks on a terminal, one line each; plain lines anywhere else."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass
from typing import TextIO

__all__ = ["Progress", "Task"]

BAR_WIDTH = 20
HEARTBEAT = 30.0  # seconds between plain lines about a task that is still running


@dataclass
class Task:
    """One line of the display.

    Attributes
    ----------
    name : str
        What the line is about.
    total : int
        Number of steps.
    done : int
        Steps finished.
    state : str
        "waiting", "running", "done", "cached", "failed" or "stopped".
    started, seconds : float
        Clock at the start; duration once finished.
    """

    name: str
    total: int
    done: int = 0
    state: str = "waiting"
    started: float = 0.0
    seconds: float = 0.0

    def start(self) -> None:
        """Mark as running and start the clock."""
        self.state, self.started = "running", time.monotonic()

    def finish(self, state: str) -> None:
        """Mark as finished in `state` and stop the clock."""
        self.state, self.seconds = state, time.monotonic() - self.started

    def status(self) -> str:
        """State in words, with what has been done so far."""
        if self.state == "running":
            return f"running {self.done}/{self.total} cells"
        if self.state == "done":
            return f"done in {self.seconds:.0f} s"
        if self.state == "failed":
            return f"failed in code cell {self.done + 1} of {self.total}"
        return self.state


class Progress:
    """Shows tasks; call `update` as often as wanted.

    Parameters
    ----------
    tasks : list of Task
        Changed by their owners; the display only reads them.
    stream : text stream, optional
        Where to write; standard error if not given.
    """

    def __init__(self, tasks: list[Task], stream: TextIO | None = None) -> None:
        self._tasks = tasks
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._drawn = 0
        self._said: dict[str, tuple[str, float]] = {}

    def update(self) -> None:
        """Draw the present state."""
        if self._live:
            self._redraw()
        else:
            self._say_changes()
        self._stream.flush()

    def _redraw(self) -> None:
        columns = shutil.get_terminal_size().columns - 1
        up = f"\x1b[{self._drawn}F" if self._drawn else ""
        lines = "".join(f"\x1b[2K{self._line(task)[:columns]}\n" for task in self._tasks)
        self._stream.write(up + lines)
        self._drawn = len(self._tasks)

    def _line(self, task: Task) -> str:
        width = max(len(t.name) for t in self._tasks)
        share = 1.0 if task.state in {"done", "cached"} else task.done / max(task.total, 1)
        full = round(share * BAR_WIDTH)
        bar = "#" * full + "-" * (BAR_WIDTH - full)
        clock = f", {time.monotonic() - task.started:.0f} s" if task.state == "running" else ""
        return f"  {task.name:<{width}}  [{bar}]  {task.status()}{clock}"

    def _say_changes(self) -> None:
        now = time.monotonic()
        for task in self._tasks:
            state, when = self._said.get(task.name, ("waiting", now))
            late = task.state == "running" and now - when > HEARTBEAT
            if task.state != state or late:
                self._stream.write(f"  {task.name}: {task.status()}\n")
                self._said[task.name] = (task.state, now)
