"""Tools to write a code check with: run the reader's function, compare, say what is wrong.

Each raises `Mistake` with a sentence for the reader, and nothing else. A check reads like a list of
expectations::

    def _check_explained(answer):
        ratio = expect.array(expect.call(answer, singular_values), "your ratio", shape=(5,))
        expect.that(ratio.sum() <= 1 + 1e-9, "the shares add up to more than 1: ...")
        expect.close(ratio, truth, "your ratio", slips=[...])
"""

from __future__ import annotations

import copy
import linecache
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import numpy as np

from latentlib.exercises.outcome import Mistake, Unattempted
from latentlib.exercises.stubs import holds_ellipsis, is_empty_function, mentions_ellipsis

__all__ = ["array", "call", "close", "function", "that"]


def function(answer: object, name: str = "your answer") -> Callable[..., Any]:
    """Expect a function.

    Raises
    ------
    Mistake
        If `answer` is not callable.
    """
    if not callable(answer):
        raise Mistake(
            f"{name} should be a function, and it is {_describe(answer)}. "
            "Hand over the function itself, without calling it."
        )
    return answer


def call(answer: object, *args: Any, **kwargs: Any) -> Any:
    """Run the reader's function on copies of the arguments.

    Raises
    ------
    Mistake
        If it raises, with the error's name and the line, or if it returns None.
    Unattempted
        If it returns, or stumbled over, a ``...`` of the stub.
    """
    run = function(answer)
    if is_empty_function(run):
        raise Unattempted("")
    try:
        result = run(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    except Exception as error:
        if mentions_ellipsis(error) or _held_ellipsis(error, run):
            raise Unattempted(f"A `...` is still there{_where(error, run)}.") from error
        message = str(error).strip().rstrip(".")
        raise Mistake(
            f"your function raised {type(error).__name__}{_where(error, run)}"
            f"{': ' + message if message else ''}."
        ) from error
    if holds_ellipsis(result):
        raise Unattempted("A `...` is still in what your function returns.")
    if result is None:
        raise Mistake("your function returns None: is a `return` missing?")
    return result


def array(value: Any, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """Expect finite numbers, and their shape where one is given; torch tensors are welcome.

    Raises
    ------
    Mistake
        If `value` is no array of finite numbers or has another shape.
    """
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    try:
        if np.iscomplexobj(value):
            raise TypeError("complex numbers")
        result = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise Mistake(f"{name} should be numbers, and it is {_describe(value)}.") from error
    if shape is not None and result.shape != shape:
        raise Mistake(f"{name} has shape {result.shape}, and {shape} was asked for.")
    if not np.all(np.isfinite(result)):
        raise Mistake(f"{name} holds a number that is not finite (nan or inf).")
    return result


def that(condition: bool, message: str) -> None:
    """Expect that a condition holds, or tell the reader `message`."""
    if not condition:
        raise Mistake(message)


def close(
    value: Any,
    truth: Any,
    name: str,
    *,
    rtol: float = 1e-4,
    atol: float = 1e-6,
    slips: Sequence[tuple[Any, str]] = (),
) -> None:
    """Expect numbers equal to `truth` within a tolerance.

    Parameters
    ----------
    value, truth : array-like
        What the reader computed and what it should be.
    name : str
        What it is, for the sentence, for instance ``"your ratio"``.
    rtol, atol : float
        Relative and absolute tolerance.
    slips : sequence of (array-like, str)
        Known wrong results, each with the sentence that says what went wrong.

    Raises
    ------
    Mistake
        If the numbers differ; a slip's sentence where one is recognised, else how far off it is.
    """
    expected = np.asarray(truth, dtype=float)
    result = array(value, name, shape=expected.shape)
    if np.allclose(result, expected, rtol=rtol, atol=atol):
        return
    for wrong, message in slips:
        same_shape = np.shape(wrong) == expected.shape
        if same_shape and np.allclose(result, wrong, rtol=rtol, atol=atol):
            raise Mistake(message)
    worst = np.unravel_index(np.argmax(np.abs(result - expected)), expected.shape)
    place = f" at index {tuple(int(i) for i in worst)}" if expected.ndim else ""
    raise Mistake(
        f"{name} is {result[worst]:.4g}{place}, and {expected[worst]:.4g} was expected there."
    )


def _describe(value: object) -> str:
    text = repr(value)
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f"`{text}` ({type(value).__name__})"


def _own_frames(error: BaseException, run: Callable[..., Any]) -> list[tuple[FrameType, int]]:
    """Return the frames of the error, with their lines, that are in the reader's own cell."""
    code = getattr(run, "__code__", None)
    frames = traceback.walk_tb(error.__traceback__)
    return [
        (frame, line)
        for frame, line in frames
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]


def _held_ellipsis(error: BaseException, run: Callable[..., Any]) -> bool:
    """Tell whether a name of the reader's function stood for ``...`` when the error came."""
    frames = [frame for frame, _ in _own_frames(error, run)]
    return any(holds_ellipsis(value) for frame in frames for value in frame.f_locals.values())


def _where(error: BaseException, run: Callable[..., Any]) -> str:
    own = _own_frames(error, run)
    if not own:
        return ""
    frame, number = own[-1]
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    return f" on line {number}" + (f" (`{line}`)" if line else "")
