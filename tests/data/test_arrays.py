"""Rows at length one, however long or short they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentlib.data.arrays import unit_rows

repeatable = settings(deadline=None, derandomize=True)


def rows_of(kind: type, **options) -> st.SearchStrategy[np.ndarray]:
    """Arrays of up to five rows of up to four numbers."""
    elements = st.floats(width=32 if kind is np.float32 else 64, allow_nan=False, **options)
    return hnp.arrays(kind, st.tuples(st.integers(0, 5), st.integers(0, 4)), elements=elements)


@repeatable
@given(rows_of(np.float32, allow_infinity=False) | rows_of(np.float64, allow_infinity=False))
def test_rows_of_any_length_come_to_length_one(rows: np.ndarray) -> None:
    unit = unit_rows(rows)
    assert unit.dtype == rows.dtype
    lengths = np.linalg.norm(unit.astype(np.float64), axis=1)
    expected = rows.any(axis=1)
    np.testing.assert_allclose(lengths, expected, rtol=1e-5)
    assert (np.sign(unit) * np.sign(rows) >= 0).all()


@repeatable
@given(rows_of(np.float32, min_value=-(2.0**40), max_value=2.0**40, allow_subnormal=False))
def test_ordinary_rows_are_divided_by_their_lengths_to_the_last_bit(rows: np.ndarray) -> None:
    rows[np.abs(rows) < 2.0**-40] = 0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    expected = rows / np.where(lengths > 0, lengths, 1)
    assert unit_rows(rows).tobytes() == expected.tobytes()


@pytest.mark.parametrize("number", [1e-45, 1e-25, 1e-19, 1e20, 3e38])
def test_squares_beyond_the_range_of_float32_do_no_harm(number: float) -> None:
    rows = np.array([[number, number, -number], [3, 0, 4]], np.float32)
    third = 1 / np.sqrt(3)
    np.testing.assert_allclose(unit_rows(rows), [[third, third, -third], [0.6, 0, 0.8]], rtol=1e-6)
