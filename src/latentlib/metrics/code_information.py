"""What a code tells of its image, and how far all codes together are from the prior."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_samples

__all__ = ["CodeInformationResult", "code_information"]

_BLOCK_BYTES = 2 * 2**20
_LARGEST_LOG_VARIANCE = 200.0  # so that nothing overflows


class CodeInformationResult(NamedTuple):
    """What `code_information` found, in nats.

    Attributes
    ----------
    mutual_information : float
        Estimate of how much a code tells about which image it was drawn for: at most ``log(n)``,
        and at least 0 but for the noise of the estimate.
    kl_to_prior : float
        Divergence of a posterior from the prior, exact, mean over the images; at least 0.
    marginal_kl : float
        Estimate of the divergence of the aggregate posterior from the prior: at least 0 but for
        the noise of the estimate.
    """

    mutual_information: float
    kl_to_prior: float
    marginal_kl: float


def code_information(
    means: ArrayLike, log_variances: ArrayLike, codes: ArrayLike
) -> CodeInformationResult:
    r"""Split the divergence of an encoder's answers from the prior into its two parts.

    With posteriors :math:`q_i = \mathcal{N}(\mu_i, \operatorname{diag} \sigma_i^2)`, their
    equal mixture :math:`\bar q = \frac1n \sum_i q_i`, the aggregate posterior, and the
    standard-normal prior `p`,

    .. math::

        \frac1n \sum_i \mathrm{KL}(q_i \,\Vert\, p)
        = I(i; z) + \mathrm{KL}(\bar q \,\Vert\, p)

    The left side is computed exactly. Both terms on the right are estimated from one code
    :math:`z_i \sim q_i` an image:

    .. math::

        I \approx \frac1n \sum_i \log \frac{q_i(z_i)}{\bar q(z_i)}, \qquad
        \mathrm{KL}(\bar q \,\Vert\, p) \approx \frac1n \sum_i \log \frac{\bar q(z_i)}{p(z_i)}

    Parameters
    ----------
    means, log_variances : array_like, shape (n, D)
        Mean and natural logarithm of the variance of each coordinate of each posterior; the
        logarithms are from -200 to 200.
    codes : array_like, shape (n, D)
        One code drawn from each: row i from the posterior of row i.

    Returns
    -------
    CodeInformationResult
        Mutual information, mean divergence and divergence of the aggregate posterior.

    Raises
    ------
    ValueError
        If the shapes differ, there are fewer than 2 rows, a value is not finite or a logarithm
        is out of its range.

    Notes
    -----
    For the `n` posteriors given, both estimates are unbiased: the mixture is summed in full, and
    they only have the noise of the draws, which falls as ``1 / sqrt(n)``. The two sides of
    the identity differ by such noise. Repeat with new codes to see how much.

    As estimates for all images there could be, of which these are a sample, they are biased: the
    mutual information downwards, the divergence of the aggregate upwards, by the same amount.
    The information cannot exceed ``log(n)``; an estimate near that says only that the codes
    tell these `n` images apart, and that the true value may be far higher.

    Time is proportional to ``n * n * D``. Memory is a few blocks, whatever `n`.

    References
    ----------
    M. D. Hoffman and M. J. Johnson (2016). ELBO surgery: yet another way to carve up the
    variational evidence lower bound. NIPS Workshop in Advances in Approximate Bayesian Inference.
    """
    means, log_variances, codes = _checked(means, log_variances, codes)
    by_coordinate = (means**2 + np.expm1(log_variances) - log_variances) / 2
    constant = -(log_variances.sum(axis=1) + means.shape[1] * math.log(2 * math.pi)) / 2
    scales = np.exp(-log_variances / 2)
    own = constant - np.sum(((codes - means) * scales) ** 2, axis=1) / 2
    aggregate = _log_aggregate(means, scales, constant, codes)
    prior = -np.sum(codes**2 + math.log(2 * math.pi), axis=1) / 2
    return CodeInformationResult(
        mutual_information=float(np.mean(own - aggregate)),
        kl_to_prior=float(by_coordinate.sum(axis=1).mean()),
        marginal_kl=float(np.mean(aggregate - prior)),
    )


def _checked(
    means: ArrayLike, log_variances: ArrayLike, codes: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the three as float64 arrays of one shape, or say what is wrong."""
    means = as_samples(means, "means")
    log_variances = as_samples(log_variances, "log_variances")
    codes = as_samples(codes, "codes")
    for name, array in (("log_variances", log_variances), ("codes", codes)):
        if array.shape != means.shape:
            raise ValueError(
                f"{name} has shape {array.shape}, but that of means, {means.shape}, was expected"
            )
    furthest = log_variances.flat[np.abs(log_variances).argmax()]
    if abs(furthest) > _LARGEST_LOG_VARIANCE:
        raise ValueError(
            f"log_variances contains {furthest:g}, but numbers from {-_LARGEST_LOG_VARIANCE:g} to "
            f"{_LARGEST_LOG_VARIANCE:g} were expected"
        )
    return means, log_variances, codes


def _log_aggregate(
    means: np.ndarray, scales: np.ndarray, constant: np.ndarray, codes: np.ndarray
) -> np.ndarray:
    """Return the logarithm of the mixture's density at each code.

    Parameters
    ----------
    means, scales : ndarray of float64, shape (n, D)
        Mean, and one over the standard deviation, of each posterior.
    constant : ndarray of float64, shape (n,)
        Logarithm of each posterior's density at its mean.
    codes : ndarray of float64, shape (n, D)
        Where.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    log_density = np.empty(len(codes))
    columns = [np.ascontiguousarray(array.T) for array in (means, scales)]
    rows = max(1, _BLOCK_BYTES // (codes.itemsize * len(means)))
    for start in range(0, len(codes), rows):
        block = slice(start, start + rows)
        exponent = np.zeros((len(codes[block]), len(means)))
        # Differences, coordinate by coordinate: norms and products would lose the digits of
        # narrow posteriors.
        for mean, scale, code in zip(*columns, codes[block].T, strict=True):
            step = code[:, None] - mean
            step *= scale
            step *= step
            exponent += step
        exponent *= -0.5
        exponent += constant
        largest = exponent.max(axis=1, keepdims=True)
        exponent -= largest
        log_density[block] = np.log(np.exp(exponent, out=exponent).sum(axis=1)) + largest[:, 0]
    return log_density - math.log(len(means))
