"""Rows as bytes: off by half a step at most, and honest about what cannot be stored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentlib.data import load_word_vectors
from latentlib.data.quantised import MOST_STEPS, quantise

ROWS = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 4), st.just(6)), elements=st.floats(-8, 8, width=32)
)


@given(ROWS)
def test_each_number_is_off_by_half_a_step_at_most(rows: np.ndarray) -> None:
    quantised = quantise(rows)
    assert quantised.vectors.dtype == np.float32
    assert np.abs(quantised.steps).max() <= MOST_STEPS
    assert np.all(np.abs(quantised.vectors - rows) <= 0.501 * quantised.scale[:, None] + 1e-42)


def test_a_row_of_zeros_stays_one() -> None:
    found = quantise(np.array([[0.0, 0.0], [-2.54, 1.0]], np.float32))
    assert found.steps.tolist() == [[0, 0], [-127, 50]]
    assert found.scale == pytest.approx([0, 0.02])
    assert found.vectors[0].tolist() == [0, 0]


def test_what_is_rounded_once_stays_as_it_is() -> None:
    vectors = load_word_vectors().vectors[:2000]
    again = quantise(vectors)
    np.testing.assert_allclose(again.vectors, vectors, rtol=1e-6)


@pytest.mark.parametrize("number", [3.3e38, -3.3e38])
def test_the_largest_numbers_of_float32_are_kept(number: float) -> None:
    vectors = quantise(np.array([[number, 1]])).vectors
    assert vectors[0] == pytest.approx([number, 0], rel=1e-6)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e300, -1e39, 3.4028235e38])
def test_numbers_that_are_not_finite_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match=r"^row 1 of vectors has a number that is not finite"):
        quantise(np.array([[1.0, 2], [1, number]]))
