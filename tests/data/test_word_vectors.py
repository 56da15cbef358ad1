"""Word vectors: the words, the numbers, and what is said of a word that is not there."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.data import UnknownWordError, WordVectors, load_word_vectors
from latentlib.data.bundled import read_arrays

# The first numbers of two vectors as GloVe was published (6B tokens, 100 dimensions).
PUBLISHED = {
    "the": (-0.038194, -0.24487, 0.72812, -0.39961, 0.083172),
    "of": (-0.1529, -0.24279, 0.89837, 0.16996, 0.53516),
}


def test_there_are_30_000_different_words() -> None:
    words = load_word_vectors()
    assert len(words) == len(set(words.words)) == 30_000
    assert words.vectors.shape == (30_000, 100)
    assert words.vectors.dtype == np.float32
    assert repr(words) == "WordVectors(30,000 words in 100 dimensions)"
    assert words.words[:4] == ("the", "of", "to", "and")
    assert all(word.replace("-", "a").isalpha() and word.islower() for word in words.words)
    assert words is load_word_vectors()


@pytest.mark.parametrize("word", PUBLISHED)
def test_vectors_are_the_published_ones_to_half_a_step(word: str) -> None:
    vector = load_word_vectors()[word]
    half_step = np.abs(vector).max() / 127 / 2
    np.testing.assert_allclose(vector[:5], PUBLISHED[word], rtol=0, atol=1.001 * half_step)


def test_every_vector_uses_the_whole_range_of_its_bytes() -> None:
    steps = read_arrays("word_vectors.npz", ("steps",))["steps"]
    assert (np.abs(steps).max(axis=1) == 127).all()


def test_king_is_to_man_as_queen_is_to_woman() -> None:
    words = load_word_vectors()
    unit = words.vectors / np.linalg.norm(words.vectors, axis=1, keepdims=True)
    given = [words.index(word) for word in ("king", "man", "woman")]
    likeness = unit @ (unit[given[0]] - unit[given[1]] + unit[given[2]])
    likeness[given] = -1
    assert words.words[likeness.argmax()] == "queen"


def test_rows_words_and_lookups_agree() -> None:
    words = load_word_vectors()
    for row in (0, 1, 29_999):
        assert words.index(words.words[row]) == row
    np.testing.assert_array_equal(words["paris"], words.vectors[words.index("paris")])
    np.testing.assert_array_equal(
        words.lookup(["cat", "dog", "cat"]), np.stack([words["cat"], words["dog"], words["cat"]])
    )
    assert "cat" in words
    assert "Cat" not in words


def test_a_vector_is_a_read_only_view() -> None:
    words = load_word_vectors()
    assert np.shares_memory(words["cat"], words.vectors)
    with pytest.raises(ValueError, match="read-only"):
        words["cat"][0] = 1


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("Paris", "lower case: try 'paris'"),
        ("queeen", "close to it: queen"),
        ("0000", "is not among the 30,000 words"),
        ("", "expected a word"),
        (7, "expected a word"),
        (["cat"], "expected a word"),
    ],
)
def test_unknown_word_is_explained(word: object, says: str) -> None:
    with pytest.raises(UnknownWordError) as error:
        load_word_vectors().index(word)
    assert says in str(error.value)
    assert isinstance(error.value, KeyError)


def test_lookup_names_the_word_it_does_not_know() -> None:
    with pytest.raises(UnknownWordError, match="qqqqqq"):
        load_word_vectors().lookup(["cat", "qqqqqq"])


def test_words_and_vectors_must_match() -> None:
    with pytest.raises(ValueError, match=r"expected shape \(2, D\)"):
        WordVectors(("a", "b"), np.zeros((3, 4), np.float32))
