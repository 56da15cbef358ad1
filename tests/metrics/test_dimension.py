from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.datasets import make_swiss_roll

from latentlib.metrics import levina_bickel, two_nn

ESTIMATORS = [two_nn, levina_bickel]


def hyperplane(n: int, d: int, seed: int, n_dims: int = 20) -> np.ndarray:
    rng = np.random.default_rng(seed)
    axes, _ = np.linalg.qr(rng.normal(size=(n_dims, d)))
    return rng.uniform(size=(n, d)) @ axes.T


def sphere(n: int, d: int, seed: int) -> np.ndarray:
    x = np.random.default_rng(seed).normal(size=(n, d + 1))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def noise(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def swiss_roll(n: int, d: int, seed: int) -> np.ndarray:
    return make_swiss_roll(n, random_state=seed)[0]


def two_nn_by_definition(x: np.ndarray, discard: float) -> float:
    distances = np.sort(cdist(x, x), axis=1)
    ratios = np.sort(distances[:, 2] / distances[:, 1])
    n = len(x)
    kept = ratios[: int(n * (1 - discard))]
    line = [-math.log(1 - (i + 1) / n) for i in range(len(kept))]
    return np.linalg.lstsq(np.log(kept)[:, None], np.array(line), rcond=None)[0][0]


def levina_bickel_by_definition(x: np.ndarray, k_min: int, k_max: int) -> float:
    distances = np.sort(cdist(x, x), axis=1)
    by_size = []
    for k in range(k_min, k_max + 1):
        logs = [math.log(row[k] / row[j]) for row in distances for j in range(1, k)]
        by_size.append(len(x) * (k - 1) / sum(logs))
    return float(np.mean(by_size))


@pytest.mark.parametrize("discard", [0.05, 0.1, 0.4])
def test_two_nn_equals_its_definition(discard):
    x = noise(120, 4, 0)
    assert two_nn(x, discard=discard).value == pytest.approx(two_nn_by_definition(x, discard))


@pytest.mark.parametrize(("k_min", "k_max"), [(2, 2), (3, 9), (10, 20)])
def test_levina_bickel_equals_its_definition(k_min, k_max):
    x = noise(120, 4, 0)
    expected = levina_bickel_by_definition(x, k_min, k_max)
    assert levina_bickel(x, k_min=k_min, k_max=k_max).value == pytest.approx(expected)


# The allowed share is the known bias, which is downwards: neighbourhoods reach over the edge.
@pytest.mark.parametrize(
    ("make", "d", "two_nn_bias", "mle_bias"),
    [
        (hyperplane, 1, 0.02, 0.03),
        (hyperplane, 2, 0.02, 0.04),
        (hyperplane, 5, 0.08, 0.12),
        (sphere, 2, 0.02, 0.02),
        (sphere, 5, 0.05, 0.05),
        (swiss_roll, 2, 0.04, 0.06),
        (noise, 10, 0.07, 0.12),
        (noise, 20, 0.20, 0.28),
    ],
    ids=lambda value: value.__name__ if callable(value) else str(value),
)
def test_known_dimensions_are_found(make, d, two_nn_bias, mle_bias):
    x = make(1500, d, 0)
    for estimate, bias in ((two_nn(x), two_nn_bias), (levina_bickel(x), mle_bias)):
        assert estimate.value > d * (1 - bias) - 4 * estimate.standard_error
        assert estimate.value < d + 4 * estimate.standard_error
        assert estimate.n_samples == 1500


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize(("make", "d"), [(hyperplane, 2), (hyperplane, 5), (sphere, 2)])
def test_the_standard_error_is_the_spread_over_samples(estimator, make, d):
    estimates = [estimator(make(300, d, seed)) for seed in range(120)]
    spread = np.std([estimate.value for estimate in estimates], ddof=1)
    claimed = np.mean([estimate.standard_error for estimate in estimates])
    # 120 repeats know the spread to 6.5 %. The usual std / sqrt(n) would be off by 15 to 35 %.
    assert claimed / spread == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_unit_rotation_and_copies_do_not_count(estimator):
    x = noise(300, 5, 0)
    rotation, _ = np.linalg.qr(noise(5, 5, 1))
    expected = estimator(x)
    for same in (1e-3 * x, 1e3 * x + 50, x @ rotation, np.hstack([x, x])):
        assert estimator(same).value == pytest.approx(expected.value, rel=1e-9)
    for copied in (np.concatenate([x, x, x[:7]]), np.float32(np.concatenate([x, x]))[::-1]):
        copies = estimator(copied)
        assert copies.value == pytest.approx(expected.value)
        assert copies.n_samples == 300


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_two_zeros_are_one(estimator):
    x = np.hstack([noise(100, 3, 0), np.zeros((100, 1))])
    assert estimator(np.concatenate([x, x * [1, 1, 1, -1.0]])).n_samples == 100


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_manifold_has_fewer_dimensions_than_noise_in_the_same_space(estimator):
    flat, full = estimator(hyperplane(500, 3, 0, n_dims=12)), estimator(noise(500, 12, 0))
    assert flat.value + 4 * flat.standard_error < full.value - 4 * full.standard_error


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: two_nn(noise(300, 2, 0), discard=0.0), "discard is 0"),
        (lambda: two_nn(noise(300, 2, 0), discard=1.0), "discard is 1"),
        (lambda: two_nn(noise(8, 2, 0)), "at least 10"),
        (lambda: two_nn(np.arange(50.0)[:, None]), "on a grid"),
        (lambda: two_nn(np.ones((50, 3))), "1 distinct samples"),
        (lambda: levina_bickel(noise(20, 2, 0)), "20 distinct samples, but more than 20"),
        (lambda: levina_bickel(noise(99, 2, 0), k_min=1), "k_min is 1"),
        (lambda: levina_bickel(noise(99, 2, 0), k_min=9, k_max=8), "k_max is 8"),
        (lambda: levina_bickel(np.eye(30)), "all distances .* are equal"),
    ],
    ids=[
        "discard-none",
        "discard-all",
        "too-few",
        "grid",
        "copies",
        "too-few-neighbours",
        "k-min",
        "k-max",
        "simplex",
    ],
)
def test_what_cannot_be_estimated_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
