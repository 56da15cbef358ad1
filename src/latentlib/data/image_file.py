"""One image file of any kind, as a small square of bytes."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["SUFFIXES", "read_pixels"]

SUFFIXES = (
    ".bmp",
    ".gif",
    ".jpeg",
    ".jpg",
    ".pgm",
    ".png",
    ".ppm",
    ".tif",
    ".tiff",
    ".webp",
)
"""How the name of an image ends, in small letters."""

_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
# Pillow goes by the content. Without this, a file could have it start a PostScript interpreter.


def read_pixels(path: Path, size: int, *, grey: bool = False) -> np.ndarray:
    """Read an image: upright, cut to the square in its middle, and made as large as asked.

    Of 16 bits the highest eight are kept; pixels that are fractions or have 32 bits are refused,
    for nothing says which of them is white.

    Parameters
    ----------
    path : Path
        The file.
    size : int
        Height and width.
    grey : bool
        Whether to take the colour out.

    Returns
    -------
    ndarray of uint8, shape (3, size, size)
        Red, green and blue, alike where the image is grey.

    Raises
    ------
    Exception
        Whatever a file that is damaged, too large or no image provokes: Pillow names many.
    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=_FORMATS) as image:
            if image.mode == "F" or (image.mode == "I" and image.format == "TIFF"):
                raise ValueError(f"pixels of mode {image.mode} have no known white")
            upright = _in_colour(ImageOps.exif_transpose(image))
            if grey:
                upright = upright.convert("L").convert("RGB")
            small = ImageOps.fit(upright, (size, size), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(small).transpose(2, 0, 1))


def _in_colour(image: Any) -> Any:
    """Return an image as red, green and blue, on white where it is transparent."""
    from PIL import Image

    if image.mode.startswith("I"):  # grey of 16 bits, of which the highest eight are kept
        high = np.clip(np.asarray(image).astype(np.int64) >> 8, 0, 255)
        return Image.fromarray(high.astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    white = Image.new("RGBA", see_through.size, "white")
    return Image.alpha_composite(white, see_through).convert("RGB")
