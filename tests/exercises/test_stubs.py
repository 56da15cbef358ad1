"""Stubs are told from answers, in every form a chapter uses."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.exercises.stubs import holds_ellipsis, is_empty_function, is_stub


def only_dots(x): ...


def only_a_docstring(x):
    """Do it."""


def returns_dots(x):
    """Do it."""
    return ...


def passes(x, y=1, *rest, key=None):
    pass


def answers(x):
    return x


def answers_nothing_but_works(x):
    x.append(1)


def answers_dots_among_others(x):
    return x[..., 0]


@pytest.mark.parametrize("function", [only_dots, only_a_docstring, returns_dots, passes])
def test_empty_functions_are_stubs(function: object) -> None:
    assert is_empty_function(function)
    assert is_stub(function)


@pytest.mark.parametrize(
    "function",
    [answers, answers_nothing_but_works, answers_dots_among_others, lambda x: 0, len, np.mean],
)
def test_working_functions_are_answers(function: object) -> None:
    assert not is_stub(function)


@pytest.mark.parametrize("value", [..., None, [1, ...], (..., 2), {"a": [...]}])
def test_places_left_open_are_stubs(value: object) -> None:
    assert is_stub(value)


@pytest.mark.parametrize("value", [0, "", [], False, np.zeros(3), np.array([]), "..."])
def test_values_are_answers(value: object) -> None:
    assert not is_stub(value)
    assert not holds_ellipsis(value)
