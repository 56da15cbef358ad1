"""The exercises of chapter 1, Dimensionality reduction."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from latentlib.exercises import expect
from latentlib.exercises.kinds import Choice, Code, Exercise, Predict

__all__ = ["EXERCISES"]

SHUFFLED_PIXELS = Predict(
    id="1.1",
    title="The same shuffle for every picture",
    choices={
        "a": Choice(
            "Both get worse: neighbouring pixels are torn apart.",
            "You think of what an eye needs. PCA sees only how pairs of pixels vary together, "
            "and a dense layer only a weighted sum of pixels. Neither knows which pixels are "
            "neighbours, so neither can miss it.",
        ),
        "b": Choice(
            "PCA stays the same, the autoencoder gets worse.",
            "Right about PCA. Now look at the autoencoder's first layer: a weighted sum of all "
            "pixels. Shuffle its weights the same way and nothing has changed. A network of "
            "convolutions would suffer.",
        ),
        "c": Choice(
            "Both stay the same.",
            "PCA and dense layers treat an image as a list, in any order. Only a model that knows "
            "which pixels are neighbours, such as a convolutional network, would suffer.",
            correct=True,
        ),
        "d": Choice(
            "The autoencoder stays the same, PCA gets worse.",
            "Right about the autoencoder. PCA works on the covariance of each pair of pixels: "
            "shuffle rows and columns alike, and it has the same eigenvalues.",
        ),
    },
)


@cache
def _elongated_cloud() -> np.ndarray:
    """Return a cloud away from the origin, shape (40, 6), with axes of very unequal length."""
    rng = np.random.default_rng(17)
    return 3.0 + rng.normal(size=(40, 6)) * np.array([5.0, 3.0, 2.0, 1.0, 0.5, 0.2])


def _check_explained(answer: Any) -> None:
    x = _elongated_cloud()
    s = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    ratio = expect.array(expect.call(answer, s), "your result", shape=s.shape)
    expect.close(
        ratio,
        s**2 / np.sum(s**2),
        "your share",
        slips=[
            (
                s / s.sum(),
                "these are shares of the singular values: a variance is a square.",
            ),
            (s**2, "these are squares, not shares: together they should make 1."),
            (
                np.cumsum(s**2) / np.sum(s**2),
                "this is the running total. Give the share of each axis on its own.",
            ),
            (
                s**2 / (len(x) - 1),
                "these are variances. Divide by their sum to make shares.",
            ),
        ],
    )


EXPLAINED_VARIANCE = Code(
    id="1.2",
    title="From singular values to shares",
    checker=_check_explained,
    praise="Each axis holds its squared singular value's share, and the shares make 1.",
)


def _check_redraw(answer: Any) -> None:
    x = _elongated_cloud()
    mean = x.mean(axis=0)
    components = np.linalg.svd(x - mean, full_matrices=False)[2][:2]
    z = (x - mean) @ components.T
    copy = expect.array(expect.call(answer, x, mean, components), "your copy", shape=x.shape)
    expect.close(
        copy,
        z @ components + mean,
        "your copy",
        slips=[
            (
                z @ components,
                "your copies are centred on zero: the mean has to come back.",
            ),
            (
                x @ components.T @ components + mean,
                "you encoded without taking the mean away first, and then added it all the same.",
            ),
            (
                x @ components.T @ components,
                "the mean is nowhere: PCA turns about the centre of the data, not about zero.",
            ),
            (x, "this is the input itself. The copy has to pass through two numbers."),
        ],
    )


REDRAW = Code(
    id="1.3",
    title="Encode and draw again",
    checker=_check_redraw,
    praise="Subtract the mean, project, project back, add the mean.",
)


def _check_two_nn(answer: Any) -> None:
    r1 = np.random.default_rng(5).uniform(0.5, 1.5, size=400)
    r2 = r1 * np.random.default_rng(6).uniform(size=400) ** (-1 / 7)
    log_mu = np.log(r2 / r1)
    expect.close(
        expect.array(expect.call(answer, r1, r2), "your estimate", shape=()),
        len(r1) / log_mu.sum(),
        "your estimate",
        slips=[
            (
                log_mu.mean(),
                "this is one over the dimension: turn the fraction upside down.",
            ),
            (
                len(r1) / np.log10(r2 / r1).sum(),
                "that is the logarithm to base 10; the formula asks for the natural one.",
            ),
            (
                -len(r1) / log_mu.sum(),
                "the sign says that the ratio is upside down: the farther one goes on top.",
            ),
            (
                np.mean(1 / log_mu),
                "average the logarithms first, then turn the average over: "
                "the mean of the inverses is ruled by the closest ties.",
            ),
        ],
    )


TWO_NN = Code(
    id="1.4",
    title="The dimension from two neighbours",
    checker=_check_two_nn,
    praise="One line of algebra measures a dimension that nobody can see.",
)


def _neighbour_sets(points: np.ndarray, k: int) -> list[set[int]]:
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    return [set(row) for row in np.argsort(distance, axis=1)[:, :k]]


def _recall(x: np.ndarray, z: np.ndarray, k: int) -> float:
    pairs = zip(_neighbour_sets(x, k), _neighbour_sets(z, k), strict=True)
    return float(np.mean([len(a & b) / k for a, b in pairs]))


def _check_recall(answer: Any) -> None:
    x = _elongated_cloud()
    z, k = x[:, 1:3], 5
    self_counted = (1 + (k - 1) * _recall(x, z, k - 1)) / k
    expect.close(
        expect.array(expect.call(answer, x, z, k), "your recall", shape=()),
        _recall(x, z, k),
        "your recall",
        slips=[
            (
                self_counted,
                "each point is counted among its own neighbours. "
                "It is always at distance zero: leave it out.",
            ),
            (
                _recall(x, z, k) * k,
                "this is how many neighbours are kept. Divide by how many there are.",
            ),
            (
                1 - _recall(x, z, k),
                "this is the share that is lost; the recall is what is kept.",
            ),
        ],
    )


KNN_RECALL = Code(
    id="1.5",
    title="How many neighbours survive?",
    checker=_check_recall,
    praise="The same number as `metrics.knn_recall`, and you know what is in it.",
)


EXERCISES: tuple[Exercise, ...] = (
    SHUFFLED_PIXELS,
    EXPLAINED_VARIANCE,
    REDRAW,
    TWO_NN,
    KNN_RECALL,
)
