from __future__ import annotations

import numpy as np
import pytest

from latentlib.metrics import neighbour_purity


def test_five_points_by_hand():
    z = np.array([[0.0], [1.0], [2.5], [3.0], [9.0]])  # nearest: 1, 0, 3, 2, 3
    assert neighbour_purity(z, [0, 0, 1, 0, 0], n_neighbors=1) == 3 / 5


def test_perfect_useless_and_redundant_codes():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), 100)
    apart = 10 * np.eye(4)[labels] + 0.1 * rng.normal(size=(400, 4))
    useless = rng.normal(size=(400, 4))
    assert neighbour_purity(apart, labels) == 1
    assert neighbour_purity(np.hstack([apart, apart]), labels) == 1
    assert neighbour_purity(useless, labels) == pytest.approx(0.25, abs=0.03)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match=r"labels has shape \(3,\), but \(4,\)"):
        neighbour_purity(np.eye(4), [0, 1, 2])
    with pytest.raises(ValueError, match="n_neighbors is 4"):
        neighbour_purity(np.eye(4), [0, 1, 2, 3], n_neighbors=4)
