"""The exercises of chapter 4, Embeddings."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from latentlib.exercises import expect
from latentlib.exercises.goals import FairSum, MakeAnswer
from latentlib.exercises.kinds import Choice, Code, Exercise, Predict
from latentlib.exercises.on_figure import OnFigure

__all__ = ["EXERCISES"]

HOT_AND_COLD = Predict(
    id="4.1",
    title="Hot and cold",
    choices={
        "a": Choice(
            "On the opposite side: their cosine is near −1.",
            "Their meanings are opposed in one respect and alike in all others. The table knows "
            "which words keep the same company, and these two do.",
        ),
        "b": Choice(
            "Among its nearest words.",
            "Of 30,000 words only “cool” is nearer. Opposites keep the same company: water, "
            "weather and soup can be either.",
            correct=True,
        ),
        "c": Choice(
            "At a right angle: their cosine is near 0, as for words that share nothing.",
            "They share a lot: whatever can be hot can be cold, so the same words stand beside "
            "both.",
        ),
        "d": Choice(
            "Somewhere in between: hundreds of words are nearer to “hot”, “fire” among them.",
            "“Fire” belongs to heat, but it stands elsewhere in a sentence. “Cold” could take the "
            "place of “hot” in most sentences.",
        ),
    },
)


def _check_pmi(answer: Any) -> None:
    counts = np.random.default_rng(41).integers(1, 60, size=(5, 5)).astype(float)
    counts *= np.arange(1, 6)[:, None]
    total, rows, columns = counts.sum(), counts.sum(1, keepdims=True), counts.sum(0)
    truth = np.log(counts * total / (rows * columns))
    expect.close(
        expect.call(answer, counts),
        truth,
        "your information",
        slips=[
            (truth / np.log(2), "this is in bits. For nats take the natural logarithm, `np.log`."),
            (np.exp(truth), "this is the ratio to chance. Its logarithm is missing."),
            (-truth, "the sign is turned: pairs that meet more often than by chance are above 0."),
            (np.maximum(truth, 0), "what is below 0 was asked for, too. That would be PPMI."),
            (
                truth - np.log(total),
                "you divide counts by the product of two sums of counts. Make shares of all three "
                "first, by dividing by the total.",
            ),
            (
                np.log(counts / rows),
                "you compare with the sum of the row alone: a frequent word would seem tied to "
                "everything. Compare with its share of all, too.",
            ),
            (
                np.log(counts / columns),
                "you compare with the sum of the column alone. The row counts as well.",
            ),
            (
                np.log(counts / total),
                "this is how often they meet, and not yet compared with chance.",
            ),
        ],
    )


PMI = Code(
    id="4.2",
    title="More often than by chance",
    checker=_check_pmi,
    praise="Less the logarithm of k, that is the table which skip-gram aims at.",
)

_TRIES = 12  # analogies that a solution is tried with
_BACK_TO_A = (56, 47, 34)  # one more, whose sum is nearest to `a` but for `b` and `c`


@cache
def _words() -> tuple[np.ndarray, np.ndarray]:
    """Return vectors of different lengths, shape (60, 5), and a, b and c of each try."""
    rng = np.random.default_rng(43)
    vectors = rng.normal(size=(60, 5)) * rng.uniform(0.3, 3, size=(60, 1))
    tries = [rng.choice(60, 3, replace=False) for _ in range(_TRIES)]
    return vectors, np.array([*tries, _BACK_TO_A])


def _solve_all(
    added: np.ndarray, candidates: np.ndarray, *, turned: bool = False, out: str = "abc"
) -> list[int]:
    """Return the row with the largest product for each try; all that is not usual is a slip."""
    found = []
    for a, b, c in _words()[1]:
        sign = -1 if turned else 1
        products = candidates @ (sign * (added[b] - added[a]) + added[c])
        products[[row for name, row in zip("abc", (a, b, c), strict=True) if name in out]] = -np.inf
        found.append(int(products.argmax()))
    return found


def _check_solve(answer: Any) -> None:
    raw, tries = _words()
    unit = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    results = [expect.call(answer, raw, *(int(row) for row in abc)) for abc in tries]
    rows = [expect.array(result, "your answer") for result in results]
    expect.that(
        all(row.shape == () for row in rows),
        "this is more than one number. Return the row of the best word alone.",
    )
    expect.that(
        all(float(row).is_integer() for row in rows),
        "this is how near the best word is. Return its row, with `argmax`.",
    )
    truth = _solve_all(unit, unit)
    some = "you leave out some of the question's rows. All three go: a, b and c."
    long = "long vectors count for more in your sum. Bring all to length one first."
    expect.close(
        rows,
        truth,
        "your row",
        slips=[
            (
                _solve_all(unit, unit, out=""),
                "you let the words of the question answer. Leave out the rows a, b and c.",
            ),
            *((_solve_all(unit, unit, out=out), some) for out in ("b", "c", "bc")),
            (
                _solve_all(unit, unit, turned=True),
                "you go from b to a. The step is `b - a`, and it starts at c.",
            ),
            (_solve_all(raw, raw), long),
            (_solve_all(raw, unit), long),
            (
                _solve_all(unit, raw),
                "your sum is made of vectors of length one, but the candidates are not: long ones "
                "win. Use the same for both.",
            ),
        ],
    )


SOLVE = Code(
    id="4.3",
    title="Solve an analogy",
    checker=_check_solve,
    praise="That is 3CosAdd, with the words of the question left out.",
)


@cache
def _languages() -> tuple[np.ndarray, np.ndarray]:
    """Return two clouds, shape (30, 4): the second is the first, turned, mirrored and noisy."""
    rng = np.random.default_rng(47)
    x, noise = rng.normal(size=(2, 30, 4)) * np.array([2, 1.5, 1, 0.7])
    matrix, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    matrix[:, 0] *= -np.sign(np.linalg.det(matrix))
    return x, x @ matrix + 0.3 * noise


def _check_turn(answer: Any) -> None:
    x, y = _languages()
    left, sizes, right = np.linalg.svd(x.T @ y)
    truth = left @ right
    mirror = np.diag([1, 1, 1, np.linalg.det(truth)])
    expect.close(
        expect.call(answer, x, y),
        truth,
        "your matrix",
        slips=[
            (truth.T, "this turns `y` onto `x`, the other way. Transpose it."),
            (
                np.linalg.lstsq(x, y, rcond=None)[0],
                "this map fits best of all, but it stretches and shears. An orthogonal one was "
                "asked for.",
            ),
            (
                left @ np.diag(sizes) @ right,
                "the singular values are still in it: it stretches. Leave them out.",
            ),
            (
                left @ right.T,
                "the last factor is transposed once too often: `np.linalg.svd` already returns it "
                "that way.",
            ),
            (left @ mirror @ right, "you forbid mirror images. Orthogonal maps may mirror."),
        ],
    )


TURN = Code(
    id="4.4",
    title="Turn one language onto another",
    checker=_check_turn,
    praise="No orthogonal map brings the two nearer, and it keeps every distance within `x`.",
)

ROME = OnFigure(
    id="4.5",
    title="All roads lead to Rome",
    goal=MakeAnswer(
        "rome",
        least=3,
        forbidden=(
            *("paris", "naples", "venice", "milan", "turin", "florence"),
            *("roman", "romans", "italian", "italians", "vatican", "pope", "papal", "church"),
            *("archbishop", "bishop", "bishops", "cardinal", "cardinals", "catholic", "catholics"),
            *("priest", "priests", "saint", "saints", "cathedral", "diocese"),
        ),
        step=True,
    ),
    praise="The step from a country to its capital works for more than one country, not for all.",
    figure="calculator",
)

YEN = OnFigure(
    id="4.6",
    title="Another kind of step",
    goal=MakeAnswer(
        "yen",
        least=3,
        forbidden=("tokyo", "dollar", "dollars", "currency", "currencies"),
        step=True,
    ),
    praise="Here the step to a currency works. In the test of E2 it does so once in five times.",
    figure="calculator",
)

FAIR = OnFigure(
    id="4.7",
    title="A fair sum for the king",
    goal=FairSum("king"),
    praise="This answer stands without help: every word was allowed, and yours did not win.",
    figure="calculator",
)

EXERCISES: tuple[Exercise, ...] = (HOT_AND_COLD, PMI, SOLVE, TURN, ROME, YEN, FAIR)
