"""Small tools for arrays that are shared and must not change."""

from __future__ import annotations

from numbers import Integral

import numpy as np

__all__ = ["RandomState", "check_count", "generator", "read_only", "unit_rows"]

RandomState = int | np.random.Generator


def read_only(array: np.ndarray) -> np.ndarray:
    """View an array without permission to write.

    Parameters
    ----------
    array : ndarray
        Any array. It keeps its own permission: whoever holds it can still write through it.

    Returns
    -------
    ndarray
        The same memory, read-only. `array` itself where it is read-only already.
    """
    if not array.flags.writeable:
        return array
    view = array.view()
    view.flags.writeable = False
    return view


def unit_rows(x: np.ndarray) -> np.ndarray:
    """Divide vectors by their lengths.

    Parameters
    ----------
    x : ndarray of floating-point numbers, shape (N, D)
        One vector a row.

    Returns
    -------
    ndarray, shape (N, D), of the type of `x`
        A copy. A vector of length 0 stays what it is.
    """
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(x, axis=1, keepdims=True)
    unit = _divided(x, lengths)
    # Where squares are too large or small for their type, numbers are brought near 1 beforehand.
    exact = (lengths >= np.sqrt(np.finfo(x.dtype).tiny)) & (lengths < np.inf)
    rows = np.flatnonzero(~exact)
    near_one = _divided(x[rows], np.abs(x[rows]).max(axis=1, keepdims=True, initial=0))
    unit[rows] = _divided(near_one, np.linalg.norm(near_one, axis=1, keepdims=True))
    return unit


def _divided(x: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return x / np.where(lengths > 0, lengths, 1)


def generator(random_state: RandomState) -> np.random.Generator:
    """Turn a seed into a generator; hand a generator through.

    Parameters
    ----------
    random_state : int or numpy.random.Generator
        A seed of at least 0 starts a new generator; a generator is used as it is, and advances.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    TypeError
        If `random_state` is neither. None is refused: what is made must be made again alike.
    ValueError
        If the seed is negative.
    """
    if isinstance(random_state, np.random.Generator):
        return random_state
    if isinstance(random_state, bool) or not isinstance(random_state, Integral):
        raise TypeError(
            f"random_state={random_state!r}: expected an int or a numpy.random.Generator"
        )
    if random_state < 0:
        raise ValueError(f"random_state={random_state}: expected a seed of at least 0")
    return np.random.default_rng(int(random_state))


def check_count(name: str, value: int, *, least: int = 1) -> int:
    """Check that an argument counts something.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : int
        What was given.
    least : int, default 1
        The smallest value that makes sense.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If `value` is not an integer.
    ValueError
        If `value` is below `least`.
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}={value!r}: expected an int")
    if value < least:
        raise ValueError(f"{name}={value}: expected at least {least}")
    return int(value)
