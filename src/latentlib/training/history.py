"""What a training run leaves behind: the learning curve, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

__all__ = ["History"]


@dataclass(frozen=True, eq=False)
class History:
    """What happened during training.

    Attributes
    ----------
    step : ndarray of int64, shape (n_steps,)
        1, 2, ...
    loss : ndarray of float64, shape (n_steps,)
        Loss of each step's batch, in the unit of the objective.
    validation_epoch : ndarray of int64, shape (n_epochs,) or (0,)
        1, 2, ...; empty if there were no validation data.
    validation_loss : ndarray of float64, shape (n_epochs,) or (0,)
        Mean loss over all validation data at the end of each epoch.
    seconds : float
        Wall-clock time, validation included; of all sittings together where one was resumed.
    processor_seconds : float
        Processor time of the same, all threads of this process together.
    terms : mapping of str to ndarray of float64, shape (n_steps,)
        What else the objective named, such as the two terms of a bound; empty for a bare loss.
    """

    step: np.ndarray
    loss: np.ndarray
    validation_epoch: np.ndarray
    validation_loss: np.ndarray
    seconds: float
    processor_seconds: float = 0.0
    terms: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def validation_step(self) -> np.ndarray:
        """The steps after which the validation data were looked at."""
        epochs = max(1, len(self.validation_epoch))
        return self.validation_epoch * (len(self.step) // epochs)

    @property
    def best_epoch(self) -> int:
        """The epoch, from 1, with the lowest validation loss.

        Raises
        ------
        ValueError
            If there were no validation data.
        """
        if not len(self.validation_loss):
            raise ValueError("validation_loss is empty, but a value for each epoch was expected")
        return int(np.argmin(self.validation_loss)) + 1
