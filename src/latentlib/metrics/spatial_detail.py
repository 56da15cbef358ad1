"""What a copy keeps of an image's fine detail, and of its waves from slow to fast."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.ndimage import uniform_filter

from latentlib.metrics._checks import as_paired_samples

__all__ = ["detail_kept", "waves_kept"]


def detail_kept(x: ArrayLike, x_hat: ArrayLike) -> float:
    r"""Return the share of fine detail that copies keep.

    The detail :math:`d(x)` is how each pixel stands out from the mean of the 3 by 3 pixels
    about it, with the border repeated outwards:

    .. math:: 1 - \frac{\sum \lVert d(x) - d(\hat x) \rVert^2}{\sum \lVert d(x) \rVert^2}

    Parameters
    ----------
    x, x_hat : array_like, shape (n_samples, H * H)
        Square grey images and their copies, flattened.

    Returns
    -------
    float
        At most 1, for copies with every detail; 0 for blank copies, and less for wrong detail.

    Raises
    ------
    ValueError
        If the shapes differ, the images are not square or a value is not finite.
    """
    fine, copy = (
        images - uniform_filter(images, size=(0, 3, 3), mode="nearest")
        for images in _square(x, x_hat)
    )
    return float(1 - np.sum((fine - copy) ** 2) / np.sum(fine**2))


def waves_kept(x: ArrayLike, x_hat: ArrayLike, *, slowest: float, fastest: float) -> float:
    """Return the share of some of an image's waves that copies keep.

    The mean of the images is taken away first, since a copy gets no credit for it.

    Parameters
    ----------
    x, x_hat : array_like, shape (n_samples, H * H)
        Square grey images and their copies, flattened.
    slowest, fastest : float
        Which waves, by their spatial frequency in waves a pixel: from `slowest` to less than
        `fastest`. The fastest along a row has 0.5, that on the diagonal 0.71.

    Returns
    -------
    float
        At most 1, for copies with these waves complete; 0 for none.

    Raises
    ------
    ValueError
        If the shapes differ, the images are not square, a value is not finite or there are no
        such waves.
    """
    images, copies = _square(x, x_hat)
    mean, side = images.mean(axis=0), images.shape[1]
    speed = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    chosen = (speed >= slowest) & (speed < fastest)
    if not chosen.any():
        raise ValueError(f"from {slowest} to {fastest} waves a pixel there are none, H = {side}")
    whole, copy = (np.fft.fft2(part - mean)[:, chosen] for part in (images, copies))
    return float(1 - np.sum(np.abs(whole - copy) ** 2) / np.sum(np.abs(whole) ** 2))


def _square(x: ArrayLike, x_hat: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as images, shape (n_samples, H, H), or say what is wrong."""
    x, x_hat = as_paired_samples(x, x_hat, ("x", "x_hat"))
    side = math.isqrt(x.shape[1])
    if x.shape != x_hat.shape or side**2 != x.shape[1]:
        raise ValueError(
            f"x has shape {x.shape} and x_hat {x_hat.shape}, but the same number of pixels, that "
            "of a square, was expected"
        )
    return x.reshape(-1, side, side), x_hat.reshape(-1, side, side)
