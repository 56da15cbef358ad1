"""Images of nothing: the control for every claim about structure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from latentlib.data.arrays import RandomState, check_count, generator
from latentlib.data.datasets import ImageDataset

__all__ = ["make_noise_images"]


def make_noise_images(n: int, shape: Sequence[int], *, random_state: RandomState) -> ImageDataset:
    """Draw images whose pixels are independent and uniform.

    They fill their space: the intrinsic dimension is the number of pixels, and nothing can be
    compressed without loss.

    Parameters
    ----------
    n : int
        How many images, at least 1.
    shape : sequence of int, (C, H, W)
        The shape of one image; C is 1 or 3.
    random_state : int or numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ImageDataset
        Every label is 0, "noise".

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.
    """
    n = check_count("n", n)
    shape = tuple(check_count("shape", side) for side in shape)
    if len(shape) != 3 or shape[0] not in (1, 3):
        raise ValueError(f"shape={shape}: expected (C, H, W) with C = 1 or 3")
    pixels = generator(random_state).integers(0, 256, size=(n, *shape), dtype=np.uint8)
    return ImageDataset("noise", pixels, np.zeros(n, np.int64), ("noise",))
