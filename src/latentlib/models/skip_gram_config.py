"""The shape of a skip-gram, and how it is trained."""

from __future__ import annotations

import math
from dataclasses import dataclass

from latentlib.data.arrays import check_count

__all__ = ["SkipGramConfig"]


@dataclass(frozen=True)
class SkipGramConfig:
    """The shape of a skip-gram, and how it is trained.

    Attributes
    ----------
    dim : int
        The number of dimensions `D` of a word's vector, at least 1.
    window : int
        The farthest that a word looks to either side, at least 1. How far it does is drawn anew
        each time, evenly from 1 to this.
    n_negatives : int
        Noise words that each word in a window is weighed against, at least 1.
    sample : float
        Threshold above which frequent words are thinned out, as in `keep_probability`; 0: none.
    min_count : int
        How often a word has to occur to get a vector, at least 1.
    epochs : int
        Passes over the text, at least 1.
    lr : float
        Learning rate at the beginning, more than 0. It falls in a straight line.
    final_lr : float
        Learning rate at the end, from 0 to `lr`.
    noise_power : float
        Power of the counts by which noise is drawn, from 0 to 1.
    block : int
        Centre words in a row that share noise words, at least 1.
    n_shared : int
        How many noise words they share, at least 1. Each counts ``n_negatives / n_shared``.
    batch_size : int
        How many such rows are learnt from in one step, at least 1.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013). Distributed representations of
    words and phrases and their compositionality. NeurIPS. arXiv:1310.4546

    S. Ji, N. Satish, S. Li and P. Dubey (2016). Parallelizing word2vec in shared and distributed
    memory. arXiv:1604.04661 (noise words shared, so that the work becomes matrix products)
    """

    dim: int = 100
    window: int = 5
    n_negatives: int = 5
    sample: float = 1e-3
    min_count: int = 5
    epochs: int = 5
    lr: float = 0.025
    final_lr: float = 1e-4
    noise_power: float = 0.75
    block: int = 32
    n_shared: int = 64
    batch_size: int = 8

    def __post_init__(self) -> None:
        counted = ("dim", "window", "n_negatives", "min_count", "epochs", "block", "n_shared")
        for name in (*counted, "batch_size"):
            check_count(name, getattr(self, name))
        expectations = {
            "sample": (0 <= self.sample < math.inf, "at least 0"),
            "lr": (0 < self.lr < math.inf, "more than 0"),
            "final_lr": (0 <= self.final_lr <= self.lr, f"from 0 to lr, {self.lr},"),
            "noise_power": (0 <= self.noise_power <= 1, "from 0 to 1"),
        }
        for name, (met, expected) in expectations.items():
            if not met:
                raise ValueError(f"{name} is {getattr(self, name)}, but {expected} was expected")

    def lr_at(self, progress: float) -> float:
        """Return the learning rate when a share `progress`, from 0 to 1, of the way is done."""
        return self.lr + (self.final_lr - self.lr) * progress
