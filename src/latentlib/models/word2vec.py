"""word2vec: skip-gram with negative sampling. A word's vector is what foretells its neighbours."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from latentlib.models.skip_gram_blocks import SkipGramBlocks

__all__ = ["SkipGram", "negative_sampling_loss"]


def negative_sampling_loss(centre: Tensor, context: Tensor, negatives: Tensor) -> Tensor:
    r"""Return how badly words are told from noise.

    .. math::

        -\log \sigma(u \cdot v) - \sum_k \log \sigma(-u_k \cdot v)

    Parameters
    ----------
    centre : Tensor, shape (B, D)
        Vectors :math:`v` of centre words.
    context : Tensor, shape (B, D)
        Vectors :math:`u` of a word near each.
    negatives : Tensor, shape (B, K, D)
        Vectors :math:`u_k` of `K` words of noise for each.

    Returns
    -------
    Tensor, shape (B,)
        In nats a pair, summed over its noise. It is :math:`(1 + K) \log 2` for vectors of zeros.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013). Distributed representations of
    words and phrases and their compositionality. NeurIPS. arXiv:1310.4546
    """
    score = (context * centre).sum(1)  # (B,)
    noise_scores = (negatives * centre[:, None]).sum(2)  # (B, K)
    return -F.logsigmoid(score) - F.logsigmoid(-noise_scores).sum(1)


class SkipGram(nn.Module):
    """Two tables of vectors: one for words as centres, one for the same words as contexts.

    Parameters
    ----------
    n_words : int
        The size of the vocabulary, `V`.
    dim : int
        The number of dimensions, `D`.
    generator : torch.Generator
        Where the first vectors come from: evenly from -1 / (2 D) to 1 / (2 D) for centres. Contexts
        begin at zero.
    """

    def __init__(self, n_words: int, dim: int, *, generator: torch.Generator) -> None:
        super().__init__()
        drawn = torch.rand(n_words, dim, generator=generator)
        self.centre = nn.Parameter((drawn - 0.5) / dim)
        self.context = nn.Parameter(torch.zeros(n_words, dim))

    def forward(self, centres: Tensor, contexts: Tensor, negatives: Tensor) -> Tensor:
        """Return the loss in nats, shape (B,), of pairs of words.

        Parameters
        ----------
        centres, contexts : Tensor of int64, shape (B,)
            Words, by number.
        negatives : Tensor of int64, shape (B, K)
            Words of noise for each pair.
        """
        return negative_sampling_loss(
            self.centre[centres], self.context[contexts], self.context[negatives]
        )

    def loss(self, blocks: SkipGramBlocks) -> Tensor:
        """Return the loss of all pairs together, in nats, shape ()."""
        v = F.embedding(blocks.centres, self.centre)  # (G, b, D)
        u = F.embedding(blocks.columns, self.context)  # (G, m, D), m = b + 2 L + S
        return -(blocks.weights * F.logsigmoid(-blocks.signs * (v @ u.mT))).sum()

    @torch.no_grad()
    def descend(self, blocks: SkipGramBlocks, lr: float) -> None:
        r"""Take a step down the gradient of `loss`, which is written out here.

        The derivative of the loss by a score is the probability by which the model is wrong, with
        the weight and the sign of that pair. Where a word comes more than once, its gradients are
        added up. Should they be so many that the sum could overshoot, its step is shortened: the
        second derivative along a word's vector is at most a quarter of the summed squared lengths
        of the vectors that it is set beside, and the rate times that is kept to 2. Up to there the
        step of one word, the others at rest, does not raise the loss.

        Parameters
        ----------
        blocks : SkipGramBlocks
            What to learn from.
        lr : float
            Learning rate, more than 0.
        """
        centres, columns, weights, signs = blocks
        v = F.embedding(centres, self.centre)  # (G, b, D)
        u = F.embedding(columns, self.context)  # (G, m, D)
        weights = weights.to(v.dtype)
        wrong = torch.sigmoid_(signs * (v @ u.mT)).mul_(weights).mul_(signs)  # (G, b, m)
        steep_v = (weights * u.square().sum(2)[:, None]).sum(2).flatten()  # (G * b,)
        steep_u = (v.square().sum(2)[:, None] @ weights).flatten()  # (G * m,)
        _step_down(self.centre, centres.flatten(), (wrong @ u).flatten(0, 1), steep_v / 4, lr)
        _step_down(self.context, columns.flatten(), (wrong.mT @ v).flatten(0, 1), steep_u / 4, lr)


def _step_down(
    table: Tensor, rows: Tensor, gradients: Tensor, steepness: Tensor, lr: float
) -> None:
    """Subtract gradients from rows of a table, no row further than its second derivative allows."""
    total = table.new_zeros(len(table)).index_add_(0, rows, steepness)
    rates = lr / (lr * total.index_select(0, rows) / 2).clamp(min=1)
    table.index_add_(0, rows, gradients.mul_(rates[:, None]), alpha=-1)
