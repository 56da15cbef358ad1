"""Reading and writing checkpoints: whole or not at all, and never without their checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from latentlib._files import write_atomically
from latentlib.checkpoints.cards import Card

__all__ = [
    "FOLDER",
    "CheckpointError",
    "as_stored",
    "card_names",
    "read_card",
    "read_weights",
    "write_checkpoint",
]

FOLDER = Path(__file__).parent


class CheckpointError(RuntimeError):
    """A checkpoint is missing, damaged or not the one expected; says which, and what to do."""


def card_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the checkpoints in a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def read_card(name: str, folder: Path = FOLDER) -> Card:
    """Return the card of a checkpoint.

    Raises
    ------
    CheckpointError
        If there is none, or it cannot be read.
    """
    path = folder / f"{name}.json"
    try:
        return Card.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing; {_remake(name)}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is not a card ({error}); {_remake(name)}") from error


def read_weights(name: str, seed: int, folder: Path = FOLDER) -> dict[str, Tensor]:
    """Return the weights of one seed, as 32-bit numbers, by parameter name.

    Raises
    ------
    CheckpointError
        If the file is missing, or is not the one that the card was written for.
    ValueError
        If there is no such seed.
    """
    card, path = read_card(name, folder), folder / f"{name}.safetensors"
    if seed not in card.seeds:
        raise ValueError(f"seed is {seed}, but one of {card.seeds} was expected for {name}")
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing; {_remake(name)}") from None
    if found != card.weights["sha256"]:
        raise CheckpointError(
            f"{path} is damaged: its SHA-256 should be {card.weights['sha256']}, and is {found}; "
            f"{_remake(name)}"
        )
    prefix = _prefix(seed)
    try:
        with safe_open(path, framework="pt") as weights:
            names = [key for key in weights.keys() if key.startswith(prefix)]  # noqa: SIM118
            return {key.removeprefix(prefix): weights.get_tensor(key).float() for key in names}
    except SafetensorError as error:
        raise CheckpointError(f"{path} cannot be read ({error}); {_remake(name)}") from error


def as_stored(
    weights: Mapping[str, Tensor], dtype: torch.dtype = torch.float16
) -> dict[str, Tensor]:
    """Return weights as they are stored: rounded to a type, on the CPU.

    Raises
    ------
    ValueError
        If a weight is too large for the type, or not finite.
    """
    stored = {key: w.detach().to("cpu", dtype).contiguous() for key, w in weights.items()}
    for key, weight in stored.items():
        if not torch.isfinite(weight).all():
            raise ValueError(
                f"weights[{key!r}] has values that are not finite as {_type_name(dtype)}, "
                f"but values up to {torch.finfo(dtype).max:g} were expected"
            )
    return stored


def write_checkpoint(
    folder: Path,
    card: Card,
    weights: Mapping[int, Mapping[str, Tensor]],
    dtype: torch.dtype = torch.float16,
) -> Card:
    """Write weights and card, each file as a whole or not at all.

    Parameters
    ----------
    folder : Path
        Where; made if need be.
    card : Card
        The card; its field `weights` is filled in here.
    weights : mapping of int to mapping of str to Tensor
        For each seed the weights by parameter name.
    dtype : torch.dtype
        What the weights are rounded to.

    Returns
    -------
    Card
        The card as written.
    """
    tensors = {
        _prefix(seed) + name: tensor
        for seed, state in weights.items()
        for name, tensor in as_stored(state, dtype).items()
    }
    content = save(tensors, metadata={"recipe": card.name})
    stored = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "stored_as": _type_name(dtype),
    }
    card = replace(card, weights=stored)
    write_atomically(folder / f"{card.name}.safetensors", content)
    write_atomically(folder / f"{card.name}.json", card.to_json().encode())
    return card


def _type_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _prefix(seed: int) -> str:
    return f"seed{seed}."


def _remake(name: str) -> str:
    return f"make it with: latentlib train {name}"
