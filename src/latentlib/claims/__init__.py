"""The article on trial: the ledger of its claims, and the verdict on each.

``LEDGER`` holds every claim with the measures that try it, ``verdict`` judges a claim by the
numbers a chapter has measured, and ``collect`` reads the verdicts back out of executed notebooks,
so that the ledger page of the book is made and not typed.

>>> from latentlib import claims
>>> claims.LEDGER["B3"].statement
'A good latent space keeps the distances between things, or how they correlate.'

How to add the measures of a chapter: see :mod:`latentlib.claims.ledger`.
"""

from __future__ import annotations

from latentlib.claims.criteria import AtLeast, AtMost, Between, Criterion, GreaterThan, LessThan
from latentlib.claims.display import METADATA_KEY, VERDICT_ICONS
from latentlib.claims.ledger import LEDGER
from latentlib.claims.model import Claim, ClaimError, Measure, OutOfBand
from latentlib.claims.records import MeasureRecord, Record, collect, store_verdicts, untried
from latentlib.claims.verdicts import VERDICT_WORDS, Finding, Verdict, verdict

__all__ = [
    "LEDGER",
    "METADATA_KEY",
    "VERDICT_ICONS",
    "VERDICT_WORDS",
    "AtLeast",
    "AtMost",
    "Between",
    "Claim",
    "ClaimError",
    "Criterion",
    "Finding",
    "GreaterThan",
    "LessThan",
    "Measure",
    "MeasureRecord",
    "OutOfBand",
    "Record",
    "Verdict",
    "collect",
    "store_verdicts",
    "untried",
    "verdict",
]
