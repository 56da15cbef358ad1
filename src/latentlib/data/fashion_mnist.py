"""Fashion-MNIST: small grey pictures of clothes in ten classes.

Source: Han Xiao, Kashif Rasul and Roland Vollgraf, "Fashion-MNIST: a novel image dataset for
benchmarking machine learning algorithms", 2017, arXiv:1708.07747. Copyright Zalando SE, MIT.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from latentlib.data.bundled import read_arrays
from latentlib.data.datasets import ImageDataset
from latentlib.data.fetch import cache_folder, fetch
from latentlib.data.idx import Original, read_original

__all__ = ["FASHION_MNIST_CLASSES", "ORIGINALS", "load_fashion_mnist"]

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
