"""How alike an image and its copy are: peak signal-to-noise ratio and structural similarity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.ndimage import correlate1d

__all__ = ["peak_signal_to_noise", "structural_similarity"]

_BLOCK_BYTES = 2 * 2**20
_RADIUS = 5
_SIGMA = 1.5
_C1, _C2 = 0.01**2, 0.03**2


def peak_signal_to_noise(x: ArrayLike, x_hat: ArrayLike) -> np.ndarray:
    r"""Return the peak signal-to-noise ratio of each image's copy.

    .. math:: 10 \log_{10} \frac{1}{\text{mean squared error}}

    Parameters
    ----------
    x, x_hat : array_like, shape (n_samples, H, W) or (n_samples, C, H, W), values in [0, 1]
        The images, grey or with channels, and their copies.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        In decibels, at least 0; infinite for a perfect copy. The error is the mean over all
        pixels and channels of an image.

    Raises
    ------
    ValueError
        If the shapes differ or are not those of images, or a value is not finite or not in
        [0, 1].

    See Also
    --------
    reconstruction_error : The mean squared error itself, over all images.

    References
    ----------
    Z. Wang and A. C. Bovik (2009). Mean squared error: love it or leave it? IEEE Signal
    Processing Magazine 26, 98-117. doi:10.1109/MSP.2008.930649
    """
    x, x_hat = _image_pairs(x, x_hat)
    error = np.empty(len(x))
    for block in _blocks(x):
        difference = x[block].astype(np.float64) - x_hat[block]
        error[block] = np.mean(difference**2, axis=(1, 2, 3))
    with np.errstate(divide="ignore"):
        # Adding 0 turns the -0 of the largest error there is into 0.
        return -10 * np.log10(error) + 0.0


def structural_similarity(x: ArrayLike, x_hat: ArrayLike) -> np.ndarray:
    r"""Return the structural similarity (SSIM) of each image and its copy.

    In every window of 11 by 11 pixels that fits into the image, weighted by a Gaussian of
    standard deviation 1.5, brightness, contrast and structure are compared,

    .. math::

        \frac{(2 \mu_x \mu_{\hat x} + C_1)(2 \sigma_{x \hat x} + C_2)}
             {(\mu_x^2 + \mu_{\hat x}^2 + C_1)(\sigma_x^2 + \sigma_{\hat x}^2 + C_2)},
        \qquad C_1 = 0.01^2, \quad C_2 = 0.03^2,

    and the result is the mean over the windows, and over the channels.

    Parameters
    ----------
    x, x_hat : array_like, shape (n_samples, H, W) or (n_samples, C, H, W), values in [0, 1]
        The images, grey or with channels, at least 11 pixels high and wide, and their copies.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        From -1 to 1; 1 for a perfect copy only.

    Raises
    ------
    ValueError
        If the shapes differ, are not those of images or are too small, or a value is not finite
        or not in [0, 1].

    Notes
    -----
    The number depends on the settings; these are the authors'. scikit-image's function of this
    name has others by default, and these with ``gaussian_weights=True``, ``sigma=1.5``,
    ``data_range=1`` and without the sample covariance.

    References
    ----------
    Z. Wang, A. C. Bovik, H. R. Sheikh and E. P. Simoncelli (2004). Image quality assessment: from
    error visibility to structural similarity. IEEE Transactions on Image Processing 13, 600-612.
    doi:10.1109/TIP.2003.819861
    """
    x, x_hat = _image_pairs(x, x_hat)
    side = 2 * _RADIUS + 1
    if min(x.shape[2:]) < side:
        raise ValueError(
            f"x has images of {x.shape[2]} by {x.shape[3]} pixels, but at least {side} by {side} "
            "were expected"
        )
    similarity = np.empty(len(x))
    for block in _blocks(x):
        windows = _windows(x[block].astype(np.float64), x_hat[block].astype(np.float64))
        similarity[block] = windows.mean(axis=(1, 2, 3))
    return similarity


def _windows(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the similarity in each window, shape (n, C, H - 10, W - 10)."""
    mean_x, mean_y = _window_means(x), _window_means(y)
    squared_means = mean_x**2 + mean_y**2
    product_of_means = mean_x * mean_y
    variances = _window_means(x * x + y * y) - squared_means
    covariance = _window_means(x * y) - product_of_means
    alike = (2 * product_of_means + _C1) * (2 * covariance + _C2)
    return alike / ((squared_means + _C1) * (variances + _C2))


def _window_means(images: np.ndarray) -> np.ndarray:
    """Return the weighted mean in each window that fits into the image."""
    weights = np.exp(-(np.arange(-_RADIUS, _RADIUS + 1) ** 2) / (2 * _SIGMA**2))
    weights /= weights.sum()
    fits = slice(_RADIUS, -_RADIUS)
    along_rows = correlate1d(images, weights, axis=-1)[..., fits]
    return correlate1d(along_rows, weights, axis=-2)[..., fits, :]


def _image_pairs(x: ArrayLike, x_hat: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of shape (n_samples, C, H, W), or say what is wrong."""
    x, x_hat = np.asarray(x), np.asarray(x_hat)
    if x.ndim not in (3, 4) or 0 in x.shape:
        raise ValueError(
            f"x has shape {x.shape}, but (n_samples, H, W) or (n_samples, C, H, W), with at least "
            "one image, was expected"
        )
    if x.shape != x_hat.shape:
        raise ValueError(f"x_hat has shape {x_hat.shape}, but that of x, {x.shape}, was expected")
    for name, images in (("x", x), ("x_hat", x_hat)):
        if not np.isfinite(images).all():
            raise ValueError(f"{name} contains NaN or infinity, but finite numbers were expected")
        low, high = float(images.min()), float(images.max())
        if low < 0 or high > 1:
            raise ValueError(
                f"{name} has values from {low:g} to {high:g}, but from 0 to 1 was expected; "
                "scale or clip the images first"
            )
    if x.ndim == 3:
        x, x_hat = x[:, None], x_hat[:, None]  # (n, H, W) -> (n, 1, H, W)
    return x, x_hat


def _blocks(images: np.ndarray) -> list[slice]:
    """Cut the images, shape (n_samples, C, H, W), into blocks of a size that memory takes."""
    size = max(1, _BLOCK_BYTES // (8 * images[0].size))
    return [slice(start, start + size) for start in range(0, len(images), size)]
