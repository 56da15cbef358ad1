"""A scree adds up what each component explains."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib import plots

RATIO = [0.5, 0.25, 0.15, 0.1]


def test_shares_add_up() -> None:
    data = plots.scree_data(RATIO)
    assert data.component.tolist() == [1, 2, 3, 4]
    assert data.cumulative == pytest.approx([0.5, 0.75, 0.9, 1.0])


@pytest.mark.parametrize(("share", "needed"), [(0.1, 1), (0.5, 1), (0.51, 2), (0.9, 3), (1.0, 4)])
def test_components_needed_for_a_share(share: float, needed: int) -> None:
    assert plots.scree_data(RATIO).needed(share) == needed


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_what_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="expected more than 0 and at most 1"):
        plots.scree_data(RATIO).needed(share)


def test_a_share_that_is_not_reached_is_refused() -> None:
    with pytest.raises(ValueError, match=r"share is 0\.9, expected at most 0\.75"):
        plots.scree_data(RATIO[:2]).needed(0.9)


def test_scree_draws_percentages_on_a_logarithmic_axis() -> None:
    ax = plots.scree(RATIO, label="images")
    (line,) = ax.lines
    assert line.get_xdata().tolist() == [1, 2, 3, 4]
    assert line.get_ydata() == pytest.approx([50, 75, 90, 100])
    assert (ax.get_xscale(), line.get_label()) == ("log", "images")


@pytest.mark.parametrize(
    ("ratio", "message"),
    [
        ([0.5, 0.6], "adds up to 1.1, expected shares of 1"),
        ([0.5, -0.1], "expected shares of 1"),
        ([0.1, 0.5], "not in order, expected the largest first"),
        ([], r"explained_variance_ratio has shape \(0,\)"),
        ([np.nan], "holds nan or inf"),
    ],
)
def test_bad_shares_are_refused(ratio: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.scree(ratio)
