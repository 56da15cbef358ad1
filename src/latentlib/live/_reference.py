"""Run described layers in PyTorch: what the page has to compute, and what it costs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from latentlib.live._layers import UnsupportedLayerError

__all__ = ["run_layers"]

Record = dict[str, Any]


def run_layers(records: list[Record], x: Tensor) -> tuple[Tensor, int]:
    """Run layers on a batch.

    Parameters
    ----------
    records : list of dict
        Layers as `latentlib.live._layers.describe_layers` returns them.
    x : Tensor, shape (B, ...)
        The inputs.

    Returns
    -------
    y : Tensor, shape (B, ...)
        The outputs.
    macs : int
        Multiply-adds for one input, those of matrix products and convolutions.

    Raises
    ------
    UnsupportedLayerError
        If a residual sum adds shapes that differ, which PyTorch would stretch.
    """
    total = 0
    for record in records:
        x, macs = _RUNNERS[record["kind"]](record, x)
        total += macs // len(x)
    return x, total


def _linear(record: Record, x: Tensor) -> tuple[Tensor, int]:
    y = F.linear(x, record["weight"], record.get("bias"))
    return y, y.numel() * x.shape[-1]


def _conv2d(record: Record, x: Tensor) -> tuple[Tensor, int]:
    weight = record["weight"]
    y = F.conv2d(x, weight, record.get("bias"), record["stride"], record["padding"])
    return y, y.numel() * weight[0].numel()


def _conv_transpose2d(record: Record, x: Tensor) -> tuple[Tensor, int]:
    settings = (record["stride"], record["padding"], record["output_padding"])
    y = F.conv_transpose2d(x, record["weight"], record.get("bias"), *settings)
    return y, x.numel() * record["weight"][0].numel()


def _upsample(record: Record, x: Tensor) -> tuple[Tensor, int]:
    settings = {"scale_factor": [float(s) for s in record["scale"]], "mode": record["mode"]}
    if record["mode"] == "bilinear":
        settings["align_corners"] = record["align_corners"]
    return F.interpolate(x, **settings), 0


def _group_norm(record: Record, x: Tensor) -> tuple[Tensor, int]:
    weights = record.get("weight"), record.get("bias")
    return F.group_norm(x, record["groups"], *weights, eps=record["eps"]), 0


def _layer_norm(record: Record, x: Tensor) -> tuple[Tensor, int]:
    weights = record.get("weight"), record.get("bias")
    return F.layer_norm(x, (record["n"],), *weights, eps=record["eps"]), 0


def _embedding(record: Record, x: Tensor) -> tuple[Tensor, int]:
    return F.embedding(x.long(), record["weight"]), 0


def _residual(record: Record, x: Tensor) -> tuple[Tensor, int]:
    y, macs = run_layers(record["layers"], x)
    if y.shape != x.shape:
        raise UnsupportedLayerError(
            f"a residual sum adds shapes {tuple(x.shape[1:])} and {tuple(y.shape[1:])}, but the "
            "page knows only equal ones"
        )
    return x + y, macs * len(x)


def _self_attention(record: Record, x: Tensor) -> tuple[Tensor, int]:
    n_tokens, width = x.shape[1:]
    inside, enter_macs = _linear(record["enter"], x)
    shape = (len(x), n_tokens, record["heads"], width // record["heads"])
    q, k, v = (part.reshape(shape).transpose(1, 2) for part in inside.chunk(3, dim=-1))
    mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
    y, leave_macs = _linear(record["leave"], mixed)
    return y, enter_macs + leave_macs + 2 * len(x) * n_tokens**2 * width


_ACTIVATIONS = {
    "elu": lambda x, r: F.elu(x, r["alpha"]),
    "gelu": lambda x, r: F.gelu(x),
    "gelu_tanh": lambda x, r: F.gelu(x, approximate="tanh"),
    "leaky_relu": lambda x, r: F.leaky_relu(x, r["slope"]),
    "relu": lambda x, r: torch.relu(x),
    "sigmoid": lambda x, r: torch.sigmoid(x),
    "silu": lambda x, r: F.silu(x),
    "softplus": lambda x, r: F.softplus(x, r["beta"]),
    "tanh": lambda x, r: torch.tanh(x),
}

_RUNNERS = {
    "activation": lambda r, x: (_ACTIVATIONS[r["name"]](x, r), 0),
    "conv2d": _conv2d,
    "conv_transpose2d": _conv_transpose2d,
    "embedding": _embedding,
    "flatten": lambda r, x: (x.flatten(1), 0),
    "group_norm": _group_norm,
    "layer_norm": _layer_norm,
    "linear": _linear,
    "residual": _residual,
    "self_attention": _self_attention,
    "softmax": lambda r, x: (x.softmax(-1), 0),
    "unflatten": lambda r, x: (x.unflatten(1, r["shape"]), 0),
    "upsample": _upsample,
}
