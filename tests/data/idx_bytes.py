"""Small files in MNIST's idx format, for tests."""

from __future__ import annotations

import struct

import numpy as np


def idx(array: np.ndarray) -> bytes:
    """Write an array of bytes as such a file."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()
