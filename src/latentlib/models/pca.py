"""Principal component analysis by singular value decomposition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["PCAModel", "fit_pca"]


@dataclass(frozen=True, eq=False)
class PCAModel:
    """The best flat space of `D` dimensions through the data, in the sense of squared error.

    Attributes
    ----------
    mean : ndarray of float64, shape (n_dims,)
        Mean of the training samples.
    components : ndarray of float64, shape (D, n_dims)
        The principal axes, orthonormal rows, that of the largest variance first. In each the
        entry of largest magnitude is positive.
    singular_values : ndarray of float64, shape (D,)
        Of the centred training samples, in descending order.
    explained_variance : ndarray of float64, shape (D,)
        Variance of the training samples along each axis, with ``n_samples - 1`` as divisor.
    explained_variance_ratio : ndarray of float64, shape (D,)
        The same as shares of the total variance, each from 0 to 1.
    """

    mean: np.ndarray
    components: np.ndarray
    singular_values: np.ndarray
    explained_variance: np.ndarray
    explained_variance_ratio: np.ndarray

    @property
    def n_components(self) -> int:
        """The number of dimensions `D` of the code."""
        return len(self.components)

    def encode(self, x: ArrayLike) -> np.ndarray:
        """Return the codes, shape (n_samples, D), of `x`, shape (n_samples, n_dims)."""
        return (_matrix(x, "x", len(self.mean)) - self.mean) @ self.components.T

    def decode(self, z: ArrayLike) -> np.ndarray:
        """Return the points, shape (n_samples, n_dims), of codes `z`, shape (n_samples, D)."""
        return _matrix(z, "z", self.n_components) @ self.components + self.mean

    def truncate(self, n_components: int) -> PCAModel:
        """Return the model with the first `n_components` axes alone.

        It is what `fit_pca` would give for that number: the axes are nested.
        """
        if not 1 <= n_components <= self.n_components:
            raise ValueError(
                f"n_components is {n_components}, but a number from 1 to {self.n_components} "
                "was expected"
            )
        return PCAModel(
            mean=self.mean,
            components=self.components[:n_components],
            singular_values=self.singular_values[:n_components],
            explained_variance=self.explained_variance[:n_components],
            explained_variance_ratio=self.explained_variance_ratio[:n_components],
        )


def fit_pca(x: ArrayLike, n_components: int) -> PCAModel:
    r"""Fit principal component analysis.

    The centred samples are taken apart into :math:`U S V^\top`; the first rows of
    :math:`V^\top` are the axes. A singular vector is defined up to its sign, so the sign is
    chosen such that the entry of largest magnitude in each axis is positive.

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The training samples, one a row.
    n_components : int
        The number of dimensions `D` of the code, from 1 to the smaller of ``n_samples`` and
        ``n_dims``.

    Returns
    -------
    PCAModel
        Mean, axes and variances; with `encode` and `decode`.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional, finite and of at least 2 samples, or `n_components` is
        out of its range.

    References
    ----------
    K. Pearson (1901). On lines and planes of closest fit to systems of points in space.
    Philosophical Magazine 2, 559-572. doi:10.1080/14786440109462720

    C. Eckart and G. Young (1936). The approximation of one matrix by another of lower rank.
    Psychometrika 1, 211-218. doi:10.1007/BF02288367
    """
    x = _matrix(x, "x")
    if len(x) < 2:
        raise ValueError(f"x has {len(x)} samples, but at least 2 were expected")
    if not 1 <= n_components <= min(x.shape):
        raise ValueError(
            f"n_components is {n_components}, but a number from 1 to {min(x.shape)} was expected "
            f"for x of shape {x.shape}"
        )
    mean = x.mean(axis=0)
    # x - mean = Q R with orthonormal Q, so R has the same singular values and axes, and is small.
    triangle = np.linalg.qr(x - mean, mode="r")
    _, singular_values, components = np.linalg.svd(triangle, full_matrices=False)
    largest = np.abs(components).argmax(axis=1)
    components *= np.sign(components[np.arange(len(components)), largest])[:, None]
    variance = singular_values**2 / (len(x) - 1)
    total = variance.sum()
    return PCAModel(
        mean=mean,
        components=components[:n_components].copy(),
        singular_values=singular_values[:n_components],
        explained_variance=variance[:n_components],
        explained_variance_ratio=variance[:n_components] / (total if total > 0 else 1.0),
    )


def _matrix(x: ArrayLike, name: str, n_columns: int | None = None) -> np.ndarray:
    """Return `x` as a finite float64 matrix with `n_columns` columns, or say what is wrong."""
    matrix = np.asarray(x, dtype=np.float64)
    if matrix.ndim != 2 or (n_columns is not None and matrix.shape[1] != n_columns):
        expected = "n_dims" if n_columns is None else n_columns
        raise ValueError(
            f"{name} has shape {matrix.shape}, but (n_samples, {expected}) was expected"
        )
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} contains NaN or infinity, but finite numbers were expected")
    return matrix
