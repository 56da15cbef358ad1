"""Word vectors from a matrix, beside NumPy's whole decomposition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from latentlib.models import factorize

WORDS = tuple(f"w{i}" for i in range(30))


@pytest.fixture
def matrix() -> sparse.csr_array:
    return sparse.random_array((30, 20), density=0.3, rng=np.random.default_rng(0)).tocsr()


@pytest.mark.parametrize("power", [0, 0.5, 1])
@pytest.mark.parametrize("dim", [1, 6, 19])
def test_equals_numpy_up_to_signs(matrix, dim, power) -> None:
    u, s, _ = np.linalg.svd(matrix.toarray())
    expected = u[:, :dim] * s[:dim] ** power
    vectors = factorize(WORDS, matrix, dim, power=power, random_state=0).vectors
    assert np.abs(vectors) == pytest.approx(np.abs(expected), abs=1e-5)
    assert vectors @ vectors.T == pytest.approx(expected @ expected.T, abs=1e-5)


def test_whole_powers_keep_the_products_of_rows(matrix) -> None:
    vectors = factorize(WORDS, matrix, 19, power=1, random_state=0).vectors
    _, s, _ = np.linalg.svd(matrix.toarray())
    products = (matrix @ matrix.T).toarray()
    assert np.linalg.norm(vectors @ vectors.T - products) == pytest.approx(s[19] ** 2, rel=1e-3)


def test_signs_and_result_do_not_depend_on_the_seed(matrix) -> None:
    first, second = (factorize(WORDS, matrix, 5, random_state=seed) for seed in (0, 1))
    assert first.vectors == pytest.approx(second.vectors, abs=1e-5)
    largest = np.abs(first.vectors).argmax(axis=0)
    assert (first.vectors[largest, range(5)] > 0).all()


@pytest.mark.parametrize("power", [0, 0.5])
def test_a_matrix_of_zeros_gives_zeros(power) -> None:
    found = factorize(WORDS, sparse.csr_array((30, 20)), 3, power=power, random_state=0)
    assert found.vectors.tolist() == [[0, 0, 0]] * 30


def test_products_are_unique_where_singular_values_below_and_at_dim_differ() -> None:
    """Two of three directions with equal singular values are kept: chance decides which."""
    matrix = sparse.csr_array(np.diag([9.0, 5, 5, 5, 1, 1, 1]))
    words = WORDS[:7]

    def products(dim: int, seed: int) -> np.ndarray:
        vectors = factorize(words, matrix, dim, random_state=seed).vectors
        return vectors @ vectors.T

    assert products(4, 0) == pytest.approx(products(4, 1), abs=1e-4)
    assert products(3, 0) != pytest.approx(products(3, 1), abs=0.1)


def test_the_words_come_along(matrix) -> None:
    vectors = factorize(WORDS, matrix, 3, random_state=0)
    assert vectors.words == WORDS
    assert vectors.vectors.dtype == np.float32


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"words": WORDS[:5]}, "matrix has 30 rows, but 5"),
        ({"dim": 0}, "dim=0: expected at least 1"),
        ({"dim": 20}, "dim is 20, but a number from 1 to 19"),
        ({"power": 1.5}, "power is 1.5"),
    ],
)
def test_wrong_arguments_are_named(matrix, arguments, words) -> None:
    given = {"words": WORDS, "matrix": matrix, "dim": 3, "random_state": 0} | arguments
    with pytest.raises(ValueError, match=words):
        factorize(**given)


def test_half_a_dimension_is_refused(matrix) -> None:
    with pytest.raises(TypeError, match=r"dim=2\.5: expected an int"):
        factorize(WORDS, matrix, 2.5, random_state=0)


def test_chance_has_to_be_injected(matrix) -> None:
    with pytest.raises(TypeError, match="random_state"):
        factorize(WORDS, matrix, 3, random_state=None)
