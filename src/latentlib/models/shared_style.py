"""Learning a style that a whole group shares, such as the font of its letters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor, nn

from latentlib.models.elbo import ELBOTerms, negative_elbo

if TYPE_CHECKING:
    from latentlib.training import RowRandom

__all__ = ["SharedStyleELBO"]


@dataclass(frozen=True)
class SharedStyleELBO:
    r"""Minus the bound of a `ConditionalVAE` whose code is shared by a group of images.

    The story is that a group, such as the letters of a font, has one code `z`, and each of its `K`
    images is drawn from that and its class. The encoder sees only one of them, of class `a`; its
    answer must do for all. With any `a`,

    .. math::

        \log p(x_1, \dots, x_K) \ge
        \sum_{b=1}^{K} \mathbb{E}_{q(z \mid x_a, a)} \log p(x_b \mid z, b)
        - \mathrm{KL}\bigl(q(z \mid x_a, a) \,\Vert\, p(z)\bigr)

    The sum is estimated by pairs of classes, one seen and one drawn, both at random; the loss is
    that of one image, on average. A batch is a tensor of shape (B, K, C, H, W), a group a row, the
    image of class `k` in place `k`.

    Attributes
    ----------
    n_pairs : int
        Pairs for each group of a batch, at least 1.
    beta : float
        Weight of the divergence, at least 0. With ``1 / K`` the loss is that of the bound above;
        with 1 each image pays for the code anew.

    References
    ----------
    D. Bouchacourt, R. Tomioka and S. Nowozin (2018). Multi-level variational autoencoder. AAAI.
    arXiv:1705.08841 (a code for a group)

    H. Edwards and A. Storkey (2017). Towards a neural statistician. ICLR. arXiv:1606.02185
    """

    n_pairs: int = 8
    beta: float = 1.0

    def __post_init__(self) -> None:
        if self.n_pairs < 1:
            raise ValueError(f"n_pairs is {self.n_pairs}, but at least 1 was expected")
        if not 0 <= self.beta < math.inf:
            raise ValueError(f"beta is {self.beta}, but at least 0 was expected")

    def __call__(self, model: nn.Module, x: Tensor, random: RowRandom) -> ELBOTerms:
        """Return the loss and its terms, in nats per image, means over the pairs."""
        n_classes = model.config.n_classes
        if x.ndim != 5 or x.shape[1] != n_classes:
            raise ValueError(
                f"x has shape {tuple(x.shape)}, but (B, {n_classes}, C, H, W) was expected: in "
                "each row a group, an image for each class"
            )
        seen = random.integers(n_classes, self.n_pairs)  # (B, n_pairs)
        drawn = random.integers(n_classes, self.n_pairs)
        eps = random.normal(self.n_pairs, model.config.latent_dim)  # (B, n_pairs, D)
        output = model(_pick(x, seen), seen.flatten(), eps.flatten(0, 1), drawn.flatten())
        return negative_elbo(output, _pick(x, drawn), model.config.vae, beta=self.beta)


def _pick(x: Tensor, classes: Tensor) -> Tensor:
    """Return images of classes (B, n) of each group, shape (B * n, C, H, W)."""
    where = classes[..., None, None, None].expand(*classes.shape, *x.shape[2:])
    return x.gather(1, where).flatten(0, 1)
