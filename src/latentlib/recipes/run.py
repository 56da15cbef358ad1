"""Making, loading and verifying checkpoints by their recipes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from torch import nn

from latentlib import checkpoints
from latentlib.checkpoints import Card, CheckpointError
from latentlib.data import WordVectors
from latentlib.recipes.book import RECIPES, find_recipe
from latentlib.recipes.cards import as_json, config_of
from latentlib.recipes.kinds import KINDS
from latentlib.recipes.measures import MEASURES
from latentlib.training import Hardware

__all__ = ["Comparison", "load", "train", "verify"]


class Comparison(NamedTuple):
    """One number of a card beside the same measured now.

    Attributes
    ----------
    key : str
        Which number.
    seed : int
        Of which model.
    stated, measured : float
        What the card says, and what was found.
    tolerance : float
        How far they may be apart.
    """

    key: str
    seed: int
    stated: float
    measured: float
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the two are within the tolerance."""
        return abs(self.measured - self.stated) <= self.tolerance


def load(name: str, seed: int = 0, *, folder: Path = checkpoints.FOLDER) -> nn.Module | WordVectors:
    """Return a trained model.

    Parameters
    ----------
    name : str
        A key of `RECIPES`; or, with a folder of one's own, the name of a checkpoint in it.
    seed : int
        Which of its models.
    folder : Path
        Where the checkpoint is.

    Returns
    -------
    torch.nn.Module or WordVectors
        A network, on the CPU, in evaluation mode; or word vectors, by a recipe of those.

    Raises
    ------
    ValueError
        If there is no such recipe or seed.
    CheckpointError
        If a file is missing or damaged, or was made by another version of the recipe.
    """
    folder = Path(folder)
    if folder == checkpoints.FOLDER:
        find_recipe(name)
    card = checkpoints.read_card(name, folder)
    if name in RECIPES and card.model != as_json(RECIPES[name].model):
        raise CheckpointError(
            f"the card of {name} in {folder} is of the model {card.model}, but that of the recipe "
            f"is {as_json(RECIPES[name].model)}; make it again with: latentlib train {name}"
        )
    try:
        config = config_of(card.model, KINDS)
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"the card of {name} in {folder} describes no model: {error}"
        ) from error
    return KINDS[type(config)].read(config, name, seed, folder)


def train(
    name: str,
    *,
    smoke: bool = False,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    hardware: Hardware | None = None,
    fresh: bool = False,
) -> Card | None:
    """Make a checkpoint: train, round for storage, measure what was rounded, write it all.

    Beside weights and card stand the learning curves, for `learning_curves`.

    If it is broken off, the next call goes on where it was: the state is kept in
    `latentlib.data.cache_folder` until the checkpoint is written. Of word vectors, whole seeds are
    kept.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    smoke : bool
        Whether only to go through all the motions: few images or sentences, one seed, and of
        images one pass. The result is of no use and must go elsewhere than into the package.
    out : path, optional
        The folder to write to; that of the package's checkpoints if not given.
    progress : bool
        Whether to show progress.
    hardware : Hardware, optional
        What to train on: one process on the CPU by default, and always for word vectors.
    fresh : bool
        Whether to forget what an earlier call has left.

    Returns
    -------
    Card or None
        The card that was written; None in all processes but the first.

    Raises
    ------
    ValueError
        If there is no such recipe, or `out` is missing where the result is not to go into the
        package: with `smoke`, and for recipes that are not shipped; or word vectors are to be
        trained on other hardware.
    """
    recipe = find_recipe(name)
    if out is None and (smoke or not recipe.shipped):
        why = "smoke=True" if smoke else f"{name}, which is not shipped,"
        raise ValueError(f"out is None, but with {why} a folder to write to was expected")
    if smoke:
        recipe = recipe.briefly()
    return KINDS[type(recipe.model)].make(
        recipe,
        recipe.sets(brief=smoke),
        checkpoints.FOLDER if out is None else Path(out),
        state_name=f"{name}-smoke" if smoke else name,
        progress=progress,
        hardware=hardware,
        fresh=fresh,
    )


def verify(name: str, *, folder: Path = checkpoints.FOLDER) -> tuple[Comparison, ...]:
    """Measure a checkpoint again and compare with its card.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    folder : Path
        Where the checkpoint is.

    Returns
    -------
    tuple of Comparison
        One for each number and seed; `Comparison.agrees` tells whether it is as stated.

    Raises
    ------
    ValueError
        If there is no such recipe.
    CheckpointError
        If a file is missing or damaged, or the data here are not those of the card.
    """
    recipe, card = find_recipe(name), checkpoints.read_card(name, folder)
    sets = recipe.sets()
    for stated, found in zip((card.data, card.held_out), sets.about(), strict=True):
        if _checksums(stated) != _checksums(found):
            raise CheckpointError(
                f"the card of {name} in {folder} is of other data than those here "
                f"({found['name']}); make it again with: latentlib train {name}"
            )
    comparisons = []
    for position, seed in enumerate(card.seeds):
        model = load(name, seed, folder=folder)
        comparisons += [
            Comparison(
                n.key, seed, n.values[position], MEASURES[n.key].of(model, sets), n.tolerance
            )
            for n in card.measured
        ]
    return tuple(comparisons)


def _checksums(about: Mapping[str, Any]) -> dict[str, str]:
    """Return what a card says of data that another text or file could not have as well."""
    return {key: value for key, value in about.items() if key.startswith("sha256_of_")}
