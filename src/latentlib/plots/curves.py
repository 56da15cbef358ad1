"""Curves and dots that show their spread over seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from latentlib.plots._axes import checked, ensure_axes
from latentlib.plots.style import MUTED, series_style

__all__ = [
    "LearningData",
    "SpreadData",
    "TrainingHistory",
    "curve_with_spread",
    "curve_with_spread_data",
    "dots_with_spread",
    "dots_with_spread_data",
    "learning_curve",
    "learning_curve_data",
]


@dataclass(frozen=True, eq=False)
class SpreadData:
    """A mean and its spread at each point.

    Parameters
    ----------
    mean, std : arrays, shape (n_points,)
        Over seeds; the standard deviation is the sample's, 0 for a single seed.
    n_seeds : int
        How many seeds there are.
    """

    mean: np.ndarray
    std: np.ndarray
    n_seeds: int


class TrainingHistory(Protocol):
    """What a training run leaves behind; ``latentlib.training.History`` is one."""

    @property
    def step(self) -> ArrayLike:
        """The steps, shape (n_steps,)."""
        ...

    @property
    def loss(self) -> ArrayLike:
        """The loss of each step, shape (n_steps,)."""
        ...

    @property
    def validation_step(self) -> ArrayLike:
        """The steps after which validation images were looked at, shape (n_epochs,) or (0,)."""
        ...

    @property
    def validation_loss(self) -> ArrayLike:
        """The loss on them, shape (n_epochs,) or (0,)."""
        ...


@dataclass(frozen=True, eq=False)
class LearningData:
    """The numbers behind a learning curve.

    Parameters
    ----------
    step, loss, smooth : arrays, shape (n_steps,)
        Each step, its loss, and the mean loss of the last few steps up to it.
    validation_step, validation_loss : arrays, shape (n_epochs,) or (0,)
        Where and what was measured on validation images.
    """

    step: np.ndarray
    loss: np.ndarray
    smooth: np.ndarray
    validation_step: np.ndarray
    validation_loss: np.ndarray


def curve_with_spread_data(runs: ArrayLike) -> SpreadData:
    """Return the numbers behind `curve_with_spread`.

    Parameters
    ----------
    runs : array-like, shape (n_seeds, n_points)
        One row a seed.
    """
    array = checked("runs", runs, ("n_seeds", "n_points"))
    std = array.std(axis=0, ddof=1) if len(array) > 1 else np.zeros(array.shape[1])
    return SpreadData(array.mean(axis=0), std, len(array))


def curve_with_spread(
    x: ArrayLike,
    runs: ArrayLike,
    *,
    ax: Axes | None = None,
    label: str | None = None,
    series: int = 0,
) -> Axes:
    """Draw the mean over seeds as a line and one standard deviation each way as a band.

    Parameters
    ----------
    x : array-like, shape (n_points,)
        Where the points are.
    runs : array-like, shape (n_seeds, n_points)
        One row a seed.
    ax : Axes, optional
        Where to draw; a new figure by default.
    label : str, optional
        The curve's name in the legend.
    series : int, default=0
        Which colour, marker and dash, from 0.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    data = curve_with_spread_data(runs)
    points = checked("x", x, (len(data.mean),))
    ax = ensure_axes(ax)
    look = series_style(series)
    ax.plot(points, data.mean, label=label, **look)
    low, high = data.mean - data.std, data.mean + data.std
    ax.fill_between(points, low, high, color=look["color"], alpha=0.22, linewidth=0)
    return ax


def dots_with_spread_data(groups: Mapping[str, ArrayLike]) -> dict[str, SpreadData]:
    """Return the numbers behind `dots_with_spread`: mean and spread of each group, by name."""
    if not groups:
        raise ValueError("groups is empty, expected at least one name with its numbers")
    return {
        name: curve_with_spread_data(checked(name, values, ("n_seeds",))[:, None])
        for name, values in groups.items()
    }


def dots_with_spread(
    groups: Mapping[str, ArrayLike],
    *,
    ax: Axes | None = None,
    label: str | None = None,
    series: int = 0,
) -> Axes:
    """Draw one row a group: a small dot for each seed, a tick at their mean.

    Call it again with the same names and another `series` to compare.

    Parameters
    ----------
    groups : mapping of str to array-like, each of shape (n_seeds,)
        The numbers of each group; drawn from top to bottom.
    ax : Axes, optional
        Where to draw; a new figure by default.
    label : str, optional
        The series' name in the legend.
    series : int, default=0
        Which colour and marker, from 0.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    data = dots_with_spread_data(groups)
    if ax is None:
        ax = ensure_axes(None)
        ax.figure.set_figheight(0.7 + 0.4 * len(groups))
    look = series_style(series)
    rows = np.arange(len(groups))
    for row, values in zip(rows, groups.values(), strict=True):
        points = np.asarray(values, dtype=float)
        height = np.full(len(points), row)
        ax.plot(points, height, look["marker"], color=look["color"], markerfacecolor="none")
    means = [float(spread.mean[0]) for spread in data.values()]
    ax.plot(means, rows, "|", color=look["color"], markersize=16, markeredgewidth=2.5, label=label)
    ax.set_yticks(rows, list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    return ax


def learning_curve_data(history: TrainingHistory, *, window: int = 25) -> LearningData:
    """Return the numbers behind `learning_curve`; see there for the arguments."""
    loss = checked("history.loss", history.loss, ("n_steps",))
    step = checked("history.step", history.step, (len(loss),))
    validation = np.asarray(history.validation_loss, dtype=float)
    where = np.asarray(history.validation_step, dtype=float)
    if where.shape != validation.shape:
        raise ValueError(
            f"history.validation_step has shape {where.shape}, expected {validation.shape}, "
            "that of validation_loss"
        )
    return LearningData(step, loss, _moving_mean(loss, window), where, validation)


def _moving_mean(values: np.ndarray, window: int) -> np.ndarray:
    """Average each value with up to ``window - 1`` before it."""
    if window < 1:
        raise ValueError(f"window is {window}, expected 1 or more")
    total = np.concatenate([[0.0], np.cumsum(values)])
    stop = np.arange(1, len(values) + 1)
    start = np.maximum(stop - window, 0)
    return (total[stop] - total[start]) / (stop - start)


def learning_curve(
    history: TrainingHistory,
    *,
    ax: Axes | None = None,
    label: str = "training",
    series: int = 0,
    window: int = 25,
) -> Axes:
    """Draw the loss of a training run: each step faint, their moving mean, validation as markers.

    Parameters
    ----------
    history : TrainingHistory
        The run; without validation losses there are no markers.
    ax : Axes, optional
        Where to draw; a new figure by default.
    label : str, default="training"
        The curve's name in the legend.
    series : int, default=0
        Which colour, from 0; validation takes the next.
    window : int, default=25
        How many steps each mean is over, the step itself the last of them; fewer at the start.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    data = learning_curve_data(history, window=window)
    ax = ensure_axes(ax)
    ax.plot(data.step, data.loss, color=MUTED, alpha=0.35, linewidth=0.7, rasterized=True)
    ax.plot(data.step, data.smooth, color=series_style(series)["color"], label=label)
    if len(data.validation_loss):
        look = series_style(series + 1)
        ax.plot(data.validation_step, data.validation_loss, **look, label="validation")
    ax.set_xlabel("training step")
    ax.set_ylabel("loss")
    return ax
