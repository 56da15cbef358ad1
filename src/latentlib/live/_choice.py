"""Which images a reader may pick from."""

from __future__ import annotations

import numpy as np

from latentlib.data import ImageDataset

__all__ = ["choose_in_turn"]


def choose_in_turn(
    dataset: ImageDataset, n_images: int, random_state: int, *, least: int, most: int
) -> ImageDataset:
    """Return images of a data set in a random order in which the classes take turns.

    Of any few that follow each other, few are of the same class.

    Raises
    ------
    ValueError
        If `n_images` is not from `least` to `most`, or the data set has fewer than `least`.
    """
    if not least <= n_images <= most:
        raise ValueError(f"n_images is {n_images}, expected a number from {least} to {most}")
    if len(dataset) < least:
        raise ValueError(f"dataset has {len(dataset)} images, expected at least {least}")
    order = np.random.default_rng(random_state).permutation(len(dataset))
    labels = dataset.labels[order]
    turns = np.zeros(len(order), dtype=int)
    for label in np.unique(labels):
        mine = labels == label
        turns[mine] = np.arange(mine.sum())
    return dataset.subset(order[np.argsort(turns, kind="stable")][:n_images])
