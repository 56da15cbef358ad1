"""Intrinsic dimension from the two nearest neighbours of every sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._dimension import (
    DimensionEstimate,
    distinct_neighbours,
    standard_error_of_mean,
)

__all__ = ["two_nn"]


def two_nn(x: ArrayLike, *, discard: float = 0.1) -> DimensionEstimate:
    r"""Estimate intrinsic dimension by TwoNN.

    Where the density hardly changes between a sample's nearest and second nearest other, at
    distances :math:`r_1` and :math:`r_2`, their ratio :math:`\mu = r_2 / r_1` follows
    :math:`F(\mu) = 1 - \mu^{-d}`. So :math:`-\log(1 - F)` against :math:`\log \mu` is a straight
    line through the origin with slope `d`; the line is fitted by least squares to the empirical
    distribution, with the largest ratios left out.

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The samples; of exact duplicates one is kept.
    discard : float
        Share of the largest ratios to leave out, more than 0 and less than 1.

    Returns
    -------
    DimensionEstimate
        The estimate, its standard error and the number of samples.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional and finite, fewer than 10 ratios are left, or all ratios
        are 1, as on a grid.

    Notes
    -----
    The standard error is that of the maximum likelihood estimate from the same ratios, which
    varies as much as the fit's, and takes into account that neighbourhoods overlap.

    The estimate looks at the smallest scale there is: with noise in every pixel it sees the
    noise. It is too small where the dimension is large for the number of samples: about 4 % at
    dimension 10 and 15 % at dimension 20 with 2,000 normal samples.

    References
    ----------
    E. Facco, M. d'Errico, A. Rodriguez and A. Laio (2017). Estimating the intrinsic dimension of
    datasets by a minimal neighborhood information. Scientific Reports 7, 12140.
    doi:10.1038/s41598-017-11873-y
    """
    if not 0 < discard < 1:
        raise ValueError(f"discard is {discard}, but more than 0 and less than 1 was expected")
    distances, indices = distinct_neighbours(x, 2)
    log_ratio = np.log(distances[:, 1] / distances[:, 0])  # (N,)
    n_samples = len(log_ratio)
    n_kept = int(n_samples * (1 - discard))
    if n_kept < 10:
        raise ValueError(
            f"x has {n_samples} distinct samples, of which {n_kept} ratios are left, "
            "but at least 10 were expected"
        )
    kept = np.sort(log_ratio)[:n_kept]
    if kept[-1] == 0:
        raise ValueError(
            "in x the nearest and the second nearest other are equally far for nearly every "
            "sample, as on a grid, but samples of a continuous distribution were expected"
        )
    survival = -np.log1p(-np.arange(1, n_kept + 1) / n_samples)  # -log(1 - F)
    value = float(kept @ survival / (kept @ kept))
    return DimensionEstimate(value, _standard_error(value, log_ratio, kept[-1], indices), n_samples)


def _standard_error(
    value: float, log_ratio: np.ndarray, largest_kept: float, indices: np.ndarray
) -> float:
    """Return the standard error, from what each sample adds to the censored likelihood.

    The logarithm of a ratio is exponential with rate `d`; of those left out it is only known
    that they exceed the largest kept. The slope of a sample's log-likelihood at the estimate is
    ``kept / d - log(ratio)``, its expected curvature ``-(share kept) / d ** 2``.
    """
    kept = log_ratio <= largest_kept
    slope = kept / value - np.minimum(log_ratio, largest_kept)
    return standard_error_of_mean(slope * value**2 / kept.mean(), indices)
