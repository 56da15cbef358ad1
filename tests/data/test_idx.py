"""Files in MNIST's idx format: read as they were written, or refused."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from idx_bytes import idx

from latentlib.data import DataError
from latentlib.data.idx import Original, parse_idx, read_original

repeatable = settings(deadline=None, derandomize=True)


@repeatable
@given(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, max_side=5)))
def test_idx_files_are_read_as_they_were_written(array: np.ndarray) -> None:
    np.testing.assert_array_equal(parse_idx(idx(array)), array)


@repeatable
@given(st.integers(0, 40))
def test_idx_files_cut_short_are_refused(length: int) -> None:
    with pytest.raises(DataError, match="idx file"):
        parse_idx(idx(np.zeros((5, 6), np.uint8))[:length])


def test_idx_files_of_other_types_are_refused() -> None:
    with pytest.raises(DataError, match="00 00 0d 01"):
        parse_idx(bytes.fromhex("00000d01 00000001 00000000"))


@pytest.mark.parametrize("name", ["digits.gz", "digits"])
def test_files_may_be_compressed_or_not(name: str, tmp_path: Path) -> None:
    array = np.arange(12, dtype=np.uint8).reshape(3, 4)
    content = idx(array)
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    original = Original("digits.gz", "", hashlib.sha256(content).hexdigest())
    np.testing.assert_array_equal(read_original(tmp_path / name, original), array)
    (tmp_path / name).write_bytes(content[:-1])
    with pytest.raises(DataError, match=f"{name} is damaged"):
        read_original(tmp_path / name, original)
