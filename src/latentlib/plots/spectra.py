"""The scree: how much variance each principal component explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from latentlib.plots._axes import checked, ensure_axes
from latentlib.plots.style import series_style

__all__ = ["ScreeData", "scree", "scree_data"]


@dataclass(frozen=True, eq=False)
class ScreeData:
    """The numbers behind a scree.

    Parameters
    ----------
    component : array of int, shape (n_components,)
        From 1.
    share, cumulative : arrays, shape (n_components,)
        The share of all variance that each component, and that all up to it, explain, in [0, 1].
    """

    component: np.ndarray
    share: np.ndarray
    cumulative: np.ndarray

    def needed(self, share: float) -> int:
        """Return the fewest components that together explain at least `share`.

        Raises
        ------
        ValueError
            If `share` is not in (0, 1] or all components together explain less.
        """
        if not 0 < share <= 1:
            raise ValueError(f"share is {share}, expected more than 0 and at most 1")
        enough = np.flatnonzero(self.cumulative >= share - 1e-12)
        if len(enough) == 0:
            raise ValueError(
                f"share is {share}, expected at most {self.cumulative[-1]:.4g}, "
                f"what all {len(self.share)} components explain"
            )
        return int(self.component[enough[0]])


def scree_data(explained_variance_ratio: ArrayLike) -> ScreeData:
    """Return the numbers behind `scree`.

    Parameters
    ----------
    explained_variance_ratio : array-like, shape (n_components,)
        The share of variance of each component, largest first.

    Raises
    ------
    ValueError
        If the shares are negative, grow, or add up to more than 1.
    """
    name = "explained_variance_ratio"
    share = checked(name, explained_variance_ratio, ("n_components",))
    if share.min() < 0 or share.sum() > 1 + 1e-6:
        raise ValueError(f"{name} adds up to {share.sum():.6g}, expected shares of 1")
    if np.any(np.diff(share) > 1e-9):
        raise ValueError(f"{name} is not in order, expected the largest first")
    return ScreeData(np.arange(1, len(share) + 1), share, np.cumsum(share))


def scree(
    explained_variance_ratio: ArrayLike,
    *,
    ax: Axes | None = None,
    label: str | None = None,
    series: int = 0,
) -> Axes:
    """Draw the variance that the first components explain together, against their number.

    Parameters
    ----------
    explained_variance_ratio : array-like, shape (n_components,)
        The share of variance of each component, largest first.
    ax : Axes, optional
        Where to draw; a new figure by default.
    label : str, optional
        The curve's name in the legend.
    series : int, default=0
        Which colour and dash, from 0.

    Returns
    -------
    Axes
        The axes drawn on; its horizontal axis is logarithmic, its vertical one a percentage.
    """
    data = scree_data(explained_variance_ratio)
    ax = ensure_axes(ax)
    look = {**series_style(series), "marker": "none"}
    ax.plot(data.component, 100 * data.cumulative, label=label, **look)
    ax.set_xscale("log")
    ax.set_ylim(0, 102)
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_xlabel("number of components")
    ax.set_ylabel("variance explained (%)")
    return ax
