"""Turn a trained network into what a page can run: layers as data, and one binary of weights."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from latentlib.live._layers import UnsupportedLayerError, describe_layers, tensors_of
from latentlib.live._packing import FORMATS, Packer, round_to
from latentlib.live._reference import run_layers

__all__ = ["ExportedNetwork", "UnsupportedLayerError", "export"]

INVISIBLE = 1 / 255
"""One grey level of an image, as a share of the range of what a network answers."""

_SAME = 1e-4  # how far the listed layers may be from the module itself, as such a share
_N_RANDOM = 4  # random inputs with which that is tried where no probe is given


@dataclass(frozen=True)
class ExportedNetwork:
    """A network as a page gets it.

    Attributes
    ----------
    description : dict
        What a reader may open: ``input_shape`` and ``output_shape`` without the batch, ``macs``
        (multiply-adds for one input), ``format`` of the weights, and ``layers``, a list. It can be
        written as JSON.
    weights : bytes
        The tensors, at the places that the layers name.
    error : float
        The 99th percentile of the difference that the format of the weights makes on the probe, in
        255ths of the range of the answers; 0 for float32.
    """

    description: dict[str, Any]
    weights: bytes
    error: float

    @property
    def format(self) -> str:
        """Format of the weights: ``"int8"``, ``"float16"`` or ``"float32"``."""
        return self.description["format"]


def export(
    module: nn.Module,
    *,
    input_shape: tuple[int, ...] | None = None,
    probe: Tensor | None = None,
    weight_format: str = "auto",
) -> ExportedNetwork:
    """Describe a trained network as a list of layers with one binary of weights.

    No tracing: a layer, a `torch.nn.Sequential`, or a module whose method ``live_layers`` returns
    its layers in order. Whether these compute what the module computes is tried before anything
    is returned.

    Parameters
    ----------
    module : torch.nn.Module
        The network, on the CPU, in float32. It is not changed.
    input_shape : tuple of int, optional
        Shape of one input, without the batch. Known by itself where the first layer is a `Linear`
        or `probe` is given.
    probe : Tensor, shape (B, ...), optional
        Inputs such as the figure will meet: what a smaller format changes is measured on them.
    weight_format : {"auto", "int8", "float16", "float32"}
        ``"auto"`` takes the smallest with which 99 % of the answers to the probe move by less than
        one 255th of their range, one grey level of an image; float32 without a probe.

    Returns
    -------
    ExportedNetwork
        Description, weights and what the format costs.

    Raises
    ------
    UnsupportedLayerError
        If a layer cannot be expressed, or the listed layers are not what the module computes; the
        message names it.
    ValueError
        If `weight_format` or `input_shape` does not fit.
    """
    if weight_format not in ("auto", *FORMATS):
        choices = ", ".join(("auto", *FORMATS))
        raise ValueError(f"weight_format is {weight_format!r}, but one of {choices} was expected")
    records = describe_layers(module)
    x = probe if probe is not None else _random_inputs(records, module, input_shape)
    if input_shape is not None and tuple(x.shape[1:]) != tuple(input_shape):
        raise ValueError(f"probe has shape {tuple(x.shape)}, but (B, {input_shape}) was expected")
    with torch.inference_mode():
        y, macs = run_layers(records, x)
        _check_same(module, x, y)
        candidates = FORMATS if weight_format == "auto" else (weight_format,)
        if weight_format == "auto" and probe is None:
            candidates = ("float32",)
        chosen, error = _choose(records, x, y, candidates)
    layers, weights = _pack(records, chosen)
    description = {
        "input_shape": list(x.shape[1:]),
        "output_shape": list(y.shape[1:]),
        "macs": macs,
        "format": chosen,
        "layers": layers,
    }
    return ExportedNetwork(description, weights, error)


def _random_inputs(
    records: list[dict[str, Any]], module: nn.Module, shape: tuple[int, ...] | None
) -> Tensor:
    first = records[0] if records else {}
    if shape is None and first.get("kind") == "linear":
        shape = (first["weight"].shape[1],)
    if shape is None:
        raise ValueError(
            f"input_shape is None, but {type(module).__name__} does not begin with a Linear: "
            "the shape of one input was expected, such as (1, 28, 28)"
        )
    generator = torch.Generator().manual_seed(0)
    if first.get("kind") == "embedding":
        return torch.randint(len(first["weight"]), (_N_RANDOM, *shape), generator=generator)
    return torch.randn((_N_RANDOM, *shape), generator=generator)


def _check_same(module: nn.Module, x: Tensor, y: Tensor) -> None:
    """Refuse a module whose listed layers give something else than the module does."""
    modes = {part: part.training for part in module.modules()}
    truth = module.eval()(x)
    for part, mode in modes.items():
        part.training = mode
    if truth.shape != y.shape or (truth - y).abs().max() > _SAME * _range(truth):
        raise UnsupportedLayerError(
            f"{type(module).__name__} computes something else than the layers that it lists, one "
            "after the other: its live_layers has to name everything that its forward does"
        )


def _range(y: Tensor) -> float:
    return max(float(y.max() - y.min()), 1e-12)


def _choose(
    records: list[dict[str, Any]], x: Tensor, y: Tensor, candidates: tuple[str, ...]
) -> tuple[str, float]:
    """Return the first format whose error cannot be seen, or the last, and its error."""
    for candidate in candidates:
        error = _error(records, x, y, candidate)
        if error < 1:
            break
    return candidate, error


def _error(records: list[dict[str, Any]], x: Tensor, y: Tensor, weight_format: str) -> float:
    if weight_format == "float32":
        return 0.0
    rounded = copy.deepcopy(records)
    for record, key in _all_tensors(rounded):
        record[key] = round_to(record[key], weight_format, _channel_axis(record))
    difference = (run_layers(rounded, x)[0] - y).abs().double().numpy()
    return float(np.quantile(difference, 0.99)) / (INVISIBLE * _range(y))


def _pack(records: list[dict[str, Any]], weight_format: str) -> tuple[list[dict[str, Any]], bytes]:
    packer, layers = Packer(weight_format), copy.deepcopy(records)
    for record, key in _all_tensors(layers):
        record[key] = packer.add(record[key].contiguous(), _channel_axis(record))
    return layers, packer.bytes()


def _all_tensors(records: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    return [place for record in records for place in tensors_of(record)]


def _channel_axis(record: dict[str, Any]) -> int:
    return 1 if record.get("kind") == "conv_transpose2d" else 0
