from __future__ import annotations

import math

import numpy as np
import pytest
from gensim.test.utils import datapath
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from word_models import in_gensim, most_frequent, named, random_words

from latentlib.data import WordPairs, WordVectors, load_word_pairs
from latentlib.metrics import word_similarity

FILES = {"wordsim353": "wordsim353.tsv", "simlex999": "simlex999.txt"}


def turned(degrees: list[float]) -> WordVectors:
    """Word w0 to the right, and w1, w2, ... turned away from it by so many degrees."""
    angles = np.radians([0, *degrees])
    return named({f"w{i}": [math.cos(a), math.sin(a)] for i, a in enumerate(angles)})


def with_w0(scores: list[float]) -> WordPairs:
    return WordPairs(tuple(("w0", f"w{i}") for i in range(1, len(scores) + 1)), np.array(scores))


@pytest.mark.parametrize("restrict", [None, 3000])
@pytest.mark.parametrize("name", FILES)
def test_the_correlation_is_gensims(name, restrict):
    words = most_frequent(10_000)
    _, spearman, unknown = in_gensim(words).evaluate_word_pairs(
        datapath(FILES[name]), restrict_vocab=restrict or 10_000
    )
    ours = word_similarity(
        words, load_word_pairs(name), restrict=restrict, n_resamples=10, random_state=0
    )
    assert ours.spearman == pytest.approx(spearman.statistic, abs=1e-4)
    assert 100 * ours.unknown_share == pytest.approx(unknown)
    assert ours.n_pairs == ours.used.sum() == len(ours.cosines)


def test_the_order_of_people_is_perfect_its_reverse_the_opposite():
    words = turned([10, 20, 40, 80])
    same = word_similarity(words, with_w0([9, 7, 6, 1]), n_resamples=50, random_state=0)
    assert same.spearman == pytest.approx(1.0)
    assert same.cosines == pytest.approx(np.cos(np.radians([10, 20, 40, 80])), abs=1e-6)
    reverse = word_similarity(words, with_w0([1, 6, 7, 9]), n_resamples=50, random_state=0)
    assert reverse.spearman == pytest.approx(-1.0)


def test_a_partly_right_order_by_hand():
    # Ranks 4, 3, 2, 1 against 4, 2, 3, 1: rho = 1 - 6 * 2 / (4 * 15).
    result = word_similarity(
        turned([10, 20, 40, 80]), with_w0([9, 6, 7, 1]), n_resamples=50, random_state=0
    )
    assert result.spearman == pytest.approx(0.8)


def test_useless_vectors_do_not_correlate():
    n = 1000
    words, draw = random_words(n, 50, 0), np.random.default_rng(1)
    pairs = tuple((f"w{i}", f"w{j}") for i, j in draw.integers(n, size=(n, 2)) if i != j)
    rated = WordPairs(pairs, draw.uniform(size=len(pairs)))
    result = word_similarity(words, rated, n_resamples=200, random_state=0)
    assert result.spearman == pytest.approx(0, abs=4 / math.sqrt(n))
    assert result.low < 0 < result.high


def test_collapsed_vectors_have_no_correlation():
    words = named({f"w{i}": [1.0, 1.0] for i in range(5)})
    result = word_similarity(words, with_w0([9, 6, 7, 1]), n_resamples=5, random_state=0)
    assert all(math.isnan(number) for number in (result.spearman, result.low, result.high))


@settings(deadline=None, derandomize=True, max_examples=25)
@given(seed=st.integers(0, 10**6), n=st.integers(5, 40))
def test_the_correlation_is_scipys_with_ties(seed, n):
    draw = np.random.default_rng(seed)
    words = turned(list(draw.choice(np.arange(1, 90), n)))
    scores = draw.integers(0, 6, n) + np.eye(n)[0]
    result = word_similarity(words, with_w0(list(scores)), n_resamples=1, random_state=0)
    assert result.spearman == pytest.approx(stats.spearmanr(result.cosines, scores).statistic)


def test_the_interval_is_that_of_drawing_pairs_anew():
    draw = np.random.default_rng(0)
    angles = draw.uniform(0, 90, 60)
    scores = -angles + 30 * draw.normal(size=60)
    words, pairs = turned(list(angles)), with_w0(list(scores))
    result = word_similarity(words, pairs, n_resamples=400, random_state=1)
    theirs = stats.bootstrap(
        (result.cosines, scores),
        lambda x, y: stats.spearmanr(x, y).statistic,
        paired=True,
        vectorized=False,
        n_resamples=400,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert (result.low, result.high) == pytest.approx((theirs.low, theirs.high))
    assert result.low < result.spearman < result.high
    again = word_similarity(words, pairs, n_resamples=400, random_state=1)
    assert (again.low, again.high) == (result.low, result.high)


def test_drawing_one_pair_alone_does_not_spoil_the_interval():
    # Of three pairs, one in nine draws is three times the same, which has no correlation.
    result = word_similarity(turned([10, 20, 40]), with_w0([9, 6, 7]), random_state=0)
    assert (result.low, result.high) == pytest.approx((-1.0, 1.0))


def test_unknown_words_are_left_out_and_counted():
    pairs = WordPairs(
        (("w0", "w1"), ("w0", "none"), ("w0", "w2"), ("none", "nil"), ("w0", "w3")),
        np.array([9.0, 8.0, 5.0, 3.0, 1.0]),
    )
    result = word_similarity(turned([10, 20, 40, 80]), pairs, n_resamples=5, random_state=0)
    assert (result.n_pairs, result.unknown_share) == (3, pytest.approx(0.4))
    assert result.used.tolist() == [True, False, True, False, True]
    with pytest.raises(ValueError, match="2 of 5 pairs have both words among the 3 of words"):
        word_similarity(turned([10, 20, 40]), pairs, restrict=3, random_state=0)


def test_wrong_arguments_are_named():
    words, pairs = turned([10, 20, 40]), with_w0([3, 2, 1])
    with pytest.raises(ValueError, match="n_resamples=0: expected at least 1"):
        word_similarity(words, pairs, n_resamples=0, random_state=0)
    with pytest.raises(TypeError, match="random_state=None: expected an int"):
        word_similarity(words, pairs, random_state=None)
