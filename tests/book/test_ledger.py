"""The page of the ledger: made from what the chapters measured."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import ledger
import pytest

from latentlib import claims


@pytest.fixture
def page(small_book: Path) -> str:
    """Text of the page, tags and all."""
    return (small_book / "_build" / "html" / "book" / "claims.html").read_text()


@pytest.fixture
def tried(small_book: Path) -> claims.Record:
    """The one verdict in the small book."""
    (record,) = claims.collect((small_book / "_build" / "executed").glob("*.ipynb"))
    return record


def rows(page: str) -> dict[str, str]:
    """Rows of the ledger by claim."""
    found = re.findall(r"<tr[^>]*><td>.*?</tr>", page, re.DOTALL)
    return {
        re.search(r">([A-K]\d)<", row)[1]: row for row in found if re.search(r">([A-K]\d)<", row)
    }


def words(text: str) -> str:
    """Text without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_every_claim_is_listed_once(page: str) -> None:
    assert list(rows(page)) == list(claims.LEDGER)
    for claim_id, row in rows(page).items():
        assert claims.LEDGER[claim_id].statement in words(row)


def test_what_was_tried_has_verdict_numbers_and_link(page: str, tried: claims.Record) -> None:
    row = rows(page)[tried.claim_id]
    assert f"verdict-{tried.verdict.replace(' ', '-')}" in row
    for measure in tried.measures:
        assert f"{measure.label}: {measure.text} over 3 seeds ({measure.asked}" in words(row)
    assert f'href="../chapters/01_small.html#claim-{tried.claim_id.lower()}"' in row


def test_what_was_tried_says_why_it_is_judged_so(page: str, tried: claims.Record) -> None:
    for claim_id, row in rows(page).items():
        reasons = claims.LEDGER[claim_id].reasons
        assert (f"Why so: {reasons}" in words(row)) == (claim_id == tried.claim_id)


def test_the_link_leads_to_the_cell(small_book: Path, tried: claims.Record) -> None:
    chapter = (small_book / "_build" / "html" / "chapters" / "01_small.html").read_text()
    cell = re.search(
        rf'<div class="[^"]*\bcell\b[^"]*" id="claim-{tried.claim_id.lower()}">(.*?)Verdict',
        chapter,
        re.DOTALL,
    )
    assert cell
    assert "LEDGER" in cell[1]
    assert "use_house_style" not in cell[1]


def test_what_was_not_tried_says_so(page: str, tried: claims.Record) -> None:
    for claim_id, row in rows(page).items():
        assert (ledger.UNTRIED in row) == (claim_id != tried.claim_id)


def test_summary_counts(page: str, tried: claims.Record) -> None:
    summary = words(re.search(r'<p class="ledger-summary">.*?</p>', page)[0])
    assert f"{len(claims.LEDGER)} claims, 1 tried so far." in summary
    assert f"“{tried.verdict}”: 1" in summary
    assert summary.count(": 0") == 2


def test_times_are_listed(page: str) -> None:
    assert re.search(r"01_small\s+\d+ s\s+0\.\d\d GB\s+[12]", words(page))


def test_exact_numbers_are_called_exact() -> None:
    parts = {"key": "k", "label": "memory", "unit": "", "asked": "more than 1", "met": True}
    exact = claims.MeasureRecord(**parts, values=(11.3,), text="11.3")
    repeated = claims.MeasureRecord(**parts, values=(1.0, 2.0, 3.0), text="2.0 ± 1.0")
    record = claims.Record("A6", 0, "Cheaper.", "holds", (exact, repeated), Path(), 0)
    assert [item.astext() for item in ledger._measures(record)] == [
        "memory: 11.3, exact (more than 1: met)",
        "memory: 2.0 ± 1.0 over 3 seeds (more than 1: met)",
    ]
