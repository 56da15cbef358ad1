"""What cards state of models of images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import torch
from sklearn.metrics.pairwise import euclidean_distances
from torch import nn

from latentlib.metrics import active_units, linear_probe, peak_signal_to_noise, reconstruction_error
from latentlib.models import (
    ArrayClassifier,
    ArrayCoder,
    ConditionalNegativeELBO,
    NegativeELBO,
    fit_pca,
    kl_to_standard_normal,
)
from latentlib.recipes.measure import Measure
from latentlib.recipes.recipe import Recipe
from latentlib.recipes.sets import Sets
from latentlib.training import evaluate

__all__ = ["IMAGE_MEASURES"]

PROBE_TRAINING_IMAGES = 4000
DENOISED_SIGMA = 0.3
STYLE_CHARACTER = "n"
_SIMILAR_FONTS = 10
_BATCH = 512


def _reconstruction_error(model: nn.Module, sets: Sets) -> float:
    return _error_of(ArrayCoder(model), sets)


def _pca_error(recipe: Recipe, sets: Sets) -> float:
    return _error_of(fit_pca(sets.data.flat(), recipe.model.latent_dim), sets)


def _error_of(coder: object, sets: Sets) -> float:
    x = sets.held_out.flat()
    return reconstruction_error(x, coder.decode(coder.encode(x)))


def _probe_accuracy(model: nn.Module, sets: Sets) -> float:
    return _probed(ArrayCoder(model).encode, sets)


def _pca_probe_accuracy(recipe: Recipe, sets: Sets) -> float:
    return _probed(fit_pca(sets.data.flat(), recipe.model.latent_dim).encode, sets)


def _pixel_probe_accuracy(recipe: Recipe, sets: Sets) -> float:
    return _probed(lambda x: x, sets)


def _probed(encode: Callable[[np.ndarray], np.ndarray], sets: Sets) -> float:
    few = sets.data.subset(slice(PROBE_TRAINING_IMAGES))
    z, z_held_out = encode(few.flat()), encode(sets.held_out.flat())
    return linear_probe(z, few.labels, z_held_out, sets.held_out.labels).accuracy


def _negative_elbo(model: nn.Module, sets: Sets) -> float:
    return evaluate(model, sets.held_out.tensor(), NegativeELBO())


def _binarized_negative_elbo(model: nn.Module, sets: Sets) -> float:
    return evaluate(model, sets.held_out.tensor(), NegativeELBO(binarize=True))


def _kl(model: nn.Module, sets: Sets) -> float:
    q = ArrayCoder(model).posterior(sets.held_out.flat())
    return kl_to_standard_normal(q).sum(1).mean().item()


def _active_units(model: nn.Module, sets: Sets) -> float:
    return float(active_units(ArrayCoder(model).encode(sets.held_out.flat())).n_active)


def _accuracy(model: nn.Module, sets: Sets) -> float:
    guesses = ArrayClassifier(model).classes(sets.held_out.flat())
    return float(np.mean(guesses == sets.held_out.labels))


def _denoised_psnr(model: nn.Module, sets: Sets) -> float:
    noisy, clean = _noisy(sets)
    coder = ArrayCoder(model)
    drawn = coder.decode(coder.encode(noisy.reshape(len(noisy), -1)))
    return float(peak_signal_to_noise(clean, drawn.reshape(clean.shape)).mean())


def _noisy_psnr(recipe: Recipe, sets: Sets) -> float:
    noisy, clean = _noisy(sets)
    return float(peak_signal_to_noise(clean, noisy).mean())


def _noisy(sets: Sets) -> tuple[np.ndarray, np.ndarray]:
    clean = sets.held_out.as_float()
    noise = np.random.default_rng(0).standard_normal(clean.shape, dtype=np.float32)
    return np.clip(clean + np.float32(DENOISED_SIGMA) * noise, 0, 1), clean


def _conditional_negative_elbo(model: nn.Module, sets: Sets) -> float:
    rows = torch.utils.data.TensorDataset(
        sets.held_out.tensor(), torch.tensor(sets.held_out.labels)
    )
    return evaluate(model, rows, ConditionalNegativeELBO())


@torch.no_grad()
def _transfer_error(model: nn.Module, sets: Sets) -> float:
    """Draw all characters of each font from the code of one of them."""
    x, y = sets.held_out.tensor(), torch.tensor(sets.held_out.labels)
    names = sets.held_out.label_names
    shown = y == names.index(STYLE_CHARACTER)
    z = model.encode(x[shown], y[shown]).repeat_interleave(len(names), dim=0)  # font by font
    drawn = torch.cat(
        [model.decode(*part) for part in zip(z.split(_BATCH), y.split(_BATCH), strict=True)]
    )
    return (drawn - x).square()[~shown].mean().item()


def _similar_fonts_error(recipe: Recipe, sets: Sets) -> float:
    """Draw each font as the average of those whose shown character is most like its own."""
    n, shown = len(sets.data.label_names), sets.data.label_names.index(STYLE_CHARACTER)
    known, fonts = (part.flat().reshape(len(part) // n, n, -1) for part in sets)
    asked = np.delete(np.arange(n), shown)
    apart = euclidean_distances(fonts[:, shown], known[:, shown])
    nearest = apart.argsort(axis=1)[:, :_SIMILAR_FONTS]  # (fonts, 10)
    drawn = known[nearest].mean(axis=1)
    return float(np.square(drawn - fonts)[:, asked].mean())


IMAGE_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "reconstruction_error": Measure(
            "Reconstruction error",
            "squared error per pixel",
            5e-5,
            _reconstruction_error,
            _pca_error,
            "PCA",
        ),
        "probe_accuracy": Measure(
            "Accuracy of a linear probe",
            "share of held-out images",
            0.01,
            _probe_accuracy,
            _pca_probe_accuracy,
            "PCA",
        ),
        "negative_elbo": Measure(
            "Negative evidence lower bound", "nats per image", 0.5, _negative_elbo
        ),
        "binarized_negative_elbo": Measure(
            "Negative evidence lower bound, binarised",
            "nats per image",
            0.5,
            _binarized_negative_elbo,
        ),
        "kl": Measure("Divergence from the prior", "nats per image", 0.05, _kl),
        "active_units": Measure("Active units", "coordinates of the code", 0.5, _active_units),
        "accuracy": Measure(
            "Accuracy",
            "share of held-out images",
            0.002,
            _accuracy,
            _pixel_probe_accuracy,
            "linear probe of pixels",
        ),
        "denoised_psnr": Measure(
            f"Noise of {DENOISED_SIGMA} removed, peak signal to noise",
            "dB",
            0.05,
            _denoised_psnr,
            _noisy_psnr,
            "noise left as it is",
        ),
        "conditional_negative_elbo": Measure(
            "Negative evidence lower bound, given the class",
            "nats per image",
            0.5,
            _conditional_negative_elbo,
        ),
        "transfer_error": Measure(
            f"Error of a font's characters drawn from its {STYLE_CHARACTER}",
            "squared error per pixel",
            2e-4,
            _transfer_error,
            _similar_fonts_error,
            f"average of the {_SIMILAR_FONTS} fonts whose {STYLE_CHARACTER} is most alike",
        ),
    }
)
