"""The loss and the step of skip-gram, beside the formula written out and beside autograd."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from latentlib.models import (
    SkipGram,
    SkipGramBlocks,
    SkipGramConfig,
    make_blocks,
    negative_sampling_loss,
)

N_WORDS, DIM = 12, 4


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def model() -> SkipGram:
    model = SkipGram(N_WORDS, DIM, generator=seeded(0)).double()
    with torch.no_grad():
        for table in model.parameters():
            table.normal_(generator=seeded(1))
    return model


@pytest.fixture
def blocks() -> SkipGramBlocks:
    """Few words, so that most come in several places."""
    tokens = torch.randint(N_WORDS, (30,), generator=seeded(2))
    sentence = torch.arange(30) // 11
    config = SkipGramConfig(window=3, n_negatives=2, n_shared=2, block=8)
    return make_blocks(tokens, sentence, torch.ones(N_WORDS), config, generator=seeded(3))


def every_pair(blocks: SkipGramBlocks):
    """The number of each centre word, of a word in its window, and of its noise."""
    for g, i, j in torch.nonzero(blocks.weights * (blocks.signs < 0)).tolist():
        noise = blocks.columns[g, blocks.signs > 0]
        yield int(blocks.centres[g, i]), int(blocks.columns[g, j]), noise.tolist()


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_loss_is_its_formula() -> None:
    rng = np.random.default_rng(0)
    v, u, noise = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 4, 3))
    loss = negative_sampling_loss(*map(torch.from_numpy, (v, u, noise)))
    for b in range(5):
        expected = -math.log(sigmoid(u[b] @ v[b]))
        expected -= sum(math.log(sigmoid(-noise[b, k] @ v[b])) for k in range(4))
        assert float(loss[b]) == pytest.approx(expected, abs=1e-12)


def test_loss_of_a_model_that_knows_nothing_is_that_of_guessing() -> None:
    model = SkipGram(N_WORDS, DIM, generator=seeded(0))
    loss = model(torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([[4, 5], [6, 7]]))
    assert loss.tolist() == pytest.approx([3 * math.log(2)] * 2)


def test_loss_stays_finite_where_the_score_is_large() -> None:
    v = torch.full((1, 1), 1000.0)
    assert float(negative_sampling_loss(v, -v, torch.zeros(1, 0, 1))[0]) == 1e6


def test_loss_of_blocks_is_that_of_their_pairs(model, blocks) -> None:
    pairs = [torch.tensor(column) for column in zip(*every_pair(blocks), strict=True)]
    torch.testing.assert_close(model.loss(blocks), model(*pairs).sum(), atol=1e-9, rtol=0)
    assert len(pairs[0]) == blocks.n_pairs


@pytest.mark.parametrize("lr", [1e-3, 0.5], ids=["small", "shortened"])
def test_a_step_is_the_formula_pair_by_pair(model, blocks, lr) -> None:
    v, u = (table.detach().numpy().copy() for table in (model.centre, model.context))
    step_v, step_u = np.zeros_like(v), np.zeros_like(u)
    steep_v, steep_u = np.zeros(N_WORDS), np.zeros(N_WORDS)
    for centre, context, noise in every_pair(blocks):
        for word, label in [(context, 1), *((word, 0) for word in noise)]:
            wrong = sigmoid(u[word] @ v[centre]) - label
            step_v[centre] -= wrong * u[word]
            step_u[word] -= wrong * v[centre]
            steep_v[centre] += u[word] @ u[word] / 4
            steep_u[word] += v[centre] @ v[centre] / 4
    v += step_v * np.minimum(lr, 2 / np.maximum(steep_v, 1e-9))[:, None]
    u += step_u * np.minimum(lr, 2 / np.maximum(steep_u, 1e-9))[:, None]
    model.descend(blocks, lr)
    np.testing.assert_allclose(model.centre.detach().numpy(), v, atol=1e-10)
    np.testing.assert_allclose(model.context.detach().numpy(), u, atol=1e-10)
    assert (lr * steep_u > 2).any() == (lr == 0.5)


@pytest.mark.parametrize("n_shared", [1, 9])
def test_a_step_is_that_of_autograd(model, n_shared) -> None:
    tokens = torch.randint(N_WORDS, (50,), generator=seeded(4))
    config = SkipGramConfig(window=2, n_negatives=5, n_shared=n_shared, block=16)
    blocks = make_blocks(tokens, torch.zeros(50), torch.ones(N_WORDS), config, generator=seeded(5))
    tables = list(model.parameters())
    gradients = torch.autograd.grad(model.loss(blocks), tables)
    expected = [table - 1e-3 * grad for table, grad in zip(tables, gradients, strict=True)]
    model.descend(blocks, 1e-3)
    for table, there in zip(tables, expected, strict=True):
        torch.testing.assert_close(table, there, atol=1e-12, rtol=0)


@pytest.mark.parametrize("lr", [1e-3, 0.1, 10, 1e6])
def test_steps_go_down_however_large_the_rate(model, blocks, lr) -> None:
    before = model.loss(blocks)
    for _ in range(50):
        model.descend(blocks, lr)
    assert model.loss(blocks) < before


@pytest.mark.parametrize("lr", [1e-3, 0.1, 10, 1e6])
def test_no_word_alone_goes_too_far(model, blocks, lr) -> None:
    tables = list(model.parameters())
    start = [table.detach().clone() for table in tables]
    before = model.loss(blocks).detach()
    model.descend(blocks, lr)
    there = [table.detach().clone() for table in tables]
    for table, new in zip(tables, there, strict=True):
        for word in range(N_WORDS):
            with torch.no_grad():
                for one, first in zip(tables, start, strict=True):
                    one.copy_(first)
                table[word] = new[word]
            assert model.loss(blocks) <= before + 1e-9


def test_first_vectors_are_small_and_come_from_the_generator() -> None:
    state = torch.get_rng_state()
    models = [SkipGram(500, 50, generator=seeded(seed)) for seed in (0, 0, 1)]
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(models[0].centre, models[1].centre)
    assert not torch.equal(models[0].centre, models[2].centre)
    centre = models[0].centre.detach()
    assert 0.0099 < centre.abs().max() <= 0.01
    assert centre.std() == pytest.approx(0.02 / math.sqrt(12), rel=0.02)
    assert not models[0].context.any()
