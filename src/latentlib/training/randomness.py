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

    def coins(self, p: Tensor) -> Tensor:
        """Return ones with probability `p`, to 1 in 65,536, and zeros otherwise, shape (B, ...).

        Parameters
        ----------
        p : Tensor, shape (B, ...), floating-point values in [0, 1]
            Probabilities, for the rows of this process.
        """
        # Every 64 random bits decide four coins: several times as quick as a number for each.
        n = self._n_rows * p[0].numel()
        bits = torch.empty(-(-n // 4), dtype=torch.int64, device=self._generator.device)
        bits.random_(-(2**63), None, generator=self._generator)
        sixteen = bits.view(torch.int16)[:n].view(self._n_rows, *p.shape[1:])
        return (self._mine(sixteen) < p * 2**16 - 2**15).to(p.dtype)

    @property
    def _source(self) -> dict[str, object]:
        return {"generator": self._generator, "device": self._generator.device}

    def _mine(self, values: Tensor) -> Tensor:
        return values[self._rows].to(self._device)
