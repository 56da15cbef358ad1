"""Intrinsic dimension from how quickly neighbourhoods fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._dimension import (
    DimensionEstimate,
    distinct_neighbours,
    standard_error_of_mean,
)

__all__ = ["levina_bickel"]


def levina_bickel(x: ArrayLike, *, k_min: int = 10, k_max: int = 20) -> DimensionEstimate:
    r"""Estimate intrinsic dimension by maximum likelihood, after Levina and Bickel.

    In `d` dimensions the number of samples within a radius grows as its `d`-th power. With
    :math:`T_j(x)` the distance of the `j`-th nearest other, maximum likelihood gives the inverse
    dimension around one sample; these are averaged over the samples and then inverted, as MacKay
    and Ghahramani showed to be right:

    .. math::

        \frac{1}{\hat d_k} = \frac{1}{N (k - 1)} \sum_{i=1}^{N} \sum_{j=1}^{k-1}
        \log \frac{T_k(x_i)}{T_j(x_i)}, \qquad
        \hat d = \frac{1}{k_\max - k_\min + 1} \sum_{k = k_\min}^{k_\max} \hat d_k

    Parameters
    ----------
    x : array_like, shape (n_samples, n_dims)
        The samples; of exact duplicates one is kept.
    k_min, k_max : int
        The smallest and the largest neighbourhood; ``2 <= k_min <= k_max < n_samples``.

    Returns
    -------
    DimensionEstimate
        The estimate, its standard error and the number of samples.

    Raises
    ------
    ValueError
        If `x` is not two-dimensional and finite, the neighbourhoods are out of their range, or
        all distances are equal.

    Notes
    -----
    It varies less than `two_nn`, because it looks at more neighbours, and is further off where
    the space bends or ends within a neighbourhood: about 8 % too small at dimension 10 and 22 %
    at dimension 20 with 2,000 normal samples.

    References
    ----------
    E. Levina and P. J. Bickel (2004). Maximum likelihood estimation of intrinsic dimension.
    Advances in Neural Information Processing Systems 17.

    D. J. C. MacKay and Z. Ghahramani (2005). Comments on "Maximum likelihood estimation of
    intrinsic dimension" by E. Levina and P. Bickel (2004).
    """
    if not 2 <= k_min <= k_max:
        raise ValueError(
            f"k_min is {k_min} and k_max is {k_max}, but 2 <= k_min <= k_max was expected"
        )
    distances, indices = distinct_neighbours(x, k_max)
    logs = np.log(distances)  # (N, k_max)
    sums = np.cumsum(logs, axis=1)
    sizes = np.arange(k_min, k_max + 1)
    inverse = logs[:, sizes - 1] - sums[:, sizes - 2] / (sizes - 1)  # (N, n_sizes)
    if inverse.mean(axis=0).min() <= 0:
        raise ValueError(
            "in x all distances within a neighbourhood are equal, "
            "but samples of a continuous distribution were expected"
        )
    estimates = 1 / inverse.mean(axis=0)  # (n_sizes,)
    # To first order each sample shifts 1 / mean by -(its value) / mean ** 2.
    contributions = -(inverse * estimates**2).mean(axis=1)
    return DimensionEstimate(
        value=float(estimates.mean()),
        standard_error=standard_error_of_mean(contributions, indices),
        n_samples=len(distances),
    )
