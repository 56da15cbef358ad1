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
from latentlib.models.cooccurrence import count_cooccurrences
from latentlib.models.counted_vectors import counted_vectors
from latentlib.models.denoising import DenoisingObjective
from latentlib.models.elbo import ELBOTerms, NegativeELBO, negative_elbo
from latentlib.models.factorization import factorize
from latentlib.models.gaussian import (
    DiagonalGaussian,
    kl_to_standard_normal,
    log_normal,
    reparameterize,
)
from latentlib.models.hubness import cosine, csls, mutual_neighbours
from latentlib.models.knots import Knots
from latentlib.models.pca import PCAModel, fit_pca
from latentlib.models.pmi import (
    PmiComparison,
    compare_with_pmi,
    pointwise_mutual_information,
    positive_pmi,
)
from latentlib.models.procrustes import (
    Alignment,
    OrthogonalMap,
    orthogonal_map,
    refine_alignment,
    unit_centred_rows,
)
from latentlib.models.shared_style import SharedStyleELBO
from latentlib.models.skip_gram_blocks import (
    SkipGramBlocks,
    keep_probability,
    make_blocks,
    noise_distribution,
)
from latentlib.models.skip_gram_config import SkipGramConfig
from latentlib.models.skip_gram_training import SkipGramResult, train_skip_gram
from latentlib.models.vae import (
    VAE,
    PosteriorEncoder,
    VAEConfig,
    VAEOutput,
    log_likelihood,
)
from latentlib.models.vocabulary import EncodedText, Vocabulary, count_words
from latentlib.models.word2vec import SkipGram, negative_sampling_loss
from latentlib.models.word_translation import (
    TranslatedWord,
    translated_words,
    translation_map,
)

__all__ = [
    "VAE",
    "Alignment",
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
    "EncodedText",
    "Encoder",
    "Knots",
    "NegativeELBO",
    "OrthogonalMap",
    "PCAModel",
    "PmiComparison",
    "PosteriorEncoder",
    "Residual",
    "SelfAttention",
    "SharedStyleELBO",
    "SkipGram",
    "SkipGramBlocks",
    "SkipGramConfig",
    "SkipGramResult",
    "TranslatedWord",
    "VAEConfig",
    "VAEOutput",
    "Vocabulary",
    "compare_with_pmi",
    "cosine",
    "count_cooccurrences",
    "count_words",
    "counted_vectors",
    "cross_entropy_objective",
    "csls",
    "factorize",
    "fit_pca",
    "importance_weighted_bound",
    "keep_probability",
    "kl_to_standard_normal",
    "log_likelihood",
    "log_normal",
    "make_blocks",
    "mutual_neighbours",
    "negative_elbo",
    "negative_sampling_loss",
    "noise_distribution",
    "orthogonal_map",
    "pointwise_mutual_information",
    "positive_pmi",
    "reconstruction_loss",
    "reconstruction_objective",
    "refine_alignment",
    "reparameterize",
    "train_skip_gram",
    "translated_words",
    "translation_map",
    "unit_centred_rows",
]
