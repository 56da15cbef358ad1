"""The place of a word, and what is said of one that has none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.data import UnknownWordError
from latentlib.data.word_rows import find_word, number_words

WORDS = ("the", "cat", "caterpillar", "Ahab", "dog")


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=4), unique=True))
def test_each_word_is_found_where_it_stands(words: list[str]) -> None:
    rows = number_words(iter(words))
    assert [find_word(rows, word) for word in words] == list(range(len(words)))


@settings(deadline=None, derandomize=True)
@given(st.lists(st.sampled_from("abcdef"), max_size=6))
def test_words_are_refused_if_and_only_if_one_comes_twice(words: list[str]) -> None:
    if len(set(words)) == len(words):
        assert len(number_words(words)) == len(words)
    else:
        with pytest.raises(ValueError, match="but different words were expected") as error:
            number_words(words)
        assert words.count(str(error.value)[11]) > 1


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("Cat", "'Cat' is not among the 5 words, but it is in lower case: try 'cat'"),
        ("cats", "'cats' is not among the 5 words; close to it: cat"),
        ("ahab", "'ahab' is not among the 5 words"),
        ("", "'' is not among the 5 words: expected a word, as a str"),
        (7, "7 is not among the 5 words: expected a word, as a str"),
        (["cat"], "['cat'] is not among the 5 words: expected a word, as a str"),
    ],
)
def test_an_unknown_word_is_explained(word: object, says: str) -> None:
    with pytest.raises(UnknownWordError) as error:
        find_word(number_words(WORDS), word)
    assert str(error.value) == says
    assert isinstance(error.value, KeyError)
