"""Glyphs: every character in every font, split by font."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from latentlib.data import GLYPH_CHARACTERS, glyph_fonts, load_glyphs
from latentlib.data.bundled import read_arrays

N_FONTS = {"train": 315, "test": 80}


@pytest.mark.parametrize("split", N_FONTS)
def test_every_font_draws_every_character_once(split: str) -> None:
    data = load_glyphs(split)
    assert data.shape == (N_FONTS[split] * 62, 1, 32, 32)
    assert data.label_names == tuple(GLYPH_CHARACTERS)
    pairs = set(zip(data.factors["font"].tolist(), data.labels.tolist(), strict=True))
    assert len(pairs) == len(data)


def test_characters_are_the_letters_and_digits() -> None:
    assert len(GLYPH_CHARACTERS) == 62
    assert all(character.isalnum() and character.isascii() for character in GLYPH_CHARACTERS)
    assert GLYPH_CHARACTERS[0] + GLYPH_CHARACTERS[26] + GLYPH_CHARACTERS[52] == "Aa0"


def test_no_font_is_in_both_splits() -> None:
    train, test = (set(load_glyphs(split).factors["font"].tolist()) for split in N_FONTS)
    assert not train & test
    assert train | test == set(range(395))


def test_no_test_font_has_the_design_of_a_training_font() -> None:
    """Related families, such as Hind and Hind Madurai, stay together: see the maker."""
    train, test = (load_glyphs(split).flat().reshape(-1, 62, 1024) for split in N_FONTS)
    for characters in (slice(0, 26), slice(26, 52), slice(52, 62)):
        a, b = (x[:, characters].reshape(len(x), -1) for x in (train, test))
        squares = (a**2).sum(1)[:, None], (b**2).sum(1)[None]
        distance = squares[0] + squares[1] - 2 * a @ b.T
        assert (distance / np.sqrt(squares[0] * squares[1])).min() > 0.28**2


def test_a_fifth_of_each_category_is_for_testing() -> None:
    train, test = (load_glyphs(split) for split in N_FONTS)
    counts = [np.bincount(data.factors["category"]) / 62 for data in (train, test)]
    share = counts[1] / (counts[0] + counts[1])
    assert np.abs(share - 0.2).max() < 0.015
    assert train.levels["category"] == (
        "sans-serif",
        "serif",
        "display",
        "handwriting",
        "monospace",
    )


def test_index_of_fonts_is_in_the_order_of_the_factor() -> None:
    fonts = glyph_fonts()
    for split in N_FONTS:
        data = load_glyphs(split)
        assert data.levels["font"] == tuple(font.family for font in fonts)
        for number in np.unique(data.factors["font"]).tolist():
            assert fonts[number].split == split
        named = [data.levels["category"][k] for k in data.factors["category"].tolist()]
        assert named == [fonts[k].category for k in data.factors["font"].tolist()]


def test_every_font_has_an_open_licence_and_an_owner() -> None:
    fonts = glyph_fonts()
    licences = Counter(font.licence for font in fonts)
    assert licences == {"OFL-1.1": 381, "Apache-2.0": 12, "UFL-1.0": 2}
    assert all(len(font.copyright) > 10 and font.stated_in for font in fonts)
    assert len({font.family for font in fonts}) == 395
    assert all(len(font.woff2_sha256) == 64 for font in fonts)


@pytest.mark.parametrize("split", N_FONTS)
def test_no_picture_is_empty_or_cut_off(split: str) -> None:
    images = load_glyphs(split).images[:, 0]
    assert images.max(axis=(1, 2)).min() > 64
    border = np.concatenate([images[:, [0, -1]].ravel(), images[:, :, [0, -1]].ravel()])
    assert border.max() < 64


def test_pictures_show_their_characters() -> None:
    data = load_glyphs()

    def mean(character: str) -> np.ndarray:
        return data.as_float()[data.labels == GLYPH_CHARACTERS.index(character), 0].mean(0)

    assert mean("O")[12:16, 15:17].mean() < 0.5 * mean("O").max()  # hollow
    assert mean("L")[:, :16].sum() > 1.5 * mean("L")[:, 16:].sum()  # its stem is on the left
    assert mean("p")[23:].sum() > 5 * mean("x")[23:].sum()  # goes below the line
    assert mean("W").sum() > 2 * mean("i").sum()


def test_chosen_characters_come_in_the_order_asked_for() -> None:
    data, letters = load_glyphs("test"), load_glyphs("test", characters="7bA")
    assert letters.label_names == ("7", "b", "A")
    assert letters.shape == (80 * 3, 1, 32, 32)
    for label, character in enumerate("7bA"):
        chosen = data.labels == GLYPH_CHARACTERS.index(character)
        mine = letters.labels == label
        np.testing.assert_array_equal(letters.images[mine], data.images[chosen])
        np.testing.assert_array_equal(letters.factors["font"][mine], data.factors["font"][chosen])


def test_splits_are_views_of_one_array() -> None:
    assert load_glyphs() is load_glyphs("train")
    assert load_glyphs("test", characters="AB") is load_glyphs("test", characters="AB")
    train, test = (load_glyphs(split) for split in N_FONTS)
    assert train.images.base is not None
    assert train.images.base is test.images.base
    images = read_arrays("glyphs.npz", ("images",))["images"].reshape(-1, 1, 32, 32)
    np.testing.assert_array_equal(np.concatenate([train.images, test.images]), images)


def test_unknown_split_is_named() -> None:
    with pytest.raises(ValueError, match="split='valid'"):
        load_glyphs("valid")


@pytest.mark.parametrize("characters", ["", "AA", "é", "A!", "a b"])
def test_impossible_characters_are_refused(characters: str) -> None:
    with pytest.raises(ValueError, match="characters="):
        load_glyphs(characters=characters)
