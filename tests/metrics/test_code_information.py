from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import logsumexp

from latentlib.metrics import code_information


def draw(means: np.ndarray, log_variances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return means + np.exp(log_variances / 2) * rng.normal(size=means.shape)


def posteriors(n: int, d: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    means, log_variances = rng.normal(size=(n, d)), rng.normal(-1.5, 1, size=(n, d))
    return means, log_variances, draw(means, log_variances, rng)


def by_definition(means, log_variances, codes) -> tuple[float, float]:
    """Both estimates from SciPy's densities, pair by pair."""
    deviations = np.exp(log_variances / 2)
    pairs = stats.norm.logpdf(codes[:, None], means[None], deviations[None]).sum(axis=2)
    aggregate = logsumexp(pairs, axis=1) - np.log(len(means))
    prior = stats.norm.logpdf(codes).sum(axis=1)
    return np.mean(np.diag(pairs) - aggregate), np.mean(aggregate - prior)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 40), d=st.integers(1, 20))
def test_equals_its_definition(seed, n, d):
    given_ = posteriors(n, d, seed)
    result = code_information(*given_)
    expected = by_definition(*given_)
    found = (result.mutual_information, result.marginal_kl)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert result.mutual_information <= np.log(n) + 1e-12
    assert result.kl_to_prior >= 0


def test_the_divergence_from_the_prior_is_the_integral():
    means, log_variances = np.array([[0.5], [-2.0]]), np.array([[-3.0], [0.4]])
    deviations = np.exp(log_variances / 2)

    def integrand(z):
        q = stats.norm.logpdf(z, means, deviations)
        return np.mean(np.exp(q) * (q - stats.norm.logpdf(z)))

    expected = integrate.quad(integrand, -12, 12, points=[-2, 0.5])[0]
    result = code_information(means, log_variances, means)
    assert result.kl_to_prior == pytest.approx(expected, rel=1e-8)
    doubled = [np.hstack([a, a]) for a in (means, log_variances, means)]
    assert code_information(*doubled).kl_to_prior == pytest.approx(2 * expected, rel=1e-8)


def test_posteriors_that_are_the_prior_say_nothing():
    zero, codes = np.zeros((50, 3)), np.random.default_rng(0).normal(size=(50, 3))
    assert code_information(zero, zero, codes) == pytest.approx((0, 0, 0), abs=1e-12)


def test_equal_posteriors_say_nothing_and_are_as_far_from_the_prior_together():
    rng, n = np.random.default_rng(0), 2000
    means, log_variances = np.tile([1.0, -0.5], (n, 1)), np.tile([-1.0, 0.3], (n, 1))
    result = code_information(means, log_variances, draw(means, log_variances, rng))
    assert result.mutual_information == pytest.approx(0, abs=1e-12)
    # log q - log p of one code has a standard deviation of 0.9.
    assert result.marginal_kl == pytest.approx(result.kl_to_prior, abs=4 * 0.9 / np.sqrt(n))


@pytest.mark.parametrize("log_variance", [2.0, 0.0, -6.0])
def test_densities_beyond_the_range_of_numbers_are_counted(log_variance):
    # In 800 dimensions a density is about e^-1900, e^-1100 or e^1300.
    means, log_variances = np.zeros((20, 800)), np.full((20, 800), log_variance)
    means[10:] = 1000
    codes = draw(means, log_variances, np.random.default_rng(0))
    found = code_information(means, log_variances, codes).mutual_information
    assert found == pytest.approx(np.log(2), abs=1e-9)


@pytest.mark.parametrize("log_variance", [-4.0, -30.0, -190.0])
def test_narrow_posteriors_far_apart_tell_the_image(log_variance):
    means = np.zeros((64, 3))
    means[:, 1] = 10.0 * np.arange(64) - 300
    log_variances = np.full_like(means, log_variance)
    codes = draw(means, log_variances, np.random.default_rng(0))
    result = code_information(means, log_variances, codes)
    assert result.mutual_information == pytest.approx(np.log(64), abs=1e-9)


def test_pairs_that_cannot_be_told_apart_halve_what_can_be_told():
    means = np.repeat(100.0 * np.arange(10), 2)[:, None]
    log_variances = np.full_like(means, -2.0)
    codes = draw(means, log_variances, np.random.default_rng(0))
    found = code_information(means, log_variances, codes).mutual_information
    assert found == pytest.approx(np.log(10), abs=1e-9)


def test_narrow_posteriors_that_overlap_keep_their_digits():
    means, log_variances, _ = posteriors(30, 4, 0)
    noise = np.random.default_rng(1).normal(size=means.shape)
    wide = code_information(means, log_variances, means + np.exp(log_variances / 2) * noise)
    # All is 2^-30 times as large, which is exact; the pairs stay as far apart in their own units.
    scale = 2.0**-30
    narrow = log_variances + 2 * np.log(scale)
    codes = scale * means + scale * np.exp(log_variances / 2) * noise
    found = code_information(scale * means, narrow, codes)
    assert found.mutual_information == pytest.approx(wide.mutual_information, abs=1e-10)


@pytest.mark.parametrize("spread", [(0.5,), (0.9, 0.6, 0.0)])
def test_a_linear_gaussian_encoder_has_known_information(spread):
    # Means vary with variance t^2, posteriors have 1 - t^2: together they are the prior.
    n, rng, t = 3000, np.random.default_rng(0), np.array(spread)
    means = t * rng.normal(size=(n, len(t)))
    log_variances = np.tile(np.log(1 - t**2), (n, 1))
    result = code_information(means, log_variances, draw(means, log_variances, rng))
    information = -0.5 * np.log(1 - t**2).sum()
    # One term of the estimate has the variance t^2 in each dimension. The mixture of n posteriors
    # is off the prior by their mean chi-square divergence over 2 n.
    noise = np.sqrt(np.sum(t**2) / n)
    divergence = np.prod(1 / (1 - t**2)) - 1
    assert result.mutual_information == pytest.approx(information, abs=4 * noise)
    assert result.marginal_kl == pytest.approx(divergence / (2 * n), abs=8 * divergence / n)
    assert result.kl_to_prior == pytest.approx(information, abs=4 * noise)


def test_an_aggregate_that_is_not_the_prior_has_a_known_divergence():
    n, rng, variance = 3000, np.random.default_rng(1), 0.3 + 0.2
    means = 1 + np.sqrt(0.3) * rng.normal(size=(n, 1))
    log_variances = np.full((n, 1), np.log(0.2))
    result = code_information(means, log_variances, draw(means, log_variances, rng))
    assert result.mutual_information == pytest.approx(0.5 * np.log(variance / 0.2), abs=0.06)
    expected = 0.5 * (1 + variance - 1 - np.log(variance))
    assert result.marginal_kl == pytest.approx(expected, abs=0.06)


def test_without_bias_for_the_posteriors_given_and_the_parts_add_up():
    means, log_variances = np.array([[-0.5], [0.3], [1.5]]), np.array([[-1.0], [-2.5], [0.0]])
    deviations = np.exp(log_variances / 2)

    def mixture(z):
        return stats.norm.pdf(z, means, deviations).mean()

    def integrand(z):
        return mixture(z) * np.log(mixture(z) / stats.norm.pdf(z))

    marginal = integrate.quad(integrand, -10, 10, points=[-0.5, 0.3, 1.5], limit=200)[0]
    rng = np.random.default_rng(0)
    results = np.array(
        [
            code_information(means, log_variances, draw(means, log_variances, rng))
            for _ in range(2000)
        ]
    )
    error = results.std(axis=0, ddof=1) / np.sqrt(len(results))
    assert (error < 0.02).all()
    total = results[0, 1]
    assert results[:, 1] == pytest.approx(total)
    assert results[:, 0].mean() == pytest.approx(total - marginal, abs=4 * error[0])
    assert results[:, 2].mean() == pytest.approx(marginal, abs=4 * error[2])


def test_few_images_make_the_information_seem_less():
    rng, t, repeats = np.random.default_rng(0), 0.95, 200
    found = {}
    for n in (5, 50):
        results = []
        for _ in range(repeats):
            means = t * rng.normal(size=(n, 2))
            log_variances = np.full((n, 2), np.log(1 - t**2))
            results.append(code_information(means, log_variances, draw(means, log_variances, rng)))
        found[n] = np.mean(results, axis=0)
    truth = -np.log(1 - t**2)
    assert found[5][0] < found[50][0] < truth - 0.05
    assert found[5][2] > found[50][2] > 0.05


def test_blocks_do_not_change_the_result(monkeypatch):
    given_ = posteriors(50, 4, 0)
    whole = code_information(*given_)
    monkeypatch.setitem(code_information.__globals__, "_BLOCK_BYTES", 8 * 50 * 7)  # 7 rows
    assert code_information(*given_) == pytest.approx(whole, rel=1e-12)


def changed(position: int, array: np.ndarray) -> list[np.ndarray]:
    arrays = [np.zeros((6, 2)), np.zeros((6, 2)), np.zeros((6, 2))]
    arrays[position] = array
    return arrays


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (changed(1, np.zeros((6, 3))), r"log_variances has shape \(6, 3\), but that of means"),
        (changed(2, np.zeros((5, 2))), r"codes has shape \(5, 2\), but that of means, \(6, 2\)"),
        (changed(0, np.full((6, 2), np.nan)), "means contains NaN"),
        (changed(1, np.full((6, 2), -np.inf)), "log_variances contains NaN or infinity"),
        (changed(2, np.full((6, 2), np.inf)), "codes contains NaN or infinity"),
        (changed(1, np.full((6, 2), -201)), "log_variances contains -201, but .* from -200 to 200"),
        ([np.zeros((1, 2))] * 3, "means has shape .* at least 2 samples"),
    ],
)
def test_wrong_arguments_are_named(arrays, words):
    with pytest.raises(ValueError, match=words):
        code_information(*arrays)
