"""What cards state of word vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from latentlib.data import WordVectors
from latentlib.metrics import analogies, word_similarity
from latentlib.models import counted_vectors
from latentlib.recipes.measure import Measure
from latentlib.recipes.word_recipe import WordRecipe
from latentlib.recipes.word_sets import WordSets

__all__ = ["WORD_MEASURES", "rival_of"]

_Asked = Callable[[WordVectors, WordSets], float]


@lru_cache(maxsize=1)  # all measures of a recipe have the same rival
def rival_of(recipe: WordRecipe, sets: WordSets) -> WordVectors:
    """Return words of the same text with the same window, counted, and nothing trained."""
    window, min_count = recipe.model.window, recipe.model.min_count
    options = {"window": window, "min_count": min_count, "n_vectors": recipe.n_words}
    return counted_vectors(sets.sentences, recipe.model.dim, random_state=0, **options)


def _wordsim353(words: WordVectors, sets: WordSets) -> float:
    return word_similarity(words, sets.wordsim353, n_resamples=1, random_state=0).spearman


def _simlex999(words: WordVectors, sets: WordSets) -> float:
    return word_similarity(words, sets.simlex999, n_resamples=1, random_state=0).spearman


def _analogies(words: WordVectors, sets: WordSets) -> float:
    return analogies(words, sets.analogies).total.accuracy


def _wordsim353_pairs(words: WordVectors, sets: WordSets) -> float:
    return _known(words, sets.wordsim353.pairs)


def _simlex999_pairs(words: WordVectors, sets: WordSets) -> float:
    return _known(words, sets.simlex999.pairs)


def _analogy_questions(words: WordVectors, sets: WordSets) -> float:
    return sum(_known(words, section.questions) for section in sets.analogies)


def _known(words: WordVectors, questions: tuple[tuple[str, ...], ...]) -> float:
    """Count the questions whose words all have vectors."""
    return float(sum(all(word in words for word in question) for question in questions))


def _counted(asked: _Asked) -> Callable[[WordRecipe, WordSets], float]:
    """Ask the vectors that come of counting the same."""
    return lambda recipe, sets: asked(rival_of(recipe, sets), sets)


_COUNTING = "PPMI and SVD of the same text"

WORD_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "wordsim353": Measure(
            "Rank correlation with WordSim-353",
            "Spearman's coefficient",
            0.002,
            _wordsim353,
            _counted(_wordsim353),
            _COUNTING,
        ),
        "simlex999": Measure(
            "Rank correlation with SimLex-999",
            "Spearman's coefficient",
            0.002,
            _simlex999,
            _counted(_simlex999),
            _COUNTING,
        ),
        "analogies": Measure(
            "Analogies",
            "share of questions answered correctly",
            0.002,
            _analogies,
            _counted(_analogies),
            _COUNTING,
        ),
        "wordsim353_pairs": Measure(
            "Pairs of WordSim-353 whose words are known", "of 353", 0.5, _wordsim353_pairs
        ),
        "simlex999_pairs": Measure(
            "Pairs of SimLex-999 whose words are known", "of 999", 0.5, _simlex999_pairs
        ),
        "analogy_questions": Measure(
            "Analogy questions whose words are known", "of 19,544", 0.5, _analogy_questions
        ),
    }
)
