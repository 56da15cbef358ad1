"""Characters in fonts, and the network that reads the style of one and writes others in it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from latentlib.data import ImageDataset
from latentlib.models import ConditionalVAE

__all__ = ["Alphabet", "Writer", "choose_fonts", "writer_of"]

_MANY = 24  # fonts that a page has room for
_BATCH = 256


class Alphabet(NamedTuple):
    """The characters of some fonts.

    Attributes
    ----------
    fonts, characters : tuple of str
        Their names.
    glyphs : ndarray of uint8, shape (n_fonts, n_characters, H, W)
        Their images.
    """

    fonts: tuple[str, ...]
    characters: tuple[str, ...]
    glyphs: np.ndarray


class Writer(NamedTuple):
    """A conditional autoencoder of characters, the figure's own copy."""

    model: ConditionalVAE

    @property
    def decoder(self) -> nn.Module:
        """What runs in the page: from codes with one-hot characters behind them to images."""
        return self.model.decoder

    def encode(self, glyphs: np.ndarray) -> np.ndarray:
        """Return the style of each glyph, float32, shape (n_fonts, n_characters, D)."""
        n_fonts, n_characters, *size = glyphs.shape
        images = torch.from_numpy(glyphs.reshape(-1, 1, *size).astype(np.float32) / 255)
        labels = torch.arange(n_characters).repeat(n_fonts)
        with torch.inference_mode():
            parts = zip(images.split(_BATCH), labels.split(_BATCH), strict=True)
            codes = torch.cat([self.model.encode(x, y) for x, y in parts])
        if not codes.isfinite().all():
            raise ValueError("model gives codes that are not finite: training failed")
        return codes.reshape(n_fonts, n_characters, -1).numpy()

    def told(self, styles: np.ndarray) -> Tensor:
        """Return what the decoder is given for each style of each character of each font."""
        n_fonts, n_characters, n_numbers = styles.shape
        labels = torch.arange(n_characters).repeat(n_fonts)
        told = self.model.told(torch.from_numpy(styles).reshape(-1, n_numbers), labels)
        return told.reshape(n_fonts, n_characters, -1)

    def decode(self, codes: Tensor, labels: Tensor) -> Tensor:
        """Return images, shape (N, 1, H, W), of styles, shape (N, D), of characters."""
        with torch.inference_mode():
            return self.model.decode(codes, labels)


def writer_of(model: object, dataset: ImageDataset) -> Writer:
    """Return a copy of a model for a page, or say why it does not fit the data set.

    Raises
    ------
    TypeError
        If it is no `ConditionalVAE`.
    ValueError
        If images or classes are others than the model's, or the images are not grey.
    """
    if not isinstance(model, ConditionalVAE):
        raise TypeError(f"model is a {type(model).__name__}, expected a ConditionalVAE")
    shape, expected = tuple(dataset.shape[1:]), tuple(model.config.vae.image_shape)
    if shape != expected or shape[0] != 1:
        raise ValueError(
            f"dataset has images of shape {shape}, expected grey ones of {expected}, as the model"
        )
    if len(dataset.label_names) != model.config.n_classes:
        raise ValueError(
            f"dataset has {len(dataset.label_names)} characters, expected "
            f"{model.config.n_classes}, as many as the model has classes"
        )
    return Writer(copy.deepcopy(model).cpu().eval())


def choose_fonts(dataset: ImageDataset, fonts: int | Sequence[str], random_state: int) -> Alphabet:
    """Take some fonts out of a data set.

    Parameters
    ----------
    dataset : ImageDataset
        With a factor ``font``, and perhaps ``category``.
    fonts : int or sequence of str
        How many, drawn at random with the categories taking turns, or which.
    random_state : int
        Which ones.

    Raises
    ------
    ValueError
        If there is no such factor, a font is not there or lacks a character, or there are none or
        too many of them.
    """
    if "font" not in dataset.factors or any(len(name) != 1 for name in dataset.label_names):
        raise ValueError(
            f"dataset {dataset.name!r} is not of single characters with a factor 'font', as was "
            "expected"
        )
    levels = dataset.levels["font"]
    there = {levels[font]: row for row, font in enumerate(dataset.factors["font"])}
    names = _in_turn(dataset, there, fonts, random_state) if isinstance(fonts, int) else [*fonts]
    unknown = [name for name in names if name not in there]
    if unknown or len(set(names)) != len(names):
        raise ValueError(f"fonts has {(unknown or names)[0]!r}, expected fonts of the data, once")
    if not 1 <= len(names) <= _MANY:
        raise ValueError(f"fonts are {len(names)}, expected a number from 1 to {_MANY}")
    glyphs = [_glyphs_of(dataset, levels.index(name), name) for name in names]
    return Alphabet(tuple(names), tuple(dataset.label_names), np.stack(glyphs))


def _in_turn(
    dataset: ImageDataset, there: dict[str, int], n_fonts: int, random_state: int
) -> list[str]:
    """Return names in a random order in which the categories take turns.

    `there` has a row of the data set for each name.
    """
    if not 1 <= n_fonts <= _MANY:
        raise ValueError(f"fonts is {n_fonts}, expected a number from 1 to {_MANY}")
    names = np.random.default_rng(random_state).permutation(list(there))
    category = dataset.factors.get("category", np.zeros(len(dataset)))
    turns, seen = [], dict[float, int]()
    for name in names:
        kind = category[there[name]]
        turns.append(seen.get(kind, 0))
        seen[kind] = turns[-1] + 1
    return [str(name) for name in names[np.argsort(turns, kind="stable")][:n_fonts]]


def _glyphs_of(dataset: ImageDataset, font: int, name: str) -> np.ndarray:
    """Return the glyphs of a font in the order of the labels, shape (n_characters, H, W)."""
    rows = np.flatnonzero(dataset.factors["font"] == font)
    order = rows[np.argsort(dataset.labels[rows], kind="stable")]
    if not np.array_equal(dataset.labels[order], np.arange(len(dataset.label_names))):
        raise ValueError(f"font {name!r} does not have each character once, as was expected")
    return dataset.images[order, 0]
