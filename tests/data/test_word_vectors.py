"""Word vectors: the words, the numbers, and what is said of a word that is not there."""

from __future__ import annotations

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentlib.data import UnknownWordError, WordVectors, load_word_vectors
from latentlib.data.bundled import read_arrays

# The first numbers of two vectors as GloVe was published (6B tokens, 100 dimensions).
PUBLISHED = {
    "the": (-0.038194, -0.24487, 0.72812, -0.39961, 0.083172),
    "of": (-0.1529, -0.24279, 0.89837, 0.16996, 0.53516),
}


@pytest.fixture(scope="module")
def reference() -> KeyedVectors:
    words = load_word_vectors()
    vectors = KeyedVectors(100)
    vectors.add_vectors(list(words.words), words.vectors)
    return vectors


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


def test_a_word_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="words has 'b' twice, but different words were expected"):
        WordVectors(("a", "b", "b"), np.eye(3, dtype=np.float32))


@pytest.mark.parametrize("kind", [list, np.float64, np.float16])
def test_numbers_become_float32(kind) -> None:
    rows = [[1.0, 0.1], [2.0, 0.25]]
    words = WordVectors(("a", "b"), rows if kind is list else np.array(rows, kind))
    assert words.vectors.dtype == np.float32
    np.testing.assert_allclose(words.vectors, rows, rtol=1e-3)


def test_float32_is_not_copied() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert np.shares_memory(WordVectors(tuple("abc"), vectors).vectors, vectors)


@pytest.mark.parametrize("number", [np.nan, -np.inf, 1e39])
def test_a_number_that_is_not_finite_is_refused_by_its_word(number: float) -> None:
    vectors = np.ones((3, 2))
    vectors[1, 1] = number
    with pytest.raises(ValueError, match="vectors has a row, of 'b', that is not finite in float3"):
        WordVectors(("a", "b", "c"), vectors)


# Neighbours


@pytest.mark.parametrize("word", ["frog", "king", "the", "monday"])
def test_neighbours_are_those_of_gensim(reference: KeyedVectors, word: str) -> None:
    expected = reference.most_similar(word, topn=25)
    found = load_word_vectors().nearest(word, 25)
    assert [one.word for one in found] == [name for name, _ in expected]
    np.testing.assert_allclose([one.cosine for one in found], [c for _, c in expected], atol=1e-5)


def test_neighbours_of_a_vector_are_those_of_gensim(reference: KeyedVectors) -> None:
    words = load_word_vectors()
    query = words["king"] - words["man"] + words["woman"]
    expected = reference.similar_by_vector(query, topn=10)
    assert [one.word for one in words.nearest(query)] == [name for name, _ in expected]
    assert words.nearest(query)[0].word == "king"
    without = words.nearest(7 * query, 9, exclude=("king", "king"))
    assert without[0].word == "queen"
    assert [one.word for one in without] == [name for name, _ in expected if name != "king"]


@settings(deadline=None, derandomize=True)
@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(2, 8), st.integers(1, 4)),
        elements=st.floats(-4, 4, width=32),
    ).filter(lambda rows: (np.linalg.norm(rows, axis=1) > 1e-3).all()),
    st.integers(1, 9),
)
def test_nearest_are_in_order_and_as_many_as_asked_for(rows: np.ndarray, n: int) -> None:
    words = WordVectors(tuple("abcdefgh"[: len(rows)]), rows)
    found = words.nearest("a", n)
    assert len(found) == min(n, len(rows) - 1)
    assert "a" not in [one.word for one in found]
    cosines = [one.cosine for one in found]
    assert cosines == sorted(cosines, reverse=True)
    exact = {
        word: row @ rows[0] / np.linalg.norm(row) / np.linalg.norm(rows[0])
        for word, row in zip(words.words, rows.astype(np.float64), strict=True)
    }
    np.testing.assert_allclose(cosines, [exact[one.word] for one in found], atol=1e-5)
    assert max(map(abs, cosines), default=0) <= 1


def test_of_two_as_near_the_more_frequent_comes_first() -> None:
    words = WordVectors(
        ("a", "b", "c", "d"), np.array([[1, 0], [0, 1], [0, 1], [0, 2]], np.float32)
    )
    assert [one.word for one in words.nearest("b")] == ["c", "d", "a"]
    assert words.nearest("a", exclude=("b", "c", "d")) == []


def test_unit_vectors_have_length_one_and_are_made_once() -> None:
    words = load_word_vectors()
    np.testing.assert_allclose(np.linalg.norm(words.unit, axis=1), 1, rtol=1e-6)
    assert words.unit is words.unit
    assert words.unit.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        words.unit[0] = 1
    assert WordVectors(("a",), np.zeros((1, 3), np.float32)).unit.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (np.ones(99), r"query has shape \(99,\), but a word or a vector of shape \(100,\)"),
        (np.ones((1, 100)), r"query has shape \(1, 100\)"),
        (np.zeros(100), "query has length 0.0, but a positive, finite one"),
        (np.full(100, np.nan), "query has length nan"),
        (np.full(100, np.inf), "query has length inf"),
    ],
)
def test_vectors_that_point_nowhere_are_refused(query: np.ndarray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        load_word_vectors().nearest(query)


def test_unknown_words_are_explained_when_neighbours_are_asked_for() -> None:
    words = load_word_vectors()
    with pytest.raises(UnknownWordError, match="try 'paris'"):
        words.nearest("Paris")
    with pytest.raises(UnknownWordError, match="qqqqqq"):
        words.nearest("paris", exclude=("qqqqqq",))
    with pytest.raises(ValueError, match="n=0: expected at least 1"):
        words.nearest("paris", 0)


def test_restricted_keeps_the_most_frequent() -> None:
    words = load_word_vectors()
    few = words.restricted(1000)
    assert few.words == words.words[:1000]
    assert np.shares_memory(few.vectors, words.vectors)
    assert few.index("the") == 0
    assert words.words[1000] not in few
    assert words.restricted(len(words)).words == words.words
    with pytest.raises(ValueError, match="n is 30001, but at most 30000"):
        words.restricted(30_001)
    with pytest.raises(ValueError, match="n=0: expected at least 1"):
        words.restricted(0)
