"""Translation by turning one language onto another."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group

from latentlib.data import WordVectors
from latentlib.models import (
    TranslatedWord,
    refine_alignment,
    translated_words,
    translation_map,
    unit_centred_rows,
)


@pytest.fixture(scope="module")
def languages():
    """Two languages of one shape: 300 words, turned, and shaken a little."""
    rng = np.random.default_rng(0)
    x = unit_centred_rows(rng.normal(size=(300, 20)))
    turn = ortho_group(20, seed=1).rvs()
    y = unit_centred_rows(x @ turn + 0.02 * rng.normal(size=x.shape))
    return x, y, turn


def _words(prefix, n=300):
    return WordVectors(tuple(f"{prefix}{k}" for k in range(n)), np.ones((n, 2), np.float32))


def _known(n):
    pairs = {f"e{k}": [f"s{k}"] for k in range(n)}
    return translated_words(_words("e"), _words("s"), pairs)


def test_rows_are_found_and_unknown_words_left_out():
    translations = {"e2": ["s5", "none", "s1"], "e3": ["none"], "unknown": ["s1"], "e0": ["s0"]}
    assert translated_words(_words("e"), _words("s"), translations) == ((2, (5, 1)), (0, (0,)))


def test_a_translation_named_twice_is_kept_once():
    found = translated_words(_words("e"), _words("s"), {"e1": ["s5", "s2", "s5", "s5"]})
    assert found == ((1, (5, 2)),)


def test_enough_known_words_find_the_turn(languages):
    x, y, turn = languages
    found = translation_map(x, y, _known(60), refine=False)
    assert np.abs(found - turn).max() < 0.05
    assert np.allclose(found @ found.T, np.eye(20), atol=1e-9)


def test_a_word_of_several_translations_counts_with_each():
    """Words far apart, so that it matters which rows are fitted."""
    x, y = np.random.default_rng(3).normal(size=(2, 40, 5))
    known = [TranslatedWord(2, (7, 1, 30)), TranslatedWord(11, (4,)), TranslatedWord(25, (8, 9))]
    reference, _ = orthogonal_procrustes(x[[2, 2, 2, 11, 25, 25]], y[[7, 1, 30, 4, 8, 9]])
    assert translation_map(x, y, known, refine=False) == pytest.approx(reference)
    first_alone = [TranslatedWord(word.row, word.right[:1]) for word in known]
    assert np.abs(translation_map(x, y, first_alone, refine=False) - reference).max() > 0.1


@pytest.mark.parametrize("options", [{"n_rounds": 1}, {"n_words": 40}])
def test_the_extent_of_the_refinement_is_passed_on(languages, options):
    x, y, _ = languages
    start = translation_map(x, y, _known(12), refine=False)
    found = translation_map(x, y, _known(12), **options)
    whole = {"n_rounds": 6, "n_words": 2000}
    assert np.array_equal(found, refine_alignment(x, y, start, **whole | options).matrix)
    assert not np.allclose(found, translation_map(x, y, _known(12)), atol=1e-4)


def test_refinement_makes_up_for_few_known_words(languages):
    x, y, turn = languages
    rough, fine = (translation_map(x, y, _known(12), refine=r) for r in (False, True))
    assert np.abs(rough - turn).max() > 0.1
    assert np.abs(fine - turn).max() < 0.02


def test_the_type_of_numbers_is_kept(languages):
    x, y, _ = (part.astype(np.float32) for part in languages)
    assert translation_map(x, y, _known(60)).dtype == np.float32


def test_no_known_word_is_refused(languages):
    with pytest.raises(ValueError, match="known is empty"):
        translation_map(*languages[:2], ())
