"""One sitting of a training: from where it stands, step by step, to its end."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from latentlib._progress import ProgressLine
from latentlib.training.config import TrainConfig
from latentlib.training.data import Batch, Rows, on_device, rows_of
from latentlib.training.evaluation import Objective, evaluate, terms_of
from latentlib.training.randomness import RowRandom
from latentlib.training.state import Spent, TrainingState, describe, read_state, write_state

if TYPE_CHECKING:
    from lightning_fabric import Fabric

__all__ = ["Sitting", "TrainingError"]

_RUNAWAY_WEIGHT = 1e4  # trained networks of this course have weights of a few units at most


class TrainingError(RuntimeError):
    """Training cannot go on; the message says at which step and what the likely cause is."""


@dataclass
class Sitting:
    """One sitting of one training.

    Attributes
    ----------
    model : torch.nn.Module
        What is trained.
    wrapped : torch.nn.Module
        The same, as it must be called for the processes to learn together.
    optimizer, data, objective, config, generator, fabric
        As for `latentlib.training.fit`, on the device.
    state : TrainingState
        How far it has come.
    start : Spent
        The clocks when it began.
    """

    model: nn.Module
    wrapped: nn.Module
    optimizer: Any
    data: Rows
    objective: Objective
    config: TrainConfig
    generator: torch.Generator
    fabric: Fabric
    state: TrainingState
    start: Spent

    @classmethod
    def begin(
        cls,
        model: nn.Module,
        data: Rows,
        objective: Objective,
        config: TrainConfig,
        generator: torch.Generator,
        fabric: Fabric,
    ) -> Sitting:
        """Put model and data on the device; nothing is learnt yet."""
        start = Spent.now()
        optimizer = torch.optim.AdamW(
            model.parameters(), lr=config.lr, weight_decay=config.weight_decay, fused=True
        )
        wrapped, wrapped_optimizer = fabric.setup(model, optimizer)
        data = on_device(data, fabric.device)
        return cls(
            model,
            wrapped,
            wrapped_optimizer,
            data,
            objective,
            config,
            generator,
            fabric,
            TrainingState(),
            start,
        )

    @property
    def spent(self) -> Spent:
        """Time so far."""
        return Spent.now().since(self.start)

    @property
    def n_steps(self) -> int:
        """Steps of the whole training, unless it stops early."""
        return self.config.n_steps(len(self.data))

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass over the data."""
        return self.n_steps // self.config.epochs

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to do."""
        return self.state.stopped or self.state.step == self.n_steps

    def resume(self, path: Path | None) -> None:
        """Go to where an earlier sitting has saved, if there is such a file."""
        if path is not None and path.exists():
            about = describe(self.model, len(self.data), self.config)
            optimizer = self.optimizer.optimizer
            self.state = read_state(path, self.model, optimizer, self.generator, about)
        _check_same_everywhere(self.fabric, self.generator, self.state)

    def save(self, path: Path) -> None:
        """Write everything that the next sitting needs; the first process does it for all."""
        if self.fabric.is_global_zero:
            about = describe(self.model, len(self.data), self.config)
            optimizer = self.optimizer.optimizer
            write_state(path, self.state, self.model, optimizer, self.generator, about, self.spent)
        self.fabric.barrier()

    def through(
        self, validation: Rows | None, path: Path | None, save_every: int, *, progress: bool
    ) -> None:
        """Take all steps that are left; validate after each epoch, and save now and then."""
        validation = on_device(validation, self.fabric.device)
        shown = progress and self.fabric.is_global_zero
        with ProgressLine(self.n_steps, "training", enabled=shown, done=self.state.step) as line:
            for step in self.steps():
                if validation is not None and step % self.steps_per_epoch == 0:
                    loss = evaluate(self.wrapped, validation, self.objective)
                    self.state.note_validation(loss, self.model, self.config.patience)
                if path is not None and (step % save_every == 0 or self.is_over):
                    self.save(path)
                line.advance(_note(self.state))

    def steps(self) -> Iterator[int]:
        """Take step after step; give the number of each when it is taken."""
        while not self.is_over:
            done = self.state.step % self.steps_per_epoch  # of this epoch, in an earlier sitting
            for index in self._order(resumed=done > 0).split(self.config.batch_size)[done:]:
                self._step(index)
                yield self.state.step

    def _order(self, *, resumed: bool) -> Tensor:
        """Draw the order of an epoch's rows, or draw it again."""
        if not resumed:
            self.state.epoch_start = self.generator.get_state()
            return torch.randperm(len(self.data), generator=self.generator)
        again = torch.Generator().set_state(self.state.epoch_start)
        return torch.randperm(len(self.data), generator=again)

    def _step(self, index: Tensor) -> None:
        """Take one step of the optimiser, and note the losses before it."""
        lr = self.config.lr_at(self.state.step, self.n_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.wrapped.train()
        mine, weight = self._share(len(index))
        batch = on_device(rows_of(self.data, index[mine]), self.fabric.device)
        random = RowRandom(self.generator, len(index), mine, self.fabric.device)
        result = self.objective(self.wrapped, batch, random)
        terms = torch.stack(terms_of(result)) * weight
        values = self._mean_over_processes(terms.detach())
        if not math.isfinite(values[0]):
            cause = _likely_cause(self.model, batch, lr)
            raise TrainingError(f"the loss of step {self.state.step + 1} is {values[0]}: {cause}")
        self.optimizer.zero_grad(set_to_none=True)
        self.fabric.backward(terms[0])
        self._clip(lr)
        self.optimizer.step()
        self.state.step += 1
        self.state.loss_names = getattr(result, "_fields", ("loss",))
        self.state.losses.append(values)

    def _share(self, n_rows: int) -> tuple[slice, float]:
        """Return this process's rows of a batch, and what its mean counts in that of all.

        The gradient is the mean over processes. Shares that differ by a row count as much as they
        have rows; a process that has none takes the first row, and counts nothing.
        """
        rank, size = self.fabric.global_rank, self.fabric.world_size
        first, last = rank * n_rows // size, (rank + 1) * n_rows // size
        if first == last:
            return slice(0, 1), 0.0
        return slice(first, last), (last - first) * size / n_rows

    def _mean_over_processes(self, terms: Tensor) -> list[float]:
        if self.fabric.world_size > 1:
            terms = self.fabric.all_reduce(terms, reduce_op="mean")
        return terms.tolist()

    def _clip(self, lr: float) -> None:
        if self.config.max_norm is None:
            return
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.max_norm)
        if not math.isfinite(norm):
            raise TrainingError(
                f"the gradient of step {self.state.step + 1} is not finite, though its loss is: "
                f"the objective has a place without a slope, or the learning rate, now {lr:g}, is "
                "too high"
            )


def _likely_cause(model: nn.Module, batch: Batch, lr: float) -> str:
    """Return why a loss is probably not finite."""
    parts = (batch,) if isinstance(batch, Tensor) else batch
    if not all(torch.isfinite(part).all() for part in parts):
        return "the data of this batch contain NaN or infinity"
    largest = torch.stack([p.detach().abs().max() for p in model.parameters()]).max()
    if not largest < _RUNAWAY_WEIGHT:
        return f"the weights have run away, so the learning rate, now {lr:g}, is too high"
    return "data and weights are as they should be, so the loss function overflows"


def _check_same_everywhere(
    fabric: Fabric, generator: torch.Generator, state: TrainingState
) -> None:
    """Raise unless all processes begin with the same random numbers at the same step."""
    if fabric.world_size == 1:
        return
    mine = [state.step, *generator.get_state().tolist()]
    differs = torch.tensor(float(mine != fabric.broadcast(mine)), device=fabric.device)
    if fabric.all_reduce(differs, reduce_op="sum") > 0:
        raise ValueError(
            "generator or state_file is not the same in all processes: seed the generator with one "
            "number, and put the file where all of them can read it"
        )


def _note(state: TrainingState) -> str:
    """Return what the progress line says."""
    note = f"loss {state.losses[-1][0]:.4g}"
    if state.validation_losses:
        note += f" · validation {state.validation_losses[-1]:.4g}"
    return note
