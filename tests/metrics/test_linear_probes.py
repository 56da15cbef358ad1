from __future__ import annotations

import numpy as np
import pytest

from latentlib.metrics import ProbeResult, linear_probe, linear_probe_r2


def labelled(n: int, seed: int, n_classes: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(n_classes, size=n)


def noise(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def blobs(y: np.ndarray, seed: int) -> np.ndarray:
    """Codes with a class direction each, blurred so that a probe is right most of the time."""
    return 2 * np.eye(4)[y] + noise(len(y), 4, seed)


def test_a_perfect_code_is_read_without_error():
    y = labelled(200, 0)
    names = np.array(["bag", "boot", "coat", "dress"])[y]
    result = linear_probe(np.eye(4)[y], names, np.eye(4)[y], names)
    assert result.accuracy == 1.0
    assert result.standard_error == 0.0
    assert (result.n_train, result.n_test, result.n_dims) == (200, 200, 4)


def test_a_useless_code_is_read_by_chance():
    y_train, y_test = labelled(1000, 0), labelled(2000, 1)
    result = linear_probe(noise(1000, 3, 2), y_train, noise(2000, 3, 3), y_test)
    assert result.accuracy == pytest.approx(0.25, abs=4 * result.standard_error)
    commonest = np.bincount(y_train).argmax()
    assert result.chance == np.mean(y_test == commonest)


def test_a_redundant_code_is_read_as_the_code_itself():
    y_train, y_test = labelled(500, 0), labelled(2000, 1)
    z_train, z_test = blobs(y_train, 2), blobs(y_test, 3)
    once = linear_probe(z_train, y_train, z_test, y_test)
    thrice = linear_probe(np.tile(z_train, 3), y_train, np.tile(z_test, 3), y_test)
    assert 0.6 < once.accuracy < 0.9
    assert thrice.accuracy == pytest.approx(once.accuracy, abs=0.01)


def test_the_unit_of_each_coordinate_does_not_count():
    y_train, y_test = labelled(500, 0), labelled(1000, 1)
    z_train, z_test = blobs(y_train, 2), blobs(y_test, 3)
    unit, shift = np.array([1e-3, 1.0, 50.0, 1e4]), np.array([0.0, 5.0, -3.0, 100.0])
    plain = linear_probe(z_train, y_train, z_test, y_test)
    scaled = linear_probe(z_train * unit + shift, y_train, z_test * unit + shift, y_test)
    assert scaled.accuracy == pytest.approx(plain.accuracy, abs=0.002)


def test_codes_of_float32_are_read_as_well():
    y_train, y_test = labelled(500, 0), labelled(2000, 1)
    z_train, z_test = blobs(y_train, 2), blobs(y_test, 3)
    double = linear_probe(z_train, y_train, z_test, y_test)
    single = linear_probe(np.float32(z_train), y_train, np.float32(z_test), y_test)
    assert single.accuracy == pytest.approx(double.accuracy, abs=0.002)


def test_what_is_there_but_not_linearly_is_not_read():
    z = noise(4000, 2, 0)
    y = (z[:, 0] > 0) ^ (z[:, 1] > 0)
    flat = linear_probe(z[:2000], y[:2000], z[2000:], y[2000:])
    product = z[:, :1] * z[:, 1:]
    bent = linear_probe(product[:2000], y[:2000], product[2000:], y[2000:])
    assert flat.accuracy < 0.7
    assert bent.accuracy > 0.97


def test_the_best_possible_accuracy_is_reached():
    # Two normal classes at distance 2: no rule is right more often than Phi(1) = 0.8413.
    y_train, y_test = labelled(4000, 0, 2), labelled(20_000, 1, 2)
    z_train, z_test = noise(4000, 1, 2) + 2 * y_train[:, None], noise(20_000, 1, 3)
    result = linear_probe(z_train, y_train, z_test + 2 * y_test[:, None], y_test)
    assert result.accuracy == pytest.approx(0.8413, abs=4 * result.standard_error)


def test_r2_of_a_perfect_a_redundant_and_a_useless_code():
    z_train, z_test = noise(300, 3, 0), noise(300, 3, 1)
    weights = np.array([1.0, -2.0, 0.5])
    t_train, t_test = z_train @ weights + 9, z_test @ weights + 9
    assert linear_probe_r2(z_train, t_train, z_test, t_test).r2 == pytest.approx(1, abs=1e-5)
    twice = linear_probe_r2(np.tile(z_train, 2), t_train, np.tile(z_test, 2), t_test)
    assert twice.r2 == pytest.approx(1, abs=1e-5)
    useless = linear_probe_r2(noise(300, 3, 2), t_train, noise(300, 3, 3), t_test)
    assert -0.1 < useless.r2 < 0.02
    assert (useless.n_train, useless.n_test, useless.n_dims) == (300, 300, 3)


def test_r2_is_the_share_of_variance_that_is_not_noise():
    z = noise(40_000, 1, 0)
    t = z[:, 0] + noise(40_000, 1, 1)[:, 0]
    result = linear_probe_r2(z[:20_000], t[:20_000], z[20_000:], t[20_000:])
    assert result.r2 == pytest.approx(0.5, abs=0.02)


def test_r2_without_penalty_is_least_squares():
    z_train, z_test, t = noise(50, 4, 0), noise(60, 4, 1), noise(110, 1, 2)[:, 0]
    t[:50] += z_train[:, 0]
    t[50:] += z_test[:, 0]
    with_one = np.c_[z_train, np.ones(50)]
    weights = np.linalg.lstsq(with_one, t[:50], rcond=None)[0]
    residual = t[50:] - np.c_[z_test, np.ones(60)] @ weights
    expected = 1 - np.sum(residual**2) / np.sum((t[50:] - t[50:].mean()) ** 2)
    result = linear_probe_r2(z_train, t[:50], z_test, t[50:], penalty=0)
    assert result.r2 == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda z, y: linear_probe(z, np.ones(20), z, y), "one class"),
        (lambda z, y: linear_probe(z, y[:19], z, y), r"z_train have shape \(19,\)"),
        (lambda z, y: linear_probe(z, y, z[:, :1], y), "z_test has 1 dimensions"),
        (lambda z, y: linear_probe(z, y, z, y, inverse_penalty=0), "inverse_penalty is 0"),
        (lambda z, y: linear_probe_r2(z, y, z, np.ones(20)), "t_test is 1.0 throughout"),
        (lambda z, y: linear_probe_r2(z, y, z, y, penalty=-1), "penalty is -1"),
        (lambda z, y: linear_probe_r2(z, y * np.nan, z, y), "t_train contains NaN"),
    ],
    ids=["one-class", "lengths", "dimensions", "inverse", "constant", "penalty", "nan"],
)
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call(noise(20, 2, 0), np.arange(20) % 2)


def test_skill_is_the_way_from_chance_to_perfect():
    result = ProbeResult(0.7, 0.4, 0.01, 10, 10, 2)
    assert result.skill == pytest.approx(0.5)
    assert result._replace(accuracy=0.4).skill == 0
    assert result._replace(accuracy=1.0).skill == 1
