from __future__ import annotations

import importlib
import math

import numpy as np
import pytest

from latentlib.metrics import RetrievalResult, retrieval
from latentlib.models import csls


def samples(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def one_each(n: int) -> list[set[int]]:
    return [{i} for i in range(n)]


def by_loops(scores: np.ndarray, gold: list[set[int]]) -> list[int]:
    """The place of the first right candidate, by sorting each query's scores."""
    places = []
    for row, right in zip(scores, gold, strict=True):
        order = np.argsort(-row).tolist()
        places.append(1 + min(order.index(candidate) for candidate in right))
    return places


def cosines(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x @ y.T) / np.outer(np.linalg.norm(x, axis=1), np.linalg.norm(y, axis=1))


@pytest.mark.parametrize("seed", range(3))
def test_ranks_are_those_of_sorting(seed):
    x, y = samples(40, 5, seed), 3 * samples(70, 5, seed + 10)
    draw = np.random.default_rng(seed)
    gold = [set(draw.choice(70, draw.integers(1, 4), replace=False).tolist()) for _ in range(40)]
    result = retrieval(x, y, gold)
    assert result.ranks.tolist() == by_loops(cosines(x, y), gold)
    for k in (1, 5, 10, 70):
        tops = np.argsort(-cosines(x, y), axis=1)[:, :k]
        found = [not g.isdisjoint(top.tolist()) for g, top in zip(gold, tops, strict=True)]
        assert result.precision_at(k).precision == pytest.approx(np.mean(found))


def test_csls_has_the_neighbourhood_of_all_words_not_only_of_the_queries():
    x, y = samples(60, 4, 0), samples(50, 4, 1)
    queries, gold = np.array([7, 3, 41, 3]), [{0, 5}, {10}, {20}, {11}]
    result = retrieval(x, y, gold, queries=queries, similarity=csls)
    assert result.ranks.tolist() == by_loops(csls(x, y)[queries], gold)
    assert result.ranks.tolist() != retrieval(x, y, gold, queries=queries).ranks.tolist()


def test_csls_finds_what_a_hub_hides():
    own, hub = np.eye(6), np.ones((1, 6))
    x, y = own + 1.2 * hub, np.concatenate([own + 0.1 * hub, hub])
    assert retrieval(x, y, one_each(6)).precision_at(1).precision == 0.0
    mended = retrieval(x, y, one_each(6), similarity=lambda x, y: csls(x, y, n_neighbors=6))
    assert mended.precision_at(1).precision == 1.0


def test_perfect_and_partly_right_vectors_by_hand():
    perfect = retrieval(np.eye(5), 7 * np.eye(5), one_each(5))
    assert perfect.ranks.tolist() == [1] * 5
    assert perfect.mean_reciprocal_rank == 1.0
    # The third query points between its own and the fourth, nearer the fourth.
    x = np.eye(4)
    x[2] = [0, 0, 0.6, 0.8]
    partly = retrieval(x, np.eye(4), one_each(4))
    assert partly.ranks.tolist() == [1, 1, 2, 1]
    assert partly.precision_at(1).precision == 0.75
    assert partly.precision_at(2).precision == 1.0
    assert partly.mean_reciprocal_rank == pytest.approx(3.5 / 4)


def test_useless_vectors_retrieve_by_chance():
    n, v = 3000, 40
    gold = [{int(row)} for row in np.random.default_rng(2).integers(v, size=n)]
    result = retrieval(samples(n, 20, 0), samples(v, 20, 1), gold)
    for k in (1, 5):
        chance = k / result.n_candidates
        error = 4 * math.sqrt(chance * (1 - chance) / n)
        assert result.precision_at(k).precision == pytest.approx(chance, abs=error)


def test_collapsed_vectors_are_not_taken_for_perfect():
    result = retrieval(np.ones((5, 3)), np.ones((8, 3)), [{0, 1}] * 5)
    assert result.ranks.tolist() == [7] * 5  # behind the six that are wrong


def test_a_right_candidate_named_twice_counts_once():
    x, y = samples(9, 3, 0), samples(20, 3, 1)
    once, twice = ([[i, i + 5] for i in range(9)], [[i, i + 5, i] for i in range(9)])
    result = retrieval(x, y, twice)
    assert result.ranks.tolist() == retrieval(x, y, once).ranks.tolist()
    assert result.ranks.min() >= 1
    assert result.mean_reciprocal_rank <= 1


def test_the_interval_is_wilsons():
    ranks = np.array([1] * 30 + [2] * 50)
    p, z, n = 30 / 80, 1.959964, 80
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert RetrievalResult(ranks, 100).precision_at(1) == pytest.approx(
        (p, middle - half, middle + half)
    )
    assert RetrievalResult(ranks, 100).precision_at(2).high == pytest.approx(1.0)


def test_blocks_do_not_change_the_ranks(monkeypatch):
    x, y = samples(30, 5, 0), samples(20, 5, 1)
    gold = [{i % 20} for i in range(30)]
    whole = retrieval(x, y, gold).ranks
    monkeypatch.setattr(
        importlib.import_module("latentlib.metrics.retrieval"), "_BLOCK_BYTES", 8 * 20 * 7
    )
    assert retrieval(x, y, gold).ranks.tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"y": samples(5, 3, 0)}, "y has 3 dimensions, but the 2 of x"),
        ({"gold": one_each(3)}, "gold has 3 sets, but 4 were expected"),
        ({"gold": [{0}, set(), {1}, {2}]}, r"gold of query 1 is \[\], but at least one row of y"),
        ({"gold": [{0}, {5}, {1}, {2}]}, r"gold of query 1 is \[5\], .* from 0 to 4"),
        ({"queries": [0, 1, 2, 4]}, "queries are from 0 to 4, but rows of x, from 0 to 3"),
        ({"queries": [0.0, 1.0, 2.0, 3.0]}, "queries has shape .* float64, but whole numbers"),
        ({"x": np.zeros((4, 2))}, "x has a row of zeros"),
        ({"similarity": lambda x, y: x}, r"similarity returned shape \(4, 2\), but \(4, 5\)"),
        ({"similarity": lambda x, y: np.full((4, 5), np.nan)}, "similarity returned NaN"),
    ],
    ids=["dimensions", "short-gold", "no-gold", "gold", "query", "float", "zero", "shape", "nan"],
)
def test_wrong_arguments_are_named(arguments, words):
    usual = {"x": samples(4, 2, 0), "y": samples(5, 2, 1), "gold": one_each(4)}
    with pytest.raises(ValueError, match=words):
        retrieval(**{**usual, **arguments})


def test_k_is_a_place_among_the_candidates():
    result = retrieval(np.eye(3), np.eye(3), one_each(3))
    for k in (0, 4):
        with pytest.raises(ValueError, match=f"k is {k}, but 1 to 3"):
            result.precision_at(k)
