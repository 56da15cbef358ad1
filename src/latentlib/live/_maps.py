"""Which images a map shows, how much of the plane, and how a code becomes a place of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from torch import Tensor

from latentlib.data import ImageDataset
from latentlib.live._coders import Coder
from latentlib.models import fit_pca

__all__ = [
    "FlatMap",
    "choose_images",
    "codes_for_map",
    "make_flat_map",
    "map_limits",
    "nearest_to_middle",
]

_MARGIN = 0.12  # of the codes' range, on each side: room where there is no data
_OUTLIERS = 0.01  # share of the points beyond each side
_MANY = 5000  # points that a page can still draw


def choose_images(dataset: ImageDataset, n_points: int, random_state: int) -> ImageDataset:
    """Return `n_points` images of a data set, drawn at random; all where it has no more.

    Raises
    ------
    ValueError
        If `n_points` is not from 2 to 5,000.
    """
    if not 2 <= n_points <= _MANY:
        raise ValueError(f"n_points is {n_points}, expected a number from 2 to {_MANY}")
    if n_points >= len(dataset):
        return dataset
    chosen = np.random.default_rng(random_state).permutation(len(dataset))[:n_points]
    return dataset.subset(np.sort(chosen))


def map_limits(codes: np.ndarray) -> list[float]:
    """Return x from, x to, y from, y to, in one scale; a few outliers may lie outside."""
    low, high = np.quantile(codes, (_OUTLIERS, 1 - _OUTLIERS), axis=0)
    half = max(float((high - low).max()) / 2, 1e-6) * (1 + 2 * _MARGIN)
    return [float(side) for middle in (low + high) / 2 for side in (middle - half, middle + half)]


def codes_for_map(coder: Coder, images: Tensor, name: str) -> Tensor:
    """Return codes of two numbers, shape (N, 2).

    Parameters
    ----------
    coder : Coder
    images : Tensor, shape (N, C, H, W)
    name : str
        What the caller's argument is called, for messages.

    Raises
    ------
    ValueError
        If the codes do not have two numbers.
    """
    codes = coder.encode(images)
    if codes.shape[1] != 2:
        raise ValueError(
            f"{name} gives codes of shape {tuple(codes.shape[1:])}, expected two dimensions: "
            "a map has two"
        )
    return codes


def nearest_to_middle(codes: np.ndarray) -> int:
    """Return the position of the code nearest to the medians of all."""
    return int(np.linalg.norm(codes - np.median(codes, axis=0), axis=1).argmin())


class FlatMap(NamedTuple):
    """A map of codes of any number of dimensions.

    Attributes
    ----------
    caption : str
        What its two directions are.
    project : callable
        From images, shape (N, C, H, W), and their codes, shape (N, D), to places, ndarray of
        shape (N, 2).
    axes : dict
        ``mean`` and ``rows`` of the plane, for a page; empty where the map is no plane of axes.
    """

    caption: str
    project: Callable[[Tensor, Tensor], np.ndarray]
    axes: dict[str, list]


def make_flat_map(codes: Tensor, mapper: Coder | None) -> FlatMap:
    """Make a map out of another network's codes, of two numbers themselves, or of two axes.

    Parameters
    ----------
    codes : Tensor, shape (N, D)
        Those of the data.
    mapper : Coder, optional
        Whose codes have two numbers.
    """
    n_numbers = codes.shape[1]
    if mapper is not None:
        caption = "the two numbers of another code"
        return FlatMap(caption, lambda images, _: mapper.encode(images).numpy(), {})
    if n_numbers == 2:
        return FlatMap("the two numbers of the code", lambda _, codes: codes.numpy(), {})
    pca = fit_pca(codes.numpy(), 2)
    share = 100 * pca.explained_variance_ratio.sum()
    axes = {"mean": pca.mean.tolist(), "rows": pca.components.tolist()}
    caption = f"first 2 principal axes of {n_numbers}: {share:.0f} % of the variance"
    return FlatMap(caption, lambda _, codes: pca.encode(codes.numpy()), axes)
