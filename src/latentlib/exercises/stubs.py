"""Telling an untouched stub from an answer.

A stub is ``...`` in the place of a value, a function whose body is ``...``, or a function in which
``...`` stands for the missing line. All of them must be recognised without an error and without
the source, which a notebook may not give.
"""

from __future__ import annotations

import dis
from collections.abc import Mapping
from types import CodeType, FunctionType

__all__ = ["holds_ellipsis", "is_empty_function", "is_stub", "mentions_ellipsis"]

_BOOKKEEPING = {"RESUME", "NOP", "CACHE"}
_NOTHING = (None, ...)


def is_stub(answer: object) -> bool:
    """Tell whether `answer` is ``...``, None, holds ``...``, or is a function without a body."""
    return answer is None or holds_ellipsis(answer) or is_empty_function(answer)


def holds_ellipsis(value: object) -> bool:
    """Tell whether `value` is ``...`` or a tuple, list or mapping with ``...`` anywhere in it."""
    if value is Ellipsis:
        return True
    if isinstance(value, Mapping):
        return any(holds_ellipsis(item) for item in value.values())
    if isinstance(value, (tuple, list)):
        return any(holds_ellipsis(item) for item in value)
    return False


def is_empty_function(value: object) -> bool:
    """Tell whether `value` is a function that only returns None or ``...``, a docstring aside."""
    return isinstance(value, FunctionType) and _returns_nothing(value.__code__)


def _returns_nothing(code: CodeType) -> bool:
    steps = [step for step in dis.get_instructions(code) if step.opname not in _BOOKKEEPING]
    *loads, last = steps
    if last.opname == "RETURN_CONST":  # Python 3.12 and 3.13
        return not loads and last.argval in _NOTHING
    return len(loads) == 1 and loads[0].opname == "LOAD_CONST" and loads[0].argval in _NOTHING


def mentions_ellipsis(error: BaseException) -> bool:
    """Tell whether an error came from computing with a ``...`` that is still there."""
    return isinstance(error, (TypeError, AttributeError)) and "ellipsis" in str(error).lower()
