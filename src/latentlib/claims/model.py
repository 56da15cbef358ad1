"""What a claim is: a statement, the chapter that tries it, and the measures that decide."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from latentlib.claims.criteria import Criterion

__all__ = ["Claim", "ClaimError", "Measure", "OutOfBand"]


class ClaimError(ValueError):
    """A claim is asked for, or measured, in a way that makes no sense; the message says how."""


class OutOfBand(ClaimError):
    """A measured number lies outside the band that was expected of it.

    The experiment is then not the one that was written down: the data, the code or the training
    has changed, and the verdict must not be trusted until somebody has looked.
    """


@dataclass(frozen=True)
class Measure:
    """One number that helps to decide a claim.

    Parameters
    ----------
    key : str
        The name under which the chapter hands the number over, for instance ``"pca_spearman"``.
    label : str
        What the number is, as the reader sees it.
    unit : str
        Its unit, ``""`` for a number without one.
    band : tuple of two floats
        Where the mean over seeds must lie, both ends included, in `unit`; outside it ``verdict``
        raises `OutOfBand`. Wide enough for another machine and other seeds, narrow enough to
        notice that something broke.
    criterion : Criterion, optional
        What is asked of every seed for the claim to hold, decided before measuring. None for a
        number that is shown beside the others, a baseline say, and not judged.
    decimals : int, default=3
        How many decimals are shown, at least 1.
    exact : bool, default=False
        Whether chance has no part in the number, such as a count of operations: it is then one
        number, not one a seed, and shown as exact in place of a spread.
    """

    key: str
    label: str
    unit: str
    band: tuple[float, float]
    criterion: Criterion | None = None
    decimals: int = 3
    exact: bool = False

    def __post_init__(self) -> None:
        if not self.key.isidentifier():
            raise ValueError(f"key of a measure is {self.key!r}, expected a Python name")
        if not self.label.strip():
            raise ValueError(f"label of measure {self.key!r} is empty, expected a few words")
        if len(self.band) != 2 or not all(math.isfinite(end) for end in self.band):
            raise ValueError(
                f"band of measure {self.key!r} is {self.band}, expected two finite numbers"
            )
        if self.band[0] >= self.band[1]:
            raise ValueError(f"band of measure {self.key!r} is {self.band}, expected low < high")
        if self.criterion is not None and not isinstance(self.criterion, Criterion):
            raise ValueError(
                f"criterion of measure {self.key!r} is {self.criterion!r}, expected one of "
                "AtLeast, AtMost, Between, GreaterThan, LessThan, or None"
            )
        if self.decimals < 1:
            raise ValueError(
                f"decimals of measure {self.key!r} is {self.decimals}, expected 1 or more"
            )

    @property
    def asked(self) -> str:
        """What was asked of the number, in words; ``"for comparison"`` where nothing was."""
        if self.criterion is None:
            return "for comparison"
        return with_unit(self.criterion.words(), self.unit)


@dataclass(frozen=True)
class Claim:
    """One statement of the article, in our own words.

    Parameters
    ----------
    id : str
        A capital letter for the section and a number, for instance ``"B3"``; never changes.
    statement : str
        What is claimed, one sentence.
    chapter : int
        The chapter that tries it, 0 to 9.
    measures : sequence of Measure, optional
        What decides it; empty until its chapter is written. At least one has a criterion.
    reasons : str, optional
        Why the criteria are what they are, and what was chosen after results had been seen, for
        the reader of the ledger.
    """

    id: str
    statement: str
    chapter: int
    measures: Sequence[Measure] = ()
    reasons: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "measures", tuple(self.measures))
        if not re.fullmatch(r"[A-Z][1-9]", self.id):
            raise ValueError(f"id of a claim is {self.id!r}, expected a capital and a digit")
        if not self.statement.strip():
            raise ValueError(f"statement of claim {self.id} is empty, expected a sentence")
        if not 0 <= self.chapter <= 9:
            raise ValueError(f"chapter of claim {self.id} is {self.chapter}, expected 0 to 9")
        keys = [measure.key for measure in self.measures]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"measures of claim {self.id} name {', '.join(twice)} more than once")
        if self.measures and all(measure.criterion is None for measure in self.measures):
            raise ValueError(
                f"measures of claim {self.id} have no criterion, expected at least one that has"
            )


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a text, with a space unless there is none."""
    return f"{text} {unit}" if unit else text
