"""Word vectors by counting: the four steps in one."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.models import counted_vectors

WEEK = [["we", "met", "on", day, "at", "noon"] for day in ("monday", "tuesday")] * 20
FARM = [["the", animal, "ate", "fresh", "grass"] for animal in ("cow", "sheep")] * 20


def test_the_steps_written_out_in_dense_arrays():
    text = [["a", "b", "c"], ["a", "c"], ["b", "c", "b"]] * 10
    found = counted_vectors(text, 2, window=2, random_state=0)
    assert set(found.words) == {"a", "b", "c"}
    place = {word: row for row, word in enumerate(found.words)}
    met = np.zeros((3, 3))
    for line in text:
        for i, j in ((i, j) for i in range(len(line)) for j in range(len(line)) if i != j):
            distance = abs(i - j)
            if distance <= 2:
                met[place[line[i]], place[line[j]]] += (3 - distance) / 2
    context = met.sum(axis=0) ** 0.75
    chance = met.sum(axis=1, keepdims=True) * (context / context.sum())
    with np.errstate(divide="ignore"):
        ppmi = np.maximum(0, np.log(met / chance))
    u, s, _ = np.linalg.svd(ppmi)
    expected = u[:, :2] * np.sqrt(s[:2])
    assert np.allclose(found.vectors @ found.vectors.T, expected @ expected.T, atol=1e-5)


def test_words_of_like_company_are_near():
    found = counted_vectors(WEEK + FARM, 5, random_state=0)
    assert found.nearest("monday", 1)[0].word == "tuesday"
    assert found.nearest("cow", 1)[0].word == "sheep"


def test_rare_words_and_words_beyond_the_number_asked_for_have_no_vector():
    found = counted_vectors([*WEEK, ["we", "rested"]], 3, max_words=5, random_state=0)
    assert len(found) == 5
    assert "rested" not in found


def test_words_without_a_vector_are_company_still():
    some = counted_vectors(WEEK + FARM, 3, n_vectors=6, random_state=0)
    assert some.words == counted_vectors(WEEK + FARM, 3, random_state=0).words[:6]
    alone = counted_vectors(WEEK + FARM, 3, max_words=6, random_state=0)
    assert alone.words == some.words
    assert not np.allclose(some.unit @ some.unit.T, alone.unit @ alone.unit.T, atol=0.01)
    with pytest.raises(ValueError, match="n_vectors=0: expected at least 1"):
        counted_vectors(WEEK, 3, n_vectors=0, random_state=0)
    with pytest.raises(TypeError, match=r"n_vectors=2\.5: expected an int"):
        counted_vectors(WEEK, 3, n_vectors=2.5, random_state=0)


def test_what_can_be_gone_through_only_once_is_refused():
    with pytest.raises(TypeError, match="sentences is an iterator, but what can be gone through"):
        counted_vectors(iter(WEEK), 3, random_state=0)


def test_words_that_meet_by_chance_alone_have_vectors_of_zeros():
    text = [["a", "a"], ["a", "b"], ["b", "a"], ["b", "b"]] * 10
    assert counted_vectors(text, 1, random_state=0).vectors.tolist() == [[0], [0]]


def test_a_dimension_too_many_is_refused():
    with pytest.raises(ValueError, match="dim is 7, but a number from 1 to 6"):
        counted_vectors(WEEK, 7, random_state=0)
    with pytest.raises(ValueError, match="dim is 4, but a number from 1 to 3"):
        counted_vectors(WEEK, 4, n_vectors=4, random_state=0)
