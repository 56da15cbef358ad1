"""Counts in a window, by hand and beside a loop over all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.models import EncodedText, cooccurrence, count_cooccurrences


def random_text(n_words: int, seed: int) -> EncodedText:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(0, 9, size=40)
    tokens = rng.integers(0, n_words, size=lengths.sum())
    return EncodedText(tokens.astype(np.int32), np.append(0, np.cumsum(lengths)))


def counts_by_loops(text: EncodedText, n_words: int, window: int, weighting: str) -> np.ndarray:
    counts = np.zeros((n_words, n_words))
    for start, end in zip(text.bounds[:-1], text.bounds[1:], strict=True):
        for i in range(start, end):
            for j in range(max(start, i - window), min(end, i + window + 1)):
                weight = 1 if weighting == "flat" else (window - abs(i - j) + 1) / window
                if i != j:
                    counts[text.tokens[i], text.tokens[j]] += weight
    return counts


def test_a_sentence_by_hand() -> None:
    text = EncodedText(np.array([0, 1, 2, 1]), np.array([0, 4]))
    assert count_cooccurrences(text, 3, 1).toarray().tolist() == [[0, 1, 0], [1, 0, 2], [0, 2, 0]]
    linear = count_cooccurrences(text, 3, 2, weighting="linear").toarray()
    assert linear.tolist() == [[0, 1, 0.5], [1, 1, 2], [0.5, 2, 0]]


@pytest.mark.parametrize("weighting", cooccurrence.WEIGHTINGS)
@pytest.mark.parametrize("window", [1, 3, 20, 500])
@pytest.mark.parametrize("piece", [1, 7, 10**6])
def test_equals_a_loop_over_all_pairs(weighting, window, piece, monkeypatch) -> None:
    monkeypatch.setattr(cooccurrence, "_TOKENS_AT_A_TIME", piece)
    text = random_text(12, seed=window)
    counts = count_cooccurrences(text, 12, window, weighting=weighting)
    assert counts.toarray() == pytest.approx(counts_by_loops(text, 12, window, weighting))
    assert counts.has_canonical_format


def test_a_window_longer_than_the_text_holds_all_of_a_sentence() -> None:
    text = EncodedText(np.array([0, 1, 0]), np.array([0, 2, 3]))
    assert count_cooccurrences(text, 2, 10**9).toarray().tolist() == [[0, 1], [1, 0]]


def test_linear_weights_are_what_windows_drawn_at_random_see_on_average() -> None:
    text, window, rng = random_text(5, seed=0), 4, np.random.default_rng(1)
    seen, n_draws = np.zeros((5, 5)), 400
    for _ in range(n_draws):
        reach = rng.integers(1, window + 1, size=len(text))
        for i, r in enumerate(reach):
            start, end = text.bounds[text.sentence[i]], text.bounds[text.sentence[i] + 1]
            near = [j for j in range(max(start, i - r), min(end, i + r + 1)) if j != i]
            np.add.at(seen, (text.tokens[i], text.tokens[near]), 1 / n_draws)
    linear = count_cooccurrences(text, 5, window, weighting="linear").toarray()
    assert seen == pytest.approx(linear, rel=0.05)


def test_words_that_never_occur_have_empty_rows() -> None:
    counts = count_cooccurrences(random_text(5, seed=0), 9)
    assert counts.shape == (9, 9)
    assert counts[5:].nnz == counts[:, 5:].nnz == 0


def test_an_empty_text_has_no_pairs() -> None:
    assert count_cooccurrences(EncodedText(np.zeros(0, int), np.array([0, 0])), 4).nnz == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"window": 0}, "window=0: expected at least 1"),
        ({"weighting": "steep"}, "weighting is 'steep', but one of flat, linear"),
        ({"n_words": 4}, "n_words is 4, but more than 4"),
    ],
)
def test_wrong_arguments_are_named(arguments, words) -> None:
    with pytest.raises(ValueError, match=words):
        count_cooccurrences(random_text(5, seed=0), **({"n_words": 5} | arguments))


def test_half_a_window_is_refused() -> None:
    with pytest.raises(TypeError, match=r"window=2\.5: expected an int"):
        count_cooccurrences(random_text(5, seed=0), 5, 2.5)
