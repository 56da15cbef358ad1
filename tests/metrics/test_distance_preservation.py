from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from scipy.spatial.distance import pdist

from latentlib.metrics import shepard
from latentlib.metrics.distance_preservation import _random_pairs


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


@settings(deadline=None, derandomize=True, max_examples=20)
@given(seed=st.integers(0, 10**6), n=st.integers(5, 40))
def test_over_all_pairs_equals_scipy(seed, n):
    x = samples(n, 6, seed)
    z = x[:, :2] + 0.5 * samples(n, 2, seed + 1)
    result = shepard(x, z, random_state=0)
    dx, dz = pdist(x), pdist(z)
    assert np.sort(result.distances_x) == pytest.approx(np.sort(dx), rel=1e-12)
    assert result.pearson == pytest.approx(stats.pearsonr(dx, dz).statistic, abs=1e-10)
    assert result.spearman == pytest.approx(stats.spearmanr(dx, dz).statistic, abs=1e-10)


def test_stress_is_the_least_over_all_scales():
    x, z = samples(30, 5, 0), samples(30, 2, 1)
    dx, dz = pdist(x), pdist(z)
    best = optimize.minimize_scalar(lambda a: np.sqrt(np.sum((dx - a * dz) ** 2) / np.sum(dx**2)))
    assert shepard(x, z, random_state=0).stress == pytest.approx(best.fun, abs=1e-8)


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e4])
def test_a_perfect_code_in_another_unit_keeps_all_distances(scale):
    x = samples(100, 3, 0)
    rotation, _ = np.linalg.qr(samples(3, 3, 1))
    result = shepard(x, scale * x @ rotation, n_pairs=500, random_state=0)
    assert (result.pearson, result.spearman) == pytest.approx((1, 1), abs=1e-9)
    assert result.stress == pytest.approx(0, abs=1e-9)


def test_a_redundant_code_keeps_all_distances():
    x = samples(100, 3, 0)
    result = shepard(x, np.hstack([x, x]), n_pairs=500, random_state=0)
    assert result.pearson == pytest.approx(1, abs=1e-9)
    assert result.stress == pytest.approx(0, abs=1e-9)


def test_a_useless_code_keeps_none():
    result = shepard(samples(500, 5, 0), samples(500, 5, 1), n_pairs=20_000, random_state=0)
    # The pairs share 500 points, so the correlation spreads by about 1 / sqrt(500).
    assert abs(result.pearson) < 4 / np.sqrt(500)
    assert abs(result.spearman) < 4 / np.sqrt(500)
    assert result.stress > 0.3


def test_a_collapsed_code_has_no_correlation_and_full_stress():
    result = shepard(samples(50, 3, 0), np.zeros((50, 2)), random_state=0)
    assert np.isnan(result.pearson)
    assert np.isnan(result.spearman)
    assert result.stress == 1.0
    assert shepard(np.zeros((50, 3)), np.zeros((50, 2)), random_state=0).stress == 0.0


@settings(deadline=None, derandomize=True, max_examples=50)
@given(n=st.integers(3, 200), n_pairs=st.integers(3, 30_000), seed=st.integers(0, 100))
def test_pairs_are_distinct_and_as_many_as_asked(n, n_pairs, seed):
    n_pairs = min(n_pairs, n * (n - 1) // 2)
    first, second = _random_pairs(n, n_pairs, np.random.default_rng(seed))
    assert len(first) == n_pairs
    assert ((first >= 0) & (first < second) & (second < n)).all()
    assert len(set(zip(first.tolist(), second.tolist(), strict=True))) == len(first)


def test_pair_numbers_are_right_where_there_are_very_many():
    n = 20_000_000
    for second in (3, 9_490_626, n - 1):
        lowest = second * (second - 1) // 2

        class Fixed:
            def __init__(self, numbers):
                self.numbers = numbers

            def choice(self, *_, **__):
                return np.array(self.numbers)

        pairs = _random_pairs(n, 3, Fixed([lowest, lowest + second - 1]))
        assert [array.tolist() for array in pairs] == [[0, second - 1], [second, second]]


def test_sampled_pairs_agree_with_all_pairs_and_can_be_repeated():
    x = samples(600, 5, 0)
    z = x[:, :2]
    everything = shepard(x, z, n_pairs=10**6, random_state=0)
    sampled = shepard(x, z, n_pairs=5000, random_state=0)
    again = shepard(x, z, n_pairs=5000, random_state=np.random.default_rng(0))
    assert sampled.pearson == pytest.approx(everything.pearson, abs=0.04)
    assert sampled.pearson == again.pearson
    assert sampled.pearson != shepard(x, z, n_pairs=5000, random_state=1).pearson


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"n_pairs": 2, "random_state": 0}, ValueError, "n_pairs is 2"),
        ({"random_state": None}, TypeError, "random_state=None: expected an int"),
        ({"random_state": True}, TypeError, "random_state=True: expected an int"),
    ],
)
def test_wrong_arguments_are_named(arguments, error, words):
    with pytest.raises(error, match=words):
        shepard(samples(10, 3, 0), samples(10, 2, 0), **arguments)


def test_two_samples_are_too_few():
    with pytest.raises(ValueError, match="at least 3"):
        shepard(samples(2, 3, 0), samples(2, 2, 0), random_state=0)
