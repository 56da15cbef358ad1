"""The exercises of chapter 1, Dimensionality reduction."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from latentlib.data.fashion_mnist import FASHION_MNIST_CLASSES
from latentlib.exercises import expect
from latentlib.exercises.goals import FindCoordinate, FindHole
from latentlib.exercises.kinds import Choice, Code, Exercise, Predict
from latentlib.exercises.on_figure import OnFigure

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
    id="1.3",
    title="The dimension from two neighbours",
    checker=_check_two_nn,
    praise="One line of algebra measures a dimension that nobody can see.",
)


HOLE = OnFigure(
    id="1.4",
    title="A hole in the map",
    goal=FindHole(8, 9, names=FASHION_MNIST_CLASSES, radius=1.5, reach=5.0),  # bags, boots
    praise=(
        "No picture lies here, and the decoder draws one all the same: something between a bag "
        "and a boot."
    ),
    figure="map",
)

WIDTH = OnFigure(
    id="1.5",
    title="Which number makes it wide?",
    goal=FindCoordinate("width"),
    praise=(
        "For the first picture no other number changes the width as much. For another picture it "
        "may be another number."
    ),
    figure="numbers",
)

EXERCISES: tuple[Exercise, ...] = (
    SHUFFLED_PIXELS,
    EXPLAINED_VARIANCE,
    TWO_NN,
    HOLE,
    WIDTH,
)
