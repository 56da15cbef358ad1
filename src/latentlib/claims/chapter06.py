"""The claims of chapter 6, Regularity."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="G1",
        statement=(
            "In a regular latent space similar things lie near each other and different "
            "things far apart."
        ),
        chapter=6,
    ),
    Claim(
        id="G2",
        statement=(
            "In a regular latent space one coordinate changes one attribute, and by a "
            "predictable amount."
        ),
        chapter=6,
    ),
    Claim(
        id="G3",
        statement="Regular latent spaces give smoother transitions and more reliable new samples.",
        chapter=6,
    ),
    Claim(
        id="G4",
        statement=(
            "Regularity is hard to get: it depends on the data, the architecture and the training."
        ),
        chapter=6,
    ),
    Claim(
        id="G5",
        statement="There are training techniques that make a latent space regular.",
        chapter=6,
    ),
)
