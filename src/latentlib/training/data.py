"""What a model is trained on: rows that are asked for by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.utils.data import TensorDataset

__all__ = ["Batch", "Rows", "check_rows", "on_device", "rows_of"]

Batch = Tensor | Sequence[Tensor]


class Rows(Protocol):
    """Anything that has rows: a tensor, a `torch.utils.data.TensorDataset`, a file of images."""

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def __getitem__(self, index: Tensor) -> Batch:
        """Return the rows of these numbers, `index` being of int64 and shape (B,)."""
        ...


def check_rows(rows: Rows, name: str) -> None:
    """Raise unless there are rows, and tensors among them are numbers to compute with.

    Raises
    ------
    TypeError
        If `rows` is an array, or a tensor that is not of floating-point numbers.
    ValueError
        If there are none.
    """
    first = rows.tensors[0] if isinstance(rows, TensorDataset) else rows
    is_tensor = isinstance(first, Tensor)
    if (is_tensor and not first.is_floating_point()) or hasattr(first, "__array_interface__"):
        kind = first.dtype if is_tensor else type(first).__name__
        raise TypeError(f"{name} is {kind}, but a floating-point torch.Tensor was expected")
    if len(rows) == 0:
        raise ValueError(f"{name} has no rows, but at least 1 was expected")


def rows_of(rows: Rows, index: Tensor) -> Batch:
    """Return some rows; `index`, shape (B,), may be on another device than they are."""
    if isinstance(rows, Tensor):
        return rows[index.to(rows.device)]
    if isinstance(rows, TensorDataset):
        return tuple(part[index.to(part.device)] for part in rows.tensors)
    return rows[index]


def on_device(rows: Any, device: torch.device) -> Any:
    """Return tensors, alone or several together, on a device; anything else as it is."""
    if isinstance(rows, Tensor):
        return rows.to(device)
    if isinstance(rows, TensorDataset):
        return TensorDataset(*(part.to(device) for part in rows.tensors))
    if isinstance(rows, tuple | list):
        return tuple(part.to(device) for part in rows)
    return rows
