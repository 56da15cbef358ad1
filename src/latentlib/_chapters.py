"""The ten chapters of the course, by number."""

from __future__ import annotations

__all__ = ["CHAPTERS"]

CHAPTERS: tuple[str, ...] = (
    "What is latent space?",
    "Dimensionality reduction",
    "Variational autoencoders",
    "Generative adversarial networks",
    "Embeddings",
    "Visualization",
    "Regularity",
    "Interpolation",
    "Latent diffusion",
    "Stable diffusion and latent diffusion",
)
"""Their titles."""
