"""Maps between clouds, beside SciPy, and found again where they are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group

from latentlib.models import orthogonal_map, refine_alignment, unit_centred_rows


def rotation(d: int, seed: int) -> np.ndarray:
    return ortho_group.rvs(d, random_state=seed)


@pytest.mark.parametrize("seed", range(3))
def test_equals_scipy(seed) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 40, 7))
    reference, _ = orthogonal_procrustes(x, y)
    found = orthogonal_map(x, y)
    assert found.matrix == pytest.approx(reference)
    expected = np.linalg.norm(x @ reference - y) / np.linalg.norm(y)
    assert found.residual == pytest.approx(expected)


def test_a_rotation_is_found_again_and_nothing_is_left_over() -> None:
    x, turn = np.random.default_rng(0).normal(size=(20, 5)), rotation(5, 1)
    found = orthogonal_map(x, x @ turn)
    assert found.matrix == pytest.approx(turn)
    assert found.residual < 1e-12


def test_unique_where_the_product_has_full_rank_not_where_the_clouds_span() -> None:
    """Two clouds that span the plane, of which every rotation fits as well."""
    x, y = np.vstack([np.eye(2), np.eye(2)]), np.vstack([np.eye(2), -np.eye(2)])
    assert np.linalg.matrix_rank(x) == np.linalg.matrix_rank(y) == 2
    assert not (x.T @ y).any()
    off = [np.linalg.norm(x @ rotation(2, seed) - y) / np.linalg.norm(y) for seed in range(5)]
    assert off == pytest.approx([orthogonal_map(x, y).residual] * 5)


def test_what_is_left_over_is_the_noise() -> None:
    rng, turn = np.random.default_rng(0), rotation(10, 2)
    x = rng.normal(size=(20_000, 10))
    y = x @ turn + 0.3 * rng.normal(size=x.shape)
    assert orthogonal_map(x, y).residual == pytest.approx(0.3 / np.sqrt(1.09), rel=0.01)


def test_no_other_rotation_fits_better() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 30, 4))
    best = orthogonal_map(x, y).residual
    others = [np.linalg.norm(x @ rotation(4, i) - y) / np.linalg.norm(y) for i in range(200)]
    assert best < min(others)


def test_prepared_vectors_have_length_one_and_a_smaller_mean() -> None:
    x = np.random.default_rng(0).normal(size=(500, 6)) + 3
    ready = unit_centred_rows(x)
    assert np.linalg.norm(ready, axis=1) == pytest.approx(np.ones(500))
    assert np.linalg.norm(ready.mean(axis=0)) < 0.1
    by_hand = x / np.sqrt((x**2).sum(axis=1, keepdims=True))
    by_hand = by_hand - by_hand.mean(axis=0)
    by_hand /= np.sqrt((by_hand**2).sum(axis=1, keepdims=True))
    assert ready == pytest.approx(by_hand)


@pytest.mark.parametrize("similarity", ["cosine", "csls"])
def test_a_map_from_few_pairs_is_refined_until_it_is_right(similarity) -> None:
    rng, turn = np.random.default_rng(0), rotation(10, 3)
    x = unit_centred_rows(rng.normal(size=(400, 10)))
    order = rng.permutation(400)
    y = unit_centred_rows(x @ turn + 0.05 * rng.normal(size=x.shape))[order]
    place = np.argsort(order)  # x[i] belongs to y[place[i]]
    start = orthogonal_map(x[:8], y[place[:8]]).matrix
    found = refine_alignment(x, y, start, n_rounds=10, similarity=similarity)
    right = found.pairs[:, 1] == place[found.pairs[:, 0]]
    assert right.mean() > 0.99
    assert len(right) > 390
    assert np.abs(found.matrix - turn).max() < 0.02
    assert found.n_pairs[-1] == len(found.pairs) > found.n_pairs[0]
    assert found.residuals[-1] < found.residuals[0]


def test_refining_ends_where_nothing_changes() -> None:
    x, turn = np.random.default_rng(0).normal(size=(50, 5)), rotation(5, 4)
    found = refine_alignment(x, x @ turn, turn, n_rounds=9)
    assert found.n_pairs == (50, 50)
    assert found.matrix == pytest.approx(turn)


def test_only_frequent_words_form_pairs_if_asked() -> None:
    x = np.random.default_rng(0).normal(size=(50, 5)).astype(np.float32)
    found = refine_alignment(x, x, np.eye(5), n_words=20)
    assert found.pairs.tolist() == [[i, i] for i in range(20)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: orthogonal_map(np.ones((3, 2)), np.ones((2, 2))), r"\(3, 2\) and \(2, 2\)"),
        (lambda: orthogonal_map(np.ones(3), np.ones(3)), "twice was expected"),
        (lambda: orthogonal_map(np.ones((3, 2)), np.zeros((3, 2))), "y is all 0"),
        (lambda: orthogonal_map(np.full((3, 2), np.nan), np.ones((3, 2))), "not finite"),
        (lambda: refine(n_rounds=0), "n_rounds=0: expected at least 1"),
        (lambda: refine(n_words=0), "n_words=0: expected at least 1"),
        (lambda: refine(similarity="dot"), "similarity is 'dot'"),
        (lambda: refine(start_map=np.eye(3)), r"start_map has shape \(3, 3\)"),
    ],
)
def test_wrong_arguments_are_named(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("name", ["n_rounds", "n_words"])
def test_what_counts_is_whole(name) -> None:
    with pytest.raises(TypeError, match=rf"{name}=2\.5: expected an int"):
        refine(**{name: 2.5})


def refine(start_map=None, **options):
    x = np.random.default_rng(0).normal(size=(20, 2))
    return refine_alignment(x, x, np.eye(2) if start_map is None else start_map, **options)
