"""What is asked of a number, decided before it is measured.

A criterion is met only if every seed meets it: a mean can hide a seed that failed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

__all__ = ["AtLeast", "AtMost", "Between", "Criterion", "GreaterThan", "LessThan"]


@runtime_checkable
class Criterion(Protocol):
    """A threshold that can judge the numbers of all seeds, and say what it asks in words."""

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every one of `values`, shape (n_seeds,), meets the criterion."""
        ...

    def words(self) -> str:
        """Say what is asked, without the unit, for instance ``"at least 0.9"``."""
        ...


def _plain(number: float) -> str:
    """Write a threshold as a person would: no trailing zeros, no exponent for everyday sizes."""
    return f"{number:.12g}"


def _check_threshold(criterion: object, name: str, value: float) -> None:
    if not math.isfinite(value):
        kind = type(criterion).__name__
        raise ValueError(f"{name} of {kind} is {value!r}, expected a finite number")


@dataclass(frozen=True)
class AtLeast:
    """Every seed's number is `threshold` or more."""

    threshold: float

    def __post_init__(self) -> None:
        _check_threshold(self, "threshold", self.threshold)

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every value is ``>= threshold``."""
        return bool(np.all(values >= self.threshold))

    def words(self) -> str:
        """Say ``at least ...``."""
        return f"at least {_plain(self.threshold)}"


@dataclass(frozen=True)
class AtMost:
    """Every seed's number is `threshold` or less."""

    threshold: float

    def __post_init__(self) -> None:
        _check_threshold(self, "threshold", self.threshold)

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every value is ``<= threshold``."""
        return bool(np.all(values <= self.threshold))

    def words(self) -> str:
        """Say ``at most ...``."""
        return f"at most {_plain(self.threshold)}"


@dataclass(frozen=True)
class GreaterThan:
    """Every seed's number is above `threshold`."""

    threshold: float

    def __post_init__(self) -> None:
        _check_threshold(self, "threshold", self.threshold)

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every value is ``> threshold``."""
        return bool(np.all(values > self.threshold))

    def words(self) -> str:
        """Say ``more than ...``."""
        return f"more than {_plain(self.threshold)}"


@dataclass(frozen=True)
class LessThan:
    """Every seed's number is below `threshold`."""

    threshold: float

    def __post_init__(self) -> None:
        _check_threshold(self, "threshold", self.threshold)

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every value is ``< threshold``."""
        return bool(np.all(values < self.threshold))

    def words(self) -> str:
        """Say ``less than ...``."""
        return f"less than {_plain(self.threshold)}"


@dataclass(frozen=True)
class Between:
    """Every seed's number is from `low` to `high`, both included."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check_threshold(self, "low", self.low)
        _check_threshold(self, "high", self.high)
        if self.low >= self.high:
            raise ValueError(f"low of Between is {self.low}, expected less than high={self.high}")

    def met(self, values: np.ndarray) -> bool:
        """Tell whether every value is in ``[low, high]``."""
        return bool(np.all((values >= self.low) & (values <= self.high)))

    def words(self) -> str:
        """Say ``from ... to ...``."""
        return f"from {_plain(self.low)} to {_plain(self.high)}"
