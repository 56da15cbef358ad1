"""``latentlib recipes``, ``train`` and ``verify``: checkpoints, made and measured again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentlib.cli.errors import CommandError

if TYPE_CHECKING:
    from latentlib.recipes import Comparison
    from latentlib.training import Hardware

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the three commands to those of `argparse`."""
    listing = commands.add_parser("recipes", help="list the recipes of checkpoints")
    listing.set_defaults(run=_list)
    _add_train(commands)
    verifying = commands.add_parser(
        "verify",
        help="measure a checkpoint again",
        description="Measure a checkpoint again, and compare with its card.",
    )
    verifying.set_defaults(run=_verify)
    verifying.add_argument("name", metavar="NAME", help="which checkpoint")
    verifying.add_argument(
        "--folder", type=Path, help="where it is; the package's own checkpoints by default"
    )


def _add_train(commands: Any) -> None:
    making = commands.add_parser(
        "train",
        help="make a checkpoint by its recipe",
        description="Make a checkpoint by its recipe. What was broken off goes on where it was.",
    )
    making.set_defaults(run=_train)
    add = making.add_argument
    add("name", metavar="NAME", help="which recipe: see `latentlib recipes`")
    add("--out", type=Path, metavar="FOLDER", help="where to write; the package's own by default")
    add("--smoke", action="store_true", help="only go through the motions; needs --out")
    add("--fresh", action="store_true", help="begin anew, whatever was broken off")
    add("--quiet", action="store_true", help="show no progress")
    add("--accelerator", default="auto", help="auto (a GPU where there is one), cpu, cuda or mps")
    add("--devices", type=int, default=1, metavar="N", help="processes on this machine")
    add("--num-nodes", type=int, default=1, metavar="N", help="machines")
    add("--threads", type=int, default=1, metavar="N", help="threads of each process on the CPU")
    add("--precision", default="auto", help="auto, 32-true or bf16-mixed")


def _list(options: argparse.Namespace) -> str:
    from latentlib.recipes import RECIPES

    width = max(map(len, RECIPES))
    return "\n".join(f"{r.name:<{width}}  {r.summary}" for r in RECIPES.values())


def _train(options: argparse.Namespace) -> str:
    from latentlib import recipes
    from latentlib.data import DataError
    from latentlib.training import StateError, TrainingError

    try:
        card = recipes.train(
            options.name,
            smoke=options.smoke,
            out=options.out,
            progress=not options.quiet,
            hardware=_hardware(options),
            fresh=options.fresh,
        )
    except (DataError, OSError, StateError, TrainingError, ValueError) as error:
        raise CommandError(str(error)) from error
    if card is None:  # another process than the first
        return ""
    where = "the package" if options.out is None else options.out
    numbers = [f"  {n.label}: {n.mean:.6g} {n.unit}" for n in card.measured]
    head = f"{card.name} is in {where}: {card.weights['bytes']:,} bytes, {card.minutes:g} minutes"
    return "\n".join([head, *numbers])


def _hardware(options: argparse.Namespace) -> Hardware:
    from latentlib.training import Hardware

    names = ("accelerator", "devices", "num_nodes", "precision", "threads")
    return Hardware(**{name: getattr(options, name) for name in names})


def _verify(options: argparse.Namespace) -> str:
    from latentlib import checkpoints, recipes
    from latentlib.data import DataError

    folder = checkpoints.FOLDER if options.folder is None else options.folder
    try:
        found = recipes.verify(options.name, folder=folder)
    except (DataError, ValueError, checkpoints.CheckpointError) as error:
        raise CommandError(str(error)) from error
    text = "\n".join(map(_sentence, found))
    if not all(c.agrees for c in found):
        raise CommandError(f"{options.name} is not what its card says\n{text}")
    return text


def _sentence(c: Comparison) -> str:
    word = "agrees" if c.agrees else "DIFFERS"
    return (
        f"seed {c.seed} {c.key}: card {c.stated:.6g}, measured {c.measured:.6g}, "
        f"tolerance {c.tolerance:g}: {word}"
    )
