"""Noise that is the same in a page and in Python, whenever its number is."""

from __future__ import annotations

import numpy as np

__all__ = ["add_noise", "make_noise"]

_STEP = 0x9E3779B9  # 2^32 divided by the golden ratio, odd


def make_noise(seed: int, count: int) -> np.ndarray:
    """Return independent standard-normal numbers, those of ``kit/noise.js``.

    Uniform numbers are counted through and stirred, and made normal by Box and Muller's method.

    Parameters
    ----------
    seed : int
        A whole number, not negative.
    count : int
        How many.

    Returns
    -------
    ndarray of float64, shape (count,)

    References
    ----------
    G. L. Steele, D. Lea and C. H. Flood (2014). Fast splittable pseudorandom number generators.
    OOPSLA. doi:10.1145/2660193.2660195 (counting and stirring)

    G. E. P. Box and M. E. Muller (1958). A note on the generation of random normal deviates.
    Annals of Mathematical Statistics 29. doi:10.1214/aoms/1177706645
    """
    state = _stir(np.array([seed], dtype=np.uint32))
    steps = np.arange(1, 2 * count + 1, dtype=np.uint32) * np.uint32(_STEP)
    radius, angle = (_stir(state + steps) / 2.0**32).reshape(count, 2).T
    return np.sqrt(-2 * np.log(1 - radius)) * np.cos(2 * np.pi * angle)


def add_noise(image: np.ndarray, sigma: float, seed: int) -> np.ndarray:
    """Return an image with noise, float32, cut off at black and white.

    Parameters
    ----------
    image : ndarray of float32, values in [0, 1]
    sigma : float
        Standard deviation, where white is 1.
    seed : int
        Which noise.
    """
    noise = make_noise(seed, image.size).reshape(image.shape)
    return np.clip(image + sigma * noise, 0, 1).astype(np.float32)


def _stir(x: np.ndarray) -> np.ndarray:
    """Stir the bits of whole numbers of 32 bits."""
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))
