from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import manifold

from latentlib.metrics import continuity, trustworthiness

quick = settings(deadline=None, derandomize=True, max_examples=20)


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def by_definition(x: np.ndarray, z: np.ndarray, k: int) -> float:
    """Trustworthiness as Venna and Kaski write it, sample by sample."""
    n = len(x)
    penalty = 0
    for i in range(n):
        order_x = [j for j in np.argsort(np.linalg.norm(x - x[i], axis=1)) if j != i]
        order_z = [j for j in np.argsort(np.linalg.norm(z - z[i], axis=1)) if j != i]
        penalty += sum(max(0, order_x.index(j) + 1 - k) for j in order_z[:k])
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * penalty


@pytest.mark.parametrize("k", [1, 5, 12])
def test_both_equal_their_definition(k):
    x, z = samples(40, 5, 0), samples(40, 2, 1)
    assert trustworthiness(x, z, k) == pytest.approx(by_definition(x, z, k), abs=1e-12)
    assert continuity(x, z, k) == pytest.approx(by_definition(z, x, k), abs=1e-12)


@quick
@given(seed=st.integers(0, 10**6), k=st.integers(1, 20), d=st.integers(1, 6))
def test_trustworthiness_equals_scikit_learn(seed, k, d):
    x = samples(60, 8, seed)
    z = x[:, :d] + 0.3 * samples(60, d, seed + 1)
    expected = manifold.trustworthiness(x, z, n_neighbors=k)
    assert trustworthiness(x, z, k) == pytest.approx(expected, abs=1e-12)


@quick
@given(seed=st.integers(0, 10**6), k=st.integers(1, 20))
def test_continuity_is_trustworthiness_with_the_roles_swapped(seed, k):
    x, z = samples(60, 6, seed), samples(60, 2, seed + 1)
    assert continuity(x, z, k) == trustworthiness(z, x, k)


@pytest.mark.parametrize("metric", [trustworthiness, continuity])
def test_a_perfect_and_a_redundant_code_score_one(metric):
    x = samples(200, 4, 0)
    rotation, _ = np.linalg.qr(samples(4, 4, 1))
    assert metric(x, x) == 1.0
    assert metric(x, 3.0 * x @ rotation + 7.0) == 1.0
    assert metric(x, np.hstack([x, x, x])) == 1.0


@pytest.mark.parametrize("metric", [trustworthiness, continuity])
def test_a_useless_code_scores_one_half(metric):
    assert metric(samples(800, 5, 0), samples(800, 2, 1)) == pytest.approx(0.5, abs=0.02)


def test_folding_breaks_trust_and_tearing_breaks_continuity():
    position = np.linspace(-1, 1, 200)[:, None]
    folded = np.abs(position + 1e-3)
    assert trustworthiness(position, folded) < 0.8
    assert continuity(position, folded) > 0.98
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    circle, cut_open = np.c_[np.cos(angle), np.sin(angle)], angle[:, None]
    assert trustworthiness(circle, cut_open) == pytest.approx(1, abs=2e-3)
    assert continuity(circle, cut_open) < trustworthiness(circle, cut_open) - 0.01


@quick
@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100))
def test_order_of_samples_and_unit_of_the_map_do_not_count(seed, scale):
    x, z = samples(50, 4, seed), samples(50, 2, seed + 1)
    order = np.random.default_rng(seed).permutation(50)
    expected = trustworthiness(x, z, 5)
    assert trustworthiness(x[order], z[order], 5) == pytest.approx(expected, abs=1e-12)
    assert trustworthiness(x, scale * z, 5) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("metric", [trustworthiness, continuity])
@pytest.mark.parametrize(
    ("x", "z", "k", "words"),
    [
        (samples(30, 3, 0), samples(29, 2, 1), 5, "x has 30 samples and z has 29"),
        (samples(30, 3, 0), samples(30, 2, 1), 15, "less than 0.5 "),
        (samples(30, 3, 0), samples(30, 2, 1), 0, "n_neighbors is 0"),
        (np.zeros((30, 1, 4, 4)), samples(30, 2, 1), 5, r"reshape\(len\(x\), -1\)"),
        (samples(30, 3, 0), np.full((30, 2), np.nan), 5, "z contains NaN"),
    ],
    ids=["lengths", "too-many-neighbours", "no-neighbours", "images", "nan"],
)
def test_wrong_arguments_are_named(metric, x, z, k, words):
    with pytest.raises(ValueError, match=words):
        metric(x, z, k)
