"""Fréchet distance: how far apart two samples are, if each is taken for a Gaussian."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_samples

__all__ = ["frechet_distance", "frechet_distance_of_moments"]

# Eigenvalues of a covariance that are negative by no more than this share of the largest are
# taken for rounding, in single precision at worst.
_ROUNDING = 1e-5


def frechet_distance(a: ArrayLike, b: ArrayLike) -> float:
    r"""Return the squared Fréchet distance of the Gaussians fitted to two samples.

    .. math::

        d^2 = \lVert \mu_a - \mu_b \rVert^2
        + \operatorname{tr}\bigl(S_a + S_b - 2 (S_a S_b)^{1/2}\bigr)

    This is the square of the 2-Wasserstein distance of the two Gaussians. It sees nothing but
    means and covariances. With features of the Inception network it is the FID, which is
    likewise the square.

    Parameters
    ----------
    a : array_like, shape (n, n_dims)
        Features of one sample, row by row.
    b : array_like, shape (m, n_dims)
        Those of the other.

    Returns
    -------
    float
        Not negative, in the squared unit of the features.

    Raises
    ------
    ValueError
        If the dimensions differ, a sample has fewer than 2 rows or a value is not finite.

    See Also
    --------
    frechet_distance_of_moments : The same, where means and covariances are known.

    Notes
    -----
    Covariances are divided by ``n - 1``. The estimate is biased upwards: two samples of one
    distribution are, on average, further apart than 0, by an amount that grows with the number
    of dimensions and falls with that of samples. Compare only distances of equally many samples.

    With :math:`S_a = R_a^T R_a`, and likewise for `b`,

    .. math::

        \operatorname{tr}\bigl(S_a + S_b - 2 (S_a S_b)^{1/2}\bigr)
        = \min_{U^T U = I} \lVert R_a - U R_b \rVert^2,

    and the best `U` is that of the singular vectors of :math:`R_a R_b^T`. The factors come from
    the samples themselves, so no covariance is formed and none need have an inverse, even with
    fewer samples than dimensions. A sum of squares cannot be negative, and near 0 it keeps digits
    that a difference of traces loses.

    References
    ----------
    M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler and S. Hochreiter (2017). GANs trained by a
    two time-scale update rule converge to a local Nash equilibrium. NeurIPS. arXiv:1706.08500

    D. C. Dowson and B. V. Landau (1982). The Fréchet distance between multivariate normal
    distributions. Journal of Multivariate Analysis 12, 450-455.
    doi:10.1016/0047-259X(82)90077-X

    M. J. Chong and D. Forsyth (2020). Effectively unbiased FID and Inception score and where to
    find them. CVPR. arXiv:1911.07023 (the bias)
    """
    a, b = as_samples(a, "a"), as_samples(b, "b")
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"b has {b.shape[1]} dimensions, but the {a.shape[1]} of a were expected")
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    return _squared_distance(
        mean_a - mean_b, _factor_of_samples(a - mean_a), _factor_of_samples(b - mean_b)
    )


def frechet_distance_of_moments(
    mean_a: ArrayLike, covariance_a: ArrayLike, mean_b: ArrayLike, covariance_b: ArrayLike
) -> float:
    """Return the squared Fréchet distance of two Gaussians.

    Parameters
    ----------
    mean_a : array_like, shape (n_dims,)
        Mean of the one.
    covariance_a : array_like, shape (n_dims, n_dims)
        Its covariance, which may be singular.
    mean_b, covariance_b : array_like
        Those of the other, of the same shapes.

    Returns
    -------
    float
        Not negative, in the squared unit of the means.

    Raises
    ------
    ValueError
        If the shapes do not match, a value is not finite or a covariance is not symmetric or
        has a negative eigenvalue.

    See Also
    --------
    frechet_distance : The same for samples, and the formula. It is the more exact where
        covariances are singular: of a covariance, the digits of small eigenvalues are lost.

    References
    ----------
    D. C. Dowson and B. V. Landau (1982). The Fréchet distance between multivariate normal
    distributions. Journal of Multivariate Analysis 12, 450-455.
    doi:10.1016/0047-259X(82)90077-X
    """
    mean_a, mean_b = np.asarray(mean_a, np.float64), np.asarray(mean_b, np.float64)
    if mean_a.ndim != 1 or mean_a.shape != mean_b.shape:
        raise ValueError(
            f"mean_a has shape {mean_a.shape} and mean_b {mean_b.shape}, but (n_dims,) was "
            "expected of both"
        )
    if not (np.isfinite(mean_a).all() and np.isfinite(mean_b).all()):
        raise ValueError("a mean contains NaN or infinity, but finite numbers were expected")
    return _squared_distance(
        mean_a - mean_b,
        _factor_of_covariance(covariance_a, len(mean_a), "covariance_a"),
        _factor_of_covariance(covariance_b, len(mean_b), "covariance_b"),
    )


def _factor_of_samples(centred: np.ndarray) -> np.ndarray:
    """Return `R`, shape (at most n_dims, n_dims), so that ``R.T @ R`` is the covariance."""
    return np.linalg.qr(centred, mode="r") / np.sqrt(len(centred) - 1)


def _factor_of_covariance(covariance: ArrayLike, n_dims: int, name: str) -> np.ndarray:
    """Return `R`, shape (n_dims, n_dims), so that ``R.T @ R`` is the covariance."""
    covariance = np.asarray(covariance, np.float64)
    if covariance.shape != (n_dims, n_dims):
        raise ValueError(
            f"{name} has shape {covariance.shape}, but ({n_dims}, {n_dims}) was expected"
        )
    if not np.isfinite(covariance).all():
        raise ValueError(f"{name} contains NaN or infinity, but finite numbers were expected")
    tolerance = _ROUNDING * np.abs(covariance).max()
    if np.abs(covariance - covariance.T).max() > tolerance:
        raise ValueError(f"{name} is not symmetric, but a covariance was expected")
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    if values[0] < -_ROUNDING * values[-1]:
        raise ValueError(
            f"{name} has the eigenvalue {values[0]:.3g}, but none below 0 was expected"
        )
    return np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T


def _squared_distance(shift: np.ndarray, root_a: np.ndarray, root_b: np.ndarray) -> float:
    """Return the squared distance, given factors of the covariances, shape (any, n_dims)."""
    # With equally many rows, the best U is square: it changes no length.
    rows = max(len(root_a), len(root_b))
    root_a, root_b = (np.pad(root, ((0, rows - len(root)), (0, 0))) for root in (root_a, root_b))
    left, _, right = np.linalg.svd(root_a @ root_b.T)
    return float(shift @ shift + np.sum((root_a - left @ (right @ root_b)) ** 2))
