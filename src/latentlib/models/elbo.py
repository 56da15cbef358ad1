"""The loss of a variational autoencoder: the evidence lower bound, with its sign turned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from torch import Tensor, nn

from latentlib.models.gaussian import kl_to_standard_normal
from latentlib.models.vae import VAEConfig, VAEOutput, log_likelihood

if TYPE_CHECKING:
    from latentlib.training import RowRandom

__all__ = ["ELBOTerms", "NegativeELBO", "negative_elbo"]


class ELBOTerms(NamedTuple):
    """A loss and what it is made of, in nats per image, means over the batch.

    Attributes
    ----------
    loss : Tensor, shape ()
        What is minimised: `reconstruction` plus, weighted, `kl`.
    reconstruction : Tensor, shape ()
        Minus the log-likelihood of the images given the codes.
    kl : Tensor, shape ()
        Divergence of the codes' distributions from the prior; at least 0.
    """

    loss: Tensor
    reconstruction: Tensor
    kl: Tensor


def negative_elbo(
    output: VAEOutput, x: Tensor, config: VAEConfig, *, beta: float = 1.0, free_nats: float = 0.0
) -> ELBOTerms:
    """Return minus the evidence lower bound, estimated with the code that was drawn.

    Parameters
    ----------
    output : VAEOutput
        What the model made of `x`.
    x : Tensor, shape (B, C, H, W), values in [0, 1]
        The images.
    config : VAEConfig
        The model's: it says what a pixel is taken for.
    beta : float
        Weight of the divergence, at least 0. With 1 the loss is minus the bound.
    free_nats : float
        Nats, at least 0, of each coordinate's mean divergence that cost nothing: what it has less
        is not pressed out.

    Returns
    -------
    ELBOTerms
        In nats per image, means over the batch.

    References
    ----------
    I. Higgins et al. (2017). beta-VAE: learning basic visual concepts with a constrained
    variational framework. ICLR.

    D. P. Kingma et al. (2016). Improving variational inference with inverse autoregressive flow.
    NeurIPS. arXiv:1606.04934 (free nats)
    """
    likelihood = log_likelihood(x, output.logits, output.log_sigma, config.likelihood)
    by_coordinate = kl_to_standard_normal(output.posterior).mean(0)  # (B, D) -> (D,)
    reconstruction, kl = -likelihood.mean(), by_coordinate.sum()
    paid = by_coordinate.clamp(min=free_nats).sum() if free_nats else kl
    return ELBOTerms(reconstruction + beta * paid, reconstruction, kl)


@dataclass(frozen=True)
class NegativeELBO:
    """`negative_elbo` as an objective for `latentlib.training.fit`.

    Attributes
    ----------
    beta : float
        Weight of the divergence, at least 0.
    free_nats : float
        Nats of each coordinate's mean divergence, at least 0, that cost nothing.
    binarize : bool
        Whether pixels are thrown anew at every step: white with the probability that is their
        value. The images are then, to the model, always black and white.
    """

    beta: float = 1.0
    free_nats: float = 0.0
    binarize: bool = False

    def __post_init__(self) -> None:
        for name in ("beta", "free_nats"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)}, but at least 0 was expected")

    def __call__(self, model: nn.Module, x: Tensor, random: RowRandom) -> ELBOTerms:
        """Return the loss and its terms for a batch `x`, shape (B, C, H, W)."""
        if self.binarize:
            x = random.coins(x)
        output = model(x, random.normal(model.config.latent_dim))
        return negative_elbo(output, x, model.config, beta=self.beta, free_nats=self.free_nats)
