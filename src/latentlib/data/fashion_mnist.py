"""Fashion-MNIST: small grey pictures of clothes in ten classes.

Source: Han Xiao, Kashif Rasul and Roland Vollgraf, "Fashion-MNIST: a novel image dataset for
benchmarking machine learning algorithms", 2017, arXiv:1708.07747. Copyright Zalando SE, MIT.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from latentlib.data.bundled import read_arrays
from latentlib.data.datasets import ImageDataset
from latentlib.data.errors import DataError
from latentlib.data.fetch import cache_folder, fetch

__all__ = [
    "FASHION_MNIST_CLASSES",
    "ORIGINALS",
    "Original",
    "load_fashion_mnist",
    "parse_idx",
    "read_original",
]

FASHION_MNIST_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""The name of each class, by its label from 0 to 9."""

FILE = "fashion_mnist.npz"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
URL = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"


class Original(NamedTuple):
    """One of the four original files: its name and two checksums.

    The authors' repository and Debian's package compress the same content with different headers,
    so the content has a checksum of its own.
    """

    name: str
    compressed_sha256: str
    content_sha256: str


ORIGINALS = {
    "train": (
        Original(
            "train-images-idx3-ubyte.gz",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        ),
        Original(
            "train-labels-idx1-ubyte.gz",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        ),
    ),
    "test": (
        Original(
            "t10k-images-idx3-ubyte.gz",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        ),
        Original(
            "t10k-labels-idx1-ubyte.gz",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ),
    ),
}


def load_fashion_mnist(split: str = "train", *, full: bool = False) -> ImageDataset:
    """Load Fashion-MNIST, by default the part that comes with the package.

    Parameters
    ----------
    split : {"train", "test"}
        Which images. The bundled part has 16,000 and 4,000 of them, a tenth of each class, taken
        from the original training and test sets; every ten in a row hold each class once.
    full : bool, default False
        Load all 60,000 or 10,000 instead, in their original order: from Debian's package
        ``dataset-fashion-mnist`` where it is installed, otherwise downloaded once (31 MB for both
        splits) into :func:`latentlib.data.cache_folder`.

    Returns
    -------
    ImageDataset
        Images of shape (N, 1, 28, 28); labels are classes. The same object at every call.

    Raises
    ------
    ValueError
        If `split` is neither "train" nor "test".
    DataError
        If a file is missing, damaged, or cannot be downloaded.
    """
    if split not in ORIGINALS:
        raise ValueError(f"split={split!r}: expected one of {tuple(ORIGINALS)}")
    return _load_full(split) if full else _load_bundled(split)


@cache
def _load_bundled(split: str) -> ImageDataset:
    arrays = read_arrays(FILE, (f"{split}_images", f"{split}_labels"))
    order = _shuffled_tens(len(arrays[f"{split}_labels"]))
    return _dataset(*(arrays[f"{split}_{part}"][order] for part in ("images", "labels")))


@cache
def _load_full(split: str) -> ImageDataset:
    return _dataset(*(read_original(_find(original), original) for original in ORIGINALS[split]))


def _shuffled_tens(n: int) -> np.ndarray:
    """Order n images anew, each ten in a row for itself.

    The file holds each class once in every ten, but nearly always at the same place, so that every
    tenth image would be of one class.
    """
    keys = np.random.default_rng(0).random((n // 10, 10))
    return (keys.argsort(axis=1) + 10 * np.arange(n // 10)[:, None]).ravel()


def _dataset(images: np.ndarray, labels: np.ndarray) -> ImageDataset:
    return ImageDataset(
        "fashion_mnist", images[:, None], labels.astype(np.int64), FASHION_MNIST_CLASSES
    )


def _find(original: Original) -> Path:
    installed = DEBIAN_FOLDER / original.name
    if installed.exists():
        return installed
    return fetch(
        URL + original.name,
        original.compressed_sha256,
        instead=(
            "install Debian's package dataset-fashion-mnist, or copy the file into "
            f"{cache_folder()}; without full=True no network is needed"
        ),
    )


def read_original(path: Path, original: Original) -> np.ndarray:
    """Read one of the four original files, and check that it is what it should be.

    Parameters
    ----------
    path : Path
        A gzip-compressed file in MNIST's idx format.
    original : Original
        Which of the four it should be: an entry of ``ORIGINALS``.

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
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise DataError(
            f"{path} is missing: {original.name} of Fashion-MNIST was expected"
        ) from None
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
