"""A verdict follows from the numbers by rule, and bad numbers are met with clear errors."""

from __future__ import annotations

import json
import re
import statistics
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentlib.claims import (
    LEDGER,
    AtLeast,
    Claim,
    ClaimError,
    LessThan,
    Measure,
    OutOfBand,
    verdict,
)
from latentlib.claims.display import numbers
from latentlib.claims.verdicts import judge

CLAIM = Claim(
    "Z1",
    "Less < more & nothing else.",
    1,
    [
        Measure("images", "dimension of images", "dimensions", (0, 50), LessThan(20), decimals=1),
        Measure("accuracy", "probe accuracy", "", (0, 1), AtLeast(0.8)),
        Measure("noise", "dimension of noise", "dimensions", (0, 900), decimals=1),
    ],
)
GOOD = {"images": [14.0, 15.0, 16.0], "accuracy": [0.81, 0.82, 0.83], "noise": [99, 100, 104]}


def judged(**changes: object):
    return judge(CLAIM, {**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "holds"),
        ({"accuracy": [0.81, 0.82, 0.79]}, "holds in part"),
        ({"images": [30, 30, 30]}, "holds in part"),
        ({"images": [30, 30, 30], "accuracy": [0.1, 0.9, 0.9]}, "does not hold"),
    ],
)
def test_the_word_follows_from_the_criteria(changes: dict[str, object], word: str) -> None:
    assert judged(**changes).word == word


def test_mean_and_spread_are_the_samples() -> None:
    finding = judged().findings[2]
    assert finding.mean == pytest.approx(statistics.mean(GOOD["noise"]))
    assert finding.std == pytest.approx(statistics.stdev(GOOD["noise"]))
    assert finding.met is None


def test_text_says_each_number_and_the_verdict_last() -> None:
    assert str(judged(accuracy=[0.81, 0.82, 0.7])).splitlines() == [
        "Claim Z1 · Less < more & nothing else.",
        "  dimension of images: 15.0 ± 1.0 dimensions over 3 seeds; "
        "asked less than 20 dimensions: met",
        "  probe accuracy: 0.777 ± 0.067 over 3 seeds; asked at least 0.8: not met",
        "  dimension of noise: 101.0 ± 2.6 dimensions over 3 seeds; for comparison",
        "Verdict: holds in part (1 of 2 criteria met)",
    ]


@given(
    values=st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    others=st.lists(st.floats(-1, 1), min_size=3, max_size=3),
)
def test_only_the_measured_numbers_vary(values: list[float], others: list[float]) -> None:
    claim = Claim("Z1", "It holds.", 1, [Measure("a", "label", "m", (-2, 2), AtLeast(-1))])
    first, second = judge(claim, {"a": values}), judge(claim, {"a": others})
    for kind in ("text/plain", "text/html"):
        one, two = (
            re.sub(r"-?\d+\.\d+ ± \d+\.\d+", "MEASURED", run._repr_mimebundle_()[0][kind])
            for run in (first, second)
        )
        assert one == two
        assert one.count("MEASURED") == 1


COUNTED = Claim(
    "Z1",
    "It is cheap.",
    1,
    [
        Measure("cost", "operations", "times", (0, 9), AtLeast(2), decimals=1, exact=True),
        Measure("ratio", "memory", "", (0, 9), exact=True),
    ],
)


def test_exact_numbers_are_one_number_without_a_spread() -> None:
    verdict = judge(COUNTED, {"cost": 2.25, "ratio": np.float32(4)})
    assert str(verdict).splitlines()[1:] == [
        "  operations: 2.2 times, exact; asked at least 2 times: met",
        "  memory: 4.000, exact; for comparison",
        "Verdict: holds (1 of 1 criterion met)",
    ]
    assert [finding.std for finding in verdict.findings] == [0, 0]
    data, metadata = verdict._repr_mimebundle_()
    assert "<td>2.2 times</td><td>exact</td>" in data["text/html"]
    first = metadata["latentlib"]["measures"][0]
    assert (first["values"], first["text"]) == ([2.25], "2.2 times")


@pytest.mark.parametrize("cost", [[2, 2, 2], float("nan"), "two"])
def test_an_exact_number_is_not_one_a_seed(cost: object) -> None:
    with pytest.raises(ClaimError, match="measurement cost of claim Z1"):
        judge(COUNTED, {"cost": cost, "ratio": 1})


def test_zero_has_no_sign() -> None:
    assert numbers(-0.0001, 0.0002, 3) == "0.000 ± 0.000"
    assert numbers(-0.01, 0.0, 2) == "-0.01 ± 0.00"
    assert numbers(-0.0001, None, 3) == "0.000"


def test_numbers_may_come_as_any_array() -> None:
    arrays = judged(accuracy=np.array(GOOD["accuracy"]), noise=torch.tensor(GOOD["noise"]))
    assert str(arrays) == str(judged())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": [1.0, 2.0]}, "measurement images of claim Z1 has 2 seeds, expected at least 3"),
        ({"images": 3.0}, r"images of claim Z1 has shape \(\), expected \(n_seeds,\)"),
        ({"images": [[1, 2, 3]]}, r"has shape \(1, 3\)"),
        ({"images": [1, float("nan"), 3]}, "images of claim Z1 is not finite at seed 1"),
        ({"images": [1, 2, float("inf")]}, "not finite at seed 2"),
        ({"images": ["many"] * 3}, "expected numbers, one a seed"),
        ({"images": [1, [2], 3]}, "expected numbers, one a seed"),
        ({"images": np.array([1, 2, 3j])}, "expected numbers, one a seed"),
        ({"extra": [1, 2, 3]}, "have extra, which the claim does not ask for"),
    ],
)
def test_bad_measurements_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ClaimError, match=message):
        judged(**changes)


def test_missing_measurements_are_named() -> None:
    with pytest.raises(ClaimError, match="lack images, noise; expected exactly images, accuracy"):
        judge(CLAIM, {"accuracy": [1, 1, 1]})


def test_out_of_band_names_every_number_and_its_band() -> None:
    with pytest.raises(OutOfBand) as caught:
        judged(images=[60, 60, 60], noise=[-3, -3, -3])
    message = str(caught.value)
    assert "claim Z1 is out of its band" in message
    assert "images (dimension of images) has mean 60, expected 0 to 50" in message
    assert "noise (dimension of noise) has mean -3, expected 0 to 900" in message
    assert "accuracy" not in message


def test_the_ends_of_a_band_belong_to_it() -> None:
    assert judged(images=[0, 0, 0]).findings[0].in_band
    assert judged(images=[50, 50, 50]).findings[0].in_band


def test_a_claim_of_the_ledger_is_found_or_named() -> None:
    with pytest.raises(ClaimError, match="claim_id is 'Z1', expected one of the ledger"):
        verdict("Z1", GOOD)


def test_a_claim_without_measures_says_where_they_belong() -> None:
    with pytest.raises(ClaimError, match=r"Y1 has no measures yet.*claims/chapter09\.py"):
        judge(Claim("Y1", "Nothing yet.", 9), {})


def test_ledger_claims_can_be_judged_where_they_have_measures() -> None:
    for claim in LEDGER.values():
        middle = {m.key: sum(m.band) / 2 for m in claim.measures}
        middle |= {m.key: [middle[m.key]] * 3 for m in claim.measures if not m.exact}
        if middle:
            assert verdict(claim.id, middle).claim is claim


class Table(HTMLParser):
    """Collects tags, attributes and the text of a fragment, and checks that it nests."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words: list[str] = []
        self.feed(fragment)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_table_is_accessible_and_has_no_inline_style() -> None:
    data, _ = judged(accuracy=[0.1, 0.9, 0.9])._repr_mimebundle_()
    table = Table(data["text/html"])
    scopes = [value for tag, name, value in table.attributes if (tag, name) == ("th", "scope")]
    assert scopes == ["col"] * 5 + ["row"] * 3
    assert "style" not in {name for _, name, _ in table.attributes}
    assert ("div", "class", "latent-verdict latent-verdict--holds-in-part") in table.attributes
    text = "".join(table.words)
    assert "Less < more & nothing else." in text
    assert "◐ holds in part" in text


def test_metadata_hold_the_record() -> None:
    _, metadata = judged()._repr_mimebundle_()
    record = json.loads(json.dumps(metadata, allow_nan=False))["latentlib"]
    assert record["claim"] == "Z1"
    assert record["verdict"] == "holds"
    assert record["measures"][0] == {
        "key": "images",
        "label": "dimension of images",
        "unit": "dimensions",
        "values": [14.0, 15.0, 16.0],
        "text": "15.0 ± 1.0 dimensions",
        "asked": "less than 20 dimensions",
        "met": True,
    }
