"""The ledger is complete, and refuses claims and measures that make no sense."""

from __future__ import annotations

import pytest

from latentlib.claims import LEDGER, AtLeast, Claim, ClaimError, Measure
from latentlib.claims.ledger import find_claim, make_ledger

CLAIMS_OF_CHAPTER = dict(zip("ABCDEFGHJK", (6, 5, 4, 5, 4, 3, 5, 6, 5, 3), strict=True))


def measure(**changes: object) -> Measure:
    settings = {"key": "a", "label": "the number", "unit": "", "band": (0, 1)}
    return Measure(**{**settings, "criterion": AtLeast(0.5), **changes})


def test_every_claim_of_the_article_is_there() -> None:
    expected = [f"{letter}{n + 1}" for letter, m in CLAIMS_OF_CHAPTER.items() for n in range(m)]
    assert list(LEDGER) == expected


def test_the_letter_gives_the_chapter() -> None:
    chapters = {letter: number for number, letter in enumerate(CLAIMS_OF_CHAPTER)}
    assert all(claim.chapter == chapters[claim.id[0]] for claim in LEDGER.values())


def test_statements_are_sentences_of_their_own() -> None:
    statements = [claim.statement for claim in LEDGER.values()]
    assert len(set(statements)) == len(statements)
    assert all(statement.endswith(".") and "\n" not in statement for statement in statements)
    assert all(4 <= len(statement.split()) <= 25 for statement in statements)


def test_whatever_has_criteria_says_why() -> None:
    for claim in LEDGER.values():
        assert bool(claim.reasons) == bool(claim.measures), claim.id
        assert not claim.reasons or claim.reasons.endswith(".")


def test_the_ledger_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        LEDGER["A1"] = LEDGER["B1"]  # type: ignore[index]


def test_ledger_is_sorted_and_refuses_a_claim_twice() -> None:
    first, second = Claim("B1", "One.", 1), Claim("A1", "Two.", 0)
    assert list(make_ledger([first, second])) == ["A1", "B1"]
    with pytest.raises(ValueError, match="claim B1 is in the ledger twice"):
        make_ledger([first, first])


def test_unknown_claim_lists_what_there_is() -> None:
    assert find_claim("K3") is LEDGER["K3"]
    with pytest.raises(ClaimError, match="claim_id is 'B9', expected one of the ledger: A1, A2"):
        find_claim("B9")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key": "two words"}, "key of a measure is 'two words', expected a Python name"),
        ({"label": " "}, "label of measure 'a' is empty"),
        ({"band": (1, 0)}, r"band of measure 'a' is \(1, 0\), expected low < high"),
        ({"band": (0, float("inf"))}, "expected two finite numbers"),
        ({"band": (0, 1, 2)}, "expected two finite numbers"),
        ({"criterion": 0.9}, "criterion of measure 'a' is 0.9, expected one of AtLeast"),
        ({"decimals": 0}, "decimals of measure 'a' is 0, expected 1 or more"),
    ],
)
def test_bad_measures_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure(**changes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("b1", "One.", 1), "id of a claim is 'b1'"),
        (("B1", "", 1), "statement of claim B1 is empty"),
        (("B1", "One.", 10), "chapter of claim B1 is 10, expected 0 to 9"),
        (("B1", "One.", 1, [measure(), measure()]), "measures of claim B1 name a more than once"),
        (("B1", "One.", 1, [measure(criterion=None)]), "have no criterion"),
    ],
)
def test_bad_claims_are_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Claim(*arguments)


def test_what_is_asked_is_said_with_its_unit() -> None:
    assert measure(unit="dimensions").asked == "at least 0.5 dimensions"
    assert measure().asked == "at least 0.5"
    assert measure(criterion=None).asked == "for comparison"
