"""What the models share: layers initialised from a generator, and checks of shapes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

__all__ = ["affine", "check_codes", "check_images", "dense_layers"]


def affine(
    kind: type[nn.Module], *arguments: int, generator: torch.Generator, **options: int
) -> nn.Module:
    """Return a layer initialised as PyTorch does, but from a generator.

    Weights and biases are uniform between plus and minus ``1 / sqrt(n)``, where `n` is what
    PyTorch takes for the number of inputs of one output. PyTorch itself would draw them from the
    global generator.

    Parameters
    ----------
    kind : type
        `torch.nn.Linear`, `torch.nn.Conv2d` or `torch.nn.ConvTranspose2d`.
    *arguments, **options
        What `kind` is made with.
    generator : torch.Generator
        Where the weights come from.

    Returns
    -------
    torch.nn.Module
        The layer.
    """
    with torch.random.fork_rng(devices=()):  # skip_init would load SymPy, which takes seconds
        layer = kind(*arguments, **options)
    bound = 1 / math.sqrt(math.prod(layer.weight.shape[1:]))
    with torch.no_grad():
        layer.weight.uniform_(-bound, bound, generator=generator)
        layer.bias.uniform_(-bound, bound, generator=generator)
    return layer


def dense_layers(
    widths: Sequence[int], activation: type[nn.Module], *, generator: torch.Generator
) -> list[nn.Module]:
    """Return affine layers between the widths, with an activation after all but the last."""
    layers: list[nn.Module] = []
    for n_in, n_out in itertools.pairwise(widths):
        layers += [affine(nn.Linear, n_in, n_out, generator=generator), activation()]
    return layers[:-1]


def check_images(x: Tensor, image_shape: tuple[int, int, int]) -> None:
    """Raise ValueError unless `x` is a batch of images of the shape (C, H, W) given."""
    if x.ndim != 4 or x.shape[1:] != image_shape:
        expected = ", ".join(str(side) for side in image_shape)
        raise ValueError(f"x has shape {tuple(x.shape)}, but (B, {expected}) was expected")


def check_codes(z: Tensor, latent_dim: int) -> None:
    """Raise ValueError unless `z` is a batch of codes with the number of dimensions given."""
    if z.ndim != 2 or z.shape[1] != latent_dim:
        raise ValueError(f"z has shape {tuple(z.shape)}, but (B, {latent_dim}) was expected")
