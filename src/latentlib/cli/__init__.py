"""The command ``latentlib``: checkpoints by their recipes, and what teachers need of exercises.

``latentlib recipes`` lists the recipes, ``latentlib train NAME`` makes a checkpoint, ``latentlib
verify NAME`` measures it again. ``latentlib exercises --chapter 1`` lists answers; ``latentlib
exercises --chapter 1 --without-hints --output FILE.ipynb`` writes a copy for students.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from latentlib.cli import exercises, recipes
from latentlib.cli.errors import CommandError

__all__ = ["CommandError", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        text = options.run(options)
    except CommandError as error:
        print(f"latentlib: {error}", file=sys.stderr)
        return 1
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stdout = None
    return 0


def _parser() -> argparse.ArgumentParser:
    from latentlib import __version__

    parser = argparse.ArgumentParser(
        prog="latentlib", description="Commands of the course on latent space."
    )
    parser.add_argument("--version", action="version", version=f"latentlib {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    recipes.add_commands(commands)
    exercises.add_commands(commands)
    return parser
