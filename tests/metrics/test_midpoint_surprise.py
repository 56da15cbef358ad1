from __future__ import annotations

import numpy as np
import pytest

from latentlib.metrics import midpoint_surprise


def test_a_straight_decoder_never_surprises():
    rng = np.random.default_rng(0)
    weights, z = rng.normal(size=(3, 20)), rng.normal(size=(100, 3))
    found = midpoint_surprise(lambda z: z @ weights + 1, z, n_steps=50, random_state=0)
    assert found == pytest.approx(0, abs=1e-12)


def test_a_parabola_surprises_as_algebra_says():
    # From a to b, g(z) = z^2 is off by (b - a)^2 / 4 at the middle and changes by b^2 - a^2.
    z = np.array([[1.0], [4.0]])
    found = midpoint_surprise(np.square, z, share=1.0, n_steps=1, random_state=0)
    assert found == pytest.approx((9 / 4) / 15)


def test_faster_waves_and_longer_steps_surprise_more():
    z = np.random.default_rng(1).normal(size=(400, 2))

    def off(speed: float, share: float) -> float:
        return midpoint_surprise(
            lambda z: np.sin(speed * z), z, share=share, n_steps=200, random_state=0
        )

    assert off(0.2, 0.5) < off(1.0, 0.5) < off(5.0, 0.5)
    assert off(1.0, 0.1) < off(1.0, 0.5)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"share": 0}, "share is 0"), ({"share": 1.1}, "share is 1.1"), ({"n_steps": 6}, "1 to 5")],
)
def test_arguments_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        midpoint_surprise(np.square, np.eye(10), random_state=0, **{"n_steps": 2, **options})
