"""Glyphs: letters and digits in hundreds of fonts, where content and style are both known.

Source: fonts of the Fontsource packages, each under its own open licence; see the index of fonts
beside the bundled file.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

import numpy as np

from latentlib.data.arrays import read_only
from latentlib.data.bundled import read_arrays, verified_path
from latentlib.data.datasets import ImageDataset

__all__ = ["GLYPH_CHARACTERS", "Font", "glyph_fonts", "load_glyphs"]

GLYPH_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
"""The characters that every font draws, in the order of their labels."""

FILE = "glyphs.npz"
INDEX_FILE = "glyphs_fonts.tsv"
_SPLITS = ("train", "test")


class Font(NamedTuple):
    """One font of the glyphs: where it comes from, and whose it is."""

    family: str
    version: str
    category: str
    split: str
    licence: str
    stated_in: str
    woff2_sha256: str
    copyright: str


def load_glyphs(split: str = "train", *, characters: str | None = None) -> ImageDataset:
    """Load pictures of letters and digits, 32 pixels square, white on black.

    Parameters
    ----------
    split : {"train", "test"}
        The test split's fonts, a fifth of each category, are in the train split with no character.
    characters : str, optional
        Only these characters, with labels in this order, for instance ``"ABC"``; by default all
        of ``GLYPH_CHARACTERS``.

    Returns
    -------
    ImageDataset
        Images of shape (N, 1, 32, 32), font by font; labels are characters. Factors: ``font``,
        whose level names are those of all fonts in both splits, and ``category`` (sans-serif,
        serif, display, handwriting, monospace). The same object at every call with the same
        arguments.

    Raises
    ------
    ValueError
        If `split` is unknown, or `characters` is empty, repeats a character, or holds one that is
        not in ``GLYPH_CHARACTERS``.
    DataError
        If the bundled file is missing or damaged.
    """
    if split not in _SPLITS:
        raise ValueError(f"split={split!r}: expected one of {_SPLITS}")
    return _load(split, _check_characters(characters))


def glyph_fonts() -> tuple[Font, ...]:
    """Read the index of fonts: family, version, category, split, licence and copyright.

    Returns
    -------
    tuple of Font
        In the order of the factor ``font``.

    Raises
    ------
    DataError
        If the index is missing or damaged.
    """
    with verified_path(INDEX_FILE).open(encoding="utf8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return tuple(Font(*row) for row in rows)


def _check_characters(characters: str | None) -> str:
    if characters is None:
        return GLYPH_CHARACTERS
    unknown = sorted(set(characters) - set(GLYPH_CHARACTERS))
    if unknown or not characters or len(set(characters)) != len(characters):
        raise ValueError(
            f"characters={characters!r}: expected some of {GLYPH_CHARACTERS}, each at most once"
        )
    return characters


@cache
def _arrays() -> dict[str, np.ndarray]:
    return read_arrays(FILE, ("images", "n_train", "fonts", "category", "category_names"))


@cache
def _load(split: str, characters: str) -> ImageDataset:
    arrays = _arrays()
    n_train = int(arrays["n_train"])
    rows = slice(None, n_train) if split == "train" else slice(n_train, None)
    images = arrays["images"][rows]
    if characters != GLYPH_CHARACTERS:
        columns = [GLYPH_CHARACTERS.index(character) for character in characters]
        images = images.take(columns, axis=1)
    fonts = np.arange(len(arrays["fonts"]))[rows]
    n_fonts, n_characters, *size = images.shape
    return ImageDataset(
        "glyphs",
        read_only(images).reshape(n_fonts * n_characters, 1, *size),
        np.tile(np.arange(n_characters), n_fonts),
        tuple(characters),
        {
            "font": np.repeat(fonts, n_characters),
            "category": np.repeat(arrays["category"][rows].astype(np.int64), n_characters),
        },
        {
            "font": tuple(arrays["fonts"].tolist()),
            "category": tuple(arrays["category_names"].tolist()),
        },
    )
