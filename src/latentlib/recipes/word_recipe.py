"""What a recipe of word vectors is, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from latentlib.data import Sentences
from latentlib.models import SkipGramConfig, negative_sampling_loss, train_skip_gram
from latentlib.recipes.word_sets import TEXTS, WordSets

__all__ = ["WordRecipe"]

_BRIEF_SENTENCES = 1000  # enough for questions whose words are known


@dataclass(frozen=True)
class WordRecipe:
    """How a checkpoint of word vectors is made: by skip-gram with negative sampling.

    Attributes
    ----------
    name : str
        Its name, and that of its files.
    summary : str
        What it is, in a sentence.
    use : str
        What it is good for, and what it is not.
    model : SkipGramConfig
        The vectors' dimensions, and how they are trained.
    data : str
        The text, a key of `TEXTS`.
    n_words : int
        How many of the words are kept, the most frequent ones, at least 1.
    measures : tuple of str
        What the card states: keys of `latentlib.recipes.MEASURES`.
    seeds : tuple of int
        One table of vectors is trained for each.
    shipped : bool
        Whether the checkpoint comes with the package.
    """

    name: str
    summary: str
    use: str
    model: SkipGramConfig
    data: str = "prose"
    n_words: int = 10_000
    measures: tuple[str, ...] = (
        "wordsim353",
        "simlex999",
        "analogies",
        "wordsim353_pairs",
        "simlex999_pairs",
        "analogy_questions",
    )
    seeds: tuple[int, ...] = (0, 1, 2)
    shipped: bool = True

    def __post_init__(self) -> None:
        if self.data not in TEXTS:
            raise ValueError(f"data is {self.data!r}, but one of {', '.join(TEXTS)} was expected")
        if self.n_words < 1:
            raise ValueError(f"n_words is {self.n_words}, but at least 1 was expected")

    @property
    def training(self) -> Callable[..., object]:
        """What trains them."""
        return train_skip_gram

    @property
    def objective(self) -> Callable[..., object]:
        """What is minimised."""
        return negative_sampling_loss

    def sets(self, *, brief: bool = False) -> WordSets:
        """Return the text and the questions: all sentences, or the first 1000."""
        sentences = TEXTS[self.data].load()
        if brief:
            sentences = Sentences(sentences.texts[:_BRIEF_SENTENCES])
        return WordSets(self.data, sentences, self.model.min_count)

    def briefly(self) -> WordRecipe:
        """Return the recipe for one seed; how vectors are trained is the model's, and stays."""
        return replace(self, seeds=self.seeds[:1])
