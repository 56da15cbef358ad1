"""How far a reconstruction is from its original."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_samples

__all__ = ["reconstruction_error"]


def reconstruction_error(x: ArrayLike, x_hat: ArrayLike) -> float:
    r"""Return the mean squared error per pixel, averaged over the samples.

    .. math::

        \frac{1}{N M} \sum_{i=1}^{N} \lVert x_i - \hat x_i \rVert^2,
        \qquad M \text{ pixels a sample}

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The originals.
    x_hat : array_like, shape (n_samples, n_dims)
        Their reconstructions.

    Returns
    -------
    float
        At least 0, in squared units of a pixel: with pixels in [0, 1], an error of 0.01 means
        that a pixel is off by 0.1, in the root mean square.

    Raises
    ------
    ValueError
        If the shapes differ or a value is not finite.
    """
    x = as_samples(x, min_samples=1)
    x_hat = as_samples(x_hat, "x_hat", min_samples=1)
    if x.shape != x_hat.shape:
        raise ValueError(f"x_hat has shape {x_hat.shape}, but that of x, {x.shape}, was expected")
    return float(np.mean(np.square(x - x_hat)))
