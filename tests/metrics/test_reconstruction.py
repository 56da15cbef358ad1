from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_squared_error

from latentlib.metrics import reconstruction_error


def test_by_hand_and_against_scikit_learn():
    x, x_hat = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[0.0, 0.8], [0.5, 0.1]])
    assert reconstruction_error(x, x_hat) == pytest.approx((0.04 + 0.16) / 4)
    rng = np.random.default_rng(0)
    x, x_hat = rng.uniform(size=(2, 30, 7))
    assert reconstruction_error(x, x_hat) == pytest.approx(mean_squared_error(x, x_hat))


def test_perfect_is_zero_and_the_mean_image_leaves_the_variance():
    x = np.random.default_rng(0).uniform(size=(50, 9)).astype(np.float32)
    assert reconstruction_error(x, x) == 0.0
    mean = np.broadcast_to(x.mean(axis=0), x.shape)
    assert reconstruction_error(x, mean) == pytest.approx(x.var(axis=0).mean(), rel=1e-5)


def test_bytes_do_not_wrap_around():
    dark, light = np.zeros((2, 3), dtype=np.uint8), np.full((2, 3), 200, dtype=np.uint8)
    assert reconstruction_error(dark, light) == 200**2


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r"x_hat has shape \(2, 3\), but that of x, \(2, 4\)"):
        reconstruction_error(np.zeros((2, 4)), np.zeros((2, 3)))
