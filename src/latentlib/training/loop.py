"""The training loop: one for every model of the course."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import nn

from latentlib.training.config import TrainConfig
from latentlib.training.data import Rows, check_rows
from latentlib.training.evaluation import Objective
from latentlib.training.hardware import cpu_threads, fabric_for
from latentlib.training.history import History
from latentlib.training.sitting import Sitting

if TYPE_CHECKING:
    from lightning_fabric import Fabric

__all__ = ["fit"]


def fit(
    model: nn.Module,
    data: Rows,
    objective: Objective,
    config: TrainConfig,
    *,
    generator: torch.Generator,
    progress: bool = True,
    validation: Rows | None = None,
    fabric: Fabric | None = None,
    state_file: str | os.PathLike[str] | None = None,
    save_every: int = 200,
    threads: int = 1,
) -> History:
    """Train a model in place.

    On one process or on many: each takes its share of every batch, and all draw from generators
    that are in the same state, so that the result is the same but for rounding.

    Parameters
    ----------
    model : torch.nn.Module
        The model, on the CPU or a GPU.
    data : Tensor, TensorDataset or other rows
        What to learn from: ``data[index]``, with a tensor of row numbers, is a batch. Tensors are
        held in memory, on the device of the model.
    objective : callable
        ``objective(model, batch, random)`` is the mean loss over the batch, a scalar; or a named
        tuple of scalars: the loss, then what else is to be recorded. `random` is a `RowRandom`.
        It calls the model once.
    config : TrainConfig
        How long, how fast.
    generator : torch.Generator
        Where the order of the rows and the objective's random numbers come from; on the CPU.
    progress : bool
        Whether to show a progress line.
    validation : as `data`, optional
        What to measure the loss on after each epoch; the model does not learn from it.
    fabric : lightning_fabric.Fabric, optional
        The processes, devices and precision, launched: see `Hardware.launch`. One process on the
        device where the model is by default.
    state_file : path, optional
        Where to keep all that is needed to go on: every `save_every` steps and at the end. If the
        file is there, training goes on from it, and ends with the weights that it would have
        ended with unbroken.
    save_every : int, default=200
        Steps between two savings, at least 1: what is lost at most.
    threads : int, default=1
        Threads of this process on the CPU: see `Hardware`.

    Returns
    -------
    History
        Losses by step and by epoch.

    Raises
    ------
    TrainingError
        If a loss or gradient is not finite.
    StateError
        If `state_file` is damaged, or is of another training.
    TypeError, ValueError
        If the data are no floating-point tensors or there are none, `save_every` is less than 1,
        or `config` has patience and there are no validation data.
    """
    check_rows(data, "data")
    if validation is not None:
        check_rows(validation, "validation")
    elif config.patience is not None:
        raise ValueError("validation is None, but with patience validation data were expected")
    if save_every < 1:
        raise ValueError(f"save_every is {save_every}, but at least 1 was expected")
    if threads < 1:
        raise ValueError(f"threads is {threads}, but at least 1 was expected")
    path = Path(state_file) if state_file is not None else None
    with cpu_threads(threads):
        fabric = fabric or fabric_for(model)
        sitting = Sitting.begin(model, data, objective, config, generator, fabric)
        sitting.resume(path)
        sitting.through(validation, path, save_every, progress=progress)
    if config.patience is not None:
        model.load_state_dict(sitting.state.best)
    return sitting.state.history(sitting.spent)
