"""``python -m latentlib.recipes``: make checkpoints again, or measure those that are there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from latentlib import checkpoints
from latentlib.recipes import RECIPES, Comparison, train, verify

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``python -m latentlib.recipes``; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m latentlib.recipes", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="recipes; without any: list them")
    parser.add_argument("--verify", action="store_true", help="measure instead of making")
    parser.add_argument("--smoke", action="store_true", help="only go through the motions")
    parser.add_argument("--out", type=Path, help="folder to write to, or to verify")
    options = parser.parse_args(arguments)
    if not options.names:
        for recipe in RECIPES.values():
            print(f"{recipe.name:<26} {recipe.summary}")
        return 0
    agreed = True
    for name in options.names:
        if options.verify:
            for comparison in verify(name, folder=options.out or checkpoints.FOLDER):
                agreed &= comparison.agrees
                print(name, _sentence(comparison))
        else:
            card = train(name, smoke=options.smoke, out=options.out)
            print(f"{name}  {card.minutes:.1f} minutes, {card.weights['bytes']:,} bytes")
    return 0 if agreed else 1


def _sentence(c: Comparison) -> str:
    word = "agrees" if c.agrees else "DIFFERS"
    return (
        f"seed {c.seed} {c.key}: card {c.stated:.6g}, measured {c.measured:.6g}, "
        f"tolerance {c.tolerance:g}: {word}"
    )


if __name__ == "__main__":
    sys.exit(main())
