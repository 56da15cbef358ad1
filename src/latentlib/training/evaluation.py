"""What is minimised, and how it is measured without learning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from latentlib.training.data import Rows, check_rows, on_device, rows_of
from latentlib.training.randomness import RowRandom

__all__ = ["Objective", "evaluate", "terms_of"]

Objective = Callable[[nn.Module, Any, RowRandom], Tensor | tuple[Tensor, ...]]
"""``objective(model, batch, random)`` is the mean loss over the batch, or a named tuple of such
means of which the first is minimised and the others are recorded. It calls the model once."""


@torch.no_grad()
def evaluate(
    model: nn.Module, data: Rows, objective: Objective, *, batch_size: int = 1024
) -> float:
    """Return the mean loss over data, with the model in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        Left in the mode it was in.
    data : Tensor, TensorDataset or other rows
        As for `fit`.
    objective : callable
        As for `fit`; what random numbers it draws are the same at every call.
    batch_size : int
        Rows at a time; the result does not depend on it, unless by the random numbers.

    Returns
    -------
    float
        In the unit of the objective.
    """
    check_rows(data, "data")
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(0)
    was_training = model.training
    model.eval()
    total = 0.0
    for index in torch.arange(len(data)).split(batch_size):
        batch = on_device(rows_of(data, index), device)
        random = RowRandom(generator, len(index), device=device)
        total += terms_of(objective(model, batch, random))[0].item() * len(index)
    model.train(was_training)
    return total / len(data)


def terms_of(result: Tensor | Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Return the loss and what else an objective named."""
    return (result,) if isinstance(result, Tensor) else tuple(result)
