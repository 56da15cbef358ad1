"""Maps and Shepard diagrams show the points that were handed in."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from latentlib import metrics, plots
from latentlib.plots import CATEGORIES
from latentlib.plots.maps import move_apart

Z = np.array([[0.0, 0.0], [2.0, 4.0], [10.0, 10.0], [1.0, 1.0]])
LABELS = np.array([0, 0, 3, 0])
NAMES = ["shirt", "bag", "coat", "boot"]


def distances(x: object, z: object) -> SimpleNamespace:
    return SimpleNamespace(distances_x=x, distances_z=z)


def test_classes_are_counted_and_centred_on_their_median() -> None:
    data = plots.scatter_codes_data(Z, LABELS)
    assert data.labels.tolist() == [0, 3]
    assert data.counts.tolist() == [3, 1]
    assert data.centres.tolist() == [[1, 1], [10, 10]]


def test_map_shows_points_in_the_colour_of_their_class_with_its_name() -> None:
    ax = plt.subplots()[1]
    assert plots.scatter_codes(Z, LABELS, label_names=NAMES, ax=ax) is ax
    (points,) = ax.collections
    assert points.get_offsets().tolist() == Z.tolist()
    first, second = list(CATEGORIES.values())[:2]
    colours = [matplotlib.colors.to_hex(colour) for colour in points.get_facecolors()]
    assert colours == [first, first, second, first]
    written = {text.get_text(): text.get_position() for text in ax.texts}
    assert written == {"shirt": (1, 1), "boot": (10, 10)}
    assert points.get_rasterized()


def drawn_boxes(ax: plt.Axes, monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """Return where each name of a map is drawn: from, to, in pixels."""
    boxes = {}

    def note(self: Text, renderer: object) -> None:
        boxes[self.get_text()] = self.get_window_extent(renderer).extents
        draw(self, renderer)

    draw = Text.draw
    monkeypatch.setattr(Text, "draw", note)
    ax.figure.canvas.draw()
    return boxes


def test_names_that_would_cover_each_other_move_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    places = np.array([[0, 0], [0.01, 0.01], [0.02, 0.0], [9, 9.0]])
    ax = plots.scatter_codes(places, np.arange(4), label_names=NAMES)
    boxes = drawn_boxes(ax, monkeypatch)
    for one, other in combinations(boxes.values(), 2):
        apart = np.concatenate([one[:2] - other[2:], other[:2] - one[2:]])
        assert apart.max() > 0
    alone = ax.transData.transform(places[3])
    assert (boxes["boot"][:2] + boxes["boot"][2:]) / 2 == pytest.approx(alone, abs=2)
    assert [text.get_position() for text in ax.texts] == [tuple(place) for place in places]


def test_boxes_move_up_or_down_and_no_farther_than_needed() -> None:
    middles, sizes = np.array([[0, 0], [3, 1], [30, 0]]), np.full((3, 2), [10.0, 4.0])
    placed = move_apart(middles, sizes)
    assert placed[:, 0].tolist() == middles[:, 0].tolist()
    assert placed[:, 1] == pytest.approx([-1.5, 2.5, 0], abs=0.02)
    assert move_apart(placed, sizes).tolist() == placed.tolist()


def test_beyond_seven_classes_another_marker_begins() -> None:
    labels = np.arange(10)
    ax = plots.scatter_codes(np.column_stack([labels, labels]), labels)
    round_ones, triangles = ax.collections
    assert len(round_ones.get_offsets()) == 7
    assert triangles.get_offsets()[:, 0].tolist() == [7, 8, 9]
    assert not np.array_equal(round_ones.get_paths()[0].vertices, triangles.get_paths()[0].vertices)


@pytest.mark.parametrize(
    ("z", "labels", "names", "message"),
    [
        (Z[:, :1], LABELS, (), r"z has shape \(4, 1\), expected \(n_samples, 2\)"),
        (Z, LABELS[:3], (), r"labels has shape \(3,\)"),
        (Z, LABELS + 0.5, (), "type float64, expected"),
        (Z, LABELS - 1, (), "labels holds -1, expected 0 or more"),
        (Z, LABELS, NAMES[:3], "label_names has 3 names, expected 4 or more"),
    ],
)
def test_bad_maps_are_refused(z: object, labels: object, names: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.scatter_codes(z, labels, label_names=names)


def test_shepard_distances_are_in_units_of_their_mean() -> None:
    x = np.array([1.0, 2.0, 3.0, 6.0])
    data = plots.shepard_diagram_data(distances(x, 10 * x), n_bins=2)
    assert data.x == pytest.approx(x / 3)
    assert data.z == pytest.approx(data.x)
    assert data.bin_centre == pytest.approx([0.5, 1.5])
    assert data.bin_median == pytest.approx([0.5, 1.5])


def test_shepard_bins_hold_equally_many_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    x = rng.gamma(3, size=1000)
    data = plots.shepard_diagram_data(distances(x, x**2), n_bins=10)
    edges = np.quantile(data.x, np.linspace(0, 1, 11))
    assert np.all((data.bin_centre > edges[:-1]) & (data.bin_centre < edges[1:]))
    assert np.all(np.diff(data.bin_median) > 0)


def test_shepard_diagram_draws_cloud_diagonal_and_median() -> None:
    pairs = distances([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    ax = plots.shepard_diagram(pairs, n_bins=3)
    diagonal, median = ax.lines
    assert np.asarray(ax.collections[0].get_offsets()) == pytest.approx(median.get_xydata())
    assert diagonal.get_xdata() == pytest.approx(diagonal.get_ydata())
    assert ax.get_xlim() == ax.get_ylim()


@pytest.mark.parametrize(
    ("x", "z", "n_bins", "message"),
    [
        ([1.0, 2.0], [1.0], 1, r"distances_z has shape \(1,\), expected \(2,\)"),
        ([[1.0]], [1.0], 1, r"distances_x has shape \(1, 1\), expected \(n_pairs,\)"),
        ([1.0, 2.0], [1.0, 2.0], 3, "n_bins is 3, expected 1 to the number of pairs, 2"),
        ([1.0, 2.0], [0.0, 0.0], 1, "distances are all zero"),
    ],
)
def test_bad_distances_are_refused(x: object, z: object, n_bins: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.shepard_diagram(distances(x, z), n_bins=n_bins)


def test_a_real_result_fits() -> None:
    x = np.random.default_rng(0).normal(size=(60, 5))
    found = metrics.shepard(x, x[:, :2], n_pairs=100, random_state=0)
    assert len(plots.shepard_diagram_data(found).x) == len(found.distances_x)
