"""One function for each layer that a figure can run: the layer as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn

from latentlib.models.blocks import Residual, SelfAttention

__all__ = ["UnsupportedLayerError", "describe_layers", "tensors_of"]

Record = dict[str, Any]


class UnsupportedLayerError(ValueError):
    """A network holds what the engine in the page does not know; the message names the layer."""


def describe_layers(module: nn.Module, name: str = "") -> list[Record]:
    """Describe a module as a list of layers, with its tensors in them as they are.

    Parameters
    ----------
    module : torch.nn.Module
        A layer, a `Sequential`, or a module that declares its layers: its method ``live_layers``
        returns them in order.
    name : str
        Where the module stands in the whole, for messages.

    Returns
    -------
    list of dict
        Each has a ``kind`` and what that kind needs.

    Raises
    ------
    UnsupportedLayerError
        If a layer, or a setting of one, cannot be expressed.
    """
    if type(module) in _SKIPPED:
        return []
    if type(module) in _DESCRIBERS:
        return [_describe(module, name)]
    if type(module) is nn.Sequential:
        children = module.named_children()
    elif hasattr(module, "live_layers"):
        names = {id(part): path for path, part in module.named_modules()}
        children = [
            (names.get(id(part), str(i)), part) for i, part in enumerate(module.live_layers())
        ]
    else:
        raise UnsupportedLayerError(
            f"layer {_title(module, name)} cannot run in the page, expected one of "
            f"{', '.join(sorted(kind.__name__ for kind in _DESCRIBERS))}, a Sequential of them, or "
            "a module whose method live_layers returns them in order"
        )
    return [
        record for part, child in children for record in describe_layers(child, _join(name, part))
    ]


def tensors_of(record: Record) -> list[tuple[Record, str]]:
    """Return all places of a record, inner ones included, that hold a tensor."""
    found = []
    for key, value in record.items():
        if isinstance(value, Tensor):
            found.append((record, key))
        elif isinstance(value, Mapping):
            found += tensors_of(value)
        elif isinstance(value, list):
            found += [
                place for part in value if isinstance(part, dict) for place in tensors_of(part)
            ]
    return found


def _join(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part


def _title(module: nn.Module, name: str) -> str:
    return f"{name!r} ({type(module).__name__})" if name else type(module).__name__


def _describe(module: nn.Module, name: str) -> Record:
    try:
        return _DESCRIBERS[type(module)](module, name)
    except UnsupportedLayerError:
        raise
    except ValueError as problem:
        raise UnsupportedLayerError(f"layer {_title(module, name)}: {problem}") from None


def _require(setting: str, value: object, *expected: object) -> None:
    if value not in expected:
        choices = " or ".join(repr(choice) for choice in expected)
        raise ValueError(f"{setting} is {value!r}, but the page knows only {choices}")


def _pair(value: int | tuple[int, int]) -> list[int]:
    return [value, value] if isinstance(value, int) else list(value)


def _weights(module: nn.Module) -> Record:
    return {
        key: getattr(module, key).detach()
        for key in ("weight", "bias")
        if getattr(module, key, None) is not None
    }


def _linear(module: nn.Linear, name: str) -> Record:
    return {"kind": "linear", **_weights(module)}


def _convolution(module: nn.Conv2d | nn.ConvTranspose2d, kind: str) -> Record:
    _require("padding_mode", module.padding_mode, "zeros")
    _require("dilation", tuple(_pair(module.dilation)), (1, 1))
    _require("groups", module.groups, 1)
    if isinstance(module.padding, str):
        raise ValueError(f"padding is {module.padding!r}, but the page knows only numbers")
    shape = {key: _pair(getattr(module, key)) for key in ("kernel_size", "stride", "padding")}
    return {"kind": kind, **shape, **_weights(module)}


def _conv2d(module: nn.Conv2d, name: str) -> Record:
    return _convolution(module, "conv2d")


def _conv_transpose2d(module: nn.ConvTranspose2d, name: str) -> Record:
    record = _convolution(module, "conv_transpose2d")
    return record | {"output_padding": _pair(module.output_padding)}


def _upsample(module: nn.Upsample, name: str) -> Record:
    _require("mode", module.mode, "nearest", "bilinear")
    if module.size is not None or module.scale_factor is None:
        raise ValueError("size is set, but the page knows only a scale_factor")
    factor = module.scale_factor
    scale = list(factor) if isinstance(factor, tuple) else [factor, factor]
    if any(s != int(s) or s < 1 for s in scale):
        raise ValueError(f"scale_factor is {factor}, but the page knows only whole numbers")
    return {
        "kind": "upsample",
        "scale": [int(s) for s in scale],
        "mode": module.mode,
        "align_corners": bool(module.align_corners),
    }


def _group_norm(module: nn.GroupNorm, name: str) -> Record:
    return {
        "kind": "group_norm",
        "groups": module.num_groups,
        "eps": module.eps,
        **_weights(module),
    }


def _layer_norm(module: nn.LayerNorm, name: str) -> Record:
    _require("the number of normalized dimensions", len(module.normalized_shape), 1)
    return {
        "kind": "layer_norm",
        "n": module.normalized_shape[0],
        "eps": module.eps,
        **_weights(module),
    }


def _embedding(module: nn.Embedding, name: str) -> Record:
    _require("max_norm", module.max_norm, None)
    return {"kind": "embedding", "weight": module.weight.detach()}


def _flatten(module: nn.Flatten, name: str) -> Record:
    _require("start_dim", module.start_dim, 1)
    _require("end_dim", module.end_dim, -1)
    return {"kind": "flatten"}


def _unflatten(module: nn.Unflatten, name: str) -> Record:
    _require("dim", module.dim, 1)
    return {"kind": "unflatten", "shape": list(module.unflattened_size)}


def _softmax(module: nn.Softmax, name: str) -> Record:
    _require("dim", module.dim, -1)
    return {"kind": "softmax"}


def _residual(module: Residual, name: str) -> Record:
    return {"kind": "residual", "layers": describe_layers(module.body, _join(name, "body"))}


def _self_attention(module: SelfAttention, name: str) -> Record:
    inner = module.attention
    enter = {"weight": inner.in_proj_weight.detach(), "bias": inner.in_proj_bias.detach()}
    return {
        "kind": "self_attention",
        "heads": inner.num_heads,
        "enter": enter,
        "leave": _weights(inner.out_proj),
    }


def _activation(kind: str, **settings: str) -> Callable[[nn.Module, str], Record]:
    """Describe an activation; `settings` names the attribute behind each number it needs."""

    def describe(module: nn.Module, name: str) -> Record:
        numbers = {key: float(getattr(module, attribute)) for key, attribute in settings.items()}
        return {"kind": "activation", "name": kind, **numbers}

    return describe


def _gelu(module: nn.GELU, name: str) -> Record:
    kind = "gelu" if module.approximate == "none" else "gelu_tanh"
    return {"kind": "activation", "name": kind}


def _softplus(module: nn.Softplus, name: str) -> Record:
    _require("threshold", module.threshold, 20)
    return {"kind": "activation", "name": "softplus", "beta": float(module.beta)}


_SKIPPED = (nn.Identity, nn.Dropout, nn.Dropout2d)  # nothing, once a network is trained

_DESCRIBERS: dict[type[nn.Module], Callable[[Any, str], Record]] = {
    nn.Conv2d: _conv2d,
    nn.ConvTranspose2d: _conv_transpose2d,
    nn.ELU: _activation("elu", alpha="alpha"),
    nn.Embedding: _embedding,
    nn.Flatten: _flatten,
    nn.GELU: _gelu,
    nn.GroupNorm: _group_norm,
    nn.LayerNorm: _layer_norm,
    nn.LeakyReLU: _activation("leaky_relu", slope="negative_slope"),
    nn.Linear: _linear,
    nn.ReLU: _activation("relu"),
    nn.SiLU: _activation("silu"),
    nn.Sigmoid: _activation("sigmoid"),
    nn.Softmax: _softmax,
    nn.Softplus: _softplus,
    nn.Tanh: _activation("tanh"),
    nn.Unflatten: _unflatten,
    nn.Upsample: _upsample,
    Residual: _residual,
    SelfAttention: _self_attention,
}
