"""The claims of chapter 0, What is latent space?."""

from __future__ import annotations

from latentlib.claims.model import Claim

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="A1",
        statement="A compact code keeps what matters about complicated data and lets the rest go.",
        chapter=0,
    ),
    Claim(
        id="A2",
        statement=(
            "Patterns are easier to find in the code: sorting things into classes and groups "
            "gets easier."
        ),
        chapter=0,
    ),
    Claim(
        id="A3",
        statement=(
            "The better a latent space is organised, the more predictable the model that uses it."
        ),
        chapter=0,
    ),
    Claim(
        id="A4",
        statement="The code is called latent because it holds hidden factors that nobody labelled.",
        chapter=0,
    ),
    Claim(
        id="A5",
        statement="A representation keeps the overall shape of a thing, not each of its pixels.",
        chapter=0,
    ),
    Claim(
        id="A6",
        statement="Working with the code is cheaper than working with the data itself.",
        chapter=0,
    ),
)
