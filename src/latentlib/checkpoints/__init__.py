"""Trained weights that come with the package, each with a card that says how they were made.

A checkpoint is two files: ``NAME.safetensors`` with the weights of the model for each seed, and
``NAME.json``, its card. Newer ones have a third, ``NAME.curves.csv``, which tells how the training
went: `latentlib.recipes.learning_curves` reads it. Weights are stored as 16-bit floating-point
numbers where that does not show, as 32-bit ones elsewhere, and used as the latter; word vectors as
bytes. What the card states was measured with the stored ones.
"""

from __future__ import annotations

from latentlib.checkpoints.cards import Card, MeasuredNumber
from latentlib.checkpoints.files import (
    FOLDER,
    CheckpointError,
    as_stored,
    card_names,
    read_card,
    read_weights,
    write_checkpoint,
)
from latentlib.checkpoints.words import read_word_vectors, write_word_vectors

__all__ = [
    "FOLDER",
    "Card",
    "CheckpointError",
    "MeasuredNumber",
    "as_stored",
    "card_names",
    "read_card",
    "read_weights",
    "read_word_vectors",
    "write_checkpoint",
    "write_word_vectors",
]
