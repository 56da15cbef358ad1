"""The claims of chapter 3, Generative adversarial networks."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="D1",
        statement=(
            "A generator turns latent points into data while a discriminator judges how real "
            "they look."
        ),
        chapter=3,
    ),
    Claim(
        id="D2",
        statement="Generative adversarial networks make images that pass for photographs.",
        chapter=3,
    ),
    Claim(
        id="D3",
        statement=(
            "Generative adversarial networks can put one face in the place of another: deepfakes."
        ),
        chapter=3,
    ),
    Claim(
        id="D4",
        statement=(
            "Training a generative adversarial network is unstable and can end in distorted output."
        ),
        chapter=3,
    ),
    Claim(
        id="D5",
        statement=(
            "Moving along one latent coordinate changes the image in a way that a person can name."
        ),
        chapter=3,
    ),
)
