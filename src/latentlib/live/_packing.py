"""Tensors as bytes: float32, float16, or whole numbers of eight bits with a scale a channel."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

__all__ = ["FORMATS", "Packer", "round_to"]

FORMATS = ("int8", "float16", "float32")
"""Formats of weights, from the smallest."""

_NOTHING = 127 * np.finfo(np.float32).tiny  # magnitude up to which a channel's scale would be 0


class Packer:
    """Put tensors one behind the other, each at a multiple of four bytes.

    Parameters
    ----------
    weight_format : {"int8", "float16", "float32"}
        Of tensors with two axes or more. Biases and the like stay float32: they are small.
    """

    def __init__(self, weight_format: str) -> None:
        self.weight_format = weight_format
        self._bytes = bytearray()

    def add(self, tensor: Tensor, axis: int) -> dict[str, Any]:
        """Pack a tensor and return where it lies and how; `axis` counts its output channels."""
        entry: dict[str, Any] = {"shape": list(tensor.shape), "format": "float32"}
        if tensor.ndim < 2 or self.weight_format == "float32":
            return entry | {"at": self._append(tensor.numpy().astype("<f4"))}
        entry["format"] = self.weight_format
        if self.weight_format == "float16":
            return entry | {"at": self._append(tensor.numpy().astype("<f2"))}
        whole, scales = _to_int8(tensor, axis)
        places = {"at": self._append(whole), "scales_at": self._append(scales.astype("<f4"))}
        return entry | places | {"axis": axis}

    def bytes(self) -> bytes:
        """Return all that was packed."""
        return bytes(self._bytes)

    def _append(self, values: np.ndarray) -> int:
        self._bytes.extend(b"\0" * (-len(self._bytes) % 4))
        at = len(self._bytes)
        self._bytes.extend(np.ascontiguousarray(values).tobytes())
        return at


def round_to(tensor: Tensor, weight_format: str, axis: int) -> Tensor:
    """Return what is left of a tensor when it has travelled in a format, as float32."""
    if tensor.ndim < 2 or weight_format == "float32":
        return tensor
    if weight_format == "float16":
        return tensor.half().float()
    whole, scales = _to_int8(tensor, axis)
    return torch.from_numpy(whole * _along(scales, axis, whole.ndim)).float()


def _to_int8(tensor: Tensor, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Scale each channel so that its largest magnitude becomes 127, and round."""
    values = tensor.numpy().astype(np.float32)
    others = tuple(a for a in range(values.ndim) if a != axis)
    largest = np.abs(values).max(axis=others)
    scales = (np.where(largest > _NOTHING, largest, 1) / 127).astype(np.float32)
    whole = np.rint(values / _along(scales, axis, values.ndim)).astype(np.int8)
    return whole, scales


def _along(scales: np.ndarray, axis: int, ndim: int) -> np.ndarray:
    return scales.reshape([-1 if a == axis else 1 for a in range(ndim)])
