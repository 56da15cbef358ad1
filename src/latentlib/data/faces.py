"""Drawn faces, in which every feature was chosen and is known.

Source: the "Lorelei" avatars designed by Lisa Wischofsky (CC0 1.0), drawn with DiceBear.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from latentlib.data.bundled import read_arrays
from latentlib.data.datasets import ImageDataset

__all__ = ["FACE_FACTORS", "load_faces"]

FACE_FACTORS = ("mood", "mouth", "eyes", "eyebrows", "nose", "head", "hair", "beard", "glasses")
"""What was chosen for each face. The mood, sad or happy, is that of the mouth."""

FILE = "faces.npz"


def load_faces() -> ImageDataset:
    """Load drawn faces, 48 pixels square, black on white.

    No face is anybody's. Mood, then mouth of that mood, and all other factors were drawn
    independently, and each factor's values are used about equally often, except that most faces
    have neither beard nor glasses.

    Returns
    -------
    ImageDataset
        Images of shape (N, 1, 48, 48), in random order; labels are moods; every factor of
        ``FACE_FACTORS`` with the names of its levels. The same object at every call.

    Raises
    ------
    DataError
        If the bundled file is missing or damaged.
    """
    return _load()


@cache
def _load() -> ImageDataset:
    names = [f"{factor}_names" for factor in FACE_FACTORS]
    arrays = read_arrays(FILE, ("images", "order", *FACE_FACTORS, *names))
    order = arrays["order"]  # the file keeps alike faces together, which packs better
    factors = {factor: arrays[factor].astype(np.int64)[order] for factor in FACE_FACTORS}
    levels = {factor: tuple(arrays[f"{factor}_names"].tolist()) for factor in FACE_FACTORS}
    return ImageDataset(
        "faces", arrays["images"][order][:, None], factors["mood"], levels["mood"], factors, levels
    )
