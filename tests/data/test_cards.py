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
    assert stated in card("glyphs" if name.startswith("glyphs") else name.partition(".")[0])


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
    assert f"{len(data.load_translations()):,} English words" in card("english_spanish")


def test_words_of_the_texts_are_counted() -> None:
    documents = data.load_prose().documents
    counts = [len(data.tokenize(one.text)) for one in documents]
    parts = {
        "State of the Union": sum(counts[:233]),
        "Moby Dick": counts[233],
        "Jane Austen": sum(counts[234:240]),
        "Seven books": sum(counts[240:247]),
        "66 books": sum(counts[247:]),
    }
    for name, count in parts.items():
        assert re.search(rf"\* - .*{name}.*\n  - {count:,}\n", card("prose"))
    total = f"313, in {len(data.load_prose().sentences):,} sentences\n  - {sum(counts):,}\n"
    assert total in card("prose")
    years = [speech.year for speech in data.load_state_of_the_union()]
    before = sum(count for count, year in zip(counts, years, strict=False) if year < 1900)
    assert f"{parts['State of the Union']:,}, of which {before:,} before 1900" in card(
        "state_of_the_union"
    )
    verses = data.load_verses()
    assert f"{len(verses):,}, of the 66 books" in card("verses")
    for name in ("english", "king_james", "spanish"):
        n_tokens = data.Sentences(getattr(verses, name)).n_tokens
        assert re.search(rf"\* - `{name}`\n  - .*; {n_tokens:,} words\n", card("verses"))


def test_numbers_of_the_snippets_are_counted() -> None:
    snippets, text = data.load_sentiment(), card("sentiment")
    n = {source: len(snippets.of(source)) for source in data.SENTIMENT_SOURCES}
    assert (
        f"{len(snippets):,}: {n['films']:,} about films, {n['products']:,} about products, "
        f"{n['tweets']:,} tweets" in text
    )
    ratings = snippets.ratings
    assert f"from {ratings.min():.2f} to {ratings.max():.2f} on a scale" in text
    assert f"{(ratings > 0).mean():.1%}".replace("%", " % are above 0") in text
    assert f"and {(ratings == 0).sum()} are 0" in text
    assert f"{data.Sentences(snippets.texts).lengths.mean():.0f} words on average" in text


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
