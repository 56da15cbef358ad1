"""The conditional variational autoencoder: told what is drawn, the code says how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from latentlib.models._layers import affine, check_codes, check_images
from latentlib.models.autoencoder import Decoder
from latentlib.models.conv_autoencoder import ConvDecoder
from latentlib.models.elbo import ELBOTerms, negative_elbo
from latentlib.models.gaussian import DiagonalGaussian, reparameterize
from latentlib.models.vae import PosteriorEncoder, VAEConfig, VAEOutput, add_log_sigma

if TYPE_CHECKING:
    from latentlib.training import RowRandom

__all__ = ["ConditionalNegativeELBO", "ConditionalVAE", "ConditionalVAEConfig"]


@dataclass(frozen=True)
class ConditionalVAEConfig:
    """The shape of a conditional variational autoencoder.

    Attributes
    ----------
    vae : VAEConfig
        The shape without the condition.
    n_classes : int
        How many classes there are, at least 2.
    """

    vae: VAEConfig
    n_classes: int

    def __post_init__(self) -> None:
        if self.n_classes < 2:
            raise ValueError(f"n_classes is {self.n_classes}, but at least 2 was expected")

    @property
    def latent_dim(self) -> int:
        """The number of dimensions `D` of the code, the class not included."""
        return self.vae.latent_dim


class ConditionalVAE(nn.Module):
    """A variational autoencoder that is told the class of each image, at both ends.

    What the class says need not be in the code, and pays for no place there: the code is left with
    what images of one class differ by, their style.

    Parameters
    ----------
    config : ConditionalVAEConfig
        The shape.
    generator : torch.Generator
        Where the initial weights come from.

    References
    ----------
    D. P. Kingma, D. J. Rezende, S. Mohamed and M. Welling (2014). Semi-supervised learning with
    deep generative models. NeurIPS. arXiv:1406.5298

    K. Sohn, H. Lee and X. Yan (2015). Learning structured output representation using deep
    conditional generative models. NeurIPS.
    """

    def __init__(self, config: ConditionalVAEConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.encoder = PosteriorEncoder(config.vae, generator=generator)
        width = self.encoder.mean.in_features
        # What the class adds to what the image says, before the means and variances are read off.
        self.class_in = affine(nn.Linear, config.n_classes, width, generator=generator)
        kind = ConvDecoder if config.vae.channels else Decoder
        wider = config.vae.network(config.latent_dim + config.n_classes)
        self.decoder = kind(wider, generator=generator)
        add_log_sigma(self, config.vae)

    def posterior(self, x: Tensor, y: Tensor) -> DiagonalGaussian:
        """Return the Gaussian over codes, shapes (B, D), of images of known classes.

        Parameters
        ----------
        x : Tensor, shape (B, C, H, W), values in [0, 1]
            The images.
        y : Tensor of int64, shape (B,)
            Their classes.

        Raises
        ------
        ValueError
            If the images have another shape than the model was made for, or `y` does not fit.
        """
        check_images(x, self.config.vae.image_shape)
        h = self.encoder.body(x) + self.class_in(self._one_hot(y, len(x)))  # (B, width)
        h = F.silu(h)
        return DiagonalGaussian(self.encoder.mean(h), self.encoder.log_variance(h))

    def encode(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the means of `posterior`, shape (B, D)."""
        return self.posterior(x, y).mean

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        """Return the mean images, shape (B, C, H, W), in [0, 1].

        Parameters
        ----------
        z : Tensor, shape (B, D)
            Codes: how to draw.
        y : Tensor of int64, shape (B,)
            Classes: what to draw.

        Raises
        ------
        ValueError
            If the codes have another number of dimensions than the model's, or `y` does not fit.
        """
        return self.decoder(self.told(z, y))

    def told(self, z: Tensor, y: Tensor) -> Tensor:
        """Return what the decoder is given: codes with classes behind them, shape (B, D + K)."""
        check_codes(z, self.config.latent_dim)
        return torch.cat([z, self._one_hot(y, len(z))], dim=1)

    def forward(
        self, x: Tensor, y: Tensor, eps: Tensor | None = None, drawn: Tensor | None = None
    ) -> VAEOutput:
        """Encode images of known classes, draw a code for each, and decode it.

        Parameters
        ----------
        x : Tensor, shape (B, C, H, W), values in [0, 1]
            The images.
        y : Tensor of int64, shape (B,)
            Their classes.
        eps : Tensor, shape (B, D), optional
            Standard-normal numbers to draw with. Without them the code is the mean.
        drawn : Tensor of int64, shape (B,), optional
            Other classes, to be drawn in the style of the images; by default their own.

        Returns
        -------
        VAEOutput
        """
        q = self.posterior(x, y)
        z = q.mean if eps is None else reparameterize(q, eps)
        logits = self.decoder.logits(self.told(z, y if drawn is None else drawn))
        return VAEOutput(logits, self.log_sigma, q, z)

    def _one_hot(self, y: Tensor, n_rows: int) -> Tensor:
        n = self.config.n_classes
        if y.shape != (n_rows,) or y.is_floating_point() or not ((y >= 0) & (y < n)).all():
            raise ValueError(
                f"y has shape {tuple(y.shape)} and type {y.dtype}, but ({n_rows},) whole numbers "
                f"from 0 to {n - 1} were expected"
            )
        return F.one_hot(y, n).float()  # (B,) -> (B, K)


@dataclass(frozen=True)
class ConditionalNegativeELBO:
    """`negative_elbo` of a `ConditionalVAE`, as an objective for `latentlib.training.fit`.

    A batch is a pair of images and classes: the rows of a `torch.utils.data.TensorDataset`.

    Attributes
    ----------
    beta : float
        Weight of the divergence, at least 0.
    """

    beta: float = 1.0

    def __call__(
        self, model: nn.Module, batch: tuple[Tensor, Tensor], random: RowRandom
    ) -> ELBOTerms:
        """Return the loss and its terms."""
        x, y = batch
        output = model(x, y, random.normal(model.config.latent_dim))
        return negative_elbo(output, x, model.config.vae, beta=self.beta)
