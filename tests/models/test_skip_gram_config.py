"""The settings of a skip-gram: their ranges, and the rate between its two ends."""

from __future__ import annotations

import pytest

from latentlib.models import SkipGramConfig


def test_the_rate_falls_in_a_straight_line() -> None:
    config = SkipGramConfig(lr=0.03, final_lr=0.01)
    assert [config.lr_at(p) for p in (0, 0.5, 1)] == pytest.approx([0.03, 0.02, 0.01])


COUNTS = ("dim", "window", "n_negatives", "min_count", "epochs", "block", "n_shared", "batch_size")


@pytest.mark.parametrize("name", COUNTS)
def test_what_counts_is_whole_and_at_least_one(name) -> None:
    with pytest.raises(ValueError, match=f"{name}=0: expected at least 1"):
        SkipGramConfig(**{name: 0})
    with pytest.raises(TypeError, match=rf"{name}=2\.5: expected an int"):
        SkipGramConfig(**{name: 2.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [("sample", -1e-3), ("sample", float("inf")), ("lr", 0), ("final_lr", 1), ("noise_power", 1.1)],
)
def test_a_setting_out_of_its_range_is_named(name, value) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}, but .* was expected"):
        SkipGramConfig(**{name: value})
