"""Curves, dots and learning curves show the numbers that were handed in."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot as plt

from latentlib import plots
from latentlib.plots import series_style
from latentlib.training import History

RUNS = np.array([[1.0, 2.0, 4.0], [2.0, 2.0, 5.0], [3.0, 2.0, 9.0]])


def history(**changes: object) -> SimpleNamespace:
    numbers = {
        "step": [1, 2, 3, 4],
        "loss": [4.0, 2.0, 1.0, 1.0],
        "validation_step": [2, 4],
        "validation_loss": [3.0, 0.5],
    }
    return SimpleNamespace(**{**numbers, **changes})


def test_mean_and_spread_over_seeds() -> None:
    data = plots.curve_with_spread_data(RUNS)
    assert data.mean == pytest.approx([2, 2, 6])
    assert data.std == pytest.approx([1, 0, np.sqrt(7)])
    assert data.n_seeds == 3


def test_a_single_seed_has_no_spread() -> None:
    assert plots.curve_with_spread_data(RUNS[:1]).std.tolist() == [0, 0, 0]


def test_curve_draws_line_and_band_where_it_is_told() -> None:
    ax = plt.subplots()[1]
    before = plt.get_fignums()
    assert plots.curve_with_spread([1, 2, 4], RUNS, ax=ax, label="PCA", series=2) is ax
    assert plt.get_fignums() == before
    (line,), (band,) = ax.lines, ax.collections
    assert line.get_xydata().tolist() == [[1, 2], [2, 2], [4, 6]]
    assert (line.get_label(), line.get_color()) == ("PCA", series_style(2)["color"])
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(1)
    assert heights.max() == pytest.approx(6 + np.sqrt(7))


def test_without_axes_a_figure_is_made() -> None:
    assert plots.curve_with_spread([1, 2, 4], RUNS).figure.number in plt.get_fignums()


@pytest.mark.parametrize(
    ("x", "runs", "message"),
    [
        ([1, 2], RUNS, r"x has shape \(2,\), expected \(3,\)"),
        ([1, 2, 3], RUNS[0], r"runs has shape \(3,\), expected \(n_seeds, n_points\)"),
        ([1, 2, 3], RUNS[:0], r"runs has shape \(0, 3\)"),
        ([1, 2, np.nan], RUNS, "x holds nan or inf"),
    ],
)
def test_bad_curves_are_refused(x: object, runs: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.curve_with_spread(x, runs)


def test_dots_show_every_seed_and_the_mean() -> None:
    groups = {"glyphs": [5, 6, 7], "noise": [40, 41, 45]}
    data = plots.dots_with_spread_data(groups)
    assert (data["noise"].mean[0], data["noise"].std[0]) == pytest.approx((42, np.sqrt(7)))
    ax = plots.dots_with_spread(groups)
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    assert drawn == [
        [[5, 0], [6, 0], [7, 0]],
        [[40, 1], [41, 1], [45, 1]],
        [[6, 0], [42, 1]],
    ]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["glyphs", "noise"]
    assert ax.yaxis_inverted()


def test_bad_dots_are_refused() -> None:
    with pytest.raises(ValueError, match="groups is empty"):
        plots.dots_with_spread({})
    with pytest.raises(ValueError, match=r"glyphs has shape \(1, 2\), expected \(n_seeds,\)"):
        plots.dots_with_spread({"glyphs": [[1, 2]]})


def test_learning_curve_smooths_over_the_steps_before() -> None:
    data = plots.learning_curve_data(history(), window=2)
    assert data.smooth == pytest.approx([4, 3, 1.5, 1])
    assert plots.learning_curve_data(history(), window=1).smooth == pytest.approx(data.loss)
    assert plots.learning_curve_data(history(), window=99).smooth == pytest.approx([4, 3, 7 / 3, 2])


def test_learning_curve_draws_validation_where_it_was_measured() -> None:
    ax = plots.learning_curve(history())
    raw, smooth, validation = ax.lines
    assert raw.get_ydata().tolist() == [4, 2, 1, 1]
    assert smooth.get_label() == "training"
    assert validation.get_xydata().tolist() == [[2, 3.0], [4, 0.5]]


def test_learning_curve_without_validation() -> None:
    ax = plots.learning_curve(history(validation_step=[], validation_loss=[]))
    assert len(ax.lines) == 2


@pytest.mark.parametrize(
    ("changes", "window", "message"),
    [
        ({"loss": []}, 1, r"history.loss has shape \(0,\)"),
        ({"step": [1]}, 1, r"history.step has shape \(1,\), expected \(4,\)"),
        ({"validation_step": [1]}, 1, r"validation_step has shape \(1,\), expected \(2,\)"),
        ({}, 0, "window is 0, expected 1 or more"),
    ],
)
def test_bad_histories_are_refused(changes: dict[str, object], window: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.learning_curve_data(history(**changes), window=window)


def test_a_real_history_fits() -> None:
    run = History(
        step=np.arange(1, 5),
        loss=np.array([4.0, 2.0, 1.0, 1.0]),
        validation_epoch=np.array([1, 2]),
        validation_loss=np.array([3.0, 0.5]),
        seconds=1.0,
    )
    assert plots.learning_curve_data(run).validation_step.tolist() == [2, 4]
