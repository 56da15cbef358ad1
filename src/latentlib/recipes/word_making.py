"""Training word vectors by a recipe, and writing what came out.

Vectors are rounded to bytes; learning curves are thinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from latentlib import checkpoints
from latentlib.checkpoints import Card
from latentlib.data import WordVectors, cache_folder
from latentlib.data.quantised import quantise
from latentlib.models import train_skip_gram
from latentlib.recipes.cards import as_json, measured, origin
from latentlib.recipes.curves import LearningCurve, curves_file, thinned, write_curves
from latentlib.recipes.word_recipe import WordRecipe
from latentlib.recipes.word_sets import WordSets
from latentlib.recipes.word_states import TrainedWords, read_trained, write_trained
from latentlib.training import Hardware, History
from latentlib.training.hardware import cpu_threads
from latentlib.training.state import Spent

__all__ = ["make_words"]

_ROWS_AT_A_TIME = 1000


def make_words(
    recipe: WordRecipe,
    sets: WordSets,
    folder: Path,
    *,
    state_name: str,
    progress: bool = True,
    hardware: Hardware | None = None,
    fresh: bool = False,
) -> Card:
    """Train vectors for each seed, round, measure, and write it all.

    Parameters
    ----------
    recipe : WordRecipe
        How.
    sets : WordSets
        What to learn from, and what to measure with.
    folder : Path
        Where vectors, card and learning curves go.
    state_name : str
        Under which finished seeds are kept, in the cache, until all are.
    progress, hardware, fresh
        As for `latentlib.recipes.train`.

    Returns
    -------
    Card
        The card that was written.

    Raises
    ------
    ValueError
        If the hardware is not one process on the CPU.
    StateError
        If what an earlier call has left is damaged, or of another training.
    """
    hardware = _one_process(hardware or Hardware(accelerator="cpu"))
    facts = origin(recipe, sets, hardware.describe(hardware.launch()))
    trained, states = {}, []
    for seed in recipe.seeds:
        state = cache_folder() / "training" / f"{state_name}-seed{seed}.safetensors"
        states.append(state)
        if fresh:
            state.unlink(missing_ok=True)
        about = _about(recipe, facts["data"], seed)
        trained[seed] = read_trained(state, about)
        if trained[seed] is None:
            trained[seed] = _trained(recipe, sets, seed, hardware.threads, progress)
            write_trained(state, trained[seed], about)
    card = _written(recipe, trained, sets, folder, facts, hardware.threads)
    curves = [_curve(seed, one) for seed, one in trained.items()]
    write_curves(curves_file(recipe.name, folder), curves)
    for state in states:
        state.unlink(missing_ok=True)
    return card


def _one_process(hardware: Hardware) -> Hardware:
    """Return the hardware with the CPU named, or say what is not possible."""
    possible = {
        "accelerator": ("auto", "cpu"),
        "devices": (1,),
        "num_nodes": (1,),
        "precision": ("auto", "32-true"),
    }
    for name, values in possible.items():
        if getattr(hardware, name) not in values:
            raise ValueError(
                f"{name} is {getattr(hardware, name)!r}, but {' or '.join(map(str, values))} was "
                "expected: word vectors are trained in one process on the CPU"
            )
    return replace(hardware, accelerator="cpu")


def _about(recipe: WordRecipe, data: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what two calls must have in common to be of one training."""
    settings = {"model": as_json(recipe.model), "n_words": recipe.n_words, "seed": seed}
    return {**settings, "text": data["sha256_of_words"]}


def _trained(
    recipe: WordRecipe, sets: WordSets, seed: int, threads: int, progress: bool
) -> TrainedWords:
    """Train all words, and keep the most frequent."""
    start = Spent.now()
    with cpu_threads(threads):
        result = train_skip_gram(
            sets.sentences,
            recipe.model,
            vocabulary=sets.vocabulary,
            generator=torch.Generator().manual_seed(seed),
            progress=progress,
        )
    spent = Spent.now().since(start)
    kept = result.words.vectors[: recipe.n_words]
    return TrainedWords(kept, result.loss, np.array(spent))


def _curve(seed: int, trained: TrainedWords) -> LearningCurve:
    """Return the learning curve; a step is a piece of the text, of 10,000 words."""
    none = np.empty(0, dtype=np.int64)
    step = np.arange(1, len(trained.loss) + 1)
    return thinned(seed, History(step, trained.loss, none, none.astype(float), *trained.seconds))


def _written(
    recipe: WordRecipe,
    trained: Mapping[int, TrainedWords],
    sets: WordSets,
    folder: Path,
    facts: Mapping[str, Any],
    threads: int,
) -> Card:
    """Round for storage, measure what was rounded, write vectors and card."""
    words = sets.vocabulary.words[: recipe.n_words]
    tables = {seed: quantise(one.vectors) for seed, one in trained.items()}
    rounded = [WordVectors(words, table.vectors) for table in tables.values()]
    seconds = sum(one.seconds[1] for one in trained.values()) / threads
    change = max(
        _change_by_rounding(WordVectors(words, one.vectors), after)
        for one, after in zip(trained.values(), rounded, strict=True)
    )
    card = Card(
        **facts,
        n_parameters=rounded[0].vectors.size,
        minutes=round(seconds / 60, 1),
        largest_change_by_storage=float(f"{change:.2g}"),
        measured=measured(recipe, rounded, sets),
    )
    return checkpoints.write_word_vectors(folder, card, words, tables)


def _change_by_rounding(before: WordVectors, after: WordVectors) -> float:
    """Return the largest change of a cosine between two words."""
    return max(
        float(np.abs(u @ after.unit.T - v @ before.unit.T).max())
        for u, v in zip(_parts(after.unit), _parts(before.unit), strict=True)
    )


def _parts(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[start : start + _ROWS_AT_A_TIME] for start in range(0, len(rows), _ROWS_AT_A_TIME)]
