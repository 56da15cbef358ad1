"""The claims of chapter 7, Interpolation."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="H1",
        statement="A path between two codes decodes to a smooth morph from one thing to the other.",
        chapter=7,
    ),
    Claim(
        id="H2",
        statement="A morph through latent space is more than a cross-dissolve of the two ends.",
        chapter=7,
    ),
    Claim(
        id="H3",
        statement="The points on the way blend the features of both ends.",
        chapter=7,
    ),
    Claim(
        id="H4",
        statement="Interpolation works for sound too: between notes and between timbres.",
        chapter=7,
    ),
    Claim(
        id="H5",
        statement="The straight line between two codes is the right path.",
        chapter=7,
    ),
    Claim(
        id="H6",
        statement="Interpolation shows which things the model takes to be similar.",
        chapter=7,
    ),
)
