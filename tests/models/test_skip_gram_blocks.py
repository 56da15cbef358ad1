"""Thinning, noise and windows: beside gensim, and by the definition."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec

from latentlib.models import (
    EncodedText,
    SkipGramBlocks,
    SkipGramConfig,
    count_cooccurrences,
    count_words,
    keep_probability,
    make_blocks,
    noise_distribution,
)

LENGTHS = (7, 1, 0, 12, 2, 30)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def text() -> EncodedText:
    """Words that are all different, so that a pair says where it stands."""
    n_tokens = sum(LENGTHS)
    return EncodedText(np.arange(n_tokens, dtype=np.int32), np.cumsum((0, *LENGTHS)))


def blocks_of(text: EncodedText, seed: int = 0, **options: int) -> SkipGramBlocks:
    tokens, sentence = torch.from_numpy(text.tokens).long(), torch.from_numpy(text.sentence)
    noise = torch.full((len(text),), 1 / len(text))
    return make_blocks(tokens, sentence, noise, SkipGramConfig(**options), generator=seeded(seed))


def pairs_in(blocks: SkipGramBlocks) -> Counter[tuple[int, int]]:
    """How often each pair of a centre word and a word in its window is there."""
    pairs: Counter[tuple[int, int]] = Counter()
    for g, i, j in torch.nonzero(blocks.weights * (blocks.signs < 0)).tolist():
        pairs[int(blocks.centres[g, i]), int(blocks.columns[g, j])] += 1
    return pairs


@pytest.fixture(scope="module")
def gensim_model() -> tuple[Word2Vec, np.ndarray]:
    rng = np.random.default_rng(0)
    sentences = [[f"w{i}" for i in rng.zipf(1.4, 25) if i < 300] for _ in range(400)]
    model = Word2Vec(sentences, min_count=2, sample=1e-3, negative=5, epochs=1, workers=1)
    vocabulary = count_words(sentences, min_count=2)
    order = [model.wv.key_to_index[word] for word in vocabulary.words]
    return model, vocabulary.counts, np.array(order)


def test_words_are_thinned_as_by_gensim(gensim_model) -> None:
    model, counts, order = gensim_model
    theirs = np.array([model.wv.expandos["sample_int"][i] for i in order]) / 2**32
    assert keep_probability(counts, 1e-3) == pytest.approx(theirs, abs=1e-6)
    assert 0.05 < theirs.min() < 0.9 < theirs.max()


def test_noise_is_drawn_as_by_gensim(gensim_model) -> None:
    model, counts, _ = gensim_model
    theirs = np.diff(model.cum_table, prepend=0) / model.cum_table[-1]
    assert noise_distribution(counts) == pytest.approx(theirs, abs=1e-8)


def test_nothing_is_thinned_at_zero_and_no_word_rare_enough() -> None:
    assert keep_probability(np.array([9, 1]), 0).tolist() == [1, 1]
    assert keep_probability(np.array([100, 1]), 0.5).tolist() == [1, 1]


@pytest.mark.parametrize("block", [1, 5, 32, 100])
def test_with_a_window_of_one_the_pairs_are_the_neighbours(text, block) -> None:
    ends = set(text.bounds.tolist())
    expected = Counter()
    for i in range(1, len(text)):
        if i not in ends:
            expected += Counter([(i, i - 1), (i - 1, i)])
    blocks = blocks_of(text, window=1, block=block)
    assert pairs_in(blocks) == expected
    assert blocks.n_pairs == expected.total()


@pytest.mark.parametrize("block", [4, 32])
def test_a_window_is_of_one_width_to_either_side_and_ends_with_the_sentence(text, block) -> None:
    pairs = pairs_in(blocks_of(text, window=6, block=block))
    assert set(pairs.values()) == {1}
    widths = set()
    for i in range(len(text)):
        start, end = text.bounds[text.sentence[i]], text.bounds[text.sentence[i] + 1]
        near = sorted(j for centre, j in pairs if centre == i)
        width = max((abs(j - i) for j in near), default=1)
        assert near == [j for j in range(max(start, i - width), min(end, i + width + 1)) if j != i]
        widths.add(width)
    assert widths == {1, 2, 3, 4, 5, 6}


def test_on_average_the_pairs_are_the_linear_counts(text) -> None:
    seen, n_draws = np.zeros((len(text), len(text))), 300
    for seed in range(n_draws):
        for pair, count in pairs_in(blocks_of(text, seed, window=4)).items():
            seen[pair] += count / n_draws
    expected = count_cooccurrences(text, len(text), 4, weighting="linear").toarray()
    assert seen == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(n_draws))


def test_noise_stands_for_so_many_words_a_pair(text) -> None:
    blocks = blocks_of(text, window=3, n_negatives=7, n_shared=20)
    in_window = blocks.weights[..., blocks.signs < 0].sum(2)
    noise = blocks.weights[..., blocks.signs > 0]
    torch.testing.assert_close(noise.sum(2), 7 * in_window)
    assert noise.shape[2] == 20
    assert (noise == noise[..., :1]).all()


def test_noise_follows_its_distribution() -> None:
    tokens = torch.zeros(64_000, dtype=torch.int64)
    noise = torch.tensor([0.5, 0.3, 0.2, 0.0])
    blocks = make_blocks(tokens, tokens, noise, SkipGramConfig(), generator=seeded(0))
    drawn = blocks.columns[:, blocks.signs > 0].flatten()
    share = torch.bincount(drawn, minlength=4) / len(drawn)
    torch.testing.assert_close(share, noise, atol=0.01, rtol=0)


def test_steps_are_the_same_blocks_in_parts(text) -> None:
    blocks = blocks_of(text, block=8)
    steps = blocks.steps(3)
    assert [len(step.centres) for step in steps] == [3, 3, 1]
    assert torch.equal(torch.cat([step.weights for step in steps]), blocks.weights)
    assert sum((pairs_in(step) for step in steps), Counter()) == pairs_in(blocks)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: keep_probability(np.ones(2), -1), "sample is -1"),
        (lambda: noise_distribution(np.ones(2), 2), "power is 2"),
    ],
)
def test_wrong_arguments_are_named(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call()
