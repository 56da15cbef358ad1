from __future__ import annotations

import numpy as np
import pytest

from latentlib.models import Knots

Z = np.random.default_rng(0).normal(size=(200, 6))


@pytest.mark.parametrize("amount", [0.0, 0.3, 2.0])
def test_untying_gives_back_every_code(amount):
    knots = Knots(amount)
    assert np.allclose(knots.untie(knots.tie(Z)), Z, atol=1e-10)
    assert np.allclose(knots.tie(knots.untie(Z)), Z, atol=1e-10)
    assert np.allclose(knots.tie(Z), Z) == (amount == 0)


def test_one_round_by_hand():
    u, v = 0.5, -0.25
    u_new = u + 0.4 * np.sin(2 * v)
    v_new = v + 0.4 * np.sin(2 * u_new)
    assert np.allclose(Knots(0.4, rounds=1).tie([[u, v]]), [[u_new, v_new]])


def test_volumes_are_kept():
    knots, at, step = Knots(0.8), Z[:1], 1e-6
    slopes = [(knots.tie(at + step * e) - knots.tie(at - step * e))[0] for e in np.eye(6)]
    assert np.linalg.det(np.array(slopes) / (2 * step)) == pytest.approx(1, abs=1e-6)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="amount is inf"):
        Knots(np.inf)
    with pytest.raises(ValueError, match="rounds=0: expected at least 1"):
        Knots(0.1, rounds=0)
    with pytest.raises(TypeError, match=r"rounds=1\.5: expected an int"):
        Knots(0.1, rounds=1.5)
    with pytest.raises(ValueError, match=r"z has shape \(2, 3\)"):
        Knots(0.1).tie(np.ones((2, 3)))
