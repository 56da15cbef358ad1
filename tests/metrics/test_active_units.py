from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.metrics import active_units


def test_two_samples_by_hand():
    # Halves of the differences are 1, 0.2, 0.1 and 0; their squares are the variances.
    result = active_units([[1.0, 5.0, 0.2, 7.0], [3.0, 5.4, 0.0, 7.0]])
    assert result.variances == pytest.approx([1, 0.04, 0.01, 0])
    assert active_units([[0.0], [0.25]], threshold=0.25**2 / 4).n_active == 0  # not more
    assert active_units([[0.0], [0.25]], threshold=0.25**2 / 4 - 1e-9).n_active == 1


@settings(deadline=None, derandomize=True, max_examples=20)
@given(seed=st.integers(0, 10**6), d=st.integers(1, 20), threshold=st.floats(0, 2))
def test_equals_its_definition(seed, d, threshold):
    rng = np.random.default_rng(seed)
    means = rng.normal(size=(30, d)) * rng.uniform(0, 2, size=d) + 3
    result = active_units(means, threshold=threshold)
    variances = [sum((v - sum(column) / 30) ** 2 for v in column) / 30 for column in means.T]
    assert result.variances == pytest.approx(variances)
    assert result.n_active == sum(v > threshold for v in variances)
    assert isinstance(result.n_active, int)


def test_collapsed_coordinates_are_not_counted():
    rng = np.random.default_rng(0)
    means = np.hstack([rng.normal(size=(500, 3)), 0.01 * rng.normal(size=(500, 5)) + 2])
    assert active_units(means).n_active == 3
    assert active_units(means, threshold=0).n_active == 8
    assert active_units(np.ones((4, 6)), threshold=0).n_active == 0


def test_a_rotation_can_change_the_number_but_not_the_total_variance():
    means = np.zeros((400, 2))
    means[:, 0] = np.random.default_rng(0).normal(size=400)
    turned = means @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    assert (active_units(means).n_active, active_units(turned).n_active) == (1, 2)
    assert active_units(turned).variances.sum() == pytest.approx(active_units(means).variances[0])


@pytest.mark.parametrize(
    ("means", "threshold", "words"),
    [
        (np.ones((1, 3)), 0.01, "means has shape .* at least 2 samples"),
        (np.ones(3), 0.01, r"means has shape \(3,\)"),
        (np.array([[1.0], [np.nan]]), 0.01, "means contains NaN"),
        (np.ones((5, 3)), -0.1, "threshold is -0.1"),
        (np.ones((5, 3)), float("nan"), "threshold is nan"),
        (np.ones((5, 3)), float("inf"), "threshold is inf"),
    ],
)
def test_wrong_arguments_are_named(means, threshold, words):
    with pytest.raises(ValueError, match=words):
        active_units(means, threshold=threshold)
