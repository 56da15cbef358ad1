"""Skip-gram trained on languages whose answer is known, beside gensim on the same sentences."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec
from scipy.stats import spearmanr

from latentlib.models import (
    SkipGram,
    SkipGramBlocks,
    SkipGramConfig,
    SkipGramResult,
    compare_with_pmi,
    count_cooccurrences,
    count_words,
    skip_gram_training,
    train_skip_gram,
)

N_WORDS = 40  # they lie on a circle
CIRCLE = SkipGramConfig(dim=8, window=4, sample=0, lr=0.05, epochs=4)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def train(sentences, config=CIRCLE, seed=0, **options) -> SkipGramResult:
    return train_skip_gram(sentences, config, generator=seeded(seed), progress=False, **options)


def circle_language(n_sentences: int, seed: int) -> list[list[str]]:
    """Sentences of ten words, each from one stretch of a circle of forty."""
    rng = np.random.default_rng(seed)
    middles = rng.integers(0, N_WORDS, size=(n_sentences, 1))
    words = np.rint(middles + rng.normal(scale=2.5, size=(n_sentences, 10))).astype(int) % N_WORDS
    return [[f"w{word}" for word in sentence] for sentence in words]


def cosines_in_order(words: tuple[str, ...], vectors: np.ndarray) -> np.ndarray:
    """Cosines between w0, w1, ..., w39, shape (40, 40)."""
    vectors = vectors[[list(words).index(f"w{i}") for i in range(N_WORDS)]]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


def nearness_on_the_circle() -> np.ndarray:
    """The cosine of the angle between any two of the words, shape (40, 40)."""
    angle = 2 * np.pi * np.arange(N_WORDS) / N_WORDS
    return np.cos(angle[:, None] - angle)


@cache
def sentences() -> list[list[str]]:
    return circle_language(3000, seed=0)


@cache
def trained() -> SkipGramResult:
    return train(sentences())


def agreement(cosines: np.ndarray) -> float:
    above = np.triu_indices(len(cosines), 1)
    return spearmanr(cosines[above], nearness_on_the_circle()[above]).statistic


def test_words_that_keep_the_same_company_come_to_lie_together_as_with_gensim() -> None:
    ours = agreement(cosines_in_order(trained().words.words, trained().words.vectors))
    gensim = Word2Vec(
        sentences(), vector_size=8, window=4, sg=1, negative=5, sample=0, alpha=0.05, epochs=4,
        seed=1, workers=1,
    ).wv  # fmt: skip
    theirs = agreement(cosines_in_order(gensim.index_to_key, gensim.vectors))
    assert ours > 0.9
    assert ours == pytest.approx(theirs, abs=0.04)


def test_with_enough_dimensions_products_are_what_counting_says() -> None:
    text = circle_language(4000, seed=1)
    config = SkipGramConfig(dim=40, window=2, n_negatives=2, sample=0, lr=0.1, epochs=10)
    result = train(text, config)
    vocabulary = result.vocabulary
    counts = count_cooccurrences(vocabulary.encode(text), len(vocabulary), 2, weighting="linear")
    found = compare_with_pmi(result.words.vectors, result.contexts.vectors, counts, n_negatives=2)
    often = found.counts > 10
    assert np.corrcoef(found.products[often], found.pmi[often])[0, 1] > 0.96
    assert np.abs(found.products - found.pmi)[often].mean() < 0.2


def test_the_loss_begins_with_guessing_and_falls() -> None:
    loss = trained().loss
    assert loss[0] == pytest.approx(6 * math.log(2), abs=1e-4)
    assert loss[-8:].mean() < 0.9 * loss[0]
    assert trained().tokens.tolist() == list(range(0, 120_000, 10_000))


def test_the_same_generator_gives_the_same_vectors() -> None:
    state = torch.get_rng_state()
    first, again, other = (train(sentences()[:200], seed=seed) for seed in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    assert (first.words.vectors == again.words.vectors).all()
    assert (first.loss == again.loss).all()
    assert not (first.words.vectors == other.words.vectors).all()


def test_rare_words_get_no_vector_and_a_vocabulary_can_be_given() -> None:
    text = [["a", "b", "a", "b", "rare"], ["a", "b"]]
    assert train(text, SkipGramConfig(dim=2, min_count=2)).words.words == ("a", "b")
    vocabulary = count_words(text, min_count=1)
    result = train(text, SkipGramConfig(dim=2, min_count=2), vocabulary=vocabulary)
    assert result.vocabulary is vocabulary
    assert result.words.words == result.contexts.words == ("a", "b", "rare")


def test_frequent_words_are_thinned_so_that_the_others_become_neighbours() -> None:
    text = [[word for own in sentence for word in (own, "the")] for sentence in sentences()]
    thick, thin = (
        train(text, SkipGramConfig(dim=8, window=1, sample=sample, epochs=4, lr=0.1))
        for sample in (0, 1e-3)
    )
    found = [agreement(cosines_in_order(r.words.words, r.words.vectors)) for r in (thick, thin)]
    assert abs(found[0]) < 0.3
    assert found[1] > 0.8


def test_pieces_do_not_change_what_is_learnt(monkeypatch) -> None:
    monkeypatch.setattr(skip_gram_training, "_TOKENS_AT_A_TIME", 1000)
    result = train(sentences())
    assert agreement(cosines_in_order(result.words.words, result.words.vectors)) > 0.9


def test_the_rate_of_every_step_lies_on_the_line_from_first_to_last(monkeypatch) -> None:
    monkeypatch.setattr(skip_gram_training, "_TOKENS_AT_A_TIME", 100)
    text, rates, descend = sentences()[:75], [], SkipGram.descend

    def recorded(model: SkipGram, blocks: SkipGramBlocks, lr: float) -> None:
        rates.append(lr)
        descend(model, blocks, lr)

    monkeypatch.setattr(SkipGram, "descend", recorded)
    config = SkipGramConfig(
        dim=4, sample=0, min_count=1, lr=0.06, final_lr=0.02, epochs=2, block=16, batch_size=3
    )
    train(text, config)
    # Pieces begin at these of 750 words; those of 100 words take three steps, the last of 50 two.
    begins, n_steps = [0, 100, 200, 300, 400, 500, 600, 700], [3] * 7 + [2]
    n_read = np.concatenate([np.repeat(begins, n_steps), np.repeat(begins, n_steps) + 750])
    assert rates == pytest.approx(0.06 + (0.02 - 0.06) * n_read / 1500)


def test_text_of_single_words_teaches_nothing() -> None:
    result = train([["a"], ["b"]] * 5, SkipGramConfig(dim=3, sample=0, epochs=1))
    assert result.loss.tolist() == [0]
    assert not result.contexts.vectors.any()


def test_what_can_be_gone_through_only_once_is_refused() -> None:
    with pytest.raises(TypeError, match="sentences is an iterator"):
        train(iter(sentences()))


def test_a_text_of_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="sentences has none of the words"):
        train([["x"]], vocabulary=count_words(sentences()))
