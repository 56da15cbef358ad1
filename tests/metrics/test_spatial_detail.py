from __future__ import annotations

import numpy as np
import pytest

from latentlib.metrics import detail_kept, waves_kept

IMAGES = np.random.default_rng(0).normal(size=(30, 16 * 16))


def wave(per_image: int, n: int = 16) -> np.ndarray:
    """Images of one wave along the rows, each with a phase of its own, flattened."""
    phase = np.random.default_rng(per_image).uniform(0, 2 * np.pi, size=(40, 1, 1))
    across = np.arange(n)[None, None, :] * np.ones((1, n, 1))
    return np.sin(2 * np.pi * per_image * across / n + phase).reshape(40, -1)


def test_perfect_blank_and_half_copies():
    assert detail_kept(IMAGES, IMAGES) == 1
    assert detail_kept(IMAGES, 0 * IMAGES) == pytest.approx(0)
    assert detail_kept(IMAGES, IMAGES / 2) == pytest.approx(0.75)


def test_detail_is_blind_to_brightness_and_sees_single_pixels():
    assert detail_kept(IMAGES, IMAGES + 3) == pytest.approx(1)
    dot = np.zeros((2, 25))
    dot[:, 12] = 9.0  # 8 in its own place, -1 in the eight about it
    moved = np.roll(dot, 1, axis=1)
    fine, other = 8.0**2 + 8, 2 * (8 + 1) ** 2 + 6
    assert detail_kept(dot, 0 * dot) == pytest.approx(0)
    assert detail_kept(dot, moved) == pytest.approx(1 - other / fine)


def test_slow_and_fast_waves_are_told_apart():
    slow, fast = wave(1), wave(7)
    both = slow + fast
    assert waves_kept(both, slow, slowest=0, fastest=1 / 8) == pytest.approx(1)
    assert waves_kept(both, slow, slowest=1 / 4, fastest=1) == pytest.approx(0, abs=0.01)
    kept = waves_kept(both, slow + fast / 2, slowest=1 / 4, fastest=1)
    assert kept == pytest.approx(0.75, abs=0.01)


def test_all_waves_together_are_the_share_of_variance():
    copy = IMAGES + 0.3 * np.random.default_rng(1).normal(size=IMAGES.shape)
    spread = np.sum((IMAGES - IMAGES.mean(axis=0)) ** 2)
    expected = 1 - np.sum((IMAGES - copy) ** 2) / spread
    assert waves_kept(IMAGES, copy, slowest=0, fastest=1) == pytest.approx(expected)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="that of a square"):
        detail_kept(np.ones((3, 12)), np.ones((3, 12)))
    with pytest.raises(ValueError, match="that of a square"):
        detail_kept(np.ones((3, 16)), np.ones((3, 25)))
    with pytest.raises(ValueError, match="there are none"):
        waves_kept(IMAGES, IMAGES, slowest=2, fastest=3)
