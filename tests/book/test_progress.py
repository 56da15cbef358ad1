"""Progress as a person sees it on a terminal, and as a log keeps it."""

from __future__ import annotations

import io

import progress
import pytest
from progress import Progress, Task


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Claim to be one."""
        return True


def screen(written: str) -> list[str]:
    """What a terminal would show: the lines, with "n lines up" and "clear the line" obeyed."""
    lines: list[str] = []
    row = 0
    for piece in written.replace("\x1b[2K", "").split("\n"):
        text = piece
        if text.startswith("\x1b["):
            count, _, text = text[2:].partition("F")
            row -= int(count)
        lines[row : row + 1] = [text]
        row += 1
    return lines


def test_terminal_has_one_line_for_each_task() -> None:
    tasks = [Task("one", 4), Task("the second", 10)]
    stream = Terminal()
    display = Progress(tasks, stream)
    display.update()
    tasks[0].start()
    tasks[0].done = 1
    display.update()
    tasks[0].finish("done")
    display.update()
    first, second, rest = screen(stream.getvalue())
    assert first == "  one         [####################]  done in 0 s"
    assert second == "  the second  [--------------------]  waiting"
    assert rest == ""


def test_a_narrow_terminal_is_not_overrun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    Progress([Task("a very long name indeed", 4)], stream).update()
    assert max(map(len, screen(stream.getvalue()))) < 20


def test_a_log_has_one_line_for_each_change(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task("one", 3)
    stream = io.StringIO()
    display = Progress([task, Task("two", 2, state="cached")], stream)
    display.update()
    task.start()
    for done in range(3):
        task.done = done
        display.update()
    monkeypatch.setattr(progress, "HEARTBEAT", -1.0)
    display.update()
    task.finish("failed")
    display.update()
    assert stream.getvalue().splitlines() == [
        "  two: cached",
        "  one: running 0/3 cells",
        "  one: running 2/3 cells",
        "  one: failed in code cell 3 of 3",
    ]
