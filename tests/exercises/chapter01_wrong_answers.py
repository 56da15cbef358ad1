"""Known wrong answers to the exercises of chapter 1, each with a part of the hint it must get.

Each is the source of a whole cell, as a reader might have written it.
"""

from __future__ import annotations

HEAD = """import numpy as np
from latentlib.exercises import check, predict

"""

NEIGHBOURS = """def neighbours(points, k, first=1):
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    return np.argsort(distance, axis=1)[:, first : first + k]

def kept(x, z, k, first=1):
    pairs = zip(neighbours(x, k, first), neighbours(z, k, first))
    return np.mean([len(set(a) & set(b)) for a, b in pairs])

"""


def _cells(exercise_id: str, *answers: tuple[str, str], before: str = "") -> list[tuple[str, str]]:
    call = f'{HEAD}{before}check("{exercise_id}", %s)'
    return [(call % answer, hint) for answer, hint in answers]


WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
    "1.1": _cells(
        "1.1",
        ('"a"', "You think of what an eye needs"),
        ('"b"', "Right about PCA"),
        ('"d"', "Right about the autoencoder"),
        ('"e"', "give one of"),
    ),
    "1.2": _cells(
        "1.2",
        ("lambda s: s / s.sum()", "a variance is a square"),
        ("lambda s: s**2", "not shares"),
        ("lambda s: np.cumsum(s**2) / np.sum(s**2)", "running total"),
        ("lambda s: s**2 / 39", "are variances"),
        ("lambda s: s**2 / s.shape[1]", "raised IndexError"),
    ),
    "1.3": _cells(
        "1.3",
        ("lambda x, mean, w: (x - mean) @ w.T @ w", "the mean has to come back"),
        ("lambda x, mean, w: x @ w.T @ w + mean", "without taking the mean away first"),
        ("lambda x, mean, w: x @ w.T @ w", "mean is nowhere"),
        ("lambda x, mean, w: x", "is the input itself"),
        ("lambda x, mean, w: (x - mean) @ w.T", "has shape (40, 2), and (40, 6)"),
        ("lambda x, mean, w: (x - mean) @ w", "raised ValueError"),
    ),
    "1.4": _cells(
        "1.4",
        ("lambda r1, r2: np.mean(np.log(r2 / r1))", "turn the fraction upside down"),
        ("lambda r1, r2: 1 / np.mean(np.log10(r2 / r1))", "logarithm to base 10"),
        ("lambda r1, r2: 1 / np.mean(np.log(r1 / r2))", "the ratio is upside down"),
        ("lambda r1, r2: np.mean(1 / np.log(r2 / r1))", "the logarithms first"),
        ("lambda r1, r2: 1 / np.log(r2 / r1)", "has shape (400,), and () was asked for"),
    ),
    "1.5": _cells(
        "1.5",
        ("lambda x, z, k: kept(x, z, k, first=0) / k", "counted among its own neighbours"),
        ("lambda x, z, k: kept(x, z, k)", "Divide by how many there are"),
        ("lambda x, z, k: 1 - kept(x, z, k) / k", "the share that is lost"),
        before=NEIGHBOURS,
    ),
}
