"""Words counted and written as numbers, beside gensim and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from gensim.models import Word2Vec

from latentlib.data import UnknownWordError
from latentlib.models import EncodedText, Vocabulary, count_words

SENTENCES = [
    ["the", "cat", "saw", "the", "dog"],
    [],
    ["a", "dog", "saw", "a", "cat"],
    ["the", "end"],
]


def test_words_fall_by_count_and_then_follow_the_alphabet() -> None:
    vocabulary = count_words(SENTENCES, min_count=1)
    assert vocabulary.words == ("the", "a", "cat", "dog", "saw", "end")
    assert vocabulary.counts.tolist() == [3, 2, 2, 2, 2, 1]
    assert repr(vocabulary) == "Vocabulary(6 words that occur 12 times)"


def test_the_order_of_sentences_does_not_matter() -> None:
    assert (
        count_words(SENTENCES[::-1], min_count=1).words == count_words(SENTENCES, min_count=1).words
    )


def test_the_same_words_are_counted_as_by_gensim() -> None:
    rng = np.random.default_rng(0)
    sentences = [[f"w{i}" for i in rng.zipf(1.3, 20) if i < 500] for _ in range(200)]
    vocabulary = count_words(sentences, min_count=4)
    gensim = Word2Vec(sentences, min_count=4, epochs=1, workers=1).wv
    theirs = {word: gensim.get_vecattr(word, "count") for word in gensim.index_to_key}
    assert dict(zip(vocabulary.words, vocabulary.counts.tolist(), strict=True)) == theirs


def test_encoding_can_be_undone() -> None:
    vocabulary = count_words(SENTENCES, min_count=1)
    text = vocabulary.encode(SENTENCES)
    again = [
        [vocabulary.words[row] for row in text.tokens[start:end]]
        for start, end in zip(text.bounds[:-1], text.bounds[1:], strict=True)
    ]
    assert again == SENTENCES
    assert len(text) == 12
    assert text.sentence.tolist() == [0] * 5 + [2] * 5 + [3] * 2


def test_rare_words_are_left_out_and_their_neighbours_move_together() -> None:
    vocabulary = count_words(SENTENCES, min_count=2)
    assert "end" not in vocabulary
    text = vocabulary.encode(SENTENCES)
    assert np.diff(text.bounds).tolist() == [5, 0, 5, 1]
    assert text.tokens[-1] == vocabulary.index("the") == 0


def test_only_the_most_frequent_are_kept_if_asked() -> None:
    assert count_words(SENTENCES, min_count=1, max_words=3).words == ("the", "a", "cat")


def test_sentences_may_be_read_from_anything_that_can_be_gone_through() -> None:
    vocabulary = count_words((list(s) for s in SENTENCES), min_count=1)
    np.testing.assert_array_equal(
        vocabulary.encode(iter(SENTENCES)).tokens, vocabulary.encode(SENTENCES).tokens
    )


def test_counts_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        count_words(SENTENCES, min_count=1).counts[0] = 7


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("whale", "'whale' is not among the 5 words$"),
        ("catt", "'catt' is not among the 5 words; close to it: cat"),
        (["cat"], r"\['cat'\] is not among the 5 words: expected a word"),
    ],
)
def test_an_unknown_word_is_explained(word, says) -> None:
    with pytest.raises(UnknownWordError, match=says):
        count_words(SENTENCES, min_count=2).index(word)


@pytest.mark.parametrize(
    ("error", "call", "words"),
    [
        (TypeError, lambda: count_words([["a"], "letters"]), "sentence 1 is a str"),
        (TypeError, lambda: Vocabulary(("a",), [1]).encode(["a"]), "sentence 0 is a str"),
        (ValueError, lambda: count_words(SENTENCES, min_count=0), "min_count=0: expected at least"),
        (ValueError, lambda: count_words(SENTENCES, max_words=0), "max_words=0: expected at least"),
        (ValueError, lambda: count_words(SENTENCES, min_count=4), "min_count is 4, .* at most 3"),
        (TypeError, lambda: count_words(SENTENCES, min_count=1.5), "min_count=1.5: expected an"),
        (TypeError, lambda: count_words(SENTENCES, min_count=None), "min_count=None: expected an"),
        (TypeError, lambda: count_words(SENTENCES, max_words=2.0), "max_words=2.0: expected an"),
        (ValueError, lambda: count_words([]), "sentences has no words, but some text was expected"),
        (ValueError, lambda: count_words([[], []]), "sentences has no words"),
        (ValueError, lambda: Vocabulary(("a", "b", "a"), [1, 1, 1]), "words has 'a' twice"),
        (ValueError, lambda: Vocabulary(("a", "b"), [1]), r"counts has shape \(1,\)"),
        (ValueError, lambda: Vocabulary(("a", "b"), [1, 2]), "counts rise from 1 to 2 at row 1"),
        (ValueError, lambda: Vocabulary(("a", "b"), [1, 0]), "counts has 0, but at least 1"),
        (
            ValueError,
            lambda: EncodedText(np.zeros(3, np.int32), np.array([0, 2])),
            "bounds go from 0 to 2",
        ),
    ],
)
def test_wrong_arguments_are_named(error, call, words) -> None:
    with pytest.raises(error, match=words):
        call()
