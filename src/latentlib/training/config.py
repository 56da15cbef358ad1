"""How to train: passes, batches, rates, and when to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["TrainConfig"]


@dataclass(frozen=True)
class TrainConfig:
    """How to train.

    Attributes
    ----------
    epochs : int
        Passes over the training data, at least 1.
    batch_size : int
        Rows of data a step, at least 1, all processes together; the last batch of an epoch may be
        smaller.
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
    max_norm : float or None
        Longest gradient of a step, greater than 0: a longer one is shortened to it (Euclidean norm
        over all weights). None: as it comes.
    patience : int or None
        Epochs, at least 1, that may pass without a better validation loss; then training stops.
        The model ends with the weights of the best epoch. None: all epochs, and the last weights.

    References
    ----------
    D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. ICLR.
    arXiv:1412.6980

    I. Loshchilov and F. Hutter (2019). Decoupled weight decay regularization. ICLR.
    arXiv:1711.05101

    R. Pascanu, T. Mikolov and Y. Bengio (2013). On the difficulty of training recurrent neural
    networks. ICML. arXiv:1211.5063 (the clipped gradient)
    """

    epochs: int = 10
    batch_size: int = 128
    lr: float = 1e-3
    warmup: float = 0.02
    final_lr: float = 0.01
    weight_decay: float = 0.0
    max_norm: float | None = None
    patience: int | None = None

    def __post_init__(self) -> None:
        positive = self.max_norm is None or 0 < self.max_norm < math.inf
        expectations = {
            "epochs": (self.epochs >= 1, "at least 1"),
            "batch_size": (self.batch_size >= 1, "at least 1"),
            "lr": (0 < self.lr < math.inf, "more than 0"),
            "warmup": (0 <= self.warmup < 1, "from 0 to less than 1"),
            "final_lr": (0 <= self.final_lr <= 1, "from 0 to 1"),
            "weight_decay": (0 <= self.weight_decay < math.inf, "at least 0"),
            "max_norm": (positive, "more than 0, or None,"),
            "patience": (self.patience is None or self.patience >= 1, "at least 1, or None,"),
        }
        for name, (met, expected) in expectations.items():
            if not met:
                raise ValueError(f"{name} is {getattr(self, name)}, but {expected} was expected")

    def n_steps(self, n_rows: int) -> int:
        """Return how many steps all epochs take with so many rows of data."""
        return self.epochs * math.ceil(n_rows / self.batch_size)

    def lr_at(self, step: int, n_steps: int) -> float:
        """Return the learning rate of step 0, 1, ..., ``n_steps - 1``."""
        n_warmup = int(self.warmup * n_steps)
        if step < n_warmup:
            return self.lr * (step + 1) / (n_warmup + 1)
        progress = (step - n_warmup) / max(1, n_steps - n_warmup)
        share = self.final_lr + (1 - self.final_lr) * (1 + math.cos(math.pi * progress)) / 2
        return self.lr * share
