"""Numbers as people type them; ``book/_static/exercises/answers.js`` reads them in the same way.

A comma between groups of three digits, and a space there, divides thousands, as in ``87,842``; any
other single comma is a decimal one. The unit may stand behind the number, singular or plural.
"""

from __future__ import annotations

import math
import re

from latentlib.exercises.outcome import Unattempted

__all__ = ["TYPED", "read_number"]

#: What is told of a text that is no number to judge; the page has the same sentences.
TYPED = {
    "nothing": "Type a number first.",
    "no number": "This is not a number: write it in digits, such as `12.5`.",
    "other unit": "`{given}` has another unit: give it in {unit}.",
    "no unit": "`{given}` has a unit, and a number without one was asked for.",
}

_SPACES = re.compile("[ \t\u00a0\u2007\u2009\u200a\u202f]+")
_PARTS = re.compile(r"([0-9+.,-][0-9+., -]*(?:e[+-]?[0-9]+(?![a-z]))?)(.*)", re.IGNORECASE)
_COMMAS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_PLURAL = re.compile(r"([a-z]{3})s$")


def read_number(text: str, unit: str) -> float:
    """Read a number, with or without its unit behind it.

    Raises
    ------
    Unattempted
        If there is no finite number, or another unit behind it; the message says which.
    """
    plain = _SPACES.sub(" ", re.sub("[\u2212\u2013]", "-", text)).strip(" ")
    if not plain:
        raise Unattempted(TYPED["nothing"])
    parts = _PARTS.fullmatch(plain)
    number = _value(parts[1].strip(" ")) if parts else math.nan
    if not math.isfinite(number) or re.search("[0-9]", parts[2]):
        raise Unattempted(TYPED["no number"])
    given = parts[2].strip(" ")
    if given and _singular(given) != _singular(unit):
        raise Unattempted(TYPED["other unit" if unit else "no unit"].format(given=plain, unit=unit))
    return number


def _value(digits: str) -> float:
    if _COMMAS.fullmatch(digits):
        digits = digits.replace(",", "")
    if _GROUPS.fullmatch(digits):
        digits = digits.replace(" ", "")
    if "." not in digits:
        digits = digits.replace(",", ".", 1)
    return float(digits) if _NUMBER.fullmatch(digits) else math.nan


def _singular(unit: str) -> str:
    return _PLURAL.sub(r"\1", unit.lower())
