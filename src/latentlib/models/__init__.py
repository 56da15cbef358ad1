"""Models, one idea a file. Each reads from its configuration down to its loss."""

from __future__ import annotations

from latentlib.models.array_coder import ArrayCoder
from latentlib.models.autoencoder import (
    Autoencoder,
    AutoencoderConfig,
    AutoencoderOutput,
    Decoder,
    Encoder,
    reconstruction_loss,
)
from latentlib.models.blocks import Residual, SelfAttention
from latentlib.models.conv_autoencoder import (
    ConvAutoencoder,
    ConvAutoencoderConfig,
    ConvDecoder,
    ConvEncoder,
)
from latentlib.models.knots import Knots
from latentlib.models.pca import PCAModel, fit_pca

__all__ = [
    "ArrayCoder",
    "Autoencoder",
    "AutoencoderConfig",
    "AutoencoderOutput",
    "ConvAutoencoder",
    "ConvAutoencoderConfig",
    "ConvDecoder",
    "ConvEncoder",
    "Decoder",
    "Encoder",
    "Knots",
    "PCAModel",
    "Residual",
    "SelfAttention",
    "fit_pca",
    "reconstruction_loss",
]
