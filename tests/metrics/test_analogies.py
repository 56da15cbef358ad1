from __future__ import annotations

import importlib
import math
from itertools import permutations

import numpy as np
import pytest
from gensim.test.utils import datapath
from word_models import in_gensim, most_frequent, random_words

from latentlib.data import AnalogySection, WordVectors, load_analogies
from latentlib.metrics import ANALOGY_RULES, analogies

PAIRS = [(f"country{i}", f"capital{i}") for i in range(4)]


def all_of(pairs: list[tuple[str, str]], kind: str = "semantic") -> AnalogySection:
    """Every two pairs make a question, as in the file that everybody uses."""
    return AnalogySection("places", kind, tuple((*p, *q) for p, q in permutations(pairs, 2)))


def axis(i: int) -> np.ndarray:
    return np.eye(12)[i]


def places(country, capital) -> WordVectors:
    """Four countries and their capitals; two functions give the vectors of the i-th."""
    vectors = [place(i) for place in (country, capital) for i in range(4)]
    names = [pair[side] for side in (0, 1) for pair in PAIRS]
    return WordVectors(tuple(names), np.array(vectors, dtype=np.float32))


# One offset leads from every country to its capital, and countries are nearer to each other.
RELATED = places(lambda i: axis(8) + 0.5 * axis(i), lambda i: axis(9) + 0.5 * axis(i))
# Every capital lies near its country, each in a direction of its own: no offset, no relation.
NEARBY = places(axis, lambda i: axis(i) + 0.3 * axis(i + 4))


def by_hand(words: WordVectors, question: tuple[str, ...], rule: str) -> np.ndarray:
    """The score of every word by the definitions, in double precision, for words a, b and c."""
    unit = words.vectors.astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    a, b, c = (unit[words.index(word)] for word in question)

    def shifted(word: np.ndarray) -> np.ndarray:
        return (unit @ word + 1) / 2

    return {
        "add": unit @ (b - a + c),
        "multiply": shifted(b) * shifted(c) / (shifted(a) + 0.001),
        "opposite": unit @ (a - b + c),
        "ignore_a": unit @ (b + c),
        "only_b": unit @ b,
        "only_c": unit @ c,
    }[rule]


@pytest.mark.parametrize("exclude", [True, False])
@pytest.mark.parametrize("rule", ANALOGY_RULES)
def test_each_rule_answers_with_the_best_by_its_definition(rule, exclude):
    words = random_words(40, 6, 0)
    draw = np.random.default_rng(1)
    questions = [tuple(words.words[i] for i in draw.choice(40, 4)) for _ in range(60)]
    section = AnalogySection("random", "syntactic", tuple(questions))
    score = analogies(words, [section], rule=rule, exclude_query=exclude).total
    for question, answer in zip(questions, score.answers, strict=True):
        scores = by_hand(words, question[:3], rule)
        if exclude:
            scores[[words.index(word) for word in question[:3]]] = -np.inf
        assert scores[answer] == pytest.approx(scores.max(), rel=1e-5)


@pytest.mark.parametrize("restrict", [None, 3000])
def test_counts_are_gensims_section_by_section(restrict):
    words = most_frequent(5000)
    path = datapath("questions-words.txt")
    _, theirs = in_gensim(words).evaluate_word_analogies(path, restrict_vocab=restrict or 5000)
    sections = load_analogies()
    ours = analogies(words, sections, restrict=restrict)
    for section, score, other in zip(sections, ours.sections, theirs[:-1], strict=True):
        right = [question for question, r in zip(section.questions, score.right, strict=True) if r]
        assert score.name == other["section"]
        assert right == [tuple(map(str.lower, question)) for question in other["correct"]]
        assert score.asked == len(other["correct"]) + len(other["incorrect"])
        assert score.skipped == len(section) - score.asked
    assert ours.total.correct == len(theirs[-1]["correct"]) > 1000


# gensim's own function calls one that gensim has deprecated.
@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`:DeprecationWarning")
def test_multiplied_answers_are_gensims(monkeypatch):
    monkeypatch.setattr(importlib.import_module("latentlib.metrics.analogies"), "_EPSILON", 1e-6)
    words, keyed = most_frequent(3000), in_gensim(most_frequent(3000))
    score = analogies(words, load_analogies(), rule="multiply").total
    assert score.asked > 1000
    for row in np.flatnonzero(score.answers >= 0)[::10]:
        a, b, c = (words.words[word] for word in score.questions[row, :3])
        expected = keyed.most_similar_cosmul(positive=[b, c], negative=[a], topn=1)[0][0]
        assert words.words[score.answers[row]] == expected


@pytest.mark.parametrize("rule", ["add", "multiply"])
def test_a_perfect_relation_is_found_even_among_the_query_words(rule):
    for exclude in (True, False):
        total = analogies(RELATED, [all_of(PAIRS)], rule=rule, exclude_query=exclude).total
        assert (total.correct, total.asked, total.echoes) == (12, 12, (0, 0, 0))
    for control in ("opposite", "only_c"):
        assert analogies(RELATED, [all_of(PAIRS)], rule=control).total.correct == 0


def test_a_neighbour_is_taken_for_a_relation_until_the_query_words_are_kept():
    for rule in ("add", "multiply", "opposite", "only_c"):
        assert analogies(NEARBY, [all_of(PAIRS)], rule=rule).total.accuracy == 1.0
    kept = analogies(NEARBY, [all_of(PAIRS)], exclude_query=False).total
    assert (kept.accuracy, kept.echoes) == (0.0, (0, 0, 12))


def test_a_partly_right_relation_by_hand():
    # One capital is nowhere: the 3 questions that ask for it are lost, 9 of 12 are not.
    lost = places(
        lambda i: axis(8) + 0.5 * axis(i),
        lambda i: axis(11) if i == 3 else axis(9) + 0.5 * axis(i),
    )
    total = analogies(lost, [all_of(PAIRS)]).total
    assert (total.correct, total.accuracy) == (9, 0.75)
    assert [words[3] for words, r in zip(total.questions, total.right, strict=True) if not r] == [
        7,
        7,
        7,
    ]


def test_useless_vectors_answer_by_chance():
    words = random_words(50, 20, 0)
    draw = np.random.default_rng(1)
    questions = [tuple(words.words[i] for i in draw.choice(50, 4, False)) for _ in range(4000)]
    total = analogies(words, [AnalogySection("random", "semantic", tuple(questions))]).total
    chance = 1 / 47
    assert total.accuracy == pytest.approx(chance, abs=4 * math.sqrt(chance / 4000))


def test_unknown_and_rare_words_are_skipped_and_counted():
    pairs = [*PAIRS, ("atlantis", "poseidonis")]
    result = analogies(RELATED, [all_of(pairs), all_of(PAIRS, "syntactic")])
    assert [(s.asked, s.skipped) for s in result.sections] == [(12, 8), (12, 0)]
    assert (result.total.asked, result.total.skipped, result.total.correct) == (24, 8, 24)
    assert (result.semantic.asked, result.syntactic.asked) == (12, 12)
    # Of the first seven words, the last capital is not one: 6 of 12 questions name it.
    few = analogies(RELATED, [all_of(PAIRS)], restrict=7)
    assert (few.total.asked, few.total.skipped) == (6, 6)
    assert few.total.answers.max() < 7
    assert analogies(RELATED, [all_of(PAIRS)], restrict=100).total.asked == 12


def test_nothing_asked_is_no_accuracy():
    result = analogies(RELATED, [AnalogySection("none", "semantic", ())])
    assert (result.total.asked, result.syntactic.skipped) == (0, 0)
    assert math.isnan(result.total.accuracy)


def test_blocks_do_not_change_the_answers(monkeypatch):
    words, section = random_words(30, 5, 0), all_of([(f"w{i}", f"w{i + 10}") for i in range(10)])
    whole = analogies(words, [section]).total.answers
    module = importlib.import_module("latentlib.metrics.analogies")
    monkeypatch.setattr(module, "_BLOCK_BYTES", 4 * 30 * 7)  # 7 questions a block
    assert np.array_equal(analogies(words, [section]).total.answers, whole)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="rule is '3cosadd', but one of add, multiply,"):
        analogies(RELATED, [], rule="3cosadd")
    with pytest.raises(ValueError, match="restrict=0: expected at least 1"):
        analogies(RELATED, [], restrict=0)
    with pytest.raises(TypeError, match=r"restrict=2\.5: expected an int"):
        analogies(RELATED, [], restrict=2.5)
    with pytest.raises(ValueError, match=r"words\.vectors has a row of zeros"):
        analogies(WordVectors(("a",), np.zeros((1, 3), np.float32)), [])
