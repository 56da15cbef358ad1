"""Small word vectors to measure, and the same as gensim holds them."""

from __future__ import annotations

import numpy as np
from gensim.models import KeyedVectors

from latentlib.data import WordVectors, load_word_vectors


def most_frequent(n: int) -> WordVectors:
    """The first words of the table that the course ships."""
    words = load_word_vectors()
    return WordVectors(words.words[:n], words.vectors[:n])


def random_words(n: int, d: int, seed: int) -> WordVectors:
    """Words w0, w1, ... whose vectors mean nothing."""
    vectors = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(n)), vectors)


def named(vectors: dict[str, list[float]]) -> WordVectors:
    """Words with vectors written out."""
    return WordVectors(tuple(vectors), np.array(list(vectors.values()), dtype=np.float32))


def in_gensim(words: WordVectors) -> KeyedVectors:
    """The same words and vectors in gensim's class."""
    keyed = KeyedVectors(words.vectors.shape[1])
    keyed.add_vectors(list(words.words), words.vectors)
    return keyed
