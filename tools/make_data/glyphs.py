"""Make the bundled glyphs from the fonts of the npm packages @fontsource/<family>.

``fonts.tsv`` lists the families and their exact versions. Each font's Latin letters and digits are
drawn large and averaged down to 32 x 32 pixels, all at one size and on one baseline within a font.
Needs fonttools with brotli, and Pillow.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from bundle import arguments, write_npz, write_text
from fontTools.ttLib import TTFont
from packages import npm_packages
from PIL import Image, ImageDraw, ImageFont
from scipy.sparse.csgraph import connected_components
from tqdm import tqdm

from latentlib.data import glyphs
from latentlib.data.glyphs import GLYPH_CHARACTERS, Font

FONTS = Path(__file__).with_name("fonts.tsv")
CATEGORIES = ("sans-serif", "serif", "display", "handwriting", "monospace")
SIZE, OVERSAMPLING, MARGIN = 32, 8, 1  # pixels, times, pixels
CAPITAL_HEIGHT, BASELINE = 20, 22  # pixels, where the font has room for them
MEASURED_AT = 256  # font size at which glyphs are measured
RELATED = 0.28
TEST_SHARE = 0.2

OPEN_FONT_LICENCE = "scripts.sil.org/OFL"
STATED_ELSEWHERE = {"astloch": ("OFL-1.1", "github.com/google/fonts, ofl/astloch/OFL.txt")}


def draw_font(path: Path) -> np.ndarray:
    """Draw a font's characters: uint8 of shape (62, 32, 32), white on black."""
    file = io.BytesIO()
    font = TTFont(path)
    font.flavor = None  # FreeType may be built without WOFF2
    font.save(file)
    size, baseline = _fit(_face(file, MEASURED_AT))
    face = _face(file, size * OVERSAMPLING)
    return np.stack([_draw(face, character, baseline) for character in GLYPH_CHARACTERS])


def _face(file: io.BytesIO, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(file.getvalue()), size, layout_engine=ImageFont.Layout.BASIC
    )


def _fit(face: ImageFont.FreeTypeFont) -> tuple[float, float]:
    """Find the largest font size at which all characters fit, and the baseline's row, in pixels."""
    boxes = np.array([face.getbbox(c, anchor="ls") for c in GLYPH_CHARACTERS], float)
    left, top, right, bottom = boxes.T
    up, down, width = -top.min(), bottom.max(), (right - left).max()
    capital = np.median([-top[GLYPH_CHARACTERS.index(c)] for c in "HEIT"])
    room = SIZE - 2 * MARGIN
    scale = min(CAPITAL_HEIGHT / capital, room / width, room / (up + down))
    baseline = min(max(BASELINE, MARGIN + up * scale), SIZE - MARGIN - down * scale)
    return MEASURED_AT * scale, baseline


def _draw(face: ImageFont.FreeTypeFont, character: str, baseline: float) -> np.ndarray:
    left, _, right, _ = face.getbbox(character, anchor="ls")
    side = SIZE * OVERSAMPLING
    origin = (side // 2 - (left + right) // 2, round(baseline * OVERSAMPLING))
    image = Image.new("L", (side, side))
    ImageDraw.Draw(image).text(origin, character, font=face, fill=255, anchor="ls")
    return np.asarray(image.reduce(OVERSAMPLING))


def describe(package: Path, version: str) -> Font:
    """Read a font's licence, copyright and category from its package and from the font itself."""
    metadata = json.loads((package / "metadata.json").read_text(encoding="utf8"))
    path = font_file(package)
    names = TTFont(path)["name"]
    licence = metadata["license"]
    if isinstance(licence, dict):
        licence, stated_in = licence["type"], "package"
    elif OPEN_FONT_LICENCE in (names.getDebugName(14) or ""):
        licence, stated_in = "OFL-1.1", "the font's name table"
    else:
        licence, stated_in = STATED_ELSEWHERE[package.name]
    owner = names.getDebugName(0) or metadata["license"]["attribution"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Font(
        package.name,
        version,
        metadata["category"],
        "train",
        licence,
        stated_in,
        digest,
        " ".join(owner.split()),
    )


def font_file(package: Path) -> Path:
    """Return the regular Latin cut of a family."""
    return package / "files" / f"{package.name}-latin-400-normal.woff2"


def related_fonts(images: np.ndarray) -> np.ndarray:
    """Give each font the number of its group of relatives: int of shape (n,).

    Two fonts are related if their capitals, their small letters or their digits are alike: if the
    distance between those images is below ``RELATED`` of the images' own length.
    """
    alike = np.zeros((len(images), len(images)), bool)
    for characters in (slice(0, 26), slice(26, 52), slice(52, 62)):
        flat = images[:, characters].reshape(len(images), -1).astype(np.float64) / 255
        products = flat @ flat.T
        squares = np.diag(products)
        distance = squares[:, None] + squares[None] - 2 * products
        alike |= distance < RELATED**2 * np.sqrt(squares[:, None] * squares[None])
    return connected_components(alike, directed=False)[1]


def choose_test_fonts(fonts: Sequence[Font], groups: np.ndarray) -> np.ndarray:
    """Choose a fifth of each category for the test split, related fonts together: bool, (n,).

    Groups are taken in the order of the hash of their first family's name, so that the choice
    depends on nothing else.
    """
    test = np.zeros(len(fonts), bool)
    members = {group: np.flatnonzero(groups == group) for group in np.unique(groups)}
    order = sorted(
        members.values(), key=lambda m: hashlib.sha256(fonts[m[0]].family.encode()).digest()
    )
    for category in CATEGORIES:
        left = round(TEST_SHARE * sum(font.category == category for font in fonts))
        for group in order:
            if fonts[group[0]].category == category and len(group) <= left:
                test[group] = True
                left -= len(group)
    return test


def main() -> None:
    """Write ``glyphs.npz`` and ``glyphs_fonts.tsv``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    with FONTS.open(encoding="utf8", newline="") as stream:
        versions = {row["family"]: row["version"] for row in csv.DictReader(stream, delimiter="\t")}
    packages = {f"@fontsource/{family}": version for family, version in versions.items()}
    modules = npm_packages(options.cache / "glyphs", packages)
    folders = [modules / name for name in packages]
    with ProcessPoolExecutor() as pool:
        drawn = pool.map(draw_font, map(font_file, folders))
        images = np.stack(list(tqdm(drawn, total=len(folders), desc="fonts drawn")))
    fonts = [describe(folder, versions[folder.name]) for folder in folders]
    test = choose_test_fonts(fonts, related_fonts(images))
    order = np.argsort(test, kind="stable")
    fonts = [fonts[k]._replace(split="test" if test[k] else "train") for k in order]
    arrays = {
        "images": images[order],
        "n_train": np.array((~test).sum()),
        "fonts": np.array([font.family for font in fonts]),
        "category": np.array([CATEGORIES.index(font.category) for font in fonts], np.uint8),
        "category_names": np.array(CATEGORIES),
    }
    write_npz(options.out / glyphs.FILE, arrays)
    lines = ["\t".join(row) + "\n" for row in (Font._fields, *fonts)]
    write_text(options.out / glyphs.INDEX_FILE, "".join(lines))


if __name__ == "__main__":
    main()
