"""Drawn shapes: every factor is known, and so is the number of dimensions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data.arrays import RandomState, check_count, generator
from latentlib.data.datasets import ImageDataset
from latentlib.data.outlines import OUTLINES

__all__ = [
    "SHAPE_FACTORS",
    "SHAPE_NAMES",
    "ShapeFactor",
    "draw_shapes",
    "hue_to_rgb",
    "make_shapes",
]

SHAPE_NAMES = tuple(OUTLINES)
"""The shapes: square, ellipse, triangle, heart."""


class ShapeFactor(NamedTuple):
    """What one factor of a drawn shape can be.

    Parameters
    ----------
    low, high : float
        Its range; `high` is left out. For the shape, positions in ``SHAPE_NAMES``.
    fixed : float
        Its value where it does not vary.
    unit : str
        What it is measured in.
    """

    low: float
    high: float
    fixed: float
    unit: str


SHAPE_FACTORS: Mapping[str, ShapeFactor] = MappingProxyType(
    {
        "shape": ShapeFactor(0, len(OUTLINES), 0, "position in SHAPE_NAMES"),
        "hue": ShapeFactor(0.0, 5 / 6, 0.0, "turns of the colour wheel, red to magenta"),
        "size": ShapeFactor(0.2, 0.36, 0.28, "square root of the area, in image widths"),
        "angle": ShapeFactor(0.0, math.pi / 2, 0.0, "radians, anticlockwise"),
        "x": ShapeFactor(0.33, 0.67, 0.5, "centre of mass, in image widths from the left"),
        "y": ShapeFactor(0.33, 0.67, 0.5, "centre of mass, in image widths from the top"),
    }
)
"""The factors of a drawn shape, by name. No range closes on itself, so that equal images have
equal factors."""

_SATURATION = 0.75
_COLOURS = ("red", "yellow", "green", "cyan", "blue", "magenta")
_SIZES = ("small", "medium", "large")
_PLACES = (
    ("at the top left", "at the top", "at the top right"),
    ("on the left", "in the centre", "on the right"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)
_BLOCK = 256  # images drawn at a time: they stay in the processor's cache


def make_shapes(
    n: int,
    *,
    random_state: RandomState,
    factors: Iterable[str] | None = None,
    fixed: Mapping[str, float | str] | None = None,
    channels: int = 3,
    image_size: int = 32,
    softness: float = 1.0,
) -> ImageDataset:
    """Draw random shapes, one an image, and return what they were drawn from.

    The factors that vary are independent and uniform over their ranges (``SHAPE_FACTORS``). Their
    number is the intrinsic dimension of the images, not counting the shape, which is a choice
    and not a quantity.

    Parameters
    ----------
    n : int
        How many images, at least 1.
    random_state : int or numpy.random.Generator
        Where the randomness comes from. A factor takes the same values whichever others vary.
    factors : iterable of str, optional
        Which factors vary; all that can be seen by default (grey images show no hue).
    fixed : mapping of str to float or str, optional
        Values for factors that do not vary, in place of those in ``SHAPE_FACTORS``; the shape
        may be named.
    channels : {3, 1}
        RGB, or grey: white on black.
    image_size : int, default 32
        Height and width in pixels.
    softness : float, default 1.0
        Width of the shapes' edges, in pixels. 1 is what exact coverage of pixels gives; softer
        edges make images change more evenly with their factors.

    Returns
    -------
    ImageDataset
        Images of shape (n, channels, image_size, image_size); labels are shapes; all six factors
        are in ``factors``, the fixed ones too; a caption for each image.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range, or a factor is unknown, both varied and fixed, or
        cannot be seen.

    Examples
    --------
    >>> shapes = make_shapes(500, random_state=0, factors=("x", "y"), fixed={"shape": "heart"})
    >>> shapes
    ImageDataset('shapes': 500 images of 3x32x32, 4 labels)
    >>> print(shapes.captions[0])
    a medium red heart in the centre
    """
    n, rng = check_count("n", n), generator(random_state)
    varying = _check_varying(factors, channels)
    values = _fixed_values(fixed or {}, varying)
    drawn = {name: _uniform(rng, name, n) for name in SHAPE_FACTORS}
    known = {
        name: drawn[name] if name in varying else np.full(n, values[name], drawn[name].dtype)
        for name in SHAPE_FACTORS
    }
    images = draw_shapes(known, channels=channels, image_size=image_size, softness=softness)
    return ImageDataset(
        "shapes",
        images,
        known["shape"],
        SHAPE_NAMES,
        known,
        {"shape": SHAPE_NAMES},
        _captions(known, coloured=channels == 3),
    )


def draw_shapes(
    factors: Mapping[str, ArrayLike],
    *,
    channels: int = 3,
    image_size: int = 32,
    softness: float = 1.0,
) -> np.ndarray:
    """Draw shapes with given factors: for traversals, and for images outside the usual ranges.

    Parameters
    ----------
    factors : mapping of str to array_like, each a number or of shape (n,)
        Values by name, see ``SHAPE_FACTORS``; what is not given takes its fixed value.
    channels, image_size, softness
        As for :func:`make_shapes`.

    Returns
    -------
    ndarray of uint8, shape (n, channels, image_size, image_size)

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range or a factor is unknown.
    """
    _check_names("factors", factors)
    image_size = check_count("image_size", image_size, least=4)
    if channels not in (1, 3):
        raise ValueError(f"channels={channels!r}: expected 3 (RGB) or 1 (grey)")
    if not (math.isfinite(softness) and softness > 0):
        raise ValueError(f"softness={softness!r}: expected a positive number of pixels")
    given = [factors.get(name, SHAPE_FACTORS[name].fixed) for name in SHAPE_FACTORS]
    columns = [np.atleast_1d(column) for column in np.broadcast_arrays(*given)]
    values = dict(zip(SHAPE_FACTORS, columns, strict=True))
    _check_values(values)
    images = np.empty((len(columns[0]), channels, image_size, image_size), np.uint8)
    for start in range(0, len(images), _BLOCK):
        block = {name: column[start : start + _BLOCK] for name, column in values.items()}
        _draw_block(block, softness, images[start : start + _BLOCK])
    return images


def _draw_block(values: Mapping[str, np.ndarray], softness: float, images: np.ndarray) -> None:
    """Fill `images`, shape (n, channels, S, S), where n is small enough for the cache."""
    edge = np.float32(softness / images.shape[-1])
    for number, outline in enumerate(OUTLINES.values()):
        rows = np.flatnonzero(values["shape"] == number)
        chosen = {name: column[rows].astype(np.float32) for name, column in values.items()}
        if not len(rows):
            continue
        u, v = _shape_coordinates(chosen, images.shape[-1])
        distance = outline(u, v) * chosen["size"][:, None, None]
        coverage = np.clip(0.5 - distance / edge, 0, 1) * np.float32(255)
        if images.shape[1] == 1:
            images[rows, 0] = coverage + np.float32(0.5)
        else:
            colour = hue_to_rgb(chosen["hue"])[:, :, None, None]
            images[rows] = coverage[:, None] * colour + np.float32(0.5)


def _shape_coordinates(
    values: Mapping[str, np.ndarray], image_size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Centre of each pixel as the shape sees it: its own centre, size and upright direction."""
    pixels = (np.arange(image_size, dtype=np.float32) + np.float32(0.5)) / np.float32(image_size)
    across = ((pixels - values["x"][:, None]) / values["size"][:, None])[:, None, :]
    upward = ((values["y"][:, None] - pixels) / values["size"][:, None])[:, :, None]
    cosine = np.cos(values["angle"])[:, None, None]
    sine = np.sin(values["angle"])[:, None, None]
    return cosine * across + sine * upward, cosine * upward - sine * across


def hue_to_rgb(hue: np.ndarray) -> np.ndarray:
    """Turn hues into the colours that the shapes have: full value, three quarters saturated.

    Parameters
    ----------
    hue : ndarray of float, shape (n,)
        In turns of the colour wheel; 0 is red, 1/3 green, 2/3 blue.

    Returns
    -------
    ndarray of float32, shape (n, 3), values in [0, 1]
        Red, green, blue; the largest of the three is 1.
    """
    sector = (np.asarray(hue, np.float32)[:, None] * 6 + np.array([5, 3, 1], np.float32)) % 6
    missing = np.clip(np.minimum(sector, 4 - sector), 0, 1)
    return 1 - np.float32(_SATURATION) * missing


def _uniform(rng: np.random.Generator, name: str, n: int) -> np.ndarray:
    low, high, *_ = SHAPE_FACTORS[name]
    return rng.integers(low, high, size=n) if name == "shape" else rng.uniform(low, high, size=n)


def _captions(values: Mapping[str, np.ndarray], *, coloured: bool) -> np.ndarray:
    """Say what is in each image; the angle goes unsaid."""

    def third(name: str) -> list[int]:
        low, high, *_ = SHAPE_FACTORS[name]
        return np.clip((values[name] - low) / (high - low) * 3, 0, 2).astype(int).tolist()

    colours = np.rint(values["hue"] * 6).astype(int).tolist()
    rows = zip(
        third("size"), colours, values["shape"].tolist(), third("y"), third("x"), strict=True
    )
    return np.array(
        [
            f"a {_SIZES[size]} {_COLOURS[colour % 6] if coloured else 'white'} "
            f"{SHAPE_NAMES[shape]} {_PLACES[row][column]}"
            for size, colour, shape, row, column in rows
        ]
    )


def _check_names(argument: str, names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(SHAPE_FACTORS))
    if unknown:
        raise ValueError(f"{argument}: {unknown} are no factors, expected {tuple(SHAPE_FACTORS)}")


def _check_varying(factors: Iterable[str] | None, channels: int) -> frozenset[str]:
    if factors is None:
        return frozenset(SHAPE_FACTORS) - ({"hue"} if channels == 1 else set())
    if isinstance(factors, str):
        raise TypeError(f"factors={factors!r}: expected several names, such as ({factors!r},)")
    varying = frozenset(factors)
    _check_names("factors", varying)
    if channels == 1 and "hue" in varying:
        raise ValueError("factors: grey images show no hue, leave it out or set channels=3")
    return varying


def _fixed_values(fixed: Mapping[str, float | str], varying: frozenset[str]) -> dict[str, float]:
    _check_names("fixed", fixed)
    both = sorted(varying & set(fixed))
    if both:
        raise ValueError(f"fixed: {both} vary; leave them out here, or out of factors")
    values = {name: factor.fixed for name, factor in SHAPE_FACTORS.items()} | dict(fixed)
    if isinstance(values["shape"], str):
        if values["shape"] not in SHAPE_NAMES:
            raise ValueError(f"fixed: shape={values['shape']!r}, expected one of {SHAPE_NAMES}")
        values["shape"] = SHAPE_NAMES.index(values["shape"])
    return values


def _check_values(values: Mapping[str, np.ndarray]) -> None:
    for name, column in values.items():
        if column.ndim != 1 or not np.all(np.isfinite(column)):
            raise ValueError(f"factors: {name} must be finite numbers, one or a row of them")
    if not np.all(values["size"] > 0):
        raise ValueError(f"factors: size must be positive, the least is {values['size'].min()}")
    if not np.all(np.isin(values["shape"], range(len(SHAPE_NAMES)))):
        raise ValueError(f"factors: shape must be a position in {SHAPE_NAMES}")
