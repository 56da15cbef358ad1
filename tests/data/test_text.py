"""Words, sentences and bodies of text: by hand, against gensim, and by what must always hold."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from gensim.models import Word2Vec
from gensim.utils import tokenize as gensim_tokenize
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.data import Sentences, split_sentences, tokenize

repeatable = settings(deadline=None, derandomize=True)
LETTERS = "abcxyzABCXYZáéíóúüñçßøæœþðąčžαβγδЖЗийكتب中文"
prose = st.text(LETTERS + "  \n\n.,;:!?…-—_'’\"“”()[]012½²", max_size=80)


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call me Ishmael.", ["call", "me", "ishmael"]),
        ("Don't! It’s o’clock; 'tis", ["don't", "it's", "o'clock", "tis"]),
        ("the sailors' oars", ["the", "sailors", "oars"]),
        ("¡OH Jehová, cuánto! Señor: Achâb", ["oh", "jehová", "cuánto", "señor", "achâb"]),
        ("In 1851, 36½ men, x² and ①", ["in", "men", "x", "and"]),
        ("well-known—_very_ well", ["well", "known", "very", "well"]),
        ("Cafe\u0301", ["café"]),
        ("Ἐν ἀρχῇ", ["ἐν", "ἀρχῇ"]),
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
        ("שָׁלוֹם, עוֹלָם", ["שָׁלוֹם", "עוֹלָם"]),
        ("கடல் d’ụ̈ll", ["கடல்", "d'ụ̈ll"]),
        ("İstanbul, I\u0307zmir", ["istanbul", "izmir"]),
        ("I ❤\ufe0f it 1\ufe0f\u20e3", ["i", "it"]),
        ("", []),
    ],
)
def test_words_are_those_a_reader_sees(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


@repeatable
@given(prose.filter(lambda text: not set(text) & set("'’_½²")))
def test_words_are_those_of_gensim_where_no_apostrophe_is(text: str) -> None:
    assert tokenize(text) == list(gensim_tokenize(text, lowercase=True))


@repeatable
@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_a_foreign_word_at_the_end_changes_none_before(text: str) -> None:
    assert tokenize(f"{text} año") == [*tokenize(text), "año"]


@repeatable
@given(st.sampled_from("xאहбக"), st.text(st.characters(categories=["Mn", "Mc", "Me"]), max_size=3))
def test_marks_belong_to_the_letter_before_them(letter: str, marks: str) -> None:
    word = unicodedata.normalize("NFC", letter + marks)
    assert tokenize(f"one {word} two{marks}, {marks} {word}'{word}") == [
        *("one", word, unicodedata.normalize("NFC", f"two{marks}"), f"{word}'{word}")
    ]


def test_every_mark_is_known() -> None:
    marks = [c for c in map(chr, range(0x110000)) if unicodedata.category(c)[0] == "M"]
    words = [f"ж{mark}ж" for mark in marks]
    assert tokenize(" ".join(words)) == [unicodedata.normalize("NFC", word) for word in words]


@repeatable
@given(prose, prose)
def test_words_of_two_texts_are_those_of_both(first: str, second: str) -> None:
    assert tokenize(f"{first} {second}") == tokenize(first) + tokenize(second)
    assert tokenize(" ".join(tokenize(first))) == tokenize(first)


@pytest.mark.parametrize("function", [tokenize, split_sentences])
def test_anything_but_text_is_refused(function) -> None:
    with pytest.raises(TypeError, match=r"text=\['a'\]: expected a str"):
        function(["a"])


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["“Stop!” cried Mr. Starbuck.", "He did not."],
        ["It was I.", "Who else?", "Nobody…", "Really?!"],
        ["He saw J. Q. Adams and Mrs. Bennet.", "(She left.)", "_Then_ he wept."],
        ["¿Qué dijo?", "¡Nada!", "Ángel se fué."],
        ["He paid 3.50 dollars.", "1851 was a good year."],
        ["“Who?” said he, e.g. to them; i. e. to all."],
        ["No stop at the end"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_empty_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert split_sentences("CHAPTER I\n \nCall me\nIshmael.  Some   years") == [
        "CHAPTER I",
        "Call me Ishmael.",
        "Some years",
    ]
    assert split_sentences(" \n\n ") == []


@repeatable
@given(prose)
def test_sentences_lose_no_word_and_no_sign(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence == " ".join(sentence.split()) != "" for sentence in sentences)
    words = [word for sentence in sentences for word in tokenize(sentence)]
    assert words == tokenize(text)


# A body of text


BODY = Sentences(("One two three.", "...", "Four, five!", "Six.", "7", "Seven eight nine ten."))


def test_body_is_read_again_and_again() -> None:
    expected = [
        ["one", "two", "three"],
        ["four", "five"],
        ["six"],
        ["seven", "eight", "nine", "ten"],
    ]
    assert list(BODY) == expected
    assert list(BODY) == expected
    assert len(BODY) == 6
    assert BODY.n_tokens == 10
    assert BODY.lengths.tolist() == [3, 0, 2, 1, 0, 4]
    assert repr(BODY) == "Sentences(6 sentences)"


def test_texts_are_split_in_order() -> None:
    body = Sentences.from_texts(["One. Two.", "Three\n\nFour"])
    assert body.texts == ("One.", "Two.", "Three", "Four")


def test_gensim_reads_it_as_often_as_it_needs() -> None:
    model = Word2Vec(BODY, vector_size=2, min_count=1, epochs=3, workers=1, seed=0)
    assert model.corpus_total_words == BODY.n_tokens
    assert model.corpus_count == len(list(BODY))
    assert set(model.wv.index_to_key) == {word for words in BODY for word in words}


@pytest.mark.parametrize(("n_tokens", "kept"), [(1, 1), (3, 1), (4, 3), (5, 3), (6, 4), (99, 6)])
def test_beginning_is_the_shortest_with_as_many_tokens(n_tokens: int, kept: int) -> None:
    assert BODY.first(n_tokens).texts == BODY.texts[:kept]


@repeatable
@given(st.integers(1, 12), st.integers(0, 99))
def test_sample_is_whole_sentences_none_twice(n_tokens: int, seed: int) -> None:
    sample = BODY.sample(n_tokens, seed)
    assert sample.texts == BODY.sample(n_tokens, seed).texts
    assert len(set(sample.texts)) == len(sample) <= len(BODY)
    assert set(sample.texts) <= set(BODY.texts)
    assert sample.n_tokens >= min(n_tokens, BODY.n_tokens)
    assert sample.n_tokens - len(tokenize(sample.texts[-1])) < n_tokens
    larger = BODY.sample(n_tokens + 2, np.random.default_rng(seed))
    assert larger.texts[: len(sample)] == sample.texts


def test_sample_draws_from_all_parts_alike() -> None:
    """Of ten blocks of a hundred sentences a sample of half holds about fifty each."""
    body = Sentences(tuple(f"word {'abcdefghij'[k // 100]}" for k in range(1000)))
    drawn = [words[1] for words in body.sample(body.n_tokens // 2, 0)]
    counts = [drawn.count(letter) for letter in "abcdefghij"]
    assert sum(counts) == 500
    assert all(abs(count - 50) < 4 * np.sqrt(500 * 0.1 * 0.9 * 0.5) for count in counts)


@pytest.mark.parametrize("choose", [BODY.first, lambda n: BODY.sample(n, 0)])
def test_numbers_of_tokens_that_make_no_sense_are_refused(choose) -> None:
    with pytest.raises(ValueError, match="n_tokens=0: expected at least 1"):
        choose(0)
    with pytest.raises(TypeError, match=r"n_tokens=1\.5: expected an int"):
        choose(1.5)


def test_sample_needs_a_seed() -> None:
    with pytest.raises(TypeError, match="random_state=None"):
        BODY.sample(3, None)


def test_one_str_is_no_body_of_text() -> None:
    with pytest.raises(TypeError, match="texts is a str, but a tuple of str was expected"):
        Sentences("One. Two.")
