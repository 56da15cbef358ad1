"""The claims of chapter 1, Dimensionality reduction."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="B1",
        statement="Data with very many numbers a piece really varies in far fewer directions.",
        chapter=1,
    ),
    Claim(
        id="B2",
        statement=(
            "Data can be squeezed into a much smaller code and lose almost nothing that matters."
        ),
        chapter=1,
    ),
    Claim(
        id="B3",
        statement=(
            "A good latent space keeps the distances between things, or how they correlate."
        ),
        chapter=1,
    ),
    Claim(
        id="B4",
        statement="The code helps to predict things about the data.",
        chapter=1,
    ),
    Claim(
        id="B5",
        statement=(
            "The codes behave like draws from a probability distribution, one that we can "
            "sample from."
        ),
        chapter=1,
    ),
)
