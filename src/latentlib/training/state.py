"""All that training has to remember, so that it can be broken off anywhere and go on."""

from __future__ import annotations

import copy
import dataclasses
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from latentlib._files import write_atomically
from latentlib.training.config import TrainConfig
from latentlib.training.history import History

__all__ = ["Spent", "StateError", "TrainingState", "describe", "read_state", "write_state"]

_FORMAT = 1


class StateError(RuntimeError):
    """A file of training's state is damaged, or is of another training; says which, what to do."""


class Spent(NamedTuple):
    """Time, in seconds: by the clock, and of the processor, all threads together."""

    seconds: float
    processor_seconds: float

    @classmethod
    def now(cls) -> Spent:
        """Read both clocks."""
        return cls(time.perf_counter(), time.process_time())

    def since(self, start: Spent) -> Spent:
        """Return the time between two readings."""
        return Spent(*(b - a for a, b in zip(start, self, strict=True)))

    def plus(self, other: Spent) -> Spent:
        """Return the time of both."""
        return Spent(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass
class TrainingState:
    """How far training has come.

    Attributes
    ----------
    step : int
        Steps taken.
    loss_names : tuple of str
        What the objective named; the loss is the first. Empty before the first step.
    losses : list of list of float
        Their values, one list a step.
    validation_losses : list of float
        One an epoch.
    spent : Spent
        Time of earlier sittings.
    epoch_start : Tensor of uint8
        State of the generator before the order of the current epoch was drawn from it.
    best : dict of str to Tensor
        Weights of the best epoch so far, where training may stop early.
    stopped : bool
        Whether it has stopped early.
    """

    step: int = 0
    loss_names: tuple[str, ...] = ()
    losses: list[list[float]] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    spent: Spent = field(default_factory=lambda: Spent(0.0, 0.0))
    epoch_start: Tensor = field(default_factory=lambda: torch.zeros(0, dtype=torch.uint8))
    best: dict[str, Tensor] = field(default_factory=dict)
    stopped: bool = False

    def note_validation(self, loss: float, model: nn.Module, patience: int | None) -> None:
        """Note the validation loss of an epoch; keep the best weights, and stop where it is time.

        Parameters
        ----------
        loss : float
            It.
        model : torch.nn.Module
            With the weights that have it.
        patience : int or None
            As in `TrainConfig`.
        """
        self.validation_losses.append(loss)
        if patience is None:
            return
        best = int(np.argmin(self.validation_losses))
        if best == len(self.validation_losses) - 1:
            self.best = copy.deepcopy(model.state_dict())
        self.stopped = len(self.validation_losses) - 1 - best >= patience

    def history(self, sitting: Spent) -> History:
        """Return what has happened; `sitting` is the time of this sitting."""
        columns = np.array(self.losses, dtype=np.float64).reshape(self.step, -1).T
        named = dict(zip(self.loss_names, columns, strict=False))
        loss = named.pop(self.loss_names[0]) if self.loss_names else np.empty(0)
        return History(
            step=np.arange(1, self.step + 1),
            loss=loss,
            validation_epoch=np.arange(1, len(self.validation_losses) + 1),
            validation_loss=np.array(self.validation_losses),
            terms=named,
            **self.spent.plus(sitting)._asdict(),
        )


def write_state(
    path: Path,
    state: TrainingState,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    about: Mapping[str, Any],
    sitting: Spent,
) -> None:
    """Write everything that is needed to go on, in one file, as a whole or not at all.

    Parameters
    ----------
    path : Path
        Where.
    state, model, optimizer, generator
        What is to go on.
    about : mapping
        What makes this training this training: see `describe`.
    sitting : Spent
        Time of this sitting so far.
    """
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    tensors |= {f"best.{name}": value for name, value in state.best.items()}
    for index, values in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in values.items()}
    tensors |= {
        "generator": generator.get_state(),
        "epoch_start": state.epoch_start,
        "losses": torch.tensor(state.losses, dtype=torch.float64),
        "validation_losses": torch.tensor(state.validation_losses, dtype=torch.float64),
    }
    facts = {
        "format": _FORMAT,
        "step": state.step,
        "stopped": state.stopped,
        "loss_names": state.loss_names,
        "spent": state.spent.plus(sitting),
        "about": about,
    }
    content = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    write_atomically(path, save(content, metadata={"training": json.dumps(facts)}))


def read_state(
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    about: Mapping[str, Any],
) -> TrainingState:
    """Put model, optimiser and generator back to where they were; return the rest.

    Raises
    ------
    StateError
        If the file is damaged, or is of a training of other settings, data or model.
    """
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})["training"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (KeyError, ValueError, SafetensorError) as error:
        raise StateError(
            f"{path} holds no state of a training ({error}); remove it to begin anew"
        ) from error
    _check_same(path, facts, about)
    model.load_state_dict(_under("model.", tensors))
    _restore_optimizer(optimizer, _under("optimizer.", tensors))
    generator.set_state(tensors["generator"])
    return TrainingState(
        step=facts["step"],
        loss_names=tuple(facts["loss_names"]),
        losses=tensors["losses"].tolist(),
        validation_losses=tensors["validation_losses"].tolist(),
        spent=Spent(*facts["spent"]),
        epoch_start=tensors["epoch_start"],
        best=_under("best.", tensors),
        stopped=facts["stopped"],
    )


def describe(model: nn.Module, n_rows: int, config: TrainConfig) -> dict[str, Any]:
    """Return what two sittings must have in common to be one training."""
    shapes = {name: list(value.shape) for name, value in model.state_dict().items()}
    return {"config": dataclasses.asdict(config), "n_rows": n_rows, "model": shapes}


def _check_same(path: Path, facts: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    if facts.get("format") != _FORMAT:
        raise StateError(
            f"{path} has format {facts.get('format')}, expected {_FORMAT}; remove it to begin anew"
        )
    names = {"config": "settings", "n_rows": "number of rows of data", "model": "weights"}
    for key, name in names.items():
        found, expected = facts["about"][key], json.loads(json.dumps(about[key]))
        if found != expected:
            raise StateError(
                f"{path} is of a training with other {name}: {_difference(found, expected)}; "
                "remove it to begin anew, or name another file"
            )


def _difference(found: Any, expected: Any) -> str:
    if not isinstance(found, dict) or not isinstance(expected, dict):
        return f"{found}, expected {expected}"
    for key in [*expected, *found]:
        if found.get(key) != expected.get(key):
            return f"{key} is {found.get(key)}, expected {expected.get(key)}"
    return f"{found}, expected {expected}"


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    values: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        index, name = key.split(".", 1)
        values.setdefault(int(index), {})[name] = tensor
    optimizer.load_state_dict(optimizer.state_dict() | {"state": values})
