"""The variational autoencoder: the encoder answers with a distribution, and the code is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from latentlib.models._layers import affine, check_codes, check_images
from latentlib.models.autoencoder import AutoencoderConfig, Decoder, Encoder
from latentlib.models.conv_autoencoder import ConvAutoencoderConfig, ConvDecoder, ConvEncoder
from latentlib.models.gaussian import DiagonalGaussian, reparameterize

__all__ = [
    "LIKELIHOODS",
    "VAE",
    "PosteriorEncoder",
    "VAEConfig",
    "VAEOutput",
    "add_log_sigma",
    "log_likelihood",
]

LIKELIHOODS = ("bernoulli", "gaussian")


@dataclass(frozen=True)
class VAEConfig:
    """The shape of a variational autoencoder.

    Attributes
    ----------
    image_shape : tuple of int
        (C, H, W) of one image; H and W are multiples of 4 where there are convolutions.
    latent_dim : int
        The number of dimensions `D` of the code, at least 1.
    hidden : tuple of int
        Widths of the encoder's dense hidden layers; the decoder has them in reverse.
    activation : {"relu", "silu", "tanh"}
        What bends them. Networks with convolutions have ``"silu"`` throughout.
    channels : tuple of int
        Empty for dense layers alone; otherwise the channels of two convolutions before them, as in
        `ConvAutoencoderConfig`.
    neck : int
        As there; of no effect without convolutions.
    likelihood : {"bernoulli", "gaussian"}
        What a pixel is taken for: a coin that shows white with a probability, or a number with
        Gaussian noise about it.
    sigma : float or None
        Standard deviation of that noise, greater than 0; None if it is learnt, one for all pixels.
        Of no effect on coins.
    """

    image_shape: tuple[int, int, int] = (1, 28, 28)
    latent_dim: int = 16
    hidden: tuple[int, ...] = (256,)
    activation: str = "relu"
    channels: tuple[int, ...] = ()
    neck: int = 16
    likelihood: str = "bernoulli"
    sigma: float | None = None

    def __post_init__(self) -> None:
        for name in ("image_shape", "hidden", "channels"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.likelihood not in LIKELIHOODS:
            raise ValueError(
                f"likelihood is {self.likelihood!r}, but one of {', '.join(LIKELIHOODS)} "
                "was expected"
            )
        if self.sigma is not None and not 0 < self.sigma < math.inf:
            raise ValueError(f"sigma is {self.sigma}, but more than 0, or None, was expected")
        self.network()

    def network(self, latent_dim: int | None = None) -> AutoencoderConfig | ConvAutoencoderConfig:
        """Return the shape of the two networks, with another number of dimensions if asked."""
        shape, size = self.image_shape, latent_dim or self.latent_dim
        if not self.channels:
            return AutoencoderConfig(shape, size, self.hidden, activation=self.activation)
        return ConvAutoencoderConfig(shape, size, self.channels, self.neck, self.hidden)

    @property
    def n_pixels(self) -> int:
        """Numbers in one image: C * H * W."""
        return math.prod(self.image_shape)


class PosteriorEncoder(nn.Module):
    """From images, shape (B, C, H, W), to a Gaussian over codes for each."""

    def __init__(self, config: VAEConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        kind = ConvEncoder if config.channels else Encoder
        *body, last = kind(config.network(), generator=generator).live_layers()
        self.body = nn.Sequential(*body)
        self.mean = last
        self.log_variance = affine(
            nn.Linear, last.in_features, last.out_features, generator=generator
        )

    def posterior(self, x: Tensor) -> DiagonalGaussian:
        """Return mean and log variance, each of shape (B, D)."""
        h = self.body(x)  # (B, width)
        return DiagonalGaussian(self.mean(h), self.log_variance(h))

    def forward(self, x: Tensor) -> Tensor:
        """Return the means, shape (B, D): the code where one must do without chance."""
        return self.mean(self.body(x))

    def live_layers(self) -> list[nn.Module]:
        """Return what `forward` does as a list of layers, for `latentlib.live.export`."""
        return [*self.body, self.mean]


class VAEOutput(NamedTuple):
    """What `VAE.forward` returns.

    Attributes
    ----------
    logits : Tensor, shape (B, C, H, W)
        The mean of every pixel given the code before it is squashed: a coin's log odds.
    log_sigma : Tensor, shape ()
        Logarithm of the standard deviation of a Gaussian pixel.
    posterior : DiagonalGaussian
        What the encoder answered, shapes (B, D).
    code : Tensor, shape (B, D)
        What was drawn from it.
    """

    logits: Tensor
    log_sigma: Tensor
    posterior: DiagonalGaussian
    code: Tensor

    @property
    def reconstruction(self) -> Tensor:
        """The mean of every pixel given the code, shape (B, C, H, W), in [0, 1]."""
        return torch.sigmoid(self.logits)


class VAE(nn.Module):
    """A variational autoencoder, with a standard normal distribution for prior.

    Parameters
    ----------
    config : VAEConfig
        The shape.
    generator : torch.Generator
        Where the initial weights come from.

    References
    ----------
    D. P. Kingma and M. Welling (2014). Auto-encoding variational Bayes. ICLR. arXiv:1312.6114

    D. J. Rezende, S. Mohamed and D. Wierstra (2014). Stochastic backpropagation and approximate
    inference in deep generative models. ICML. arXiv:1401.4082

    O. Rybkin, K. Daniilidis and S. Levine (2021). Simple and effective VAE training with
    calibrated decoders. ICML. arXiv:2006.13202 (`sigma` learnt)
    """

    def __init__(self, config: VAEConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.encoder = PosteriorEncoder(config, generator=generator)
        kind = ConvDecoder if config.channels else Decoder
        self.decoder = kind(config.network(), generator=generator)
        add_log_sigma(self, config)

    def posterior(self, x: Tensor) -> DiagonalGaussian:
        """Return the Gaussian over codes, shapes (B, D), of each image `x`, shape (B, C, H, W).

        Raises
        ------
        ValueError
            If the images have another shape than the model was made for.
        """
        check_images(x, self.config.image_shape)
        return self.encoder.posterior(x)

    def encode(self, x: Tensor) -> Tensor:
        """Return the means of `posterior`, shape (B, D).

        Raises
        ------
        ValueError
            If the images have another shape than the model was made for.
        """
        check_images(x, self.config.image_shape)
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        """Return the mean images, shape (B, C, H, W), in [0, 1], of codes `z`, shape (B, D).

        Raises
        ------
        ValueError
            If the codes have another number of dimensions than the model's.
        """
        check_codes(z, self.config.latent_dim)
        return self.decoder(z)

    def forward(self, x: Tensor, eps: Tensor | None = None) -> VAEOutput:
        """Encode images, draw a code for each, and decode it.

        Parameters
        ----------
        x : Tensor, shape (B, C, H, W), values in [0, 1]
            The images.
        eps : Tensor, shape (B, D), optional
            Standard-normal numbers to draw with. Without them the code is the mean.

        Returns
        -------
        VAEOutput
        """
        q = self.posterior(x)
        z = q.mean if eps is None else reparameterize(q, eps)
        logits = self.decoder.logits(z)
        return VAEOutput(logits, self.log_sigma, q, z)

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """Return the log-likelihood of images given codes, in nats, shape (B,).

        Parameters
        ----------
        x : Tensor, shape (B, C, H, W), values in [0, 1]
            The images.
        z : Tensor, shape (B, D)
            The codes.
        """
        return log_likelihood(x, self.decoder.logits(z), self.log_sigma, self.config.likelihood)


def add_log_sigma(model: nn.Module, config: VAEConfig) -> None:
    """Give a model the logarithm of a Gaussian pixel's noise, as a weight where it is learnt."""
    log_sigma = torch.tensor(math.log(config.sigma or 1.0))
    if config.likelihood == "gaussian" and config.sigma is None:
        model.log_sigma = nn.Parameter(log_sigma)
    else:
        model.register_buffer("log_sigma", log_sigma, persistent=False)


def log_likelihood(x: Tensor, logits: Tensor, log_sigma: Tensor, likelihood: str) -> Tensor:
    """Return how likely images are, by what a decoder says of their pixels.

    Parameters
    ----------
    x : Tensor, shape (B, C, H, W), values in [0, 1]
        The images. Between 0 and 1 a Bernoulli likelihood is that of a coin thrown many times, per
        throw; it belongs to a distribution only for pixels that are 0 or 1.
    logits : Tensor, shape (B, C, H, W)
        The decoder's answer before it is squashed.
    log_sigma : Tensor, shape ()
        Logarithm of the standard deviation of a Gaussian pixel.
    likelihood : {"bernoulli", "gaussian"}
        Which.

    Returns
    -------
    Tensor, shape (B,)
        In nats, summed over the pixels; a density where pixels are Gaussian.

    Raises
    ------
    ValueError
        If `likelihood` is neither.
    """
    if likelihood == "bernoulli":
        return -F.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1)
    if likelihood != "gaussian":
        raise ValueError(
            f"likelihood is {likelihood!r}, but one of {', '.join(LIKELIHOODS)} was expected"
        )
    scaled = (x - torch.sigmoid(logits)) * torch.exp(-log_sigma)
    constant = log_sigma + math.log(2 * math.pi) / 2
    return -(scaled.square() / 2 + constant).flatten(1).sum(1)
