"""The one error that says a data file is missing, damaged or out of reach."""

from __future__ import annotations

__all__ = ["DataError"]


class DataError(RuntimeError):
    """A data file is missing, damaged or out of reach.

    The message names the file, says what was expected, and what to do about it.
    """
