"""A criterion judges all seeds, and says in words what it asks."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.claims import AtLeast, AtMost, Between, Criterion, GreaterThan, LessThan

CASES = [
    (AtLeast(0.5), [0.5, 0.6], [0.49, 0.9], "at least 0.5"),
    (AtMost(0.5), [0.5, 0.4], [0.51, 0.1], "at most 0.5"),
    (GreaterThan(0), [0.1, 0.2], [0.0, 0.2], "more than 0"),
    (LessThan(78.4), [78.3, 1], [78.4, 1], "less than 78.4"),
    (Between(-1, 1), [-1, 1], [-1.01, 0], "from -1 to 1"),
]


@pytest.mark.parametrize(("criterion", "good", "one_bad", "words"), CASES)
def test_every_seed_has_to_meet_it(
    criterion: Criterion, good: list[float], one_bad: list[float], words: str
) -> None:
    assert criterion.met(np.array(good)) is True
    assert criterion.met(np.array(one_bad)) is False
    assert criterion.met(np.array(one_bad[::-1])) is False
    assert criterion.words() == words


def test_thresholds_are_written_without_noise() -> None:
    assert AtLeast(0.1 + 0.2).words() == "at least 0.3"
    assert AtMost(1e6).words() == "at most 1000000"


@pytest.mark.parametrize("kind", [AtLeast, AtMost, GreaterThan, LessThan])
@pytest.mark.parametrize("threshold", [float("nan"), float("inf")])
def test_a_threshold_is_finite(kind: type, threshold: float) -> None:
    with pytest.raises(ValueError, match=f"threshold of {kind.__name__} is"):
        kind(threshold)


def test_an_interval_is_in_order() -> None:
    with pytest.raises(ValueError, match="low of Between is 2, expected less than high=1"):
        Between(2, 1)
    with pytest.raises(ValueError, match="high of Between is inf"):
        Between(0, float("inf"))
