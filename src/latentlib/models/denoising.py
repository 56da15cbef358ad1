"""Learning to draw a picture clean that was given noisy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn import functional as F

if TYPE_CHECKING:
    from latentlib.training import RowRandom

__all__ = ["DenoisingObjective"]


@dataclass(frozen=True)
class DenoisingObjective:
    """The squared error of clean pictures drawn from noisy ones, for `latentlib.training.fit`.

    Each picture gets Gaussian noise of a strength of its own, and is cut off at black and white.

    Attributes
    ----------
    least, most : float
        Standard deviations of the noise, drawn evenly from between them; 0 <= least <= most.

    References
    ----------
    P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol (2008). Extracting and composing robust
    features with denoising autoencoders. ICML. doi:10.1145/1390156.1390294
    """

    least: float = 0.0
    most: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most < math.inf:
            raise ValueError(
                f"least is {self.least} and most is {self.most}, but 0 <= least <= most "
                "was expected"
            )

    def __call__(self, model: nn.Module, x: Tensor, random: RowRandom) -> Tensor:
        """Return the squared error per pixel for images `x`, shape (B, C, H, W), in [0, 1]."""
        sigma = self.least + (self.most - self.least) * random.uniform(1, 1, 1)
        noisy = (x + sigma * random.normal(*x.shape[1:])).clamp(0, 1)
        return F.mse_loss(model(noisy).reconstruction, x)
