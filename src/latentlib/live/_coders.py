"""The two halves of whatever can encode and decode images, as modules that can be exported."""

from __future__ import annotations

import copy
import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from latentlib.models import ArrayCoder, PCAModel

__all__ = ["Coder", "coder_of"]

_BATCH = 256


class Coder(NamedTuple):
    """An encoder and a decoder.

    Attributes
    ----------
    encoder, decoder : torch.nn.Module
        From images, shape (B, C, H, W), to codes, shape (B, D), and back. On the CPU, in evaluation
        mode, and the figure's own: training the model further changes neither.
    """

    encoder: nn.Module
    decoder: nn.Module

    def encode(self, images: Tensor) -> Tensor:
        """Return the codes of images, shape (N, D), without gradients."""
        return _in_batches(self.encoder, images)

    def decode(self, codes: Tensor) -> Tensor:
        """Return the images of codes, shape (N, C, H, W), without gradients."""
        return _in_batches(self.decoder, codes)


def coder_of(model: object, image_shape: tuple[int, int, int]) -> Coder:
    """Take a model apart.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        A module with ``encoder`` and ``decoder``, or PCA.
    image_shape : tuple of int
        (C, H, W) of the images it is for.

    Raises
    ------
    TypeError
        If it has no two halves.
    ValueError
        If PCA was fitted to images of another size.
    """
    if isinstance(model, ArrayCoder):
        model = model.model
    if isinstance(model, PCAModel):
        return _coder_of_pca(model, image_shape)
    halves = [getattr(model, half, None) for half in ("encoder", "decoder")]
    if not all(isinstance(half, nn.Module) for half in halves):
        raise TypeError(
            f"model is a {type(model).__name__}, expected a module with an encoder and a decoder, "
            "or a PCAModel"
        )
    return Coder(*(copy.deepcopy(half).cpu().eval() for half in halves))


def _coder_of_pca(pca: PCAModel, image_shape: tuple[int, int, int]) -> Coder:
    n_pixels = math.prod(image_shape)
    if len(pca.mean) != n_pixels:
        raise ValueError(
            f"model was fitted to {len(pca.mean)} dimensions, expected {n_pixels} for images of "
            f"shape {image_shape}"
        )
    encoder = _affine(pca.components, -pca.components @ pca.mean)
    decoder = _affine(pca.components.T, pca.mean)
    return Coder(
        nn.Sequential(nn.Flatten(), encoder), nn.Sequential(decoder, nn.Unflatten(1, image_shape))
    )


def _affine(weight: np.ndarray, bias: np.ndarray) -> nn.Linear:
    layer = nn.utils.skip_init(nn.Linear, weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.array(weight)))
        layer.bias.copy_(torch.from_numpy(np.array(bias)))
    return layer


def _in_batches(module: nn.Module, x: Tensor) -> Tensor:
    with torch.inference_mode():
        return torch.cat([module(part) for part in x.split(_BATCH)])
