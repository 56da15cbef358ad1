"""The exercises of chapter 2, Variational autoencoders."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from latentlib.data.fashion_mnist import FASHION_MNIST_CLASSES
from latentlib.exercises import expect
from latentlib.exercises.goals import FindCoordinate, FindHole, ReachImage
from latentlib.exercises.kinds import Choice, Code, Exercise, Predict
from latentlib.exercises.on_figure import OnFigure

__all__ = ["EXERCISES"]

NO_DIVERGENCE = Predict(
    id="2.1",
    title="Take the divergence away",
    choices={
        "a": Choice(
            "The noise of every code shrinks towards nothing: it becomes a plain autoencoder.",
            "Noise only harms the copy, and the divergence was all that paid for it. Without that "
            "payment, training takes the noise away.",
            correct=True,
        ),
        "b": Choice(
            "All codes fall onto one place.",
            "That is what too much of the divergence does: it pulls every code towards the same "
            "distribution. Without it, nothing pulls them together.",
        ),
        "c": Choice(
            "Nothing changes: the reconstruction is what matters.",
            "The reconstruction matters, and it likes codes without noise, far apart. Only the "
            "divergence held against that.",
        ),
        "d": Choice(
            "Samples from the prior get better: all effort goes into the pictures.",
            "The copies may get better. A sample starts from a place that the prior draws, and "
            "nothing keeps the codes near such places any more.",
        ),
    },
)


@cache
def _gaussians() -> tuple[np.ndarray, np.ndarray]:
    """Return means and log-variances, shape (6, 5); the latter positive, so they have logarithms.

    Who takes a log-variance for the variance gets numbers then, and a hint, instead of a nan.
    """
    rng = np.random.default_rng(31)
    return rng.normal(size=(6, 5)), rng.uniform(0.2, 1.5, size=(6, 5))


def _check_kl(answer: Any) -> None:
    mean, log_variance = _gaussians()
    variance, n_numbers = np.exp(log_variance), mean.shape[1]
    truth = np.sum(mean**2 + variance - 1 - log_variance, axis=1) / 2
    taken = np.sum(mean**2 + log_variance - 1 - np.log(log_variance), axis=1) / 2
    turned = np.sum((1 + mean**2) / variance - 1 + log_variance, axis=1) / 2
    result = expect.array(expect.call(answer, mean, log_variance), "your divergence")
    expect.that(
        result.shape != (),
        "this is one number for all rows. Each row has its own: add up along `axis=1` alone.",
    )
    expect.that(
        result.shape != mean.shape,
        "these are the divergences of single numbers. Add them up along each row.",
    )
    expect.close(
        result,
        truth,
        "your divergence",
        slips=[
            (2 * truth, "this is twice as much: a factor of one half is missing."),
            (
                truth / n_numbers,
                "this is the mean over the numbers of a code. Divergences of independent numbers "
                "add up.",
            ),
            (
                taken,
                "you take the log-variance for the variance. The variance is `exp(log_variance)`.",
            ),
            (-truth, "the sign is turned: a divergence is never below 0."),
            (
                turned,
                "this is the divergence the other way round, of the standard normal from the code. "
                "It is not symmetric.",
            ),
            (
                truth + n_numbers / 2,
                "the −1 is missing: with mean 0 and variance 1 the divergence has to be 0.",
            ),
        ],
    )


KL = Code(
    id="2.2",
    title="What a code costs",
    checker=_check_kl,
    praise="That is the price of a code in nats, and it is 0 only for the prior itself.",
)


def _check_draw(answer: Any) -> None:
    mean, log_variance = _gaussians()
    eps, other = np.random.default_rng(37).normal(size=(2, *mean.shape))
    drawn, again, new = (
        expect.array(expect.call(answer, mean, log_variance, e), "your draw", shape=mean.shape)
        for e in (eps, eps, other)
    )
    expect.that(
        np.allclose(drawn, again),
        "the same `eps` gives another draw each time: there is noise of your own in it. "
        "Use `eps` instead.",
    )
    expect.that(
        not np.allclose(drawn, mean),
        "this is the mean, whatever `eps` is: nothing is drawn.",
    )
    expect.that(
        not np.allclose(drawn, new),
        "another `eps` gives the same draw: there is noise of your own in it. Use `eps` instead.",
    )
    expect.close(
        drawn,
        mean + np.exp(log_variance / 2) * eps,
        "your draw",
        slips=[
            (
                mean + np.exp(log_variance) * eps,
                "you stretch the noise by the variance. Its root is the standard deviation.",
            ),
            (
                mean + log_variance * eps,
                "you stretch the noise by the log-variance itself. Make a standard deviation of "
                "it first.",
            ),
            (mean + eps, "this noise is equally wide for all. Stretch it by each code's own."),
        ],
    )


DRAW = Code(
    id="2.3",
    title="A draw that lets gradients through",
    checker=_check_draw,
    praise="All chance is in `eps`, so gradients reach the mean and the variance.",
)


class _HoleOfOneMap(FindHole):
    """A hole that only the first of two maps has; whoever is on the other is told so."""

    messages = {  # noqa: RUF012
        key: text.replace(
            "{how_far}", " Only the autoencoder's map has what you look for.{how_far}"
        )
        for key, text in FindHole.messages.items()
    }


HOLE = OnFigure(
    id="2.4",
    title="A hole between trousers and dresses",
    goal=_HoleOfOneMap(1, 3, names=FASHION_MNIST_CLASSES, radius=1.5, reach=5.0),
    praise="No picture lies here. The decoder draws one all the same, and nothing taught it how.",
    figure="maps",
)

WIDTH = OnFigure(
    id="2.5",
    title="Which number sets the width?",
    goal=FindCoordinate("width"),
    praise="For the first picture no other number changes the width nearly as much.",
    figure="numbers",
)


@cache
def _dress() -> np.ndarray:
    """Return what the variational decoder draws between T-shirts and dresses, in grey levels."""
    import torch

    from latentlib.recipes import load

    with torch.inference_mode():
        drawn = load("fashion-vae-2").decode(torch.tensor([[-0.2, 1.65]]))
    return np.rint(255 * drawn.clamp(0, 1).numpy()).astype(int).ravel()


DRESS = OnFigure(
    id="2.6",
    title="Draw this dress",
    goal=ReachImage(_dress, tolerance=0.005),
    praise=(
        "That is the dress, as far as an eye can tell. Go on towards the T-shirts, and its sleeves "
        "grow."
    ),
    figure="maps",
)

EXERCISES: tuple[Exercise, ...] = (
    NO_DIVERGENCE,
    KL,
    DRAW,
    HOLE,
    WIDTH,
    DRESS,
)
