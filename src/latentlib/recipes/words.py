"""Recipes of word vectors, for chapter 4."""

from __future__ import annotations

from latentlib.models import SkipGramConfig
from latentlib.recipes.word_recipe import WordRecipe

__all__ = ["WORDS"]

PROSE = WordRecipe(
    name="word2vec-prose",
    summary="Vectors of 10,000 English words with 56 numbers each, by skip-gram with negative "
    "sampling.",
    use=(
        "For words as points in chapter 4, and to see what a small text teaches. Its English is "
        "that of presidents' speeches, of Jane Austen, Moby Dick, a Bible and a few books more: "
        "not quite four million words, and the views of those who wrote them. Vectors made of "
        "billions of words know far more."
    ),
    # Trained on three sentences in ten, judged by the loss on one in twenty that was left out: ten
    # passes did better than five. With more than 56 dimensions, three tables exceed 2 MB.
    model=SkipGramConfig(dim=56, epochs=10),
)

WORDS = (PROSE,)
