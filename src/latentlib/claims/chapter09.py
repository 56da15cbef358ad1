"""The claims of chapter 9, Stable diffusion and latent diffusion."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="K1",
        statement=(
            "“Stable diffusion” is a class of models that is designed to generate in a stable way."
        ),
        chapter=9,
    ),
    Claim(
        id="K2",
        statement="A small change of the input makes a small and predictable change of the output.",
        chapter=9,
    ),
    Claim(
        id="K3",
        statement="Latent diffusion is diffusion that runs in a latent space.",
        chapter=9,
    ),
)
