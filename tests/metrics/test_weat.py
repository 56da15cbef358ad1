from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from word_models import named, random_words

from latentlib.data import UnknownWordError, WordVectors, load_word_vectors
from latentlib.metrics import weat

AB = (["good"], ["bad"])


def leaning(x: list[float], y: list[float]) -> tuple[WordVectors, tuple[list[str], list[str]]]:
    """Words whose association with good rather than bad is as given, and their names by kind."""
    vectors = {"good": [1, 0, 0], "bad": [0, 1, 0]}
    for kind, associations in (("x", x), ("y", y)):
        for i, s in enumerate(associations):
            # cos with good minus cos with bad is s, and the third coordinate makes the length 1.
            vectors[f"{kind}{i}"] = [s / 2, -s / 2, math.sqrt(1 - s * s / 2)]
    return named(vectors), ([f"x{i}" for i in range(len(x))], [f"y{i}" for i in range(len(y))])


def by_definition(words: WordVectors, targets, attributes) -> tuple[float, float, float]:
    """Effect size, statistic and p-value by enumeration, word by word."""

    def cosine(first: str, second: str) -> float:
        u, v = words[first].astype(float), words[second].astype(float)
        return float(u @ v / np.linalg.norm(u) / np.linalg.norm(v))

    def s(word: str) -> float:
        a, b = ([cosine(word, other) for other in kind] for kind in attributes)
        return float(np.mean(a) - np.mean(b))

    x, y = ([s(word) for word in kind] for kind in targets)
    both = x + y
    statistic = sum(x) - sum(y)
    ways = [
        sum(both[i] for i in chosen) - sum(both[i] for i in set(range(len(both))) - set(chosen))
        for chosen in combinations(range(len(both)), len(x))
    ]
    p_value = np.mean([way >= statistic - 1e-9 for way in ways])
    return (np.mean(x) - np.mean(y)) / np.std(both, ddof=1), statistic, p_value


@pytest.mark.parametrize("sizes", [(4, 4, 3, 5), (3, 6, 1, 2), (2, 2, 1, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_equals_its_definition_by_enumeration(seed, sizes):
    words = random_words(sum(sizes), 4, seed)
    cuts = np.split(np.array(words.words), np.cumsum(sizes)[:-1])
    x, y, a, b = (cut.tolist() for cut in cuts)
    result = weat(words, (x, y), (a, b), n_resamples=10, random_state=0)
    effect, statistic, p_value = by_definition(words, (x, y), (a, b))
    assert result.effect_size == pytest.approx(effect, abs=1e-6)
    assert result.statistic == pytest.approx(statistic, abs=1e-6)
    assert result.p_value == pytest.approx(p_value)
    assert result.exact
    assert result.n_partitions == math.comb(len(x) + len(y), len(x))


def test_kinds_that_lean_fully_apart_by_hand():
    words, targets = leaning([1.0] * 4, [-1.0] * 4)
    result = weat(words, targets, AB, random_state=0)
    # Means 1 and -1; the deviation of eight such numbers is sqrt(8 / 7).
    assert result.effect_size == pytest.approx(2 / math.sqrt(8 / 7))
    assert result.statistic == pytest.approx(8.0)
    assert result.p_value == pytest.approx(1 / math.comb(8, 4))
    assert (result.low, result.high) == pytest.approx((result.effect_size,) * 2)
    assert result.associations == pytest.approx([1] * 4 + [-1] * 4)


def test_kinds_that_lean_alike_show_nothing():
    words, targets = leaning([0.3, -0.1, 0.2, 0.0], [0.0, 0.2, -0.1, 0.3])
    result = weat(words, targets, AB, random_state=0)
    assert result.effect_size == pytest.approx(0, abs=1e-6)
    assert result.p_value > 0.5
    assert result.low < 0 < result.high


def test_words_that_all_lean_equally_have_no_effect_size():
    words, targets = leaning([0.5] * 3, [0.5] * 3)
    result = weat(words, targets, AB, n_resamples=5, random_state=0)
    assert math.isnan(result.effect_size)
    assert result.p_value == 1.0


def test_a_partial_lean_by_hand():
    # The two largest of four are one x and one y: {.6, .4} and {.6, .2} of the 6 ways reach .8.
    words, targets = leaning([0.6, 0.2], [0.4, 0.0])
    result = weat(words, targets, AB, random_state=0)
    assert result.statistic == pytest.approx(0.4)
    assert result.effect_size == pytest.approx(0.2 / np.std([0.6, 0.2, 0.4, 0.0], ddof=1))
    assert result.p_value == pytest.approx(2 / 6)


def test_exchanging_kinds_or_attributes_turns_the_sign():
    words, (x, y) = leaning([0.6, 0.2, 0.5], [0.4, 0.0, -0.3])
    result = weat(words, (x, y), AB, random_state=0)
    for targets, attributes in (((y, x), AB), ((x, y), AB[::-1])):
        other = weat(words, targets, attributes, random_state=0)
        assert other.effect_size == pytest.approx(-result.effect_size)
        assert other.statistic == pytest.approx(-result.statistic)


def test_sampled_p_values_are_near_scipys_exact_one():
    draw = np.random.default_rng(0)
    words, targets = leaning(list(draw.normal(0.15, 0.2, 7)), list(draw.normal(0, 0.2, 7)))
    sampled = weat(words, targets, AB, n_partitions=3000, random_state=1)
    exact = weat(words, targets, AB, n_partitions=math.comb(14, 7), random_state=1)
    assert (sampled.exact, sampled.n_partitions) == (False, 3001)
    assert (exact.exact, exact.n_partitions) == (True, math.comb(14, 7))
    x, y = np.split(exact.associations, 2)
    expected = stats.permutation_test(
        (x, y),
        lambda x, y, axis: x.sum(axis) - y.sum(axis),
        alternative="greater",
        n_resamples=np.inf,
        vectorized=True,
    ).pvalue
    assert exact.p_value == pytest.approx(expected)
    error = math.sqrt(expected * (1 - expected) / 3000)
    assert sampled.p_value == pytest.approx(expected, abs=4 * error)


def test_a_sampled_p_value_is_never_zero():
    words, targets = leaning([0.9] * 12, [-0.9] * 12)
    result = weat(words, targets, AB, n_partitions=50, random_state=0)
    assert result.p_value == pytest.approx(1 / 51)


def test_the_interval_is_that_of_drawing_words_anew():
    draw = np.random.default_rng(0)
    words, targets = leaning(list(draw.normal(0.2, 0.2, 10)), list(draw.normal(0, 0.2, 12)))
    result = weat(words, targets, AB, random_state=1)
    x, y = result.associations[:10], result.associations[10:]
    theirs = stats.bootstrap(
        (x, y),
        lambda x, y: (x.mean() - y.mean()) / np.std([*x, *y], ddof=1),
        vectorized=False,
        n_resamples=2000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert (result.low, result.high) == pytest.approx((theirs.low, theirs.high))
    assert result.low < result.effect_size < result.high


def test_flowers_are_pleasanter_than_insects():
    # Words of the paper's first test, where its GloVe vectors gave an effect size of 1.50.
    targets = (
        ["rose", "tulip", "lily", "daisy", "iris", "orchid", "violet", "lilac"],
        ["ant", "flea", "spider", "fly", "mosquito", "wasp", "beetle", "moth"],
    )
    attributes = (
        ["freedom", "health", "love", "peace", "cheer", "friend", "heaven", "gentle"],
        ["abuse", "crash", "filth", "murder", "sickness", "accident", "death", "grief"],
    )
    words = load_word_vectors()
    targets, attributes = (
        tuple([word for word in kind if word in words] for kind in kinds)
        for kinds in (targets, attributes)
    )
    result = weat(words, targets, attributes, random_state=0)
    assert 1.0 < result.effect_size < 2.0
    assert result.low > 0
    assert result.p_value < 0.01


@pytest.mark.parametrize(
    ("targets", "attributes", "n_partitions", "words"),
    [
        ((["x0"], ["y0", "y1"]), AB, 9, "targets is .* of at least 2"),
        ((["x0", "x1"], ["y0", "y1"]), ([], ["bad"]), 9, "attributes is .* of at least 1"),
        ((["x0", "x1"], ["y0", "y1"]), ("good", "bad"), 9, "attributes is .* two lists of words"),
        ((["x0", "x1"], ["x1", "y1"]), AB, 9, "targets has 'x1' twice"),
        ((["x0", "x1"], ["y0", "y1"]), AB, 0, "n_partitions=0: expected at least 1"),
    ],
    ids=["few-targets", "no-attributes", "a-word-for-a-list", "twice", "no-partitions"],
)
def test_wrong_arguments_are_named(targets, attributes, n_partitions, words):
    vectors, _ = leaning([0.1, 0.2], [0.3, 0.4])
    with pytest.raises(ValueError, match=words):
        weat(vectors, targets, attributes, n_partitions=n_partitions, random_state=0)


@pytest.mark.parametrize("name", ["n_partitions", "n_resamples"])
def test_what_counts_is_whole(name):
    words, targets = leaning([0.1, 0.2], [0.3, 0.4])
    with pytest.raises(TypeError, match=rf"{name}=2\.5: expected an int"):
        weat(words, targets, AB, random_state=0, **{name: 2.5})


def test_an_unknown_word_is_named():
    words, targets = leaning([0.1, 0.2], [0.3, 0.4])
    with pytest.raises(UnknownWordError, match="'nice'"):
        weat(words, targets, (["nice"], ["bad"]), random_state=0)
