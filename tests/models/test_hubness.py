"""Similarities across two clouds, beside scikit-learn and a loop over all pairs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from latentlib.models import cosine, csls, hubness, mutual_neighbours


@pytest.fixture
def clouds() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(23, 4)) + 0.5, rng.normal(size=(31, 4))


def csls_by_loops(x: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """The definition, one pair at a time."""

    def cos(a, b):
        return a @ b / np.sqrt((a @ a) * (b @ b))

    def usual(a, others):
        return np.mean(sorted(cos(a, b) for b in others)[-k:])

    scores = np.empty((len(x), len(y)))
    for (i, a), (j, b) in itertools.product(enumerate(x), enumerate(y)):
        scores[i, j] = 2 * cos(a, b) - usual(a, y) - usual(b, x)
    return scores


def test_cosines_are_those_of_scikit_learn(clouds) -> None:
    assert cosine(*clouds) == pytest.approx(cosine_similarity(*clouds))


@pytest.mark.parametrize("k", [1, 5, 23])
def test_csls_is_its_definition(clouds, k) -> None:
    assert csls(*clouds, n_neighbors=k) == pytest.approx(csls_by_loops(*clouds, k))


def test_csls_is_symmetric(clouds) -> None:
    x, y = clouds
    assert csls(x, y) == pytest.approx(csls(y, x).T)


def test_a_hub_is_taken_down() -> None:
    """One of the targets is everybody's nearest by cosine; by CSLS each finds its own."""
    own = np.eye(6)
    hub = np.ones((1, 6))
    x = own + 0.5 * hub
    y = np.concatenate([own, hub])
    assert (cosine(x, y).argmax(axis=1) == 6).all()
    assert (csls(x, y, 3).argmax(axis=1) == range(6)).all()


@pytest.mark.parametrize("similarity", ["cosine", "csls"])
@pytest.mark.parametrize("rows", [1, 7, 500])
@pytest.mark.parametrize("small_table", [0, 1000])
def test_mutual_neighbours_are_those_of_the_whole_matrix(
    clouds, similarity, rows, small_table, monkeypatch
):
    monkeypatch.setattr(hubness, "_ROWS_AT_A_TIME", rows)
    monkeypatch.setattr(hubness, "_SMALL_TABLE", small_table)
    scores = {"cosine": cosine, "csls": csls}[similarity](*clouds)
    expected = [
        [i, j]
        for i, j in itertools.product(range(23), range(31))
        if scores[i, j] == scores[i].max() == scores[:, j].max()
    ]
    assert mutual_neighbours(*clouds, similarity=similarity).tolist() == expected
    assert expected


def test_float32_stays_it(clouds) -> None:
    x, y = (cloud.astype(np.float32) for cloud in clouds)
    assert csls(x, y).dtype == np.float32
    assert csls(x, y) == pytest.approx(csls(*clouds), abs=1e-5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cosine(np.ones(3), np.ones((2, 3))), r"x has shape \(3,\)"),
        (lambda: cosine(np.ones((2, 3)), np.ones(3)), r"y has shape \(3,\)"),
        (lambda: cosine(np.ones((2, 3)), np.ones((2, 4))), r"\(2, 3\) and \(2, 4\)"),
        (lambda: csls(np.ones((2, 3)), np.ones((5, 3)), 3), "n_neighbors is 3, .* 1 to 2"),
        (lambda: csls(np.ones((2, 3)), np.ones((5, 3)), 0), "n_neighbors=0: expected at least 1"),
        (lambda: mutual_neighbours(np.ones((2, 3)), np.ones((5, 3)), similarity="l2"), "'l2'"),
    ],
)
def test_wrong_arguments_are_named(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("function", [cosine, csls, mutual_neighbours])
@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["x", "y"])
def test_a_row_that_is_not_finite_is_named(clouds, function, number, name) -> None:
    given = dict(zip("xy", clouds, strict=True))
    given[name][17, 2] = number
    with pytest.raises(ValueError, match=f"^row 17 of {name} is not finite, but finite numbers"):
        function(**given)


@pytest.mark.parametrize("function", [csls, mutual_neighbours])
def test_half_a_neighbour_is_refused(clouds, function) -> None:
    with pytest.raises(TypeError, match=r"n_neighbors=2\.5: expected an int"):
        function(*clouds, n_neighbors=2.5)
