"""The verdict on a claim: measured numbers in, one of three words out, by rule.

All criteria met: *holds*. Some: *holds in part*. None: *does not hold*. Nobody types the word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from latentlib.claims import display
from latentlib.claims.ledger import find_claim
from latentlib.claims.model import Claim, ClaimError, Measure, OutOfBand

__all__ = ["MIN_SEEDS", "VERDICT_WORDS", "Finding", "Verdict", "judge", "verdict"]

MIN_SEEDS = 3
"""The fewest seeds that a number may be reported over."""

VERDICT_WORDS = ("holds", "holds in part", "does not hold")
"""The three verdicts, from the best to the worst for the claim."""


@dataclass(frozen=True)
class Finding:
    """One measure and what was measured.

    Parameters
    ----------
    measure : Measure
        What was measured, its band and what was asked of it.
    values : tuple of floats
        The number, one a seed, in the unit of `measure`; one alone where it is exact.
    """

    measure: Measure
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over seeds."""
        return float(np.mean(self.values))

    @property
    def std(self) -> float:
        """The sample standard deviation over seeds (divided by one less than their number).

        0 for an exact number.
        """
        return 0.0 if self.measure.exact else float(np.std(self.values, ddof=1))

    @property
    def met(self) -> bool | None:
        """Whether every seed meets the criterion; None where nothing was asked."""
        if self.measure.criterion is None:
            return None
        return self.measure.criterion.met(np.asarray(self.values))

    @property
    def in_band(self) -> bool:
        """Whether the mean lies in the band, both ends included."""
        low, high = self.measure.band
        return low <= self.mean <= high


@dataclass(frozen=True)
class Verdict:
    """What the measured numbers say about a claim.

    In a notebook it shows itself as a small table; its record travels in the metadata of the
    output, under ``"latentlib"``, from where the ledger page of the book is made.

    Parameters
    ----------
    claim : Claim
        The claim on trial.
    findings : tuple of Finding
        Its measures with their numbers, in the ledger's order.
    """

    claim: Claim
    findings: tuple[Finding, ...]

    @property
    def asked(self) -> int:
        """How many criteria there are."""
        return sum(finding.met is not None for finding in self.findings)

    @property
    def met(self) -> int:
        """How many criteria are met, each by every seed."""
        return sum(finding.met is True for finding in self.findings)

    @property
    def word(self) -> str:
        """The verdict, one of `VERDICT_WORDS`."""
        best, middle, worst = VERDICT_WORDS
        if self.met == self.asked:
            return best
        return middle if self.met else worst

    def record(self) -> dict[str, object]:
        """Return all that the ledger page needs, as JSON-able data."""
        return display.as_record(self)

    def __str__(self) -> str:
        return display.as_text(self)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, object]]:
        data = {"text/plain": display.as_text(self), "text/html": display.as_html(self)}
        return data, {display.METADATA_KEY: self.record()}


def verdict(claim_id: str, measurements: Mapping[str, ArrayLike]) -> Verdict:
    """Judge a claim of the ledger by its measured numbers.

    Parameters
    ----------
    claim_id : str
        The identifier of the claim, for instance ``"B1"``.
    measurements : mapping of str to array-like, each of shape (n_seeds,), n_seeds >= 3
        The number of each measure of the claim, one value a seed, under the measure's key; a
        number alone, of shape (), for a measure that is exact.

    Returns
    -------
    Verdict
        The numbers, what was asked of them, and the word that follows.

    Raises
    ------
    ClaimError
        If the claim is unknown or has no measures yet, or if a measurement is missing,
        unexpected, not finite, not one number a seed, or from fewer than three seeds, or if an
        exact one is more than a number.
    OutOfBand
        If the mean of a measure lies outside its band; the message names every such measure.

    Examples
    --------
    >>> verdict("B3", {"pca_spearman": [0.91, 0.92, 0.91]})  # doctest: +SKIP
    """
    return judge(find_claim(claim_id), measurements)


def judge(claim: Claim, measurements: Mapping[str, ArrayLike]) -> Verdict:
    """Judge any claim, of the ledger or not; see `verdict`, which most callers want."""
    if not claim.measures:
        raise ClaimError(
            f"claim {claim.id} has no measures yet: add them to chapter {claim.chapter}'s claims "
            f"(latentlib/claims/chapter{claim.chapter:02d}.py)"
        )
    _check_keys(claim, measurements)
    findings = tuple(
        Finding(measure, _check_values(claim, measure, measurements[measure.key]))
        for measure in claim.measures
    )
    _check_bands(claim, findings)
    return Verdict(claim, findings)


def _check_keys(claim: Claim, measurements: Mapping[str, ArrayLike]) -> None:
    expected = [measure.key for measure in claim.measures]
    missing = [key for key in expected if key not in measurements]
    unexpected = sorted(str(key) for key in measurements if key not in expected)
    problems = []
    if missing:
        problems.append(f"lack {', '.join(missing)}")
    if unexpected:
        problems.append(f"have {', '.join(unexpected)}, which the claim does not ask for")
    if problems:
        raise ClaimError(
            f"measurements of claim {claim.id} {' and '.join(problems)}; "
            f"expected exactly {', '.join(expected)}"
        )


def _check_values(claim: Claim, measure: Measure, values: ArrayLike) -> tuple[float, ...]:
    name = f"measurement {measure.key} of claim {claim.id}"
    try:
        if np.iscomplexobj(values):
            raise TypeError("complex numbers")
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ClaimError(f"{name} is {values!r}, expected numbers, one a seed") from error
    if measure.exact:
        if array.ndim or not np.isfinite(array):
            raise ClaimError(f"{name} is {values!r}, expected one finite number: it is exact")
        return (float(array),)
    if array.ndim != 1:
        raise ClaimError(f"{name} has shape {array.shape}, expected (n_seeds,), one number a seed")
    if len(array) < MIN_SEEDS:
        raise ClaimError(f"{name} has {len(array)} seeds, expected at least {MIN_SEEDS}")
    if not np.all(np.isfinite(array)):
        seeds = ", ".join(str(seed) for seed in np.flatnonzero(~np.isfinite(array)))
        raise ClaimError(f"{name} is not finite at seed {seeds}: {array.tolist()}")
    return tuple(array.tolist())


def _check_bands(claim: Claim, findings: tuple[Finding, ...]) -> None:
    outside = [
        f"{finding.measure.key} ({finding.measure.label}) has mean {finding.mean:.6g}, "
        f"expected {finding.measure.band[0]:.6g} to {finding.measure.band[1]:.6g}"
        for finding in findings
        if not finding.in_band
    ]
    if outside:
        raise OutOfBand(f"claim {claim.id} is out of its band: {'; '.join(outside)}")
