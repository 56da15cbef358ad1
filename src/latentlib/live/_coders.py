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
_N_PROBED = 2  # images with which the halves are tried
_OF_A_VAE = (
    "of a VAE, which gives a distribution, pass a module with the decoder and an encoder that ends "
    "in the mean, such as nn.Sequential(body, mean)"
)


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


def coder_of(model: object, image_shape: tuple[int, int, int], name: str = "model") -> Coder:
    """Take a model apart, and try both halves.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        A module with ``encoder`` and ``decoder``, or PCA. A decoder may answer with rows of pixels.
    image_shape : tuple of int
        (C, H, W) of the images it is for.
    name : str
        What the caller's argument is called, for messages.

    Raises
    ------
    TypeError
        If it has no two halves, one of them has weights that are not float32, or answers with
        something else than a tensor of float32.
    ValueError
        If a half does not take or give what it should: images of `image_shape`, one code each.
    """
    if isinstance(model, ArrayCoder):
        model = model.model
    if isinstance(model, PCAModel):
        return _coder_of_pca(model, image_shape, name)
    halves = [getattr(model, half, None) for half in ("encoder", "decoder")]
    if not all(isinstance(half, nn.Module) for half in halves):
        raise TypeError(
            f"{name} is a {type(model).__name__}, expected a module with an encoder and a decoder, "
            "or a PCAModel"
        )
    return _tried(Coder(*(copy.deepcopy(half).cpu().eval() for half in halves)), image_shape, name)


def _tried(coder: Coder, image_shape: tuple[int, int, int], name: str) -> Coder:
    """Return halves that fit each other and the images, or say which does not."""
    encoder, decoder = f"the encoder of {name}", f"the decoder of {name}"
    images = torch.zeros(_N_PROBED, *image_shape)
    codes = _answer(encoder, coder.encoder, images, f"images of shape {image_shape}")
    if codes.ndim != 2 or len(codes) != _N_PROBED:
        raise ValueError(
            f"{encoder} gives codes of shape {tuple(codes.shape[1:])}, expected one axis of numbers"
        )
    given = f"codes of {codes.shape[1]} numbers, which {encoder} gives ({_OF_A_VAE})"
    drawn = _answer(decoder, coder.decoder, codes, given)
    if drawn.shape == images.flatten(1).shape:
        return Coder(coder.encoder, nn.Sequential(coder.decoder, nn.Unflatten(1, image_shape)))
    if drawn.shape != images.shape:
        raise ValueError(
            f"{decoder} gives images of shape {tuple(drawn.shape[1:])}, expected {image_shape}, as "
            f"the data has, or rows of {math.prod(image_shape)} pixels"
        )
    return coder


def _answer(name: str, half: nn.Module, x: Tensor, given: str) -> Tensor:
    """Return what a half answers, or say what is wrong with it."""
    for weights in (*half.parameters(), *half.buffers()):
        if weights.is_floating_point() and weights.dtype != torch.float32:
            raise TypeError(f"{name} has weights of {weights.dtype}, expected torch.float32")
    try:
        with torch.inference_mode():
            y = half(x)
    except Exception as problem:  # whatever a reader's own layers raise
        raise ValueError(f"{name} cannot take {given}: {problem}") from problem
    if not isinstance(y, Tensor):
        raise TypeError(f"{name} gives a {type(y).__name__}, expected one tensor ({_OF_A_VAE})")
    if y.dtype != torch.float32:
        raise TypeError(f"{name} gives numbers of {y.dtype}, expected torch.float32")
    if not y.isfinite().all():
        raise ValueError(f"{name} gives numbers that are not finite for {given}")
    return y


def _coder_of_pca(pca: PCAModel, image_shape: tuple[int, int, int], name: str) -> Coder:
    n_pixels = math.prod(image_shape)
    if len(pca.mean) != n_pixels:
        raise ValueError(
            f"{name} was fitted to {len(pca.mean)} dimensions, expected {n_pixels} for images of "
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
