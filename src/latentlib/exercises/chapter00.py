"""The exercises of chapter 0, "What is latent space?"."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from latentlib.exercises import expect
from latentlib.exercises.goals import FindCoordinate, ReachImage
from latentlib.exercises.kinds import Choice, Code, Exercise, Number, Predict, Slip
from latentlib.exercises.on_figure import OnFigure

__all__ = ["EXERCISES"]

TURNED_CODES = Predict(
    id="0.1",
    title="All codes turned by a quarter",
    choices={
        "a": Choice(
            "The pictures that the decoder draws.",
            "The turn is taken back before the decoder draws, so it reads the very codes that it "
            "read before. Equation (3) says the same.",
        ),
        "b": Choice(
            "Which codes are nearest to each other.",
            "A turn moves all points together: every distance stays as it was, and so do all "
            "neighbours. A knot would change them.",
        ),
        "c": Choice(
            "What the first number of a code says about a picture.",
            "The first number is now another mixture of facts, and nothing else has changed. So "
            "the meaning of one coordinate is not in the data.",
            correct=True,
        ),
        "d": Choice(
            "How well a weighted sum of the code tells the size.",
            "A weighted sum of turned numbers is a weighted sum of the old ones, with other "
            "weights. What it can tell stays the same.",
        ),
    },
)

PIXEL_BYTES, CODE_BYTES, NETWORK_BYTES = 784, 64, 87_842


def _slips(ratio: float, message: str) -> tuple[Slip, Slip]:
    """Return a slip for those who have not rounded up, and one for those who have."""
    return Slip(ratio, message), Slip(math.ceil(ratio), message)


WORTH_IT = Number(
    id="0.2",
    title="When does a code pay?",
    answer=123,
    tolerance=0.5,
    unit="pictures",
    praise="Each picture saves 720 bytes, and the network has to be saved up for only once.",
    slips=(
        Slip(
            NETWORK_BYTES // (PIXEL_BYTES - CODE_BYTES),
            "round up: with 122 pictures, codes and network still take two bytes more.",
        ),
        *_slips(
            NETWORK_BYTES / PIXEL_BYTES,
            "you have thrown the pixels away, and the codes take room as well: 64 bytes a picture.",
        ),
        *_slips(
            NETWORK_BYTES / 2 / (PIXEL_BYTES - CODE_BYTES),
            "that counts one byte a weight; each takes two.",
        ),
        *_slips(
            NETWORK_BYTES / (PIXEL_BYTES - 16),
            "sixteen numbers are not sixteen bytes: each takes four.",
        ),
        *_slips(
            NETWORK_BYTES / CODE_BYTES,
            "that is how many codes weigh as much as the network. "
            "Ask how much each picture saves, and divide by that.",
        ),
    ),
)


@cache
def _changes() -> tuple[np.ndarray, np.ndarray]:
    """Return changes of pictures, shape (20, 12), and three orthonormal axes, shape (3, 12)."""
    rng = np.random.default_rng(23)
    axes = np.linalg.qr(rng.normal(size=(12, 3)))[0].T
    return rng.normal(size=(20, 12)), axes


def _check_unseen(answer: Any) -> None:
    change, axes = _changes()
    seen = change @ axes.T @ axes
    result = expect.array(expect.call(answer, change, axes), "your change", shape=change.shape)
    expect.close(
        result,
        change - seen,
        "your change",
        slips=[
            (seen, "this is the part that the encoder does see. Take it away from the change."),
            (change, "this is the whole change, and most of it moves the code."),
            (
                np.zeros_like(change),
                "nothing at all goes unseen, of course. Keep all that the code cannot tell.",
            ),
            (change + seen, "you have added the part that is seen; take it away instead."),
        ],
    )


UNSEEN = Code(
    id="0.3",
    title="A change that the code cannot see",
    checker=_check_unseen,
    praise="Another picture, the same code: a step within a level set.",
)


def _check_r2(answer: Any) -> None:
    rng = np.random.default_rng(29)
    truth = 3 + rng.normal(size=60)
    guess = 1 + 0.5 * truth + 0.4 * rng.normal(size=60)
    lost, spread = np.sum((truth - guess) ** 2), np.sum((truth - truth.mean()) ** 2)
    expect.close(
        expect.array(expect.call(answer, truth, guess), "your R²", shape=()),
        1 - lost / spread,
        "your R²",
        slips=[
            (
                np.corrcoef(truth, guess)[0, 1] ** 2,
                "this is the squared correlation. It forgives a guess that is always too high or "
                "too flat; R² does not.",
            ),
            (lost / spread, "this is the share that is lost. R² is what is left of one."),
            (
                1 - lost / np.sum(truth**2),
                "compare with the spread about the mean, not with the squares of the truth.",
            ),
            (
                1 - lost / np.sum((guess - guess.mean()) ** 2),
                "the spread below the line is that of the truth, not of the guess.",
            ),
        ],
    )


R2 = Code(
    id="0.4",
    title="How much of a fact is told?",
    checker=_check_r2,
    praise="One for a perfect guess, zero for always guessing the mean, less for worse than that.",
)


@cache
def _handbag() -> np.ndarray:
    """Return what the opening figure's network draws at one place, in grey levels."""
    import torch

    from latentlib.recipes import load

    with torch.inference_mode():
        drawn = load("fashion-autoencoder-2").decode(torch.tensor([[2.0, -14.0]]))
    return np.rint(255 * drawn.clamp(0, 1).numpy()).astype(int).ravel()


HANDBAG = OnFigure(
    id="0.5",
    title="Draw this handbag",
    goal=ReachImage(_handbag, tolerance=0.005),
    praise=(
        "That is the bag, as far as an eye can tell. You have walked to a picture that is in no "
        "collection."
    ),
    figure="sheet",
)

BRIGHTNESS = OnFigure(
    id="0.6",
    title="Which number says how bright?",
    goal=FindCoordinate("brightness", shape=(32, 32)),
    praise=(
        "For the first shape no other number changes the brightness as much. It changes other "
        "things, too."
    ),
    figure="numbers",
)

EXERCISES: tuple[Exercise, ...] = (
    TURNED_CODES,
    WORTH_IT,
    UNSEEN,
    R2,
    HANDBAG,
    BRIGHTNESS,
)
