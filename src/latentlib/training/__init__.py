"""One loop that trains every model of the course, on a laptop or on many machines."""

from __future__ import annotations

from latentlib.training.config import TrainConfig
from latentlib.training.data import Rows
from latentlib.training.evaluation import Objective, evaluate
from latentlib.training.hardware import Hardware
from latentlib.training.history import History
from latentlib.training.loop import fit
from latentlib.training.randomness import RowRandom
from latentlib.training.sitting import TrainingError
from latentlib.training.state import StateError

__all__ = [
    "Hardware",
    "History",
    "Objective",
    "RowRandom",
    "Rows",
    "StateError",
    "TrainConfig",
    "TrainingError",
    "evaluate",
    "fit",
]
