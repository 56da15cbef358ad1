"""The exercises of chapter 1, Dimensionality reduction."""

from __future__ import annotations

from latentlib.exercises.kinds import Exercise

__all__ = ["EXERCISES"]

EXERCISES: tuple[Exercise, ...] = ()
