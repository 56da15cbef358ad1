"""Faces: what is recorded of a face is what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import contingency

from latentlib.data import FACE_FACTORS, load_faces

EVEN = ("mood", "eyes", "eyebrows", "nose", "head", "hair")


def test_faces_are_whole_and_different() -> None:
    data = load_faces()
    assert data.shape == (4000, 1, 48, 48)
    assert len({face.tobytes() for face in data.images}) == 4000
    assert data is load_faces()
    assert data.label_names == ("sad", "happy")
    np.testing.assert_array_equal(data.labels, data.factors["mood"])


def test_every_factor_has_named_levels_that_all_occur() -> None:
    data = load_faces()
    assert tuple(data.factors) == FACE_FACTORS
    sizes = {name: len(levels) for name, levels in data.levels.items()}
    assert sizes == {
        "mood": 2,
        "mouth": 27,
        "eyes": 24,
        "eyebrows": 13,
        "nose": 6,
        "head": 4,
        "hair": 48,
        "beard": 3,
        "glasses": 6,
    }
    for name, values in data.factors.items():
        assert values.dtype == np.int64
        assert set(values.tolist()) == set(range(sizes[name]))


@pytest.mark.parametrize("name", EVEN)
def test_levels_are_shared_out_evenly(name: str) -> None:
    counts = np.bincount(load_faces().factors[name])
    assert counts.max() - counts.min() <= 1


def test_most_faces_have_neither_beard_nor_glasses() -> None:
    factors = load_faces().factors
    assert (factors["beard"] > 0).mean() == 0.2
    assert (factors["glasses"] > 0).mean() == 0.3
    assert load_faces().levels["beard"][0] == load_faces().levels["glasses"][0] == "none"


def test_a_mouth_has_the_mood_of_its_face() -> None:
    data = load_faces()
    for mood, mouth in zip(data.factors["mood"], data.factors["mouth"], strict=True):
        assert data.levels["mouth"][mouth].startswith(data.levels["mood"][mood])


def test_factors_do_not_go_together() -> None:
    """Bias-corrected Cramér's V between all pairs, which is 0 on average if independent."""
    factors = load_faces().factors
    names = [name for name in FACE_FACTORS if name != "mouth"]
    strength = []
    for k, first in enumerate(names):
        for second in names[k + 1 :]:
            table = np.zeros((factors[first].max() + 1, factors[second].max() + 1), int)
            np.add.at(table, (factors[first], factors[second]), 1)
            strength.append(contingency.association(table, correction=False) ** 2)
            strength[-1] -= np.prod(np.array(table.shape) - 1) / (4000 * (min(table.shape) - 1))
    assert len(strength) == 28
    assert abs(np.mean(strength)) < 0.002
    assert max(strength) < 0.015


def test_recorded_features_are_those_drawn() -> None:
    data = load_faces()
    ink = 1 - data.as_float()[:, 0]
    lower, eyes = ink[:, 30:42, 14:30].mean((1, 2)), ink[:, 20:28, 12:36].mean((1, 2))
    assert lower[data.factors["beard"] > 0].min() > np.median(lower[data.factors["beard"] == 0])
    assert (
        eyes[data.factors["glasses"] > 0].mean() > 1.1 * eyes[data.factors["glasses"] == 0].mean()
    )


def test_a_face_looks_most_like_those_with_its_hair() -> None:
    data = load_faces()
    flat, hair = data.flat(), data.factors["hair"]
    means = np.stack([flat[:2000][hair[:2000] == k].mean(0) for k in range(48)])
    distance = (means**2).sum(1) - 2 * flat[2000:] @ means.T
    assert (distance.argmin(1) == hair[2000:]).mean() > 0.95


def test_paper_is_white() -> None:
    corners = load_faces().images[:, 0][:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.min() == 255
