from __future__ import annotations

import numpy as np
import pytest

from latentlib.data import AnalogySection, WordPairs, load_analogies, load_word_pairs

# How many questions each section has, as published.
SIZES = {
    "capital-common-countries": 506,
    "capital-world": 4524,
    "currency": 866,
    "city-in-state": 2467,
    "family": 506,
    "gram1-adjective-to-adverb": 992,
    "gram2-opposite": 812,
    "gram3-comparative": 1332,
    "gram4-superlative": 1122,
    "gram5-present-participle": 1056,
    "gram6-nationality-adjective": 1599,
    "gram7-past-tense": 1560,
    "gram8-plural": 1332,
    "gram9-plural-verbs": 870,
}


def test_the_shipped_analogies_are_those_of_the_paper():
    sections = load_analogies()
    assert {section.name: len(section) for section in sections} == SIZES
    semantic = sum(len(section) for section in sections if section.kind == "semantic")
    syntactic = sum(len(section) for section in sections if section.kind == "syntactic")
    assert (semantic, syntactic) == (8869, 10675)
    assert sections[0].questions[0] == ("athens", "greece", "baghdad", "iraq")


def test_no_question_is_answered_by_one_of_its_own_words():
    questions = [question for section in load_analogies() for question in section.questions]
    assert all(len(set(question)) == 4 for question in questions)


def test_a_file_of_ones_own_is_read(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text(": size\nBig bigger small smaller\n\n: gram-x\na b c d\n", encoding="utf-8")
    first, second = load_analogies(path)
    assert first == AnalogySection("size", "semantic", (("big", "bigger", "small", "smaller"),))
    assert (second.name, second.kind, len(second)) == ("gram-x", "syntactic", 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b c d\n", r"line 1 of mine.txt is 'a b c d'.*': NAME'"),
        (": x\na b c d\na b c\n", r"line 3 of mine.txt is 'a b c'.*four words"),
    ],
    ids=["no-section", "three-words"],
)
def test_a_damaged_file_is_refused_by_line(tmp_path, text, words):
    path = tmp_path / "mine.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        load_analogies(path)


@pytest.mark.parametrize(
    ("name", "size", "pair", "score"),
    [
        ("simlex999", 999, ("old", "new"), 1.58),
        ("wordsim353", 353, ("love", "sex"), 6.77),
    ],
)
def test_the_shipped_pairs_are_those_of_the_papers(name, size, pair, score):
    pairs = load_word_pairs(name)
    assert len(pairs) == size
    assert (pairs.pairs[0], pairs.scores[0]) == (pair, score)
    assert 0 <= pairs.scores.min() < pairs.scores.max() <= 10
    assert not pairs.scores.flags.writeable


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="name is 'wordsim', but one of simlex999, wordsim353"):
        load_word_pairs("wordsim")
    with pytest.raises(ValueError, match="kind is 'odd', but one of semantic, syntactic"):
        AnalogySection("x", "odd", ())
    with pytest.raises(ValueError, match="a question of 'x' is 'a b c', but four words"):
        AnalogySection("x", "semantic", (("a", "b", "c"),))
    with pytest.raises(ValueError, match=r"scores has shape \(2,\), but \(1,\)"):
        WordPairs((("a", "b"),), np.zeros(2))
    with pytest.raises(ValueError, match="scores contains NaN"):
        WordPairs((("a", "b"),), np.array([np.nan]))
