"""How likely a variational autoencoder finds images: bounds on the evidence."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from latentlib.models.gaussian import DiagonalGaussian, log_normal, reparameterize
from latentlib.models.vae import VAE

__all__ = ["importance_weighted_bound"]


@torch.no_grad()
def importance_weighted_bound(
    model: VAE, x: Tensor, n_samples: int, *, generator: torch.Generator, rows: int = 5000
) -> Tensor:
    r"""Return a lower bound on the log-evidence of each image.

    :math:`\log \frac1K \sum_k p(x, z_k) / q(z_k \mid x)`, with `K` codes drawn from the encoder's
    answer. With one code its expectation is the evidence lower bound; with more it rises, and
    reaches the log-evidence in the end.

    Parameters
    ----------
    model : VAE
        The model.
    x : Tensor, shape (B, C, H, W)
        The images, 0 or 1 where the likelihood is Bernoulli.
    n_samples : int
        `K`, at least 1: codes an image.
    generator : torch.Generator
        Where they come from; on the CPU.
    rows : int
        Codes that are decoded at a time: memory, not the result, depends on it.

    Returns
    -------
    Tensor, shape (B,)
        In nats.

    Raises
    ------
    ValueError
        If `n_samples` or `rows` is less than 1, or the images have another shape.

    References
    ----------
    Y. Burda, R. Grosse and R. Salakhutdinov (2016). Importance weighted autoencoders. ICLR.
    arXiv:1509.00519
    """
    for name, value in (("n_samples", n_samples), ("rows", rows)):
        if value < 1:
            raise ValueError(f"{name} is {value}, but at least 1 was expected")
    n_images = max(1, rows // n_samples)
    bounds = []
    for batch in x.split(n_images):
        q = model.posterior(batch)
        pieces = []
        for n in _pieces(n_samples, max(1, rows // len(batch))):
            eps = torch.randn(n, len(batch), model.config.latent_dim, generator=generator)
            pieces.append(_log_weights(model, batch, q, eps.to(x.device)))
        bounds.append(torch.cat(pieces).logsumexp(0) - math.log(n_samples))
    return torch.cat(bounds)


def _log_weights(model: VAE, x: Tensor, q: DiagonalGaussian, eps: Tensor) -> Tensor:
    """Return log p(x, z) - log q(z | x), shape (K, B), for noise of shape (K, B, D)."""
    z = reparameterize(q, eps)
    repeated = x.expand(len(eps), *x.shape).flatten(0, 1)  # (B, C, H, W) -> (K * B, C, H, W)
    log_p = model.log_likelihood(repeated, z.flatten(0, 1)).unflatten(0, z.shape[:2])
    return log_p + log_normal(z) - log_normal(z, q)


def _pieces(total: int, size: int) -> list[int]:
    """Cut a number into pieces of a size, and a rest."""
    return [min(size, total - start) for start in range(0, total, size)]
