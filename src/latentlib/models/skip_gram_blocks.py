"""What skip-gram is trained on: thinned text, words in windows, and words of noise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from latentlib.models.skip_gram_config import SkipGramConfig

__all__ = ["SkipGramBlocks", "keep_probability", "make_blocks", "noise_distribution"]


def keep_probability(counts: np.ndarray, sample: float) -> np.ndarray:
    r"""Return how likely each occurrence of a word is to be kept when a text is thinned.

    :math:`\min(1, \sqrt{t / f} + t / f)` for a word that is a share `f` of the text. This is what
    the original program and gensim do; the paper has :math:`\sqrt{t / f}` alone.

    Parameters
    ----------
    counts : ndarray, shape (V,)
        How often each word occurs, at least 1.
    sample : float
        The threshold `t`, at least 0. 0: every word is kept.

    Returns
    -------
    ndarray of float64, shape (V,)
        From more than 0 to 1.

    Raises
    ------
    ValueError
        If `sample` is negative.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013). Distributed representations of
    words and phrases and their compositionality. NeurIPS. arXiv:1310.4546
    """
    if not 0 <= sample < np.inf:
        raise ValueError(f"sample is {sample}, but at least 0 was expected")
    if sample == 0:
        return np.ones(len(counts))
    ratio = sample * np.sum(counts) / np.asarray(counts)  # t / f
    return np.minimum(1, np.sqrt(ratio) + ratio)


def noise_distribution(counts: np.ndarray, power: float = 0.75) -> np.ndarray:
    r"""Return how likely each word is to be drawn as noise: :math:`\#(w)^\alpha` as a share.

    Parameters
    ----------
    counts : ndarray, shape (V,)
        How often each word occurs.
    power : float
        :math:`\alpha`: 1 draws words as often as they occur, 0 all alike.

    Returns
    -------
    ndarray of float64, shape (V,)
        Sums to 1.

    Raises
    ------
    ValueError
        If `power` is not from 0 to 1.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013). Distributed representations of
    words and phrases and their compositionality. NeurIPS. arXiv:1310.4546
    """
    if not 0 <= power <= 1:
        raise ValueError(f"power is {power}, but a number from 0 to 1 was expected")
    weights = np.asarray(counts, dtype=np.float64) ** power
    return weights / weights.sum()


class SkipGramBlocks(NamedTuple):
    """Pieces of text of `b` centre words, each with what they are to be told from.

    A piece's columns are its `b` words with a window of `L` on either side, and then `S` words of
    noise, which its centre words share.

    Attributes
    ----------
    centres : Tensor of int64, shape (G, b)
        The centre words of `G` pieces.
    columns : Tensor of int64, shape (G, b + 2 L + S)
        The words that they are set beside.
    weights : Tensor of float32, shape (G, b, b + 2 L + S)
        What each counts for each: 1 in a centre word's window and 0 outside; for noise, what makes
        up `n_negatives` for each word in the window.
    signs : Tensor of float32, shape (b + 2 L + S,)
        -1 for words of the text and 1 for noise: which way the loss rises with the score.
    """

    centres: Tensor
    columns: Tensor
    weights: Tensor
    signs: Tensor

    @property
    def n_pairs(self) -> Tensor:
        """How many words stand in windows, all centre words together; shape ()."""
        return self.weights[..., self.signs < 0].sum()

    def steps(self, n_blocks: int) -> list[SkipGramBlocks]:
        """Return the same in parts of so many pieces."""
        parts = (part.split(n_blocks) for part in self[:3])
        return [SkipGramBlocks(*part, self.signs) for part in zip(*parts, strict=True)]


def make_blocks(
    tokens: Tensor,
    sentence: Tensor,
    noise: Tensor,
    config: SkipGramConfig,
    *,
    generator: torch.Generator,
) -> SkipGramBlocks:
    """Cut a text into pieces, draw a window for each word, and noise for each piece.

    Parameters
    ----------
    tokens : Tensor of int64, shape (n_tokens,)
        The words, at least one, as numbers.
    sentence : Tensor of int, shape (n_tokens,)
        Which sentence each is in, at least 0: windows end where it does.
    noise : Tensor, shape (V,)
        How likely each word is to be drawn as noise.
    config : SkipGramConfig
        Window, noise words and sizes.
    generator : torch.Generator
        Where windows and noise come from.

    Returns
    -------
    SkipGramBlocks
        Of ``ceil(n_tokens / b)`` pieces; the last is filled up with words that count nothing.

    Raises
    ------
    RuntimeError
        If there are no tokens.
    """
    size, reach = config.block, config.window
    n_blocks = -(-len(tokens) // size)
    filled = (reach, n_blocks * size - len(tokens) + reach)
    around = F.pad(tokens, filled).unfold(0, size + 2 * reach, size)  # (G, b + 2 L)
    beside = F.pad(sentence, filled, value=-1).unfold(0, size + 2 * reach, size)
    centres = slice(reach, reach + size)
    near = _in_window(n_blocks, config, generator)
    near &= (beside[:, centres, None] == beside[:, None, :]) & (beside[:, None, :] >= 0)
    n_shared = config.n_shared
    drawn = torch.multinomial(noise, n_blocks * n_shared, replacement=True, generator=generator)
    words = near.float()
    share = words.sum(2, keepdim=True) * (config.n_negatives / n_shared)  # (G, b, 1)
    return SkipGramBlocks(
        around[:, centres],
        torch.cat([around, drawn.view(n_blocks, n_shared)], dim=1),
        torch.cat([words, share.expand(-1, -1, n_shared)], dim=2),
        torch.cat([-torch.ones(around.shape[1]), torch.ones(n_shared)]),
    )


def _in_window(n_blocks: int, config: SkipGramConfig, generator: torch.Generator) -> Tensor:
    """Draw each centre word's window from 1 to `L`, and say what is in it: (G, b, b + 2 L)."""
    size, reach = config.block, config.window
    place = torch.arange(size + 2 * reach)
    distance = (place - place[reach : reach + size, None]).abs()  # (b, b + 2 L)
    drawn = torch.randint(1, reach + 1, (n_blocks, size, 1), generator=generator)
    return (distance > 0) & (distance <= drawn)
