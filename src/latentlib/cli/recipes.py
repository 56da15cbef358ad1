"""``latentlib recipes``, ``train`` and ``verify``: checkpoints, made and measured again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentlib.cli.errors import CommandError

if TYPE_CHECKING:
    from latentlib.checkpoints import Card
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
        help="make a checkpoint by its recipe, or of your own images",
        description="Make a checkpoint by its recipe, or, with --images, of a folder of your own "
        "images. What was broken off goes on where it was.",
    )
    making.set_defaults(run=_train)
    add = making.add_argument
    add("name", metavar="NAME", help="which recipe; with --images: autoencoder or vae")
    add(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where to write; a recipe's goes into the package, your own into this folder",
    )
    add("--smoke", action="store_true", help="only go through the motions; needs --out")
    add("--fresh", action="store_true", help="begin anew, whatever was broken off")
    add("--quiet", action="store_true", help="show no progress")
    add("--accelerator", default="auto", help="auto (a GPU where there is one), cpu, cuda or mps")
    add("--devices", type=int, default=1, metavar="N", help="processes on this machine")
    add("--num-nodes", type=int, default=1, metavar="N", help="machines")
    add("--threads", type=int, default=1, metavar="N", help="threads of each process on the CPU")
    add("--precision", default="auto", help="auto, 32-true or bf16-mixed")
    own = making.add_argument_group("your own images").add_argument
    own("--images", type=Path, metavar="FOLDER", help="where they are, in folders within as well")
    own("--size", type=int, metavar="N", help="height and width they get (32)")
    own("--latent-dim", type=int, metavar="N", help="numbers in the code (16; 2 for a map)")
    own("--epochs", type=int, metavar="N", help="passes over them")
    own("--checkpoint-name", metavar="NAME", help="name of what is made")


def _list(options: argparse.Namespace) -> str:
    from latentlib.recipes import RECIPES

    width = max(map(len, RECIPES))
    return "\n".join(f"{r.name:<{width}}  {r.summary}" for r in RECIPES.values())


def _train(options: argparse.Namespace) -> str:
    from latentlib.data import DataError
    from latentlib.training import StateError, TrainingError

    try:
        card = _train_own(options) if options.images else _train_recipe(options)
    except (DataError, OSError, StateError, TrainingError, ValueError) as error:
        raise CommandError(str(error)) from error
    if card is None:  # another process than the first
        return ""
    where = options.out or ("this folder" if options.images else "the package")
    numbers = [f"  {n.label}: {n.mean:.6g} {n.unit}" for n in card.measured]
    head = f"{card.name} is in {where}: {card.weights['bytes']:,} bytes, {card.minutes:g} minutes"
    return "\n".join([head, *numbers])


def _train_recipe(options: argparse.Namespace) -> Card | None:
    from latentlib import recipes

    for name in ("size", "latent_dim", "epochs", "checkpoint_name"):
        if getattr(options, name) is not None:
            flag = name.replace("_", "-")
            raise CommandError(f"--{flag} is for your own images: add --images FOLDER")
    return recipes.train(options.name, smoke=options.smoke, out=options.out, **_how(options))


def _train_own(options: argparse.Namespace) -> Card | None:
    from latentlib import recipes
    from latentlib.data import read_image_folder

    if options.smoke:
        raise CommandError("--smoke is for recipes; for your own images say --epochs 1")
    asked = {"size": options.size, "latent_dim": options.latent_dim, "epochs": options.epochs}
    card = recipes.train_own(
        options.name,
        options.images,
        out=options.out or Path(),
        name=options.checkpoint_name,
        **{key: value for key, value in asked.items() if value is not None},
        **_how(options),
    )
    if card is not None:
        size = {} if options.size is None else {"size": options.size}
        report = read_image_folder(options.images, progress=False, **size).report
        print(f"{report.n_read:,} images read, {report.n_skipped:,} skipped")
        for name, reason in report.skipped:
            print(f"  {name}: {reason}")
    return card


def _how(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "progress": not options.quiet,
        "hardware": _hardware(options),
        "fresh": options.fresh,
    }


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
