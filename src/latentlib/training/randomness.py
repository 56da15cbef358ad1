"""Random numbers for the rows of a batch, the same on one process and on many."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["RowRandom"]


class RowRandom:
    """Draws random numbers, one row for each row of a batch.

    Where several processes share a batch, every one of them draws for the whole batch and keeps
    its own rows: each row meets the numbers that it would meet on one process, and the generators
    stay in step.

    Parameters
    ----------
    generator : torch.Generator
        Where the numbers come from.
    n_rows : int
        Rows of the batch, all processes together.
    rows : slice, optional
        Those of this process; all by default.
    device : torch.device or str, default="cpu"
        Where the numbers are needed.
    """

    def __init__(
        self,
        generator: torch.Generator,
        n_rows: int,
        rows: slice = slice(None),
        device: torch.device | str = "cpu",
    ) -> None:
        self._generator = generator
        self._n_rows = n_rows
        self._rows = rows
        self._device = device

    def normal(self, *sizes: int) -> Tensor:
        """Return standard-normal numbers, shape (B, ...), B rows being this process's."""
        return self._mine(torch.randn(self._n_rows, *sizes, **self._source))

    def uniform(self, *sizes: int) -> Tensor:
        """Return numbers from 0 to less than 1, evenly spread, shape (B, ...)."""
        return self._mine(torch.rand(self._n_rows, *sizes, **self._source))

    def integers(self, high: int, *sizes: int) -> Tensor:
        """Return whole numbers 0, 1, ..., ``high - 1``, shape (B, ...), int64."""
        return self._mine(torch.randint(high, (self._n_rows, *sizes), **self._source))

    @property
    def _source(self) -> dict[str, object]:
        return {"generator": self._generator, "device": self._generator.device}

    def _mine(self, values: Tensor) -> Tensor:
        return values[self._rows].to(self._device)
