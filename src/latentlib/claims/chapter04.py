"""The claims of chapter 4, Embeddings."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="E1",
        statement="Word2Vec puts words of similar meaning near each other.",
        chapter=4,
    ),
    Claim(
        id="E2",
        statement="Relations of meaning between words are directions in the embedding space.",
        chapter=4,
    ),
    Claim(
        id="E3",
        statement="Telling the sentiment of a text rests on embeddings.",
        chapter=4,
    ),
    Claim(
        id="E4",
        statement="Machine translation rests on embeddings.",
        chapter=4,
    ),
)
