from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg

from latentlib.metrics import frechet_distance, frechet_distance_of_moments

quick = settings(deadline=None, derandomize=True, max_examples=25)
seeds = st.integers(0, 10**6)


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def rotation(d: int, seed: int) -> np.ndarray:
    return np.linalg.qr(samples(d, d, seed))[0]


def covariance(d: int, seed: int) -> np.ndarray:
    root = samples(d + 3, d, seed)
    return root.T @ root / d


def with_moments(n: int, mean: np.ndarray, cov: np.ndarray, seed: int) -> np.ndarray:
    """Samples of which mean and covariance are exactly these."""
    x = samples(n, len(mean), seed)
    white = np.linalg.qr(x - x.mean(axis=0))[0] * np.sqrt(n - 1)
    return white @ np.linalg.cholesky(cov).T + mean


def by_definition(mean_a, cov_a, mean_b, cov_b) -> float:
    root = np.real(linalg.sqrtm(cov_a @ cov_b))
    return float(np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root))


def both_ways(mean_a, cov_a, mean_b, cov_b) -> list[float]:
    a, b = with_moments(40, mean_a, cov_a, 1), with_moments(50, mean_b, cov_b, 2)
    return [
        frechet_distance(a, b),
        frechet_distance_of_moments(mean_a, cov_a, mean_b, cov_b),
    ]


def test_independent_coordinates_by_hand():
    mean_a, mean_b = np.array([0.0, 1.0, -2.0]), np.array([3.0, 1.0, -1.0])
    deviation_a, deviation_b = np.array([1.0, 2.0, 0.5]), np.array([1.0, 5.0, 0.1])
    found = both_ways(mean_a, np.diag(deviation_a**2), mean_b, np.diag(deviation_b**2))
    assert found == pytest.approx([(9 + 0 + 1) + (0 + 9 + 0.16)] * 2, rel=1e-12)


@quick
@given(seed=seeds, d=st.integers(1, 12))
def test_commuting_covariances_by_their_eigenvalues(seed, d):
    rng, axes = np.random.default_rng(seed), rotation(d, seed)
    values_a, values_b = rng.uniform(0.1, 9, size=(2, d))
    mean_a, mean_b = rng.normal(size=(2, d))
    expected = np.sum((mean_a - mean_b) ** 2) + np.sum((values_a**0.5 - values_b**0.5) ** 2)
    cov_a, cov_b = (axes * values @ axes.T for values in (values_a, values_b))
    assert both_ways(mean_a, cov_a, mean_b, cov_b) == pytest.approx([expected] * 2, rel=1e-10)


@quick
@given(seed=seeds, d=st.integers(1, 12))
def test_equals_its_definition_with_the_root_of_a_matrix(seed, d):
    moments = (
        *(3 * samples(1, d, seed)[0], covariance(d, seed + 1)),
        *(samples(1, d, seed + 2)[0], covariance(d, seed + 3)),
    )
    expected = by_definition(*moments)
    assert both_ways(*moments) == pytest.approx([expected] * 2, rel=1e-7, abs=1e-9)


@quick
@given(seed=seeds, d=st.integers(1, 30), n=st.integers(2, 40), m=st.integers(2, 40))
def test_symmetric_not_negative_and_unchanged_by_a_rotation_and_a_shift(seed, d, n, m):
    a, b = samples(n, d, seed), 2 * samples(m, d, seed + 1) + 0.5
    distance, turn = frechet_distance(a, b), rotation(d, seed)
    assert distance >= 0
    assert frechet_distance(b, a) == pytest.approx(distance, rel=1e-10)
    assert frechet_distance(a @ turn - 7, b @ turn - 7) == pytest.approx(distance, rel=1e-10)
    assert frechet_distance(3 * a, 3 * b) == pytest.approx(9 * distance, rel=1e-10)


@pytest.mark.parametrize(("n", "d"), [(200, 10), (10, 40), (2, 40)])
def test_a_set_is_at_no_distance_from_itself(n, d):
    x = samples(n, d, 0) + 10
    assert frechet_distance(x, x) <= 1e-24
    assert frechet_distance(x, x[::-1]) <= 1e-24
    graded = x * np.geomspace(1e-4, 1e4, d)
    assert frechet_distance(graded, graded[::-1]) <= 1e-16 * graded.var(axis=0).sum()


def test_small_distances_keep_their_digits():
    # The trace of a root, taken from two traces, would leave an error of about 1e-13.
    x = samples(300, 20, 0)
    assert frechet_distance(x, x + 1e-8) == pytest.approx(20 * 1e-16, rel=1e-5)
    about = np.concatenate([x, -x])
    trace = np.cov(about.T).trace()
    assert frechet_distance(about, (1 + 1e-8) * about) == pytest.approx(1e-16 * trace, rel=1e-5)


def test_samples_and_their_moments_agree_with_fewer_samples_than_dimensions():
    a, b = samples(12, 40, 0), samples(9, 40, 1) + 0.2
    moments = (a.mean(axis=0), np.cov(a.T), b.mean(axis=0), np.cov(b.T))
    # By the eigenvalues of the symmetric product, of which only 8 are not 0.
    values, vectors = np.linalg.eigh(moments[1])
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    largest = np.linalg.eigvalsh(root @ moments[3] @ root)[-8:]
    traces = moments[1].trace() + moments[3].trace()
    expected = np.sum((moments[0] - moments[2]) ** 2) + traces - 2 * np.sqrt(largest).sum()
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-12)
    assert frechet_distance_of_moments(*moments) == pytest.approx(expected, rel=1e-6)


def test_singular_covariances_by_hand():
    zero, one, other = np.zeros(3), np.array([1.0, 2.0, 2.0]), np.array([3.0, 0.0, 4.0])
    lines = frechet_distance_of_moments(zero, np.outer(one, one), zero, np.outer(other, other))
    assert lines == pytest.approx(9 + 25 - 2 * abs(one @ other), abs=1e-6)
    point = np.tile(one, (5, 1))
    cloud = with_moments(20, zero, np.diag([1.0, 2.0, 3.0]), 0)
    assert frechet_distance(point, cloud) == pytest.approx(9 + 6, rel=1e-12)
    assert frechet_distance(point, np.zeros((2, 3))) == pytest.approx(9, rel=1e-12)
    flat, upright = np.zeros((6, 3)), np.zeros((6, 3))
    flat[:, :2], upright[:, 2] = samples(6, 2, 0), samples(6, 1, 1)[:, 0]
    apart = np.sum((flat.mean(axis=0) - upright.mean(axis=0)) ** 2)
    expected = apart + np.cov(flat.T).trace() + np.cov(upright.T).trace()
    assert frechet_distance(flat, upright) == pytest.approx(expected, rel=1e-12)


def test_few_samples_of_one_distribution_seem_further_apart_than_many():
    few, many = (
        np.mean([frechet_distance(samples(n, 8, s), samples(n, 8, 99 + s)) for s in range(10)])
        for n in (20, 500)
    )
    assert few > 10 * many > 0


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (samples(5, 2, 0), samples(5, 3, 0), "b has 3 dimensions, but the 2 of a"),
        (samples(5, 2, 0), samples(1, 2, 0), r"b has shape \(1, 2\), but at least 2 samples"),
        (np.full((5, 2), np.nan), samples(5, 2, 0), "a contains NaN"),
        (samples(5, 2, 0), np.ones(5), r"b has shape \(5,\)"),
    ],
    ids=["dimensions", "one-sample", "not-finite", "one-axis"],
)
def test_wrong_samples_are_named(a, b, words):
    with pytest.raises(ValueError, match=words):
        frechet_distance(a, b)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mean_a": np.zeros(3)}, r"mean_a has shape \(3,\) and mean_b \(2,\)"),
        ({"mean_a": np.array([0, np.inf])}, "a mean contains NaN or infinity"),
        ({"covariance_a": np.eye(3)}, r"covariance_a has shape \(3, 3\), but \(2, 2\)"),
        ({"covariance_b": np.full((2, 2), np.nan)}, "covariance_b contains NaN"),
        ({"covariance_b": np.array([[1.0, 1.0], [0.0, 1.0]])}, "covariance_b is not symmetric"),
        ({"covariance_b": np.diag([1.0, -2.0])}, "covariance_b has the eigenvalue -2"),
        ({"covariance_b": -np.eye(2)}, "covariance_b has the eigenvalue -1"),
    ],
    ids=[
        "means",
        "mean-not-finite",
        "shape",
        "not-finite",
        "asymmetric",
        "negative",
        "all-negative",
    ],
)
def test_wrong_moments_are_named(changed, words):
    eye, zero = np.eye(2), np.zeros(2)
    right = {"mean_a": zero, "covariance_a": eye, "mean_b": zero, "covariance_b": eye}
    with pytest.raises(ValueError, match=words):
        frechet_distance_of_moments(**(right | changed))


def test_covariances_of_single_precision_are_taken():
    x = samples(20, 40, 0).astype(np.float32)
    single = np.cov(x.T, dtype=np.float32)
    assert np.linalg.eigvalsh(single.astype(np.float64))[0] < 0
    zero = np.zeros(40)
    assert frechet_distance_of_moments(zero, single, zero, single) == pytest.approx(0, abs=1e-6)
