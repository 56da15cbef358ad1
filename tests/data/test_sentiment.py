"""The snippets: counts, known ones, and ratings that mean what they should."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.data import SENTIMENT_SOURCES, Snippets, load_sentiment, tokenize


def test_there_are_18_331_snippets_of_three_sources() -> None:
    snippets = load_sentiment()
    assert len(snippets) == 18_331
    assert repr(snippets) == "Snippets(18,331: 10,603 films, 3,686 products, 4,042 tweets)"
    assert len(set(zip(snippets.sources, snippets.ids, strict=True))) == len(snippets)
    assert snippets is load_sentiment()


@pytest.mark.parametrize(
    ("source", "name", "rating", "words"),
    [
        ("films", "1", 2.2667, "The Rock is destined to be the 21st Century's new ''Conan''"),
        ("films", "3", -0.6, "Effective but too tepid biopic"),
        ("products", "1_1", -0.9, "troubleshooting ad-2500 and ad-2600 no picture scrolling b/w."),
        ("tweets", "3", 2.8737, "We were 17 deep last night & the love was so strong"),
    ],
)
def test_known_snippets_have_their_ratings(
    source: str, name: str, rating: float, words: str
) -> None:
    snippets = load_sentiment().of(source)
    row = snippets.ids.index(name)
    assert snippets.texts[row].startswith(words)
    assert snippets.ratings[row] == pytest.approx(rating, abs=1e-4)


def test_no_words_come_twice_and_none_are_missing() -> None:
    words = [tuple(tokenize(text)) for text in load_sentiment().texts]
    assert len(set(words)) == len(words)
    assert () not in words


def test_ratings_are_float32_in_range_and_read_only() -> None:
    ratings = load_sentiment().ratings
    assert ratings.dtype == np.float32
    assert np.abs(ratings).max() <= 4
    with pytest.raises(ValueError, match="read-only"):
        ratings[0] = 0


@pytest.mark.parametrize(
    ("word", "sign"), [("awful", -1), ("boring", -1), ("love", 1), ("great", 1)]
)
def test_words_of_praise_and_blame_are_rated_so(word: str, sign: int) -> None:
    snippets = load_sentiment()
    said = np.array([word in tokenize(text) for text in snippets.texts])
    assert sign * snippets.ratings[said].mean() > 1


def test_chosen_rows_keep_together() -> None:
    snippets = load_sentiment()
    chosen = snippets.take(np.array([5, 0]))
    assert chosen.texts == (snippets.texts[5], snippets.texts[0])
    assert chosen.ids == (snippets.ids[5], snippets.ids[0])
    np.testing.assert_array_equal(chosen.ratings, snippets.ratings[[5, 0]])
    mask = np.arange(len(snippets)) < 3
    assert snippets.take(mask).texts == snippets.texts[:3]
    with pytest.raises(IndexError):
        snippets.take(np.array([len(snippets)]))


def test_sources_share_all_out() -> None:
    snippets = load_sentiment()
    parts = [snippets.of(source) for source in SENTIMENT_SOURCES]
    assert sum((part.texts for part in parts), ()) == snippets.texts
    assert all(set(p.sources) == {s} for p, s in zip(parts, SENTIMENT_SOURCES, strict=True))
    with pytest.raises(ValueError, match="source='newspapers': expected one of"):
        snippets.of("newspapers")


@pytest.mark.parametrize(
    ("ratings", "says"),
    [
        ([1.0], r"ratings has shape \(1,\), but \(2,\) was expected"),
        ([0, 5.5], r"ratings has 5.5, but values in \[-4, 4\] were expected"),
        ([np.nan, 0], r"ratings has nan, but values in \[-4, 4\] were expected"),
    ],
)
def test_ratings_that_do_not_fit_are_refused(ratings: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Snippets(("a", "b"), np.array(ratings), ("films", "films"), ("1", "2"))


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(ValueError, match="sources has 'books', but one of films, products, tweets"):
        Snippets(("a", "b"), np.zeros(2), ("films", "books"), ("1", "2"))


def test_ids_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"ids has shape \(1,\), but \(2,\) was expected"):
        Snippets(("a", "b"), np.zeros(2), ("films", "films"), ("1",))
