"""Cells as readers write them, for the known wrong answers."""

from __future__ import annotations

HEAD = """import numpy as np
from latentlib.exercises import check, predict

"""


def cells(exercise_id: str, *answers: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the source of a cell that checks each answer, beside the hint it must get."""
    call = f'{HEAD}check("{exercise_id}", %s)'
    return [(call % answer, hint) for answer, hint in answers]
