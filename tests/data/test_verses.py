"""The verses: known ones word by word, no markup left, and each beside its translation."""

from __future__ import annotations

import re

import numpy as np
import pytest

from latentlib.data import Verses, load_verses
from latentlib.data.verses import COLUMNS

KNOWN = {
    "Genesis 1:1": (
        "In the beginning, God created the heavens and the earth.",
        "In the beginning God created the heaven and the earth.",
        "EN el principio crió Dios los cielos y la tierra.",
    ),
    "John 11:35": ("Jesus wept.", "Jesus wept.", "Y lloró Jesús."),
    "Psalms 23:1": (
        "A Psalm by David. Yahweh is my shepherd; I shall lack nothing.",
        "A Psalm of David. The LORD is my shepherd; I shall not want.",
        "Salmo de David. JEHOVÁ es mi pastor; nada me faltará.",
    ),
    "Revelation of John 22:21": (
        "The grace of the Lord Jesus Christ be with all the saints. Amen.",
        "The grace of our Lord Jesus Christ be with you all. Amen.",
        "La gracia de nuestro Señor Jesucristo sea con todos vosotros. Amén.",
    ),
}


def lengths() -> dict[str, np.ndarray]:
    verses = load_verses()
    return {name: np.log([len(text) for text in getattr(verses, name)]) for name in COLUMNS[1:]}


def test_there_are_30_880_verses_in_66_books() -> None:
    verses = load_verses()
    assert len(verses) == len(set(verses.references)) == 30_880
    assert len({reference.rpartition(" ")[0] for reference in verses.references}) == 66
    assert repr(verses) == "Verses(30,880 verses in English, older English and Spanish)"
    assert verses is load_verses()


@pytest.mark.parametrize("reference", KNOWN)
def test_known_verses_are_as_printed(reference: str) -> None:
    verses = load_verses()
    row = verses.references.index(reference)
    assert (verses.english[row], verses.king_james[row], verses.spanish[row]) == KNOWN[reference]


@pytest.mark.parametrize("name", COLUMNS[1:])
def test_no_markup_is_left(name: str) -> None:
    texts = getattr(load_verses(), name)
    assert all(text and text == " ".join(text.split()) for text in texts)
    assert not set("".join(texts)) & set("<>{}|\\*_+=&%/¶0123456789")
    assert max(map(len, texts)) < 550


def test_only_the_spanish_has_accents() -> None:
    verses = load_verses()
    share = [
        np.mean([bool(re.search("[áéíóúñ¿¡]", text)) for text in texts])
        for texts in (verses.english, verses.king_james, verses.spanish)
    ]
    assert share[:2] == [0, 0]
    assert share[2] > 0.9


@pytest.mark.parametrize("other", ["king_james", "spanish"])
def test_long_verses_are_long_in_every_translation(other: str) -> None:
    """So they are the same verses; a place off, the lengths know little of each other."""
    found = lengths()
    together = np.corrcoef(found["english"], found[other])[0, 1]
    beside = np.corrcoef(found["english"][1:], found[other][:-1])[0, 1]
    assert together > 0.93
    assert beside < 0.35


def test_no_verse_is_several_times_its_translation() -> None:
    found = lengths()
    for other in ("king_james", "spanish"):
        assert np.abs(found["english"] - found[other]).max() < np.log(3.7)


def test_verses_must_be_as_many_as_references() -> None:
    with pytest.raises(ValueError, match="spanish has 1 verses, but 2 were expected"):
        Verses(("a", "b"), ("1", "2"), ("1", "2"), ("1",))
