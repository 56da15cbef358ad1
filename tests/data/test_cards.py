"""The data cards say what is true: checksums, sizes, counts, code and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latentlib import data
from latentlib.data import bundled

CARDS = Path(__file__).resolve().parents[2] / "book" / "data_cards"
PAGES = sorted(CARDS.glob("*.md"))
FILES = bundled.recorded_checksums()


def card(name: str) -> str:
    return (CARDS / f"{name}.md").read_text(encoding="utf8")


@pytest.mark.parametrize("name", FILES)
def test_card_records_name_size_and_checksum(name: str) -> None:
    size = (bundled.FILES / name).stat().st_size
    stated = (
        f"* - Name\n  - `{name}`\n* - Size\n  - {size:,} bytes\n* - SHA-256\n  - `{FILES[name]}`"
    )
    assert stated in card("glyphs" if name.startswith("glyphs") else name.removesuffix(".npz"))


def test_index_leads_to_every_card() -> None:
    linked = set(re.findall(r"\]\((\w+)\.md\)", card("index")))
    assert linked == {page.stem for page in PAGES} - {"index"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_on_a_card_runs(page: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL):
        exec(compile(block, page.name, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pictures_are_there_and_described(page: Path) -> None:
    text = page.read_text(encoding="utf8")
    figures = re.findall(r"```\{figure\} (\S+)\n:alt: (.+)\n", text)
    assert len(figures) == text.count("{figure}")
    for name, description in figures:
        assert (CARDS / name).exists()
        assert len(description.split()) > 15


@pytest.mark.parametrize("name", ["fashion_mnist", "glyphs", "faces", "shapes"])
def test_picture_shows_the_data(maker, name: str) -> None:
    with Image.open(CARDS / f"{name}.png") as picture:
        shown = np.asarray(picture)
    np.testing.assert_array_equal(shown, maker("contact_sheets").SHEETS[name]().squeeze())


def test_counts_on_the_cards_are_counted() -> None:
    train, test = data.load_glyphs("train"), data.load_glyphs("test")
    fonts = data.glyph_fonts()
    for number, noun in (
        (sum(font.split == "train" for font in fonts), "fonts"),
        (sum(font.split == "test" for font in fonts), "other fonts"),
        (sum(font.licence == "OFL-1.1" for font in fonts), "fonts are under the SIL"),
        (len(train), "images"),
        (len(test), "images"),
    ):
        assert f"{number:,} {noun}" in card("glyphs")
    for category in train.levels["category"]:
        n = sum(font.category == category for font in fonts)
        assert re.search(rf"{category} \({n}\b", card("glyphs"))
    assert f"{len(data.load_faces()):,}, 48 by 48" in card("faces")
    assert f"{len(data.load_word_vectors()):,}, lower case" in card("word_vectors")


def test_factors_of_shapes_are_in_the_table() -> None:
    text = card("shapes")
    for name, factor in data.SHAPE_FACTORS.items():
        assert f"`{name}`" in text
        if name in ("size", "x"):
            assert f"{factor.low:g} to {factor.high:g}" in text


def test_nearest_picture_has_the_right_class_as_often_as_the_card_says() -> None:
    train, test = (data.load_fashion_mnist(split) for split in ("train", "test"))
    squares = (train.flat() ** 2).sum(axis=1)
    nearest = [(squares - 2 * rows @ train.flat().T).argmin(1) for rows in np.split(test.flat(), 8)]
    right = train.labels[np.concatenate(nearest)] == test.labels
    shirts = right[test.labels == data.FASHION_MNIST_CLASSES.index("Shirt")]
    assert f"{right.mean():.0%}".replace("%", " %") in card("fashion_mnist")
    assert f"only {shirts.mean():.0%}".replace("%", " %") in card("fashion_mnist")
