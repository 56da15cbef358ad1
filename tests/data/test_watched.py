"""A text that shows how far its reader has come."""

from __future__ import annotations

import pytest

from latentlib.data import Sentences, Watched, watched

TEXT = Sentences(("One two.", "12.", "Three."))


class Line:
    """Stands in for the progress line and remembers what it was told."""

    def __init__(self, total, label):
        self.total, self.label, self.notes, self.closed = total, label, [], False

    def advance(self, note):
        self.notes.append(note)

    def __exit__(self, *error):
        self.closed = True


@pytest.fixture
def lines(monkeypatch):
    made = []

    def make(total, label):
        made.append(Line(total, label))
        return made[-1]

    monkeypatch.setattr(watched, "ProgressLine", make)
    return made


def test_the_text_stays_what_it_is(lines):
    text = Watched(TEXT, 2, "reading")
    assert len(text) == 3
    assert [list(text) for _ in range(3)] == [[["one", "two"], ["three"]]] * 3


def test_the_line_is_full_after_the_last_pass_and_not_before(lines):
    text = Watched(TEXT, 2, "reading")
    list(text)
    (line,) = lines
    assert (line.total, line.label, line.closed) == (6, "reading", False)
    assert line.notes == ["pass 1 of 2"] * 3
    list(text)
    assert line.closed
    assert line.notes[3:] == ["pass 2 of 2"] * 3


def test_later_passes_are_not_counted(lines):
    text = Watched(TEXT, 1, "reading")
    list(text)
    list(text)
    assert len(lines) == 1
    assert len(lines[0].notes) == 3


def test_what_can_be_read_once_is_refused():
    with pytest.raises(TypeError, match="sentences is generator, but"):
        Watched((words for words in TEXT), 1, "reading")


@pytest.mark.parametrize(
    ("sentences", "n_passes", "message"),
    [(Sentences(()), 1, "sentences is empty"), (TEXT, 0, "n_passes")],
)
def test_arguments_that_do_not_fit_are_named(sentences, n_passes, message):
    with pytest.raises(ValueError, match=message):
        Watched(sentences, n_passes, "reading")
