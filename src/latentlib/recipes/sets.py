"""The images that a model is trained on, and those that it is measured with."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np

from latentlib.data import ImageDataset

__all__ = ["LICENCES", "Sets"]

LICENCES = {
    "fashion_mnist": "MIT, Zalando SE",
    "shapes": "none needed, drawn by latentlib",
    "glyphs": "OFL-1.1, MIT, Apache-2.0 or UFL-1.0, by font, as glyphs_fonts.tsv states",
    "mnist": "not stated by those who made it; not shipped",
    "folder": "known to whoever has the folder",
}


class Sets(NamedTuple):
    """The images that a number is measured with.

    Attributes
    ----------
    data : ImageDataset
        What the model was trained on.
    held_out : ImageDataset
        What it has not seen.
    """

    data: ImageDataset
    held_out: ImageDataset

    def about(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what a card says of each of the two.

        The checksum is of the images themselves, whatever file they came from.
        """
        return _about(self.data, "training split"), _about(self.held_out, "test split")


def _about(images: ImageDataset, part: str) -> dict[str, Any]:
    return {
        "name": f"{images.name}, {part}",
        "n_images": len(images),
        "sha256_of_pixels": hashlib.sha256(np.ascontiguousarray(images.images)).hexdigest(),
        "licence": LICENCES[images.name],
    }
