"""The convolutional autoencoder: the same idea, for fewer weights and smaller errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from latentlib.models._layers import affine, dense_layers
from latentlib.models.autoencoder import Autoencoder

__all__ = ["ConvAutoencoder", "ConvAutoencoderConfig", "ConvDecoder", "ConvEncoder"]


@dataclass(frozen=True)
class ConvAutoencoderConfig:
    """The shape of a convolutional autoencoder.

    Attributes
    ----------
    image_shape : tuple of int
        (C, H, W) of one image; H and W are multiples of 4.
    latent_dim : int
        The number of dimensions `D` of the code, at least 1.
    channels : tuple of int
        Channels at half and at a quarter of the image's height and width.
    neck : int
        Channels that are left of the latter, by a mixture of channels at each place, before the
        dense layers: those are where most of the weights are.
    hidden : tuple of int
        Widths of dense layers between neck and code; the decoder has them in reverse.
    """

    image_shape: tuple[int, int, int] = (1, 28, 28)
    latent_dim: int = 16
    channels: tuple[int, int] = (16, 32)
    neck: int = 16
    hidden: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "image_shape", tuple(self.image_shape))
        object.__setattr__(self, "channels", tuple(self.channels))
        object.__setattr__(self, "hidden", tuple(self.hidden))
        shape = self.image_shape
        if len(shape) != 3 or min(shape) < 1 or shape[1] % 4 or shape[2] % 4:
            raise ValueError(
                f"image_shape is {shape}, but three positive numbers (C, H, W) with H and W "
                "multiples of 4 were expected"
            )
        if self.latent_dim < 1:
            raise ValueError(f"latent_dim is {self.latent_dim}, but at least 1 was expected")
        if len(self.channels) != 2 or min(self.channels) < 1:
            raise ValueError(f"channels is {self.channels}, but two positive numbers were expected")
        if self.neck < 1:
            raise ValueError(f"neck is {self.neck}, but at least 1 was expected")
        if any(width < 1 for width in self.hidden):
            raise ValueError(f"hidden is {self.hidden}, but positive widths were expected")

    @property
    def n_pixels(self) -> int:
        """Numbers in one image: C * H * W."""
        return math.prod(self.image_shape)

    @property
    def neck_shape(self) -> tuple[int, int, int]:
        """Channels, height and width where the convolutions end."""
        return self.neck, self.image_shape[1] // 4, self.image_shape[2] // 4


class ConvEncoder(nn.Module):
    """From images, shape (B, C, H, W), to codes, shape (B, D)."""

    def __init__(self, config: ConvAutoencoderConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        c0, (c1, c2) = config.image_shape[0], config.channels
        widths = (math.prod(config.neck_shape), *config.hidden, config.latent_dim)
        halve = {"kernel_size": 4, "stride": 2, "padding": 1}
        self.layers = nn.Sequential(
            affine(nn.Conv2d, c0, c1, **halve, generator=generator),  # (B, c1, H/2, W/2)
            nn.SiLU(),
            affine(nn.Conv2d, c1, c2, **halve, generator=generator),  # (B, c2, H/4, W/4)
            nn.SiLU(),
            affine(nn.Conv2d, c2, config.neck, 1, generator=generator),  # (B, neck, H/4, W/4)
            nn.SiLU(),
            nn.Flatten(),
            *dense_layers(widths, nn.SiLU, generator=generator),  # (B, D)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the codes of `x`."""
        return self.layers(x)

    def live_layers(self) -> list[nn.Module]:
        """Return what `forward` does as a list of layers, for `latentlib.live.export`."""
        return list(self.layers)


class ConvDecoder(nn.Module):
    """From codes, shape (B, D), to images, shape (B, C, H, W), in [0, 1]."""

    def __init__(self, config: ConvAutoencoderConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        c0, (c1, c2) = config.image_shape[0], config.channels
        widths = (config.latent_dim, *reversed(config.hidden), math.prod(config.neck_shape))
        double = {"kernel_size": 4, "stride": 2, "padding": 1}
        self.layers = nn.Sequential(
            *dense_layers(widths, nn.SiLU, generator=generator),
            nn.SiLU(),
            nn.Unflatten(1, config.neck_shape),  # (B, neck, H/4, W/4)
            affine(nn.Conv2d, config.neck, c2, 1, generator=generator),  # (B, c2, H/4, W/4)
            nn.SiLU(),
            affine(nn.ConvTranspose2d, c2, c1, **double, generator=generator),  # (B, c1, H/2, W/2)
            nn.SiLU(),
            affine(nn.ConvTranspose2d, c1, c0, **double, generator=generator),  # (B, C, H, W)
            nn.Sigmoid(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Return the images that `z` stands for."""
        return self.layers(z)

    def logits(self, z: Tensor) -> Tensor:
        """Return the same, shape (B, C, H, W), before they are squashed to between 0 and 1."""
        return self.layers[:-1](z)

    def live_layers(self) -> list[nn.Module]:
        """Return what `forward` does as a list of layers, for `latentlib.live.export`."""
        return list(self.layers)


class ConvAutoencoder(Autoencoder):
    """An autoencoder that looks at the image through small windows.

    A convolution uses the same few weights at every place of the image, so that most of the
    weights can go where place matters. Its methods are those of `Autoencoder`, and
    `latentlib.models.reconstruction_loss` is its loss.

    Parameters
    ----------
    config : ConvAutoencoderConfig
        The shape.
    generator : torch.Generator
        Where the initial weights come from.

    References
    ----------
    J. Masci, U. Meier, D. Cireșan and J. Schmidhuber (2011). Stacked convolutional
    auto-encoders for hierarchical feature extraction. ICANN 2011, 52-59.
    doi:10.1007/978-3-642-21735-7_7
    """

    _networks = (ConvEncoder, ConvDecoder)
