"""The English-Spanish list: known words, nothing that the verses lack, and agreement with them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from latentlib.data import TRANSLATION_KINDS, load_translations, load_verses, tokenize

COUNTS = {"noun": 639, "verb": 335, "adjective": 110, "number": 42, "name": 80, "other": 53}
SPANISH = sorted({word for words in load_translations().values() for word in words})


@pytest.fixture(scope="module")
def counted() -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Count how often each English and each Spanish word of the list comes in each verse."""
    verses = load_verses()
    english = CountVectorizer(analyzer=tokenize, vocabulary=list(load_translations()))
    spanish = CountVectorizer(analyzer=tokenize, vocabulary=SPANISH)
    both = english.transform(verses.english) + english.transform(verses.king_james)
    return both, spanish.transform(verses.spanish)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("king", {"rey"}),
        ("moses", {"moisés"}),
        ("seven", {"siete"}),
        ("sheep", {"oveja", "ovejas"}),
        ("earthquake", {"terremoto", "temblor"}),
        ("holy", {"santo", "santa", "santos", "santas"}),
        ("wilderness", {"desierto", "soledad"}),
        ("ran", {"corrió", "corría", "corrieron"}),
    ],
)
def test_known_words_have_all_their_translations(english: str, spanish: set[str]) -> None:
    assert set(load_translations()[english]) == spanish


def test_endings_follow_the_english_form() -> None:
    words = load_translations()
    for now, then, only_now, only_then in (
        ("eat", "ate", "comeré", "comió"),
        ("say", "said", "digo", "dijo"),
        ("go", "went", "voy", "fué"),
        ("give", "gave", "dad", "dieron"),
    ):
        assert only_now in words[now]
        assert only_then in words[then]
        assert not set(words[now]) & set(words[then])


def test_words_are_tokens_and_each_comes_once() -> None:
    words = load_translations()
    assert list(words) == sorted(words)
    for english, spanish in words.items():
        assert spanish
        assert list(spanish) == sorted(set(spanish))
        assert tokenize(" ".join((english, *spanish))) == [english, *spanish]


def test_kinds_share_the_words_out() -> None:
    by_kind = {kind: load_translations([kind]) for kind in TRANSLATION_KINDS}
    assert {kind: len(words) for kind, words in by_kind.items()} == COUNTS
    together = [english for words in by_kind.values() for english in words]
    assert sorted(together) == list(load_translations())
    assert len(by_kind["name"]) < 0.1 * len(together)


def test_the_same_kinds_give_the_same_read_only_object() -> None:
    words = load_translations()
    assert words is load_translations() is load_translations(reversed(TRANSLATION_KINDS))
    assert load_translations(["verb", "noun"]) is load_translations(("noun", "verb", "noun"))
    assert load_translations("name") is load_translations(["name"])
    with pytest.raises(TypeError, match="item assignment"):
        words["king"] = ("reina",)


@pytest.mark.parametrize("kinds", [(), ("noun", "pronoun"), "pronoun"])
def test_unknown_kinds_are_refused(kinds: Collection[str]) -> None:
    with pytest.raises(ValueError, match=r"^kinds is \[.*\], but some of \('noun', .*expected$"):
        load_translations(kinds)


def test_every_word_is_frequent_enough_to_be_learnt(counted) -> None:
    english, spanish = counted
    assert english.sum(axis=0).min() >= 20
    assert spanish.sum(axis=0).min() >= 5


def test_translations_come_in_the_same_verses(counted) -> None:
    """Dice's coefficient: verses that have both words, over the mean of those that have one."""
    english, spanish = counted
    both = (english.sign().T @ spanish.sign()).toarray()
    one = english.getnnz(axis=0)[:, None] + spanish.getnnz(axis=0)
    nearest = np.argsort(-2 * both / one, axis=1)[:, :3]
    found = [
        any(SPANISH[column] in translations for column in columns)
        for translations, columns in zip(load_translations().values(), nearest, strict=True)
    ]
    assert np.mean(found) > 0.95
