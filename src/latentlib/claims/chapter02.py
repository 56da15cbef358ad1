"""The claims of chapter 2, Variational autoencoders."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="C1",
        statement=(
            "A variational autoencoder encodes a thing and rebuilds it with its key features "
            "in place."
        ),
        chapter=2,
    ),
    Claim(
        id="C2",
        statement="A variational autoencoder takes the noise out of an image.",
        chapter=2,
    ),
    Claim(
        id="C3",
        statement=(
            "A variational autoencoder carries a style over to another thing and leaves what "
            "is essential as it was."
        ),
        chapter=2,
    ),
    Claim(
        id="C4",
        statement="New samples of a variational autoencoder look like the data it learnt from.",
        chapter=2,
    ),
)
