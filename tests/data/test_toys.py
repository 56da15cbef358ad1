"""Toys and noise: their known answers are true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from latentlib.data import (
    ELLIPSE_ANGLE,
    ELLIPSE_SEMI_AXES,
    ROLL_HEIGHT,
    ROLL_TURNS,
    ToyData,
    make_ellipse,
    make_noise_images,
    make_swiss_roll,
)


def test_ellipse_without_noise_is_an_ellipse() -> None:
    toy = make_ellipse(500, noise=0, random_state=0)
    cosine, sine = math.cos(ELLIPSE_ANGLE), math.sin(ELLIPSE_ANGLE)
    upright = toy.points @ np.array([[cosine, -sine], [sine, cosine]])
    np.testing.assert_allclose(((upright / ELLIPSE_SEMI_AXES) ** 2).sum(1), 1)
    angle = np.arctan2(upright[:, 1] / ELLIPSE_SEMI_AXES[1], upright[:, 0] / ELLIPSE_SEMI_AXES[0])
    np.testing.assert_allclose(angle % (2 * math.pi), toy.parameters[:, 0])
    assert toy.parameter_names == ("angle",)


def test_ellipse_has_the_covariance_of_the_formula() -> None:
    toy = make_ellipse(200_000, noise=0.3, random_state=0)
    cosine, sine = math.cos(ELLIPSE_ANGLE), math.sin(ELLIPSE_ANGLE)
    rotation = np.array([[cosine, -sine], [sine, cosine]])
    variances = np.array(ELLIPSE_SEMI_AXES) ** 2 / 2
    expected = rotation @ np.diag(variances) @ rotation.T + 0.3**2 * np.eye(2)
    np.testing.assert_allclose(np.cov(toy.points.T), expected, atol=0.03)


def test_roll_without_noise_is_on_the_spiral_of_scikit_learn() -> None:
    toy = make_swiss_roll(500, noise=0, random_state=0)
    turn = np.hypot(toy.points[:, 0], toy.points[:, 2])
    assert ROLL_TURNS[0] <= turn.min() <= turn.max() <= ROLL_TURNS[1]
    np.testing.assert_allclose(toy.points[:, 0], turn * np.cos(turn), atol=1e-9)
    np.testing.assert_allclose(toy.points[:, 2], turn * np.sin(turn), atol=1e-9)
    np.testing.assert_array_equal(toy.points[:, 1], toy.parameters[:, 1])


def test_first_parameter_is_the_length_along_the_spiral() -> None:
    toy = make_swiss_roll(100, noise=0, random_state=0)
    turn = np.linspace(*ROLL_TURNS, 200_001)
    steps = np.hypot(np.diff(turn * np.cos(turn)), np.diff(turn * np.sin(turn)))
    length = np.concatenate([[0], np.cumsum(steps)])
    walked = np.interp(np.hypot(toy.points[:, 0], toy.points[:, 2]), turn, length)
    np.testing.assert_allclose(toy.parameters[:, 0], walked, atol=1e-5)


def test_points_lie_evenly_on_the_sheet() -> None:
    toy = make_swiss_roll(5000, noise=0, random_state=0)
    for column, end in zip(
        toy.parameters.T, (toy.parameters[:, 0].max(), ROLL_HEIGHT), strict=True
    ):
        assert stats.kstest(column / end, "uniform").pvalue > 0.01


def test_near_points_are_as_far_apart_as_their_parameters() -> None:
    toy = make_swiss_roll(2000, noise=0, random_state=0)
    space = np.linalg.norm(toy.points[:, None] - toy.points[None], axis=2)
    sheet = np.linalg.norm(toy.parameters[:, None] - toy.parameters[None], axis=2)
    near = (sheet > 0) & (sheet < 1)
    assert near.sum() > 1000
    np.testing.assert_allclose(space[near], sheet[near], rtol=0.01)
    assert (sheet / np.maximum(space, 1e-9)).max() > 5  # near in space, far on the sheet


@pytest.mark.parametrize("make", [make_ellipse, make_swiss_roll])
def test_noise_is_added_to_the_same_points(make) -> None:
    clean, shaken = (make(20_000, noise=noise, random_state=1) for noise in (0, 0.2))
    np.testing.assert_array_equal(clean.parameters, shaken.parameters)
    difference = shaken.points - clean.points
    np.testing.assert_allclose(np.cov(difference.T), 0.04 * np.eye(difference.shape[1]), atol=2e-3)
    np.testing.assert_array_equal(
        make(9, noise=1, random_state=2).points, make(9, noise=1, random_state=2).points
    )


@pytest.mark.parametrize("make", [make_ellipse, make_swiss_roll])
@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"n": 0}, ValueError, "n=0"),
        ({"noise": -0.1}, ValueError, "noise=-0.1"),
        ({"noise": math.inf}, ValueError, "noise=inf"),
        ({"random_state": "0"}, TypeError, "random_state='0'"),
        ({"random_state": True}, TypeError, "random_state=True"),
    ],
)
def test_impossible_toys_are_refused(make, change, error, says: str) -> None:
    with pytest.raises(error, match=says):
        make(**({"n": 3, "noise": 0.1, "random_state": 0} | change))


def test_noise_is_uniform_and_independent() -> None:
    data = make_noise_images(200, (3, 16, 16), random_state=0)
    assert data.shape == (200, 3, 16, 16)
    assert stats.chisquare(np.bincount(data.images.ravel(), minlength=256)).pvalue > 0.01
    flat = data.images.reshape(200, -1).astype(float)
    neighbours = np.corrcoef(flat[:, :-1].ravel(), flat[:, 1:].ravel())[0, 1]
    assert abs(neighbours) < 0.01
    assert data.label_names == ("noise",)


def test_noise_is_made_again_from_its_seed() -> None:
    first, again, other = (
        make_noise_images(3, (1, 4, 4), random_state=seed).images for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("shape", [(28, 28), (2, 4, 4), (1, 0, 4), (1, 4, 4, 4)])
def test_impossible_noise_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="shape="):
        make_noise_images(2, shape, random_state=0)


def test_toy_data_are_read_only_and_checked() -> None:
    toy = ToyData("line", np.zeros((3, 2)), np.zeros((3, 1)), ("t",))
    assert len(toy) == 3
    with pytest.raises(ValueError, match="read-only"):
        toy.points[0] = 1
    with pytest.raises(ValueError, match="columns of parameters"):
        ToyData("line", np.zeros((3, 2)), np.zeros((3, 2)), ("t",))
    with pytest.raises(ValueError, match="two dimensions"):
        ToyData("line", np.zeros(3), np.zeros((3, 1)), ("t",))
