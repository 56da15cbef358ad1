"""Gaussians with independent coordinates: what an encoder answers with, and how one draws."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["DiagonalGaussian", "kl_to_standard_normal", "log_normal", "reparameterize"]


class DiagonalGaussian(NamedTuple):
    """A Gaussian for each row, with independent coordinates.

    Attributes
    ----------
    mean, log_variance : Tensor, shape (B, D)
        Mean and natural logarithm of the variance of each coordinate.
    """

    mean: Tensor
    log_variance: Tensor


def reparameterize(q: DiagonalGaussian, eps: Tensor) -> Tensor:
    r"""Turn standard-normal noise into draws: :math:`z = \mu + \sigma \varepsilon`.

    Parameters
    ----------
    q : DiagonalGaussian
        What to draw from.
    eps : Tensor, shape (..., B, D)
        Standard-normal numbers.

    Returns
    -------
    Tensor, shape (..., B, D)
        Draws, through which gradients reach mean and variance.

    References
    ----------
    D. P. Kingma and M. Welling (2014). Auto-encoding variational Bayes. ICLR. arXiv:1312.6114
    """
    return q.mean + torch.exp(q.log_variance / 2) * eps


def kl_to_standard_normal(q: DiagonalGaussian) -> Tensor:
    r"""Return how far each Gaussian is from the standard normal distribution, by coordinate.

    The Kullback-Leibler divergence :math:`\tfrac12 (\mu^2 + \sigma^2 - 1 - \log \sigma^2)`.

    Parameters
    ----------
    q : DiagonalGaussian
        The Gaussians.

    Returns
    -------
    Tensor, shape (B, D)
        In nats, at least 0; the divergence of a row is the sum of its coordinates'.

    References
    ----------
    D. P. Kingma and M. Welling (2014). Auto-encoding variational Bayes. ICLR. arXiv:1312.6114
    (appendix B)
    """
    return (q.mean.square() + q.log_variance.exp() - 1 - q.log_variance) / 2


def log_normal(z: Tensor, q: DiagonalGaussian | None = None) -> Tensor:
    """Return the logarithm of a Gaussian's density.

    Parameters
    ----------
    z : Tensor, shape (..., B, D)
        Where.
    q : DiagonalGaussian, optional
        Of which; of the standard normal distribution by default.

    Returns
    -------
    Tensor, shape (..., B)
        In nats, summed over the coordinates.
    """
    if q is None:
        return -(z.square() + math.log(2 * math.pi)).sum(-1) / 2
    squares = (z - q.mean).square() * torch.exp(-q.log_variance)
    return -(squares + q.log_variance + math.log(2 * math.pi)).sum(-1) / 2
