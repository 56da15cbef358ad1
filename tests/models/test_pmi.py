"""Pointwise mutual information of distributions that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import multivariate_normal
from sklearn.metrics import mutual_info_score

from latentlib.models import (
    compare_with_pmi,
    pointwise_mutual_information,
    positive_pmi,
)
from latentlib.models import (
    pmi as pmi_module,
)


@pytest.fixture
def counts() -> np.ndarray:
    return np.random.default_rng(0).poisson(2.0, size=(6, 8)).astype(float)


def sparse_of(array: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array(array)


def test_two_words_by_hand() -> None:
    """p = [[1/2, 1/4], [0, 1/4]], so the marginals are 3/4, 1/4 and 1/2, 1/2."""
    pmi = pointwise_mutual_information(sparse_of(np.array([[2.0, 1.0], [0.0, 1.0]])))
    assert pmi.toarray() == pytest.approx(np.log([[4 / 3, 2 / 3], [1, 2]]))
    assert pmi.nnz == 3


def test_independent_words_say_nothing_of_each_other() -> None:
    counts = np.outer([1.0, 2.0, 5.0], [3.0, 1.0, 4.0])
    assert np.abs(pointwise_mutual_information(sparse_of(counts)).data).max() < 1e-12


def test_its_mean_is_the_mutual_information_of_scikit_learn(counts) -> None:
    w, c = np.nonzero(counts)
    times = counts[w, c].astype(int)
    expected = mutual_info_score(np.repeat(w, times), np.repeat(c, times))
    pmi = pointwise_mutual_information(sparse_of(counts)).toarray()
    assert (counts * pmi).sum() / counts.sum() == pytest.approx(expected)


def test_a_gaussian_has_the_value_of_its_formula() -> None:
    r"""log p(x, y) / p(x) p(y) of a correlated pair, on a grid fine enough to be a sum."""
    rho, grid = 0.6, np.linspace(-6, 6, 241)
    x, y = np.meshgrid(grid, grid, indexing="ij")
    density = multivariate_normal(cov=[[1, rho], [rho, 1]]).pdf(np.stack([x, y], axis=-1))
    expected = (rho * x * y - rho**2 * (x**2 + y**2) / 2) / (1 - rho**2) - np.log(1 - rho**2) / 2
    pmi = pointwise_mutual_information(sparse_of(density)).toarray()
    middle = slice(60, 181)  # from -3 to 3
    assert pmi[middle, middle] == pytest.approx(expected[middle, middle], abs=1e-6)


def test_smoothing_is_its_formula(counts) -> None:
    of_context = counts.sum(0) ** 0.75
    chance = np.outer(counts.sum(1), of_context / of_context.sum())
    expected = np.log(counts[counts > 0] / chance[counts > 0])
    pmi = pointwise_mutual_information(sparse_of(counts), power=0.75)
    assert pmi.data == pytest.approx(expected)


def test_only_what_is_cut_off_is_smoothed_unless_asked(counts) -> None:
    given = sparse_of(counts)
    plain, smooth = (pointwise_mutual_information(given, power=power) for power in (1, 0.75))
    assert pointwise_mutual_information(given).data.tolist() == plain.data.tolist()
    for power, pmi in (({}, smooth), ({"power": 1}, plain), ({"power": 0.75}, smooth)):
        found = positive_pmi(given, **power).toarray()
        assert found == pytest.approx(np.maximum(pmi.toarray(), 0))


def test_smoothing_takes_from_rare_contexts(counts) -> None:
    change = (
        pointwise_mutual_information(sparse_of(counts), power=0.75)
        - pointwise_mutual_information(sparse_of(counts))
    ).toarray()
    of_column = np.where(counts > 0, change, np.nan)
    order = np.argsort(counts.sum(0))
    assert (np.diff(np.nanmean(of_column, axis=0)[order]) >= -1e-12).all()


@pytest.mark.parametrize("shift", [1, 5])
def test_the_positive_part_is_shifted_and_cut_off(counts, shift) -> None:
    pmi = pointwise_mutual_information(sparse_of(counts), power=0.75).toarray()
    expected = np.where(counts > 0, np.maximum(pmi - np.log(shift), 0), 0)
    found = positive_pmi(sparse_of(counts), shift=shift)
    assert found.toarray() == pytest.approx(expected)
    assert (found.data > 0).all()


def test_counts_are_left_as_they_were(counts) -> None:
    given = sparse_of(counts)
    positive_pmi(given)
    assert (given.toarray() == counts).all()


@pytest.mark.parametrize("piece", [3, 10**6])
def test_the_comparison_is_over_the_pairs_that_occur(piece, monkeypatch) -> None:
    monkeypatch.setattr(pmi_module, "_PAIRS_AT_A_TIME", piece)
    rng = np.random.default_rng(1)
    counts = rng.poisson(1.0, size=(7, 7)).astype(float)
    words, contexts = rng.normal(size=(2, 7, 3)).astype(np.float32)
    found = compare_with_pmi(words, contexts, sparse_of(counts), n_negatives=4, power=0.5)
    pmi = pointwise_mutual_information(sparse_of(counts), power=0.5).toarray()
    w, c = np.nonzero(counts)
    assert found.products == pytest.approx((words @ contexts.T)[w, c], rel=1e-5)
    assert found.pmi == pytest.approx(pmi[w, c] - np.log(4))
    assert found.counts.tolist() == counts[w, c].tolist()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: pointwise_mutual_information(x, power=0), "power is 0"),
        (lambda x: pointwise_mutual_information(x, power=1.5), "power is 1.5"),
        (lambda x: pointwise_mutual_information(-x), "counts are negative"),
        (lambda x: pointwise_mutual_information(0 * x), "all 0"),
        (lambda x: positive_pmi(x, shift=0.5), "shift is 0.5"),
        (lambda x: compare_with_pmi(np.ones((6, 2)), np.ones((6, 3)), x), r"\(6, 3\)"),
        (lambda x: compare(x, n_negatives=0), "n_negatives=0: expected at least 1"),
    ],
)
def test_wrong_arguments_are_named(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call(sparse_of(np.ones((6, 6))))


def test_half_a_noise_word_is_refused() -> None:
    with pytest.raises(TypeError, match=r"n_negatives=2\.5: expected an int"):
        compare(sparse_of(np.ones((6, 6))), n_negatives=2.5)


def compare(x, **options):
    return compare_with_pmi(np.ones((6, 2)), np.ones((6, 2)), x, **options)
