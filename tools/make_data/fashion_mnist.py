"""Make the bundled part of Fashion-MNIST from Debian's package.

Of each class, the first 1,600 training and the first 400 test images are taken. They are ordered by
their place within their class, then by their place in the original, so that every ten in a row hold
each class once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bundle import arguments, write_npz
from packages import debian_package

from latentlib.data import fashion_mnist

PACKAGE, VERSION = "dataset-fashion-mnist", "0.0~git20200523.55506a9-1"
PER_CLASS = {"train": 1600, "test": 400}


def balanced(labels: np.ndarray, per_class: int) -> np.ndarray:
    """Choose `per_class` images of each class: their indices, in the order described above."""
    place = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        place[members] = np.arange(len(members))
    order = np.lexsort((np.arange(len(labels)), place))
    return order[place[order] < per_class]


def source_folder(cache: Path) -> Path:
    """Find the original files: installed, or unpacked in the cache."""
    installed = fashion_mnist.DEBIAN_FOLDER
    if installed.exists():
        return installed
    return debian_package(cache, PACKAGE, VERSION) / installed.relative_to("/")


def main() -> None:
    """Write ``fashion_mnist.npz``."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="folder of the four original .gz files")
    options = parser.parse_args()
    source = options.source or source_folder(options.cache)
    arrays = {}
    for split, originals in fashion_mnist.ORIGINALS.items():
        images, labels = (
            fashion_mnist.read_original(source / original.name, original) for original in originals
        )
        chosen = balanced(labels, PER_CLASS[split])
        arrays |= {f"{split}_images": images[chosen], f"{split}_labels": labels[chosen]}
    write_npz(options.out / fashion_mnist.FILE, arrays)


if __name__ == "__main__":
    main()
