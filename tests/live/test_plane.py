"""The geometry of a map, in the browser, against NumPy and scikit-learn."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors


@pytest.fixture(scope="module")
def call(call):
    """Call a function of the module in the browser, by name, with arguments."""
    return call("kit/plane.js")


@pytest.mark.parametrize(("n", "n_dims", "k"), [(1, 2, 4), (3, 2, 4), (300, 2, 4), (200, 16, 5)])
def test_nearest_points_are_those_of_scikit_learn(n, n_dims, k, call):
    rng = np.random.default_rng(0)
    points, place = rng.normal(size=(n, n_dims)), rng.normal(size=n_dims)
    found = call("nearest", points.tolist(), place.tolist(), k)
    search = NearestNeighbors(n_neighbors=min(k, n), algorithm="brute").fit(points)
    distances, positions = search.kneighbors(place[None])
    assert [one["index"] for one in found] == positions[0].tolist()
    assert [one["distance"] for one in found] == pytest.approx(distances[0].tolist())


def test_of_points_equally_far_the_first_is_nearest(call):
    found = call("nearest", [[1, 0], [0, 1], [-1, 0], [0, 0], [0, -1]], [0, 0], 3)
    assert [one["index"] for one in found] == [3, 0, 1]


@pytest.mark.parametrize("n", [2, 19, 20, 21, 500, 2000])
def test_the_usual_gap_is_the_distance_of_19_of_20_nearest_others(n, call):
    points = np.random.default_rng(n).normal(size=(n, 2))
    points[: n // 10] = points[0]  # some lie on each other
    search = NearestNeighbors(n_neighbors=2, algorithm="kd_tree").fit(points)
    gaps = np.sort(search.kneighbors(points)[0][:, 1])
    assert call("usualGap", points.tolist()) == pytest.approx(gaps[int(0.95 * n)])


@pytest.mark.parametrize("points", [[[1, 2]], [[1, 2]] * 30])
def test_without_a_gap_one_unit_is_near(points, call):
    assert call("usualGap", points) == 1
