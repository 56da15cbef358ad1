"""Training a skip-gram on sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from latentlib._progress import ProgressLine
from latentlib.data import WordVectors
from latentlib.models.skip_gram_blocks import (
    SkipGramBlocks,
    keep_probability,
    make_blocks,
    noise_distribution,
)
from latentlib.models.skip_gram_config import SkipGramConfig
from latentlib.models.vocabulary import EncodedText, Vocabulary, check_read_again, count_words
from latentlib.models.word2vec import SkipGram

__all__ = ["SkipGramResult", "train_skip_gram"]

_TOKENS_AT_A_TIME = 10_000


class SkipGramResult(NamedTuple):
    """A skip-gram that was trained.

    Attributes
    ----------
    words : WordVectors
        What is meant by word vectors: those of words as centres, most frequent word first.
    contexts : WordVectors
        Those of the same words as contexts.
    vocabulary : Vocabulary
        The words with their counts.
    loss : ndarray of float64, shape (n_points,)
        Nats a pair, noise included, as measured now and then just before a step.
    tokens : ndarray of int64, shape (n_points,)
        How many words of the text had been read by then, all epochs together.
    """

    words: WordVectors
    contexts: WordVectors
    vocabulary: Vocabulary
    loss: np.ndarray
    tokens: np.ndarray


def train_skip_gram(
    sentences: Iterable[list[str]],
    config: SkipGramConfig | None = None,
    *,
    generator: torch.Generator,
    vocabulary: Vocabulary | None = None,
    progress: bool = True,
) -> SkipGramResult:
    """Train a skip-gram with negative sampling by plain gradient descent.

    Parameters
    ----------
    sentences : iterable of list of str
        The text. It is gone through twice, so a generator will not do.
    config : SkipGramConfig, optional
        Shape and training.
    generator : torch.Generator
        Where first vectors, thinning, windows and noise come from; on the CPU.
    vocabulary : Vocabulary, optional
        Which words get vectors; without it those that occur `min_count` times.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    SkipGramResult

    Raises
    ------
    TypeError
        If the sentences can be gone through only once, or one is a str.
    ValueError
        If no word occurs often enough, or none of the vocabulary's.

    Notes
    -----
    The text is kept as four bytes a word and worked on in pieces, so memory grows with the
    vocabulary and hardly with the text. A window does not reach from one piece of 10,000 words into
    the next.

    Two things differ from the original program. Centre words in a row share their noise words, and
    some rows of them are learnt from at a time; see `SkipGramConfig`. A noise word counts even
    where it happens to be the right one, as in the paper's formula.
    """
    check_read_again(sentences)
    config = config or SkipGramConfig()
    vocabulary = vocabulary or count_words(sentences, min_count=config.min_count)
    text = vocabulary.encode(sentences)
    if not len(text):
        raise ValueError("sentences has none of the words, but some of the vocabulary was expected")
    model = SkipGram(len(vocabulary), config.dim, generator=generator)
    curve = _train(model, text, vocabulary.counts, config, generator, progress)
    loss, tokens = np.array(curve).reshape(-1, 2).T
    tables = (table.detach().numpy() for table in (model.centre, model.context))
    vectors = [WordVectors(vocabulary.words, table) for table in tables]
    return SkipGramResult(*vectors, vocabulary, loss, tokens.astype(np.int64))


def _train(
    model: SkipGram,
    text: EncodedText,
    counts: np.ndarray,
    config: SkipGramConfig,
    generator: torch.Generator,
    progress: bool,
) -> list[tuple[float, int]]:
    """Train a model, and return its loss in nats a pair beside the words read by then."""
    keep = torch.from_numpy(keep_probability(counts, config.sample))
    noise = torch.from_numpy(noise_distribution(counts, config.noise_power))
    total = config.epochs * len(text)
    curve, n_read = [], 0
    n_pieces = config.epochs * -(-len(text) // _TOKENS_AT_A_TIME)
    with ProgressLine(n_pieces, "skip-gram", enabled=progress) as line:
        for tokens, sentence in _pieces(text, config.epochs):
            kept = torch.rand(len(tokens), generator=generator) < keep[tokens]
            if kept.any():
                blocks = make_blocks(
                    tokens[kept], sentence[kept], noise, config, generator=generator
                )
                loss = _learn(model, blocks.steps(config.batch_size), config.lr_at(n_read / total))
                curve.append((loss, n_read))
            n_read += len(tokens)
            line.advance(f"loss {curve[-1][0]:.3f}" if curve else "")
    return curve


def _pieces(text: EncodedText, epochs: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield words and their sentences, piece by piece, as often as there are epochs."""
    for _ in range(epochs):
        for start in range(0, len(text), _TOKENS_AT_A_TIME):
            part = slice(start, start + _TOKENS_AT_A_TIME)
            yield torch.from_numpy(text.tokens[part]).long(), torch.from_numpy(text.sentence[part])


def _learn(model: SkipGram, steps: list[SkipGramBlocks], lr: float) -> float:
    """Take the steps, and return the loss of the first in nats a pair, just before it."""
    with torch.no_grad():
        loss = float(model.loss(steps[0]) / steps[0].n_pairs.clamp(min=1))
    for blocks in steps:
        model.descend(blocks, lr)
    return loss
