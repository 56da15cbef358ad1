"""Draw the pictures on the data cards: some images of each set, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from bundle import ROOT
from PIL import Image

from latentlib import data

CARDS = ROOT / "book" / "data_cards"
GAP, SCALE = 2, 2  # pixels between images, pixels for each of theirs
GLYPHS = "AGQRagqst258"


def sheet(images: np.ndarray, columns: int) -> np.ndarray:
    """Lay images of shape (N, C, H, W) out in rows: uint8 of shape (height, width, C)."""
    rows = len(images) // columns
    side = images.shape[-1] + GAP
    padded = np.pad(
        images[: rows * columns],
        ((0, 0), (0, 0), (GAP // 2,) * 2, (GAP // 2,) * 2),
        constant_values=int(images[0, 0, 0, 0]),
    )
    grid = padded.reshape(rows, columns, -1, side, side).transpose(0, 3, 1, 4, 2)
    return grid.reshape(rows * side, columns * side, -1).repeat(SCALE, 0).repeat(SCALE, 1)


def fashion_mnist() -> np.ndarray:
    """Draw a column of each class."""
    clothes = data.load_fashion_mnist().subset(slice(60))
    order = np.argsort(clothes.labels, kind="stable").reshape(10, -1).T.ravel()
    return sheet(clothes.images[order], columns=10)


def glyphs() -> np.ndarray:
    """Draw a row of each of ten fonts, two of every category."""
    letters = data.load_glyphs(characters=GLYPHS)
    chosen = []
    for category in range(len(letters.levels["category"])):
        fonts = np.unique(letters.factors["font"][letters.factors["category"] == category])
        chosen += [fonts[len(fonts) // 3], fonts[len(fonts) * 2 // 3]]
    keep = np.flatnonzero(np.isin(letters.factors["font"], chosen))
    keep = keep[np.argsort(letters.factors["category"][keep], kind="stable")]
    return sheet(letters.images[keep], columns=len(GLYPHS))


def faces() -> np.ndarray:
    """Draw the first faces."""
    return sheet(data.load_faces().images[:24], columns=8)


def shapes() -> np.ndarray:
    """Draw some random shapes."""
    return sheet(data.make_shapes(50, random_state=0).images, columns=10)


SHEETS: Mapping[str, Callable[[], np.ndarray]] = {
    "fashion_mnist": fashion_mnist,
    "glyphs": glyphs,
    "faces": faces,
    "shapes": shapes,
}


def main(folder: Path = CARDS) -> None:
    """Write one PNG a data set."""
    for name, draw in SHEETS.items():
        path = folder / f"{name}.png"
        Image.fromarray(draw().squeeze()).save(path, optimize=True)
        print(f"{path.name}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
