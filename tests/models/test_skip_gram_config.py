"""The settings of a skip-gram: their ranges, and the rate between its two ends."""

from __future__ import annotations

import pytest

from latentlib.models import SkipGramConfig


def test_the_rate_falls_in_a_straight_line() -> None:
    config = SkipGramConfig(lr=0.03, final_lr=0.01)
    assert [config.lr_at(p) for p in (0, 0.5, 1)] == pytest.approx([0.03, 0.02, 0.01])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dim", 0),
        ("window", 0),
        ("n_negatives", 0),
        ("sample", -1e-3),
        ("min_count", 0),
        ("epochs", 0),
        ("lr", 0),
        ("final_lr", 1),
        ("noise_power", 1.1),
        ("block", 0),
        ("n_shared", 0),
        ("blocks", 0),
    ],
)
def test_a_setting_out_of_its_range_is_named(name, value) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}, but .* was expected"):
        SkipGramConfig(**{name: value})
