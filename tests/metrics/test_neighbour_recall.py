from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from latentlib.metrics import knn_recall


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def by_definition(x: np.ndarray, z: np.ndarray, k: int) -> float:
    of_x = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(x)
    of_z = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(z)
    pairs = zip(
        of_x.kneighbors(return_distance=False), of_z.kneighbors(return_distance=False), strict=True
    )
    return float(np.mean([len(set(a) & set(b)) / k for a, b in pairs]))


def test_four_points_by_hand():
    x = np.array([[0.0], [1.0], [3.0], [7.0]])  # nearest: 1, 0, 1, 2
    z = np.array([[0.0], [1.0], [1.4], [0.1]])  # nearest: 3, 2, 1, 0
    assert knn_recall(x, z, n_neighbors=1) == 0.25


@settings(deadline=None, derandomize=True, max_examples=20)
@given(seed=st.integers(0, 10**6), k=st.integers(1, 59), d=st.integers(1, 30))
def test_equals_its_definition_and_is_symmetric(seed, k, d):
    x = samples(60, d, seed)
    z = x[:, :1] + 0.2 * samples(60, 2, seed + 1)
    assert knn_recall(x, z, k) == pytest.approx(by_definition(x, z, k), abs=1e-12)
    assert knn_recall(x, z, k) == knn_recall(z, x, k)
    assert 0 <= knn_recall(x, z, k) <= 1


def test_a_perfect_and_a_redundant_code_recall_everything():
    x = samples(200, 20, 0)
    assert knn_recall(x, x) == 1.0
    assert knn_recall(x, np.hstack([x, x])) == 1.0


def test_a_useless_code_recalls_what_chance_does():
    n, k, repeats = 200, 10, 20
    recalls = [knn_recall(samples(n, 5, s), samples(n, 2, 1000 + s), k) for s in range(repeats)]
    # A neighbourhood's overlap is hypergeometric; 4 standard errors allow for their correlation.
    chance = k / (n - 1)
    error = np.sqrt(chance * (1 - chance) / k / (n * repeats))
    assert np.mean(recalls) == pytest.approx(chance, abs=4 * error)


def test_neighbours_survive_a_large_offset():
    x = samples(100, 30, 0)
    assert knn_recall(x + 1e7, x) == 1.0


def test_too_many_neighbours_are_refused():
    with pytest.raises(ValueError, match=r"n_neighbors is 30, .* less than n_samples"):
        knn_recall(samples(30, 3, 0), samples(30, 2, 0), 30)
