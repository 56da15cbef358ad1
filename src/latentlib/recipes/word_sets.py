"""The text that word vectors are trained on, and the questions that they are measured with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from latentlib.data import (
    AnalogySection,
    Sentences,
    WordPairs,
    load_analogies,
    load_prose,
    load_word_pairs,
)
from latentlib.models import Vocabulary, count_words

__all__ = ["TEXTS", "Text", "WordSets"]


class Text(NamedTuple):
    """A body of text that words are learnt from.

    Attributes
    ----------
    load : callable
        ``load()`` is all its sentences.
    licence : str
        Its licence, for the card.
    """

    load: Callable[[], Sentences]
    licence: str


TEXTS = {
    "prose": Text(
        lambda: load_prose().sentences,
        "public domain, in collections under MIT, PDDL 1.0 or CC0 1.0",
    )
}


@dataclass(frozen=True, eq=False)
class WordSets:
    """What numbers about word vectors are measured with.

    Attributes
    ----------
    name : str
        The text, a key of `TEXTS`.
    sentences : iterable of list of str
        What the vectors are trained on; it is gone through more than once.
    min_count : int
        How often a word has to occur to get a vector.
    """

    name: str
    sentences: Iterable[list[str]]
    min_count: int

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words that get a vector; counted once."""
        return count_words(self.sentences, min_count=self.min_count)

    @cached_property
    def wordsim353(self) -> WordPairs:
        """Pairs of words, rated by how related they are."""
        return load_word_pairs("wordsim353")

    @cached_property
    def simlex999(self) -> WordPairs:
        """Pairs of words, rated by how similar they are."""
        return load_word_pairs("simlex999")

    @cached_property
    def analogies(self) -> tuple[AnalogySection, ...]:
        """Questions of the form "a is to b as c is to what?"."""
        return load_analogies()

    def about(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what a card says of the text, and of the questions.

        The checksums are of the words themselves, as they are learnt from and asked, whatever file
        they came from.
        """
        return self._about_text(), self._about_questions()

    def _about_text(self) -> dict[str, Any]:
        digest, n_sentences, n_words = hashlib.sha256(), 0, 0
        for sentence in self.sentences:
            digest.update((" ".join(sentence) + "\n").encode())
            n_sentences += 1
            n_words += len(sentence)
        return {
            "name": self.name,
            "n_words": n_words,
            "n_sentences": n_sentences,
            "sha256_of_words": digest.hexdigest(),
            "licence": TEXTS[self.name].licence,
        }

    def _about_questions(self) -> dict[str, Any]:
        tests = (self.wordsim353, self.simlex999)
        rated = [pair for test in tests for pair in zip(test.pairs, test.scores, strict=True)]
        asked = [
            *((*pair, f"{score:g}") for pair, score in rated),
            *(question for section in self.analogies for question in section.questions),
        ]
        lines = "\n".join(map(" ".join, asked))
        return {
            "name": "WordSim-353, SimLex-999 and analogy questions",
            "n_rated_pairs": len(rated),
            "n_questions": sum(map(len, self.analogies)),
            "sha256_of_words": hashlib.sha256(lines.encode()).hexdigest(),
            "licence": "each its own; not shipped, but read from gensim",
        }
