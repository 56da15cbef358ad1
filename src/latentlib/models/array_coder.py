"""An autoencoder as a pair of functions on arrays, with the interface of `PCAModel`."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from latentlib.models.autoencoder import Autoencoder
from latentlib.models.conv_autoencoder import ConvAutoencoder
from latentlib.models.gaussian import DiagonalGaussian
from latentlib.models.vae import VAE

__all__ = ["ArrayCoder", "as_batches"]

_BATCH = 128  # images at a time: of 32 to 4,000 the quickest where it was measured, on one core


def as_batches(x: ArrayLike, image_shape: tuple[int, int, int]) -> tuple[Tensor, ...]:
    """Return flat images, shape (n_samples, n_pixels), as tensors of shape (B, C, H, W).

    Raises
    ------
    ValueError
        If `x` is not two-dimensional or has another number of pixels than the shape.
    """
    flat, n_pixels = np.asarray(x, dtype=np.float32), math.prod(image_shape)
    if flat.ndim != 2 or flat.shape[1] != n_pixels:
        raise ValueError(f"x has shape {flat.shape}, but (n_samples, {n_pixels}) was expected")
    return torch.tensor(flat).unflatten(1, image_shape).split(_BATCH)


class ArrayCoder:
    """Encode and decode flat arrays with a trained autoencoder, without gradients.

    Metrics and PCA speak of arrays of shape (n_samples, n_dims), networks of image tensors. This
    stands between them, so that PCA and an autoencoder can be tried by the same code.

    Parameters
    ----------
    model : Autoencoder, ConvAutoencoder or VAE
        The network, on the CPU; put into evaluation mode.

    Examples
    --------
    >>> coder = ArrayCoder(model)  # doctest: +SKIP
    >>> coder.encode(images.flat()).shape  # doctest: +SKIP
    (4000, 16)
    """

    def __init__(self, model: Autoencoder | ConvAutoencoder | VAE) -> None:
        self.model = model.eval()

    @property
    def n_components(self) -> int:
        """The number of dimensions `D` of the code."""
        return self.model.config.latent_dim

    @torch.no_grad()
    def encode(self, x: ArrayLike) -> np.ndarray:
        """Return the codes, shape (n_samples, D), of `x`, shape (n_samples, n_pixels).

        Raises
        ------
        ValueError
            If `x` is not two-dimensional or has another number of pixels than the model.
        """
        batches = as_batches(x, self.model.config.image_shape)
        return torch.cat([self.model.encode(batch) for batch in batches]).numpy()

    @torch.no_grad()
    def posterior(self, x: ArrayLike) -> DiagonalGaussian:
        """Return what a variational autoencoder answers about `x`: mean and log variance.

        Parameters
        ----------
        x : array_like, shape (n_samples, n_pixels)
            The images.

        Returns
        -------
        DiagonalGaussian
            Two tensors of shape (n_samples, D).

        Raises
        ------
        TypeError
            If the model's answer is a code, and no distribution.
        ValueError
            If `x` is not two-dimensional or has another number of pixels than the model.
        """
        if not hasattr(self.model, "posterior"):
            raise TypeError(
                f"model is of type {type(self.model).__name__}, which answers with codes; a VAE "
                "was expected"
            )
        batches = as_batches(x, self.model.config.image_shape)
        answers = [self.model.posterior(batch) for batch in batches]
        return DiagonalGaussian(*(torch.cat(part) for part in zip(*answers, strict=True)))

    @torch.no_grad()
    def decode(self, z: ArrayLike) -> np.ndarray:
        """Return the flat images, shape (n_samples, n_pixels), of codes `z`, shape (N, D).

        Raises
        ------
        ValueError
            If the codes have another number of dimensions than the model's.
        """
        batches = torch.tensor(np.asarray(z, dtype=np.float32)).split(_BATCH)
        return torch.cat([self.model.decode(batch) for batch in batches]).flatten(1).numpy()
