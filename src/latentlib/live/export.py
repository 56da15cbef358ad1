"""Turn a trained network into what a page can run: layers as data, and one binary of weights."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from latentlib.live._layers import UnsupportedLayerError, describe_layers, tensors_of
from latentlib.live._packing import FORMATS, Packer, round_to
from latentlib.live._reference import run_layers

__all__ = ["WHITE", "ExportedNetwork", "UnsupportedLayerError", "export"]

INVISIBLE = 1 / 255
"""One grey level of an image, as a share of the range of what a network answers."""

WHITE = 1.0
"""What the answers of a network that draws images span, from black to white."""

_SAME = 1e-4  # how far the listed layers may be from the module itself, as such a share,
_ROUNDING = 1e-6  # and as a share of the largest answer
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
        255ths of the span of the answers; 0 for float32.
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
    weight_format: str | Sequence[str] = "auto",
    span: float | None = None,
) -> ExportedNetwork:
    """Describe a trained network as a list of layers with one binary of weights.

    No tracing: a layer, a `torch.nn.Sequential`, or a module whose method ``live_layers`` returns
    its layers in order. Whether these compute what the module computes is tried before anything
    is returned.

    Parameters
    ----------
    module : torch.nn.Module
        The network, on the CPU, in float32, with finite weights. It is not changed.
    input_shape : tuple of int, optional
        Shape of one input, without the batch. Known by itself where the first layer is a `Linear`
        or `probe` is given.
    probe : Tensor, shape (B, ...), optional
        Inputs such as the figure will meet: what a smaller format changes is measured on them.
    weight_format : {"auto", "int8", "float16", "float32"}, or several of them
        Of several, the first with which 99 % of the answers to the probe move by less than one
        255th of their range, or else the last. ``"auto"`` goes through all three; without a probe
        it is float32.
    span : float, optional
        What counts as the range of the answers: 1 for images, so that a 255th is a grey level.
        What the probe's answers span by default.

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
        If `weight_format`, `probe` or `input_shape` does not fit, the module is not on the CPU, in
        float32 and finite, or its weights do not fit into the format.
    """
    candidates = _candidates(weight_format, probe)
    records = describe_layers(module)
    _check_weights(module)
    x = probe if probe is not None else _random_inputs(records, module, input_shape)
    _check_inputs(x, input_shape)
    with torch.inference_mode():
        y, macs = _answers(records, module, x)
        _check_same(module, x, y)
        chosen, error = _choose(records, x, y, candidates, span or _range(y))
    layers, weights = _pack(records, chosen)
    description = {
        "input_shape": list(x.shape[1:]),
        "output_shape": list(y.shape[1:]),
        "macs": macs,
        "format": chosen,
        "layers": layers,
    }
    return ExportedNetwork(description, weights, error)


def _candidates(weight_format: str | Sequence[str], probe: Tensor | None) -> tuple[str, ...]:
    if weight_format == "auto":
        return FORMATS if probe is not None else ("float32",)
    named = (weight_format,) if isinstance(weight_format, str) else tuple(weight_format)
    if not named or not set(named) <= set(FORMATS):
        choices = ", ".join(("auto", *FORMATS))
        raise ValueError(f"weight_format is {weight_format!r}, but one of {choices} was expected")
    return named


def _check_weights(module: nn.Module) -> None:
    for name, weight in module.named_parameters():
        if weight.dtype != torch.float32 or weight.device.type != "cpu":
            raise ValueError(
                f"weight {name!r} is {weight.dtype} on {weight.device}, but torch.float32 on the "
                "CPU was expected: export module.float().cpu()"
            )
        if not weight.isfinite().all():
            raise ValueError(f"weight {name!r} has values that are not finite: training failed")


def _check_inputs(x: Tensor, input_shape: tuple[int, ...] | None) -> None:
    if x.ndim < 2 or len(x) == 0:
        raise ValueError(
            f"probe has shape {tuple(x.shape)}, but a batch of at least one input was expected"
        )
    if input_shape is not None and tuple(x.shape[1:]) != tuple(input_shape):
        raise ValueError(f"probe has shape {tuple(x.shape)}, but (B, {input_shape}) was expected")


def _answers(records: list[dict[str, Any]], module: nn.Module, x: Tensor) -> tuple[Tensor, int]:
    try:
        y, macs = run_layers(records, x)
    except (RuntimeError, IndexError) as problem:
        raise ValueError(
            f"inputs of shape {tuple(x.shape[1:])} and type {x.dtype} do not fit "
            f"{type(module).__name__}: {problem}"
        ) from problem
    if not y.isfinite().all():
        raise ValueError(f"{type(module).__name__} answers with values that are not finite")
    return y, macs


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
    allowed = _SAME * _range(y) + _ROUNDING * float(y.abs().max())
    if truth.shape != y.shape or not (truth - y).abs().max() <= allowed:
        raise UnsupportedLayerError(
            f"{type(module).__name__} computes something else than the layers that it lists, one "
            "after the other: its live_layers has to name everything that its forward does"
        )


def _range(y: Tensor) -> float:
    return max(float(y.max() - y.min()), 1e-12)


def _choose(
    records: list[dict[str, Any]], x: Tensor, y: Tensor, candidates: tuple[str, ...], span: float
) -> tuple[str, float]:
    """Return the first format whose error cannot be seen, or the last, and its error."""
    for candidate in candidates:
        error = _error(records, x, y, candidate) / (INVISIBLE * span)
        if error < 1:
            break
    if not math.isfinite(error):
        raise ValueError(f"weight_format is {candidate!r}, but the weights are too large for it")
    return candidate, error


def _error(records: list[dict[str, Any]], x: Tensor, y: Tensor, weight_format: str) -> float:
    """Return the 99th percentile of what a format changes; infinite where a weight overflows."""
    if weight_format == "float32":
        return 0.0
    rounded = copy.deepcopy(records)
    for record, key in _all_tensors(rounded):
        record[key] = round_to(record[key], weight_format, _channel_axis(record))
        if not record[key].isfinite().all():
            return math.inf
    difference = (run_layers(rounded, x)[0] - y).abs().double().numpy()
    return float(np.quantile(difference, 0.99))


def _pack(records: list[dict[str, Any]], weight_format: str) -> tuple[list[dict[str, Any]], bytes]:
    packer, layers = Packer(weight_format), copy.deepcopy(records)
    for record, key in _all_tensors(layers):
        record[key] = packer.add(record[key].contiguous(), _channel_axis(record))
    return layers, packer.bytes()


def _all_tensors(records: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    return [place for record in records for place in tensors_of(record)]


def _channel_axis(record: dict[str, Any]) -> int:
    return 1 if record.get("kind") == "conv_transpose2d" else 0
