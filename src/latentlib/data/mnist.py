"""MNIST: handwritten digits, for comparison with papers.

Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), 1998, doi:10.1109/5.726791. Nobody who hands the
pictures on says under which licence they may be handed on, so they are not part of this package:
they are downloaded on request, or read from files that the user has.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from latentlib.data.datasets import ImageDataset
from latentlib.data.fetch import cache_folder, fetch
from latentlib.data.idx import Original, read_original

__all__ = ["ORIGINALS", "load_mnist"]

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"

ORIGINALS = {
    "train": (
        Original(
            "train-images-idx3-ubyte.gz",
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        Original(
            "train-labels-idx1-ubyte.gz",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
    ),
    "test": (
        Original(
            "t10k-images-idx3-ubyte.gz",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        Original(
            "t10k-labels-idx1-ubyte.gz",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
}


def load_mnist(split: str = "train") -> ImageDataset:
    """Load MNIST, which does not come with the package.

    The four files are looked for in the folder ``mnist`` of :func:`latentlib.data.cache_folder`,
    compressed by gzip or not; what is not there is downloaded once (12 MB for both splits).

    Parameters
    ----------
    split : {"train", "test"}
        Which images: 60,000 or 10,000, in their original order.

    Returns
    -------
    ImageDataset
        Images of shape (N, 1, 28, 28), white on black; labels are digits. The same object at
        every call.

    Raises
    ------
    ValueError
        If `split` is neither "train" nor "test".
    DataError
        If a file is damaged, or is neither there nor can be downloaded.
    """
    if split not in ORIGINALS:
        raise ValueError(f"split={split!r}: expected one of {tuple(ORIGINALS)}")
    return _load(split)


@cache
def _load(split: str) -> ImageDataset:
    images, labels = (read_original(_find(original), original) for original in ORIGINALS[split])
    return ImageDataset(
        "mnist", images[:, None], labels.astype(np.int64), tuple(map(str, range(10)))
    )


def _find(original: Original) -> Path:
    """Say where a file is; download it where it is not."""
    folder = cache_folder() / "mnist"
    for path in (folder / original.name, folder / original.name.removesuffix(".gz")):
        if path.exists():
            return path
    return fetch(
        URL + original.name,
        original.compressed_sha256,
        folder="mnist",
        instead=f"copy {original.name}, or the same unpacked, into {folder}",
    )
