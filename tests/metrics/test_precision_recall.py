from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.metrics import precision_recall

quick = settings(deadline=None, derandomize=True, max_examples=30)


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def squared(a: np.ndarray, b: np.ndarray) -> float:
    return sum((float(p) - float(q)) ** 2 for p, q in zip(a, b, strict=True))


def squared_radius(points: np.ndarray, i: int, k: int) -> float:
    return sorted(squared(points[i], p) for j, p in enumerate(points) if j != i)[k - 1]


def by_definition(real: np.ndarray, generated: np.ndarray, k: int) -> tuple[float, ...]:
    """The formulas of the two papers, ball by ball."""
    n, m = len(real), len(generated)
    rho_r = [squared_radius(real, i, k) for i in range(n)]
    rho_g = [squared_radius(generated, j, k) for j in range(m)]
    d = [[squared(r, g) for g in generated] for r in real]
    precision = sum(any(d[i][j] <= rho_r[i] for i in range(n)) for j in range(m)) / m
    recall = sum(any(d[i][j] <= rho_g[j] for j in range(m)) for i in range(n)) / n
    density = sum(d[i][j] <= rho_r[i] for i in range(n) for j in range(m)) / (k * m)
    coverage = sum(any(d[i][j] <= rho_r[i] for j in range(m)) for i in range(n)) / n
    return precision, recall, density, coverage


def test_a_line_by_hand():
    real = np.array([[0.0], [1.0], [3.0]])  # radii 1, 1, 2: balls [-1, 1], [0, 2], [1, 5]
    generated = np.array([[0.5], [2.5], [9.0], [9.5]])  # radii 2, 2, 0.5, 0.5
    result = precision_recall(real, generated, n_neighbors=1)
    assert result == (2 / 4, 3 / 3, 3 / 4, 3 / 3)
    assert result._fields == ("precision", "recall", "density", "coverage")
    swapped = precision_recall(generated, real, n_neighbors=1)
    assert (swapped.precision, swapped.recall) == (1, 2 / 4)
    assert (swapped.density, swapped.coverage) == (4 / 3, 2 / 4)


@quick
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(6, 25),
    m=st.integers(6, 25),
    d=st.sampled_from([1, 2, 5, 30]),
    k=st.integers(1, 5),
)
def test_equals_its_definition(seed, n, m, d, k):
    real, generated = samples(n, d, seed), 0.8 * samples(m, d, seed + 1) + 0.5
    expected = by_definition(real, generated, k)
    assert precision_recall(real, generated, n_neighbors=k) == pytest.approx(expected, abs=1e-12)


@quick
@given(seed=st.integers(0, 10**6), d=st.sampled_from([2, 20]), k=st.integers(1, 5))
def test_points_on_the_surface_of_a_ball_lie_in_it(seed, d, k):
    # Whole numbers: many distances are equal, many points too, and the definition is exact.
    rng = np.random.default_rng(seed)
    real, generated = rng.integers(0, 4, size=(20, d)), rng.integers(0, 4, size=(15, d))
    expected = by_definition(real, generated, k)
    for offset in (0, 1000):
        result = precision_recall(real + offset, generated + offset, n_neighbors=k)
        assert result == pytest.approx(expected, abs=1e-12)
    turn = np.linalg.qr(samples(d, d, seed))[0] / 3
    turned = precision_recall(real @ turn, generated @ turn, n_neighbors=k)
    assert turned == pytest.approx(expected, abs=1e-12)


@quick
@given(seed=st.integers(0, 10**6), k=st.integers(1, 9), d=st.sampled_from([2, 20]))
def test_a_sample_against_itself_is_perfect_and_swapping_swaps(seed, k, d):
    x, y = samples(30, d, seed), samples(40, d, seed + 1) + 0.5
    # Each ball holds its own centre and the k samples it was drawn around.
    assert precision_recall(x, x, n_neighbors=k) == pytest.approx((1, 1, (k + 1) / k, 1))
    one, other = precision_recall(x, y, n_neighbors=k), precision_recall(y, x, n_neighbors=k)
    assert (one.precision, one.recall) == (other.recall, other.precision)
    assert precision_recall(7 * x, 7 * y, n_neighbors=k) == pytest.approx(one, abs=1e-12)


@pytest.mark.parametrize(("n", "m", "k"), [(60, 60, 5), (40, 80, 3)])
def test_density_and_coverage_of_one_distribution_are_those_of_the_paper(n, m, k):
    rng, repeats = np.random.default_rng(0), 200
    results = [
        precision_recall(rng.normal(size=(n, 4)), rng.normal(size=(m, 4)), n_neighbors=k)
        for _ in range(repeats)
    ]
    expected = {"density": 1.0, "coverage": 1 - comb(n - 1, k) / comb(n + m - 1, k)}
    for name, value in expected.items():
        found = np.array([getattr(result, name) for result in results])
        error = found.std(ddof=1) / np.sqrt(repeats)
        assert error < 0.02
        assert found.mean() == pytest.approx(value, abs=4 * error)


def test_samples_far_apart_have_nothing_in_common():
    assert precision_recall(samples(50, 3, 0), samples(60, 3, 1) + 100) == (0, 0, 0, 0)


def test_dropped_modes_cost_recall_and_coverage_but_not_precision_and_density():
    centres = 50.0 * np.arange(4)[:, None]
    real = np.concatenate([samples(100, 2, s) + centres[s] for s in range(4)])
    one_mode = samples(400, 2, 9)
    result = precision_recall(real, one_mode)
    assert result.precision > 0.9
    assert result.density > 0.9
    assert result.recall == pytest.approx(0.25, abs=0.02)
    assert result.coverage == pytest.approx(0.25, abs=0.02)
    invented = precision_recall(one_mode, real)
    assert invented.precision == pytest.approx(0.25, abs=0.02)
    assert invented.recall > 0.9


def test_one_outlier_makes_precision_and_not_density():
    outlier = np.full((1, 2), 30.0)
    real = np.concatenate([samples(100, 2, 0), outlier])
    wrong = outlier + samples(80, 2, 1)
    result = precision_recall(real, wrong, n_neighbors=5)
    assert result.precision == 1
    assert result.density == pytest.approx(1 / 5)
    assert result.coverage == pytest.approx(1 / 101)
    without = precision_recall(real[:-1], wrong, n_neighbors=5)
    assert (without.precision, without.density) == (0, 0)


def test_neighbours_survive_a_large_offset():
    real, generated = samples(100, 20, 0), samples(80, 20, 1) + 0.1
    expected = precision_recall(real, generated)
    assert precision_recall(real + 1e7, generated + 1e7) == expected


def test_blocks_do_not_change_the_result(monkeypatch):
    real, generated = samples(70, 5, 0), samples(50, 5, 1) + 0.3
    whole = precision_recall(real, generated)
    monkeypatch.setitem(precision_recall.__globals__, "_BLOCK_BYTES", 8 * 50 * 8)  # 8 rows a block
    assert precision_recall(real, generated) == whole


@pytest.mark.parametrize(
    ("real", "generated", "k", "words"),
    [
        (samples(9, 2, 0), samples(9, 3, 0), 5, "generated has 3 dimensions, but the 2 of real"),
        (samples(9, 2, 0), samples(5, 2, 0), 5, "n_neighbors is 5, .* less than 5"),
        (samples(5, 2, 0), samples(9, 2, 0), 5, "n_neighbors is 5, .* less than 5"),
        (samples(9, 2, 0), samples(9, 2, 0), 0, "n_neighbors is 0"),
        (samples(1, 2, 0), samples(9, 2, 0), 1, "real .* at least 2 samples"),
        (samples(9, 2, 0), np.full((9, 2), np.inf), 1, "generated contains NaN or infinity"),
    ],
    ids=["dimensions", "few-generated", "few-real", "no-neighbour", "one-sample", "not-finite"],
)
def test_wrong_arguments_are_named(real, generated, k, words):
    with pytest.raises(ValueError, match=words):
        precision_recall(real, generated, n_neighbors=k)
