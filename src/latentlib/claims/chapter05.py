"""The claims of chapter 5, Visualization."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="F1",
        statement="t-SNE and PCA make a latent space visible.",
        chapter=5,
    ),
    Claim(
        id="F2",
        statement="Clusters that show on the map are features of the data.",
        chapter=5,
    ),
    Claim(
        id="F3",
        statement="Walking along one coordinate shows what that coordinate means.",
        chapter=5,
    ),
)
