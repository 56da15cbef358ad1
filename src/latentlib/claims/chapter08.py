"""The claims of chapter 8, Latent diffusion."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="J1",
        statement=(
            "Diffusion starts from noise and reaches data by many small steps that were learnt."
        ),
        chapter=8,
    ),
    Claim(
        id="J2",
        statement="Diffusion models do what the physical process that gave them their name does.",
        chapter=8,
    ),
    Claim(
        id="J3",
        statement="Diffusion is cheaper in a latent space than on pixels.",
        chapter=8,
    ),
    Claim(
        id="J4",
        statement="Diffusion is more stable and easier to steer in a latent space than on pixels.",
        chapter=8,
    ),
    Claim(
        id="J5",
        statement="Diffusion improves images: it denoises, fills in and sharpens them.",
        chapter=8,
    ),
)
