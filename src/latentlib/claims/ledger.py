"""The ledger: every claim of the article, by its identifier.

The claims live in ten small modules, one a chapter (``chapter00.py`` to ``chapter09.py``), as data
that can be read from top to bottom. A chapter that is not written yet lists its claims without
measures. To put one on trial, add its measures there::

    Claim(
        id="B3",
        statement="...",
        chapter=1,
        measures=(
            Measure(
                key="pca_spearman",                  # the name the notebook uses
                label="PCA, rank correlation of distances",
                unit="",
                band=(0.80, 0.99),                   # the mean must lie here, or the cell fails
                criterion=AtLeast(0.9),              # round; asked of every seed
            ),
            Measure(
                key="random_spearman",
                label="random projection, the same",
                unit="",
                band=(0.50, 0.90),                   # no criterion: a baseline, shown, not judged
            ),
        ),
        reasons="Kept means nine tenths of a perfect rank correlation.",
    )

and write the cell that tries it, tagged ``verdict``, ``keep_output`` and
``nbval-check-output``::

    claims.verdict("B3", {"pca_spearman": pca_spearman, "random_spearman": random_spearman})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from latentlib.claims import (
    chapter00,
    chapter01,
    chapter02,
    chapter03,
    chapter04,
    chapter05,
    chapter06,
    chapter07,
    chapter08,
    chapter09,
)
from latentlib.claims.model import Claim, ClaimError

__all__ = ["LEDGER", "find_claim", "make_ledger"]

_CHAPTERS = (
    chapter00,
    chapter01,
    chapter02,
    chapter03,
    chapter04,
    chapter05,
    chapter06,
    chapter07,
    chapter08,
    chapter09,
)


def make_ledger(claims: Iterable[Claim]) -> Mapping[str, Claim]:
    """Put claims under their identifiers, in order, and refuse one that is there twice."""
    ledger: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.id):
        if claim.id in ledger:
            raise ValueError(f"claim {claim.id} is in the ledger twice, expected once")
        ledger[claim.id] = claim
    return MappingProxyType(ledger)


LEDGER: Mapping[str, Claim] = make_ledger(
    claim for chapter in _CHAPTERS for claim in chapter.CLAIMS
)


def find_claim(claim_id: str) -> Claim:
    """Look a claim up, with an error that lists what there is.

    Raises
    ------
    ClaimError
        If no claim has this identifier.
    """
    if claim_id not in LEDGER:
        raise ClaimError(
            f"claim_id is {claim_id!r}, expected one of the ledger: {', '.join(LEDGER)}"
        )
    return LEDGER[claim_id]
