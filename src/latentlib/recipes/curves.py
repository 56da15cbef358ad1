"""Learning curves, kept beside the card of a checkpoint: how its training went, in a small file.

``NAME.curves.csv`` has a line for every few steps of each seed: the seed, the last of the steps,
the mean loss over them, that of each term which the objective names, and the validation loss where
there is one.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentlib import checkpoints
from latentlib._files import write_atomically
from latentlib.checkpoints import CheckpointError
from latentlib.recipes.book import RECIPES, find_recipe
from latentlib.training import History

__all__ = ["LearningCurve", "curves_file", "learning_curves", "thinned", "write_curves"]

_MOST_ROWS = 200  # a seed: more than a figure of a page's width can show
_FIRST, _LAST = ["seed", "step", "loss"], "validation_loss"


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """How the training of one seed went, in at most 200 rows.

    A row stands for all steps since the row before: as many in each, or one more. The function
    ``learning_curve`` of `latentlib.plots` draws it, with ``window=1``.

    Attributes
    ----------
    seed : int
        Of which model.
    step : ndarray of int64, shape (n_rows,)
        The last step of each row; the last of all is the length of the training.
    loss : ndarray of float64, shape (n_rows,)
        Mean loss over the steps of each row, in the unit of the objective.
    validation_step : ndarray of int64, shape (n_validations,) or (0,)
        The `step` of those rows in which validation data were looked at; empty if there were none.
    validation_loss : ndarray of float64, shape (n_validations,) or (0,)
        Their loss; the mean, where a row has several.
    terms : mapping of str to ndarray of float64, shape (n_rows,)
        What else the objective named, such as the two terms of a bound, averaged as the loss is.
    """

    seed: int
    step: np.ndarray
    loss: np.ndarray
    validation_step: np.ndarray
    validation_loss: np.ndarray
    terms: Mapping[str, np.ndarray]


def thinned(seed: int, history: History) -> LearningCurve:
    """Return what is kept of a training: all steps, in at most 200 rows of about as many each.

    Parameters
    ----------
    seed : int
        Of which model.
    history : History
        What happened, step by step.

    Returns
    -------
    LearningCurve
        The same for the same history.
    """
    n_steps = len(history.step)
    n_rows = min(n_steps, _MOST_ROWS)
    ends = np.arange(1, n_rows + 1) * n_steps // n_rows
    starts = np.concatenate([[0], ends[:-1]])
    step = history.step[ends - 1]

    def mean(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, starts) / (ends - starts)

    row_of = np.searchsorted(step, history.validation_step)
    rows = np.unique(row_of)
    losses = [history.validation_loss[row_of == row].mean() for row in rows]
    terms = {name: mean(values) for name, values in history.terms.items()}
    return LearningCurve(seed, step, mean(history.loss), step[rows], np.array(losses), terms)


def curves_file(name: str, folder: str | os.PathLike[str] | None = None) -> Path:
    """Return where the learning curves of a checkpoint are, or would be."""
    return Path(checkpoints.FOLDER if folder is None else folder) / f"{name}.curves.csv"


def write_curves(path: Path, curves: Sequence[LearningCurve]) -> None:
    """Write the curves of all seeds, in one file, as a whole or not at all.

    Parameters
    ----------
    path : Path
        Where: see `curves_file`.
    curves : sequence of LearningCurve
        One a seed, at least one, of one objective.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_FIRST, *curves[0].terms, _LAST])
    for curve in curves:
        validated = zip(curve.validation_step.tolist(), curve.validation_loss.tolist(), strict=True)
        validation = dict(validated)
        columns = (curve.step, curve.loss, *curve.terms.values())
        for step, *means in zip(*(column.tolist() for column in columns), strict=True):
            writer.writerow([curve.seed, step, *means, validation.get(step, "")])
    write_atomically(path, text.getvalue().encode())


def learning_curves(
    name: str, folder: str | os.PathLike[str] | None = None
) -> tuple[LearningCurve, ...]:
    """Return how the training of a checkpoint went.

    Parameters
    ----------
    name : str
        A key of `RECIPES`; or, with a folder of one's own, the name of a checkpoint in it.
    folder : path, optional
        Where the checkpoint is; that of the package's checkpoints by default.

    Returns
    -------
    tuple of LearningCurve
        One a seed.

    Raises
    ------
    ValueError
        If there is no such recipe.
    CheckpointError
        If there are no curves, as for checkpoints made before they were kept, or the file is
        damaged.
    """
    if folder is None:
        find_recipe(name)
    path = curves_file(name, folder)
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(
            f"{name} has no learning curves: {path} is missing, as it is for checkpoints made "
            f"before curves were kept; {_again(name)}"
        ) from None
    except (ValueError, csv.Error) as error:
        raise CheckpointError(
            f"the learning curves of {name} cannot be read from {path} ({error}); {_again(name)}"
        ) from error


def _again(name: str) -> str:
    again = "make the checkpoint again"
    return f"{again} with: latentlib train {name}" if name in RECIPES else again


def _parsed(text: str) -> tuple[LearningCurve, ...]:
    """Return the curves that `write_curves` wrote; raise ValueError where it did not."""
    head, *lines = csv.reader(text.splitlines())
    if head[:3] != _FIRST or head[-1] != _LAST:
        columns = f"{', '.join(_FIRST)}, ..., {_LAST}"
        raise ValueError(f"its columns are {', '.join(head)}, but {columns} were expected")
    of_seed: dict[int, list[list[str]]] = {}
    for seed, *row in lines:
        of_seed.setdefault(int(seed), []).append(row)
    return tuple(_curve(seed, head[3:-1], rows) for seed, rows in of_seed.items())


def _curve(seed: int, names: Sequence[str], rows: Sequence[Sequence[str]]) -> LearningCurve:
    steps, loss, *terms, validation = zip(*rows, strict=True)
    step = np.array(steps, dtype=np.int64)
    looked_at = np.array([value != "" for value in validation])
    return LearningCurve(
        seed,
        step,
        np.array(loss, dtype=np.float64),
        step[looked_at],
        np.array([value for value in validation if value], dtype=np.float64),
        dict(zip(names, (np.array(term, dtype=np.float64) for term in terms), strict=True)),
    )
