"""An outcome shows its status in words, and never a reader's text as markup."""

from __future__ import annotations

import pytest

from latentlib.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET, Outcome


@pytest.mark.parametrize(
    ("status", "first_line"),
    [
        (CORRECT, "✓ Exercise 1.2 · Shares: correct"),
        (NOT_YET, "↻ Exercise 1.2 · Shares: not yet"),
        (NOT_ATTEMPTED, "○ Exercise 1.2 · Shares: not attempted"),
    ],
)
def test_text_names_exercise_and_status(status: str, first_line: str) -> None:
    text = Outcome("1.2", "Shares", status, "Divide by the sum.")._repr_mimebundle_()["text/plain"]
    assert text.splitlines() == [first_line, "  Divide by the sum."]


def test_page_shows_code_and_escapes_the_rest() -> None:
    outcome = Outcome("1.2", "a < b", NOT_YET, "You gave `x<b>` & that is <i>odd</i>.")
    page = outcome._repr_mimebundle_()["text/html"]
    assert "<code>x&lt;b&gt;</code> &amp; that is &lt;i&gt;odd&lt;/i&gt;." in page
    assert "Exercise 1.2 · a &lt; b: <strong>not yet</strong>" in page
    assert 'class="latent-outcome latent-outcome--not-yet"' in page
    assert "style=" not in page


def test_unknown_status_is_refused() -> None:
    with pytest.raises(ValueError, match="status of an outcome is 'right', expected one of not"):
        Outcome("1.2", "Shares", "right", "")
