"""Files in MNIST's idx format, and the checksums by which one knows them."""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from latentlib.data.errors import DataError

__all__ = ["Original", "parse_idx", "read_original"]


class Original(NamedTuple):
    """An original file: its name and two checksums.

    Those who hand it on compress the same content with different headers, so the content has a
    checksum of its own.
    """

    name: str
    compressed_sha256: str
    content_sha256: str


def read_original(path: Path, original: Original) -> np.ndarray:
    """Read one of the four original files, and check that it is what it should be.

    Parameters
    ----------
    path : Path
        A file in MNIST's idx format, compressed by gzip unless its name has no ``.gz``.
    original : Original
        Which one it should be.

    Returns
    -------
    ndarray of uint8
        Read-only, of the shape that the file's header states.

    Raises
    ------
    DataError
        If the file is missing or damaged.
    """
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
    except FileNotFoundError:
        raise DataError(f"{path} is missing: {original.name} was expected") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged ({error}): remove it, then install it again") from error
    found = hashlib.sha256(content).hexdigest()
    if found != original.content_sha256:
        raise DataError(
            f"{path} is damaged: the SHA-256 of its content should be {original.content_sha256}, "
            f"and is {found}. Remove it, then install it again"
        )
    return parse_idx(content)


def parse_idx(content: bytes) -> np.ndarray:
    """Read MNIST's idx format.

    Parameters
    ----------
    content : bytes
        Two zero bytes, the type of the values (8 for bytes), the number of axes, each axis' length
        as four bytes with the highest first, and the values.

    Returns
    -------
    ndarray of uint8
        A read-only view of `content`.

    Raises
    ------
    DataError
        If `content` is not that.
    """
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise DataError(f"not an idx file of bytes: it starts with {content[:4].hex(' ')}")
    start = 4 + 4 * content[3]
    shape = struct.unpack(f">{content[3]}I", content[4:start]) if len(content) >= start else ()
    if len(content) != start + math.prod(shape):
        raise DataError(
            f"an idx file of shape {shape} has {start + math.prod(shape)} bytes, "
            f"this one has {len(content)}"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
