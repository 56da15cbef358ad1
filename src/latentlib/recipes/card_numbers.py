"""What a card says of data and configurations, and the numbers it states of autoencoders."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from latentlib.checkpoints import MeasuredNumber
from latentlib.data import ImageDataset
from latentlib.metrics import linear_probe, reconstruction_error

__all__ = ["Coder", "about_images", "as_json", "measure", "on_card", "sha256_of_pixels"]

PROBE_TRAINING_IMAGES = 4000
LICENCES = {
    "fashion_mnist": "MIT, Zalando SE",
    "shapes": "none needed, drawn by latentlib",
    "glyphs": "OFL-1.1, MIT, Apache-2.0 or UFL-1.0, by font, as glyphs_fonts.tsv states",
}


class Coder(Protocol):
    """What can be measured: PCA, and networks by way of `latentlib.models.ArrayCoder`."""

    def encode(self, x: np.ndarray) -> np.ndarray:
        """Return codes, shape (n_samples, D), of `x`, shape (n_samples, n_pixels)."""

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Return flat images, shape (n_samples, n_pixels), of codes, shape (n_samples, D)."""


class _Kind(NamedTuple):
    label: str
    unit: str
    tolerance: float


_KINDS = {
    "reconstruction_error": _Kind("Reconstruction error", "squared error per pixel", 5e-5),
    "probe_accuracy": _Kind("Accuracy of a linear probe", "share of held-out images", 0.01),
}


def measure(coder: Coder, data: ImageDataset, held_out: ImageDataset) -> Mapping[str, float]:
    """Measure a coder on images that it was not trained on.

    Parameters
    ----------
    coder : Coder
        What is measured.
    data : ImageDataset
        The training images; a linear probe is trained on the codes of the first 4,000.
    held_out : ImageDataset
        The images that reconstruction and probe are judged by.

    Returns
    -------
    mapping of str to float
        The numbers by their keys.
    """
    z = coder.encode(held_out.flat())
    probe_data = data.subset(slice(PROBE_TRAINING_IMAGES))
    z_probe = coder.encode(probe_data.flat())
    return {
        "reconstruction_error": reconstruction_error(held_out.flat(), coder.decode(z)),
        "probe_accuracy": linear_probe(z_probe, probe_data.labels, z, held_out.labels).accuracy,
    }


def on_card(
    by_seed: Sequence[Mapping[str, float]], baseline: Mapping[str, float]
) -> tuple[MeasuredNumber, ...]:
    """Return what `measure` found for each seed, and for the baseline, as numbers for a card."""
    return tuple(
        MeasuredNumber(
            key=key,
            label=kind.label,
            unit=kind.unit,
            values=tuple(_rounded(numbers[key]) for numbers in by_seed),
            tolerance=kind.tolerance,
            baseline=_rounded(baseline[key]),
        )
        for key, kind in _KINDS.items()
    )


def _rounded(value: float) -> float:
    """Return a number with six significant digits: more would only be noise on a card."""
    return float(f"{value:.6g}")


def about_images(images: ImageDataset, part: str) -> dict[str, Any]:
    """Return what a card says of a set of images, or of a part of one."""
    return {
        "name": f"{images.name}, {part}",
        "n_images": len(images),
        "sha256_of_pixels": sha256_of_pixels(images),
        "licence": LICENCES[images.name],
    }


def sha256_of_pixels(images: ImageDataset) -> str:
    """Return a checksum of the images themselves, whatever file they came from."""
    return hashlib.sha256(np.ascontiguousarray(images.images)).hexdigest()


def as_json(config: Any) -> dict[str, Any]:
    """Return a configuration as JSON has it: with lists for tuples, and the name of its class."""
    fields = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in dataclasses.asdict(config).items()
    }
    return {"class": type(config).__name__, **fields}
