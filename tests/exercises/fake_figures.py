"""Figures for tests: what a goal asks of a live figure, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class FakeFigure:
    """A decoder that is linear, ``weights @ code + offset``, and a map of labelled points."""

    code: list[float]
    weights: np.ndarray = field(default_factory=lambda: np.eye(4, 2))
    offset: np.ndarray = field(default_factory=lambda: np.zeros(4))
    points: np.ndarray | None = None
    labels: np.ndarray | None = None
    chosen: int | None = None
    touched: bool = True
    name: str = "pad"
    first: list[float] | None = None

    @property
    def _start(self) -> dict[str, list[float]]:
        return {"code": self.code if self.first is None else self.first}

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Draw codes in single precision, as the page does."""
        drawn = np.asarray(codes) @ self.weights.T + self.offset
        return drawn.astype(np.float32)


@dataclass
class FakeWords:
    """A sum of words, each with its sign, and its answers, each with its cosine."""

    terms: list[tuple[str, int]]
    found: list[tuple[str, float]]
    touched: bool = True
    name: str = "pad"

    def answers(self, count: int) -> list[tuple[str, float]]:
        """Return the first of the answers."""
        return self.found[:count]


def ring_of(n: int, centre: tuple[float, float], radius: float) -> np.ndarray:
    """Points on a circle, shape (n, 2)."""
    angle = 2 * np.pi * np.arange(n) / n
    return np.array(centre) + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
