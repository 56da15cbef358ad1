"""The training loop: one for every model of the course."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from latentlib._progress import ProgressLine

__all__ = ["History", "TrainConfig", "TrainingError", "evaluate", "fit"]

LossFunction = Callable[[Any, Tensor], Tensor]

_RUNAWAY_WEIGHT = 1e4  # trained networks of this course have weights of a few units at most


class TrainingError(RuntimeError):
    """Training cannot go on; the message says at which step and what the likely cause is."""


@dataclass(frozen=True)
class TrainConfig:
    """How to train.

    Attributes
    ----------
    epochs : int
        Passes over the training images, at least 1.
    batch_size : int
        Images a step, at least 1; the last batch of an epoch may be smaller.
    lr : float
        Peak learning rate of Adam, greater than 0.
    warmup : float
        Share of the steps, from 0 to less than 1, over which the rate rises from zero in a
        straight line.
    final_lr : float
        Rate at the end as a share of `lr`, from 0 to 1; the way there is half a cosine. 1 keeps
        the rate constant.
    weight_decay : float
        At least 0; decoupled from the gradient, as in AdamW.

    References
    ----------
    D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. ICLR.
    arXiv:1412.6980

    I. Loshchilov and F. Hutter (2019). Decoupled weight decay regularization. ICLR.
    arXiv:1711.05101
    """

    epochs: int = 10
    batch_size: int = 128
    lr: float = 1e-3
    warmup: float = 0.02
    final_lr: float = 0.01
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        expectations = {
            "epochs": (self.epochs >= 1, "at least 1"),
            "batch_size": (self.batch_size >= 1, "at least 1"),
            "lr": (0 < self.lr < math.inf, "more than 0"),
            "warmup": (0 <= self.warmup < 1, "from 0 to less than 1"),
            "final_lr": (0 <= self.final_lr <= 1, "from 0 to 1"),
            "weight_decay": (0 <= self.weight_decay < math.inf, "at least 0"),
        }
        for name, (met, expected) in expectations.items():
            if not met:
                raise ValueError(f"{name} is {getattr(self, name)}, but {expected} was expected")

    def lr_at(self, step: int, n_steps: int) -> float:
        """Return the learning rate of step 0, 1, ..., ``n_steps - 1``."""
        n_warmup = int(self.warmup * n_steps)
        if step < n_warmup:
            return self.lr * (step + 1) / (n_warmup + 1)
        progress = (step - n_warmup) / max(1, n_steps - n_warmup)
        share = self.final_lr + (1 - self.final_lr) * (1 + math.cos(math.pi * progress)) / 2
        return self.lr * share


@dataclass(frozen=True, eq=False)
class History:
    """What happened during training.

    Attributes
    ----------
    step : ndarray of int64, shape (n_steps,)
        1, 2, ...
    loss : ndarray of float64, shape (n_steps,)
        Loss of each step's batch, in the unit of the loss function.
    validation_epoch : ndarray of int64, shape (epochs,) or (0,)
        1, 2, ...; empty if there were no validation images.
    validation_loss : ndarray of float64, shape (epochs,) or (0,)
        Mean loss over all validation images at the end of each epoch.
    seconds : float
        Wall-clock time, validation included.
    """

    step: np.ndarray
    loss: np.ndarray
    validation_epoch: np.ndarray
    validation_loss: np.ndarray
    seconds: float

    @property
    def validation_step(self) -> np.ndarray:
        """The steps after which the validation images were looked at."""
        epochs = max(1, len(self.validation_epoch))
        return self.validation_epoch * (len(self.step) // epochs)


def fit(
    model: nn.Module,
    images: Tensor,
    loss_fn: LossFunction,
    config: TrainConfig,
    *,
    generator: torch.Generator,
    progress: bool = True,
    validation: Tensor | None = None,
) -> History:
    """Train a model in place, on images held in memory.

    Parameters
    ----------
    model : torch.nn.Module
        Called on a batch of images. It is trained where it is: on the CPU or a GPU.
    images : Tensor, shape (N, C, H, W), float, values in [0, 1]
        The training images.
    loss_fn : callable
        ``loss_fn(model(x), x)`` is a scalar: the mean over the batch `x`.
    config : TrainConfig
        How long, how fast.
    generator : torch.Generator
        Where the order of the images comes from; on the CPU.
    progress : bool
        Whether to show a progress line.
    validation : Tensor, shape (M, C, H, W), optional
        Images to measure the loss on after each epoch; the model does not learn from them.

    Returns
    -------
    History
        Losses by step and by epoch.

    Raises
    ------
    TrainingError
        If a loss is not finite.
    TypeError, ValueError
        If the images are no floating-point tensor or there are none.
    """
    _check_images(images, "images")
    if validation is not None:
        _check_images(validation, "validation")
    start = time.perf_counter()
    n_steps = config.epochs * math.ceil(len(images) / config.batch_size)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=config.lr, weight_decay=config.weight_decay
    )
    losses: list[float] = []
    validation_losses: list[float] = []
    with ProgressLine(n_steps, "training", enabled=progress) as line:
        for _ in range(config.epochs):
            model.train()
            order = torch.randperm(len(images), generator=generator)
            for index in order.split(config.batch_size):
                lr = config.lr_at(len(losses), n_steps)
                x = images[index].to(_device(model))
                losses.append(_step(model, x, loss_fn, optimizer, lr, step=len(losses) + 1))
                line.advance(_note(losses[-1], validation_losses))
            if validation is not None:
                validation_losses.append(evaluate(model, validation, loss_fn))
        line.set_note(_note(losses[-1], validation_losses))
    return History(
        step=np.arange(1, n_steps + 1),
        loss=np.array(losses),
        validation_epoch=np.arange(1, len(validation_losses) + 1),
        validation_loss=np.array(validation_losses),
        seconds=time.perf_counter() - start,
    )


@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, loss_fn: LossFunction, *, batch_size: int = 1024
) -> float:
    """Return the mean loss over images, with the model in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        Called on a batch of images; left in the mode it was in.
    images : Tensor, shape (N, C, H, W), float
        The images.
    loss_fn : callable
        ``loss_fn(model(x), x)`` is a scalar: the mean over the batch `x`.
    batch_size : int
        Images at a time; the result does not depend on it.

    Returns
    -------
    float
        In the unit of the loss function.
    """
    _check_images(images, "images")
    was_training = model.training
    model.eval()
    total = 0.0
    for batch in images.split(batch_size):
        x = batch.to(_device(model))
        total += float(loss_fn(model(x), x)) * len(x)
    model.train(was_training)
    return total / len(images)


def _step(
    model: nn.Module,
    x: Tensor,
    loss_fn: LossFunction,
    optimizer: torch.optim.Optimizer,
    lr: float,
    *,
    step: int,
) -> float:
    """Take one step of the optimiser and return the loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = lr
    loss = loss_fn(model(x), x)
    value = loss.item()
    if not math.isfinite(value):
        raise TrainingError(f"the loss of step {step} is {value}: {_likely_cause(model, x, lr)}")
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return value


def _likely_cause(model: nn.Module, x: Tensor, lr: float) -> str:
    """Return why a loss is probably not finite."""
    if not torch.isfinite(x).all():
        return "the images of this batch contain NaN or infinity"
    largest = torch.stack([p.detach().abs().max() for p in model.parameters()]).max()
    if not largest < _RUNAWAY_WEIGHT:
        return f"the weights have run away, so the learning rate, now {lr:g}, is too high"
    return "images and weights are as they should be, so the loss function overflows"


def _check_images(images: Tensor, name: str) -> None:
    """Raise if `images` is no batch of floating-point images."""
    if not isinstance(images, Tensor) or not images.is_floating_point():
        kind = images.dtype if isinstance(images, Tensor) else type(images).__name__
        raise TypeError(f"{name} is {kind}, but a floating-point torch.Tensor was expected")
    if len(images) == 0:
        raise ValueError(f"{name} has no images, but at least 1 was expected")


def _device(model: nn.Module) -> torch.device:
    """Return where the model is."""
    return next(model.parameters()).device


def _note(loss: float, validation_losses: list[float]) -> str:
    """Return what the progress line says."""
    if validation_losses:
        return f"loss {loss:.4g} · validation {validation_losses[-1]:.4g}"
    return f"loss {loss:.4g}"
