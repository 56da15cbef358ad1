"""Models, one idea a file. Each reads from its configuration down to its loss."""

from __future__ import annotations

from latentlib.models.array_classifier import ArrayClassifier
from latentlib.models.array_coder import ArrayCoder
from latentlib.models.autoencoder import (
    Autoencoder,
    AutoencoderConfig,
    AutoencoderOutput,
    Decoder,
    Encoder,
    reconstruction_loss,
    reconstruction_objective,
)
from latentlib.models.blocks import Residual, SelfAttention
from latentlib.models.bounds import importance_weighted_bound
from latentlib.models.classifier import Classifier, ClassifierConfig, cross_entropy_objective
from latentlib.models.conditional_vae import (
    ConditionalNegativeELBO,
    ConditionalVAE,
    ConditionalVAEConfig,
)
from latentlib.models.conv_autoencoder import (
    ConvAutoencoder,
    ConvAutoencoderConfig,
    ConvDecoder,
    ConvEncoder,
)
from latentlib.models.denoising import DenoisingObjective
from latentlib.models.elbo import ELBOTerms, NegativeELBO, negative_elbo
from latentlib.models.gaussian import (
    DiagonalGaussian,
    kl_to_standard_normal,
    log_normal,
    reparameterize,
)
from latentlib.models.knots import Knots
from latentlib.models.pca import PCAModel, fit_pca
from latentlib.models.shared_style import SharedStyleELBO
from latentlib.models.vae import (
    VAE,
    PosteriorEncoder,
    VAEConfig,
    VAEOutput,
    log_likelihood,
)

__all__ = [
    "VAE",
    "ArrayClassifier",
    "ArrayCoder",
    "Autoencoder",
    "AutoencoderConfig",
    "AutoencoderOutput",
    "Classifier",
    "ClassifierConfig",
    "ConditionalNegativeELBO",
    "ConditionalVAE",
    "ConditionalVAEConfig",
    "ConvAutoencoder",
    "ConvAutoencoderConfig",
    "ConvDecoder",
    "ConvEncoder",
    "Decoder",
    "DenoisingObjective",
    "DiagonalGaussian",
    "ELBOTerms",
    "Encoder",
    "Knots",
    "NegativeELBO",
    "PCAModel",
    "PosteriorEncoder",
    "Residual",
    "SelfAttention",
    "SharedStyleELBO",
    "VAEConfig",
    "VAEOutput",
    "cross_entropy_objective",
    "fit_pca",
    "importance_weighted_bound",
    "kl_to_standard_normal",
    "log_likelihood",
    "log_normal",
    "negative_elbo",
    "reconstruction_loss",
    "reconstruction_objective",
    "reparameterize",
]
