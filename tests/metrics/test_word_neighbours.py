from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group
from word_models import in_gensim, random_words

from latentlib.data import WordVectors
from latentlib.metrics import neighbour_overlap


def test_a_rotation_and_lengths_change_no_neighbour():
    words = random_words(80, 10, 0)
    lengths = np.random.default_rng(1).uniform(0.1, 10, size=(80, 1))
    turned = words.vectors @ ortho_group.rvs(10, random_state=2) * lengths
    result = neighbour_overlap(words, WordVectors(words.words, turned.astype(np.float32)))
    assert result.overlap == 1.0
    assert result.n_words == 80


def test_useless_embeddings_overlap_by_chance():
    overlaps = [
        neighbour_overlap(random_words(120, 20, s), random_words(120, 5, 100 + s)).overlap
        for s in range(10)
    ]
    chance = neighbour_overlap(random_words(120, 20, 0), random_words(120, 5, 1)).chance
    assert chance == 10 / 119
    assert np.mean(overlaps) == pytest.approx(chance, abs=0.01)


def test_neighbours_are_gensims():
    first = random_words(60, 8, 0)
    blurred = first.vectors + random_words(60, 8, 1).vectors
    second = WordVectors(first.words[::-1], blurred[::-1])
    shared = [
        len({w for w, _ in a} & {w for w, _ in b}) / 5
        for a, b in (
            [in_gensim(words).most_similar(word, topn=5) for words in (first, second)]
            for word in first.words
        )
    ]
    result = neighbour_overlap(first, second, n_neighbors=5)
    assert result.overlap == pytest.approx(np.mean(shared))
    assert 0.3 < result.overlap < 0.8


def test_only_common_and_frequent_words_count():
    first, second = random_words(50, 8, 0), random_words(50, 8, 0)
    renamed = WordVectors(tuple(f"w{i + 20}" for i in range(50)), second.vectors)
    assert neighbour_overlap(first, renamed, n_neighbors=5).n_words == 30
    assert neighbour_overlap(first, second, n_neighbors=5, restrict=12).n_words == 12


def test_wrong_arguments_are_named():
    words = random_words(10, 3, 0)
    other = WordVectors(tuple("abcdefghij"), words.vectors)
    with pytest.raises(ValueError, match="first and second have 0 words in common"):
        neighbour_overlap(words, other)
    with pytest.raises(ValueError, match="n_neighbors is 10"):
        neighbour_overlap(words, words, n_neighbors=10)
