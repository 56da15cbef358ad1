from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from skimage import metrics as reference

from latentlib.metrics import peak_signal_to_noise, reconstruction_error, structural_similarity

quick = settings(deadline=None, derandomize=True, max_examples=25)
WANG = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 1}


def images(*shape: int, seed: int) -> np.ndarray:
    """Smooth noise from 0 to 1, as pictures are."""
    noise = np.random.default_rng(seed).normal(size=shape)
    smooth = gaussian_filter(noise, [0] * (len(shape) - 2) + [1.0, 1.0])
    return (smooth - smooth.min()) / np.ptp(smooth)


def by_scikit_image(x: np.ndarray, x_hat: np.ndarray, **axis: int) -> tuple[list, list]:
    """Both scores, ratio and similarity, image by image."""
    pairs = list(zip(x, x_hat, strict=True))
    ratio = [reference.peak_signal_noise_ratio(a, b, data_range=1) for a, b in pairs]
    return ratio, [reference.structural_similarity(a, b, **WANG, **axis) for a, b in pairs]


def copies(x: np.ndarray, noise: float, seed: int) -> np.ndarray:
    return np.clip(x + noise * np.random.default_rng(seed).normal(size=x.shape), 0, 1)


@quick
@given(
    seed=st.integers(0, 10**6),
    height=st.integers(11, 40),
    width=st.integers(11, 40),
    noise=st.floats(0.001, 1),
)
def test_grey_images_score_as_in_scikit_image(seed, height, width, noise):
    x = images(3, height, width, seed=seed)
    x_hat = copies(x, noise, seed + 1)
    ratio, similarity = by_scikit_image(x, x_hat)
    assert structural_similarity(x, x_hat) == pytest.approx(similarity, abs=1e-11)
    assert peak_signal_to_noise(x, x_hat) == pytest.approx(ratio, abs=1e-9)


@pytest.mark.parametrize("channels", [1, 3])
def test_images_with_channels_score_as_in_scikit_image(channels):
    x = images(5, channels, 24, 17, seed=0)
    x_hat = copies(x, 0.1, 1)
    ratio, similarity = by_scikit_image(x, x_hat, channel_axis=0)
    assert structural_similarity(x, x_hat) == pytest.approx(similarity, abs=1e-11)
    assert peak_signal_to_noise(x, x_hat) == pytest.approx(ratio, abs=1e-9)


def test_grey_images_are_images_of_one_channel():
    x = images(4, 20, 20, seed=0)
    x_hat = copies(x, 0.2, 1)
    for score in (peak_signal_to_noise, structural_similarity):
        assert np.array_equal(score(x, x_hat), score(x[:, None], x_hat[:, None]))
        assert score(x, x_hat).shape == (4,)


def test_perfect_copies():
    x = images(4, 3, 20, 20, seed=0)
    assert np.array_equal(structural_similarity(x, x), np.ones(4))
    assert np.array_equal(peak_signal_to_noise(x, x), np.full(4, np.inf))


def test_constant_images_by_hand():
    x, x_hat = np.full((1, 12, 12), 0.5), np.full((1, 12, 12), 0.6)
    assert peak_signal_to_noise(x, x_hat) == pytest.approx([20])
    expected = (2 * 0.5 * 0.6 + 1e-4) / (0.5**2 + 0.6**2 + 1e-4)
    assert structural_similarity(x, x_hat) == pytest.approx([expected], abs=1e-9)
    black, white = np.zeros((1, 12, 12)), np.ones((1, 12, 12))
    assert peak_signal_to_noise(black, white).tolist() == [0]
    assert not np.signbit(peak_signal_to_noise(black, white)).any()
    assert structural_similarity(black, white) == pytest.approx([1e-4 / (1 + 1e-4)])


def test_the_smallest_image_is_one_window():
    x, x_hat = np.random.default_rng(0).uniform(size=(2, 1, 11, 11))
    line = np.exp(-(np.arange(-5, 6) ** 2) / 4.5)
    weights = np.outer(line, line) / line.sum() ** 2
    mean, mean_hat = (weights * x).sum(), (weights * x_hat).sum()
    variance = (weights * (x - mean) ** 2).sum() + (weights * (x_hat - mean_hat) ** 2).sum()
    covariance = (weights * (x - mean) * (x_hat - mean_hat)).sum()
    brightness = (2 * mean * mean_hat + 1e-4) / (mean**2 + mean_hat**2 + 1e-4)
    expected = brightness * (2 * covariance + 9e-4) / (variance + 9e-4)
    assert structural_similarity(x, x_hat) == pytest.approx([expected], abs=1e-12)


def test_symmetric_worse_with_noise_and_negative_for_a_negative():
    x = images(3, 30, 30, seed=0)
    for score in (peak_signal_to_noise, structural_similarity):
        little, much = copies(x, 0.05, 1), copies(x, 0.3, 1)
        assert score(x, much) == pytest.approx(score(much, x), rel=1e-12)
        assert (score(x, little) > score(x, much)).all()
    stripes = np.tile(np.arange(30) % 2, (1, 30, 1)).astype(float)
    assert structural_similarity(stripes, 1 - stripes) < -0.9


def test_the_ratio_is_that_of_the_reconstruction_error():
    x = images(1, 8, 8, seed=0)
    x_hat = copies(x, 0.1, 1)
    error = reconstruction_error(x.reshape(1, -1), x_hat.reshape(1, -1))
    assert peak_signal_to_noise(x, x_hat) == pytest.approx([-10 * np.log10(error)])


def test_single_precision_and_truth_values_are_counted_in_double():
    x = images(3, 16, 16, seed=0).astype(np.float32)
    x_hat = copies(x, 0.1, 1).astype(np.float32)
    for score in (peak_signal_to_noise, structural_similarity):
        exact = score(x.astype(np.float64), x_hat.astype(np.float64))
        assert np.array_equal(score(x, x_hat), exact)
        assert np.array_equal(
            score(x > 0.5, x_hat > 0.5), score((x > 0.5) * 1.0, (x_hat > 0.5) * 1)
        )


def test_blocks_do_not_change_the_result(monkeypatch):
    x = images(7, 2, 16, 16, seed=0)
    x_hat = copies(x, 0.1, 1)
    for score in (peak_signal_to_noise, structural_similarity):
        whole = score(x, x_hat)
        with monkeypatch.context() as patch:
            patch.setitem(score.__globals__, "_BLOCK_BYTES", 8 * 2 * 16 * 16 * 3)  # 3 a block
            assert np.array_equal(score(x, x_hat), whole)


@pytest.mark.parametrize("score", [peak_signal_to_noise, structural_similarity])
@pytest.mark.parametrize(
    ("x", "x_hat", "words"),
    [
        (np.zeros((2, 12, 12)), np.zeros((2, 12, 13)), r"x_hat has shape \(2, 12, 13\), but that"),
        (np.zeros((2, 12, 12)), np.zeros((2, 1, 12, 12)), r"x_hat has shape \(2, 1, 12, 12\)"),
        (np.zeros((12, 12)), np.zeros((12, 12)), r"x has shape \(12, 12\)"),
        (np.zeros((0, 12, 12)), np.zeros((0, 12, 12)), "at least one image"),
        (np.full((2, 12, 12), np.nan), np.zeros((2, 12, 12)), "x contains NaN"),
        (np.zeros((2, 12, 12)), np.full((2, 12, 12), 255), "x_hat has values from 255 to 255"),
        (np.full((2, 12, 12), -0.1), np.zeros((2, 12, 12)), "x has values from -0.1 to -0.1"),
    ],
    ids=["sizes", "axes", "one-image", "none", "not-finite", "bytes", "negative"],
)
def test_wrong_arguments_are_named(score, x, x_hat, words):
    with pytest.raises(ValueError, match=words):
        score(x, x_hat)


def test_images_smaller_than_a_window_are_refused():
    x = np.zeros((2, 10, 12))
    with pytest.raises(ValueError, match="10 by 12 pixels, but at least 11 by 11"):
        structural_similarity(x, x)
