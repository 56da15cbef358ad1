"""The tools of code checks find what is wrong and say it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from latentlib.exercises import expect
from latentlib.exercises.notebook import run_prelude
from latentlib.exercises.outcome import Mistake, Unattempted


def from_a_cell(source: str):
    """Define a function as a notebook does: its source is known by line."""
    return run_prelude(
        [
            {"cell_type": "markdown", "source": "## Set-up", "metadata": {}},
            {"cell_type": "code", "source": source, "metadata": {}},
        ]
    )["f"]


def test_result_of_a_call_is_returned() -> None:
    assert expect.call(lambda a, b=0: a + b, 2, b=3) == 5


def test_a_function_cannot_spoil_the_arguments() -> None:
    x = np.ones(3)

    def spoils(values):
        values *= 0
        return values

    assert expect.call(spoils, x).sum() == 0
    assert x.sum() == 3


def test_an_error_is_named_with_its_line() -> None:
    f = from_a_cell("def f(x):\n    y = x\n    return y / 0")
    with pytest.raises(Mistake, match=r"raised ZeroDivisionError on line 3 \(`return y / 0`\)"):
        expect.call(f, 1)


def test_the_line_is_the_readers_even_if_the_error_is_deeper() -> None:
    f = from_a_cell("import numpy as np\ndef f(x):\n    return np.reshape(x, (2, 2))")
    with pytest.raises(Mistake, match=r"ValueError on line 3 \(`return np\.reshape"):
        expect.call(f, np.ones(3))


def test_an_error_without_a_message_is_named() -> None:
    def fails(x):
        raise KeyError

    with pytest.raises(Mistake, match=r"raised KeyError on line \d+"):
        expect.call(fails, 1)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(x): ...", "^$"),
        ("def f(x):\n    y = ...\n    return y @ x", r"`\.\.\.` is still there on line 3"),
        ("def f(x):\n    y = ...\n    return y.T", r"`\.\.\.` is still there on line 3"),
        ("def f(x):\n    return x, ...", r"still in what your function returns"),
    ],
)
def test_a_stub_in_any_form_is_not_attempted(source: str, message: str) -> None:
    with pytest.raises(Unattempted, match=message):
        expect.call(from_a_cell(source), np.eye(2))


def test_a_missing_return_is_told() -> None:
    f = from_a_cell("def f(x):\n    y = 2 * x")
    with pytest.raises(Mistake, match=r"returns None: is a `return` missing\?"):
        expect.call(f, 1)


def test_a_result_instead_of_a_function_is_told() -> None:
    with pytest.raises(Mistake, match=r"should be a function, and it is `3` \(int\)"):
        expect.call(3, 1)
    with pytest.raises(Mistake, match=r"`\[0, 1, 2.*\.\.\.` \(list\)"):
        expect.function(list(range(100)))


def test_arrays_come_from_lists_and_tensors() -> None:
    assert expect.array([1, 2], "it").tolist() == [1, 2]
    assert expect.array(torch.ones(2, requires_grad=True), "it", shape=(2,)).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", r"it should be numbers, and it is `'x'` \(str\)"),
        ([1, "x"], "it should be numbers"),
        ([1, 2, 3], r"it has shape \(3,\), and \(2,\) was asked for"),
        ([1, np.inf], "it holds a number that is not finite"),
    ],
)
def test_other_values_are_told(value: object, message: str) -> None:
    with pytest.raises(Mistake, match=message):
        expect.array(value, "it", shape=(2,))


def test_close_accepts_what_is_close() -> None:
    expect.close([1, 2.00001], [1, 2], "it")
    expect.close(3.2, 3, "it", atol=0.3)


def test_close_recognises_a_slip() -> None:
    slips = [([2, 4], "you doubled it."), ([0, 0], "you lost it.")]
    with pytest.raises(Mistake, match="you lost it"):
        expect.close([0, 0], [1, 2], "it", slips=slips)


def test_a_slip_of_another_shape_is_no_slip() -> None:
    with pytest.raises(Mistake, match="it is 5 at index"):
        expect.close([5, 2], [1, 2], "it", slips=[([[5, 2], [5, 2]], "no.")])


def test_close_names_the_worst_place() -> None:
    with pytest.raises(Mistake, match=r"it is 7 at index \(1, 0\), and 3 was expected there"):
        expect.close([[1, 2], [7, 4]], [[1, 2], [3, 4]], "it")
    with pytest.raises(Mistake, match="it is 7, and 3 was expected"):
        expect.close(7, 3, "it")


def test_that_tells_its_message() -> None:
    expect.that(True, "no.")
    with pytest.raises(Mistake, match="the shares add up to more than 1"):
        expect.that(False, "the shares add up to more than 1.")
