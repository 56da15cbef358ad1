"""The autoencoder: squeeze an image through a few numbers and draw it again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from latentlib.models._layers import check_codes, check_images, dense_layers

__all__ = [
    "Autoencoder",
    "AutoencoderConfig",
    "AutoencoderOutput",
    "Decoder",
    "Encoder",
    "reconstruction_loss",
    "reconstruction_objective",
]


ACTIVATIONS = {"relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh}


@dataclass(frozen=True)
class AutoencoderConfig:
    """The shape of an autoencoder.

    Attributes
    ----------
    image_shape : tuple of int
        (C, H, W) of one image.
    latent_dim : int
        The number of dimensions `D` of the code, at least 1.
    hidden : tuple of int
        Widths of the encoder's hidden layers, from the image to the code; the decoder has them
        in reverse. Empty if `linear`.
    linear : bool
        One affine map each way and nothing else: what such an autoencoder can learn is what PCA
        finds. The reconstruction is then any number, not one in [0, 1].
    """

    image_shape: tuple[int, int, int] = (1, 28, 28)
    latent_dim: int = 16
    hidden: tuple[int, ...] = (256,)
    linear: bool = False
    activation: str = "relu"

    def __post_init__(self) -> None:
        object.__setattr__(self, "image_shape", tuple(self.image_shape))
        object.__setattr__(self, "hidden", () if self.linear else tuple(self.hidden))
        if len(self.image_shape) != 3 or min(self.image_shape) < 1:
            raise ValueError(
                f"image_shape is {self.image_shape}, but three positive numbers (C, H, W) "
                "were expected"
            )
        if self.latent_dim < 1:
            raise ValueError(f"latent_dim is {self.latent_dim}, but at least 1 was expected")
        if any(width < 1 for width in self.hidden):
            raise ValueError(f"hidden is {self.hidden}, but positive widths were expected")
        if self.activation not in ACTIVATIONS:
            raise ValueError(
                f"activation is {self.activation!r}, but one of {', '.join(ACTIVATIONS)} "
                "was expected"
            )

    @property
    def n_pixels(self) -> int:
        """Numbers in one image: C * H * W."""
        return math.prod(self.image_shape)


class Encoder(nn.Module):
    """From images, shape (B, C, H, W), to codes, shape (B, D)."""

    def __init__(self, config: AutoencoderConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        widths = (config.n_pixels, *config.hidden, config.latent_dim)
        self.layers = nn.Sequential(
            *dense_layers(widths, ACTIVATIONS[config.activation], generator=generator)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the codes of `x`."""
        return self.layers(x.flatten(1))  # (B, C, H, W) -> (B, C * H * W) -> (B, D)

    def live_layers(self) -> list[nn.Module]:
        """Return what `forward` does as a list of layers, for `latentlib.live.export`."""
        return [nn.Flatten(), *self.layers]


class Decoder(nn.Module):
    """From codes, shape (B, D), to images, shape (B, C, H, W), in [0, 1] unless linear."""

    def __init__(self, config: AutoencoderConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        widths = (config.latent_dim, *reversed(config.hidden), config.n_pixels)
        self.layers = nn.Sequential(
            *dense_layers(widths, ACTIVATIONS[config.activation], generator=generator)
        )
        self.squash = nn.Identity() if config.linear else nn.Sigmoid()
        self.image_shape = config.image_shape

    def forward(self, z: Tensor) -> Tensor:
        """Return the images that `z` stands for."""
        return self.squash(self.logits(z))

    def logits(self, z: Tensor) -> Tensor:
        """Return the same, shape (B, C, H, W), before they are squashed to between 0 and 1."""
        return self.layers(z).unflatten(1, self.image_shape)  # (B, D) -> (B, C * H * W) -> images

    def live_layers(self) -> list[nn.Module]:
        """Return what `forward` does as a list of layers, for `latentlib.live.export`."""
        return [*self.layers, self.squash, nn.Unflatten(1, self.image_shape)]


class AutoencoderOutput(NamedTuple):
    """What `Autoencoder.forward` returns.

    Attributes
    ----------
    reconstruction : Tensor, shape (B, C, H, W)
        The images drawn from the code, in [0, 1] unless the model is linear.
    code : Tensor, shape (B, D)
        The code.
    """

    reconstruction: Tensor
    code: Tensor


class Autoencoder(nn.Module):
    """An encoder and a decoder of dense layers, trained to reproduce their input.

    Parameters
    ----------
    config : AutoencoderConfig
        The shape.
    generator : torch.Generator
        Where the initial weights come from.

    References
    ----------
    G. E. Hinton and R. R. Salakhutdinov (2006). Reducing the dimensionality of data with neural
    networks. Science 313, 504-507. doi:10.1126/science.1127647
    """

    _networks = (Encoder, Decoder)

    def __init__(self, config: AutoencoderConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        encoder, decoder = self._networks
        self.encoder = encoder(config, generator=generator)
        self.decoder = decoder(config, generator=generator)

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes, shape (B, D), of images `x`, shape (B, C, H, W), in [0, 1].

        Raises
        ------
        ValueError
            If the images have another shape than the model was made for.
        """
        check_images(x, self.config.image_shape)
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        """Return the images, shape (B, C, H, W), that codes `z`, shape (B, D), stand for.

        Raises
        ------
        ValueError
            If the codes have another number of dimensions than the model's.
        """
        check_codes(z, self.config.latent_dim)
        return self.decoder(z)

    def forward(self, x: Tensor) -> AutoencoderOutput:
        """Encode and decode images `x`, shape (B, C, H, W), in [0, 1]."""
        code = self.encode(x)
        return AutoencoderOutput(reconstruction=self.decode(code), code=code)


def reconstruction_loss(output: AutoencoderOutput, x: Tensor) -> Tensor:
    """Return the squared error per pixel, mean over pixels and batch.

    Parameters
    ----------
    output : AutoencoderOutput
        What the model made of `x`.
    x : Tensor, shape (B, C, H, W), values in [0, 1]
        The images.

    Returns
    -------
    Tensor, shape ()
        The loss, at least 0.
    """
    return F.mse_loss(output.reconstruction, x)


def reconstruction_objective(model: nn.Module, x: Tensor, random: object = None) -> Tensor:
    """Return `reconstruction_loss` of what a model makes of a batch, for `latentlib.training.fit`.

    Parameters
    ----------
    model : torch.nn.Module
        `Autoencoder`, or another with its output.
    x : Tensor, shape (B, C, H, W), values in [0, 1]
        The images.
    random : object
        Not needed: chance has no part in it.

    Returns
    -------
    Tensor, shape ()
        The loss, at least 0.
    """
    return reconstruction_loss(model(x), x)
