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
    "read_stored",
    "read_weights",
    "write_checkpoint",
    "write_stored",
]

FOLDER = Path(__file__).parent

_SHARED = "shared."


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
    return {key: weight.float() for key, weight in read_stored(name, seed, folder).items()}


def read_stored(name: str, seed: int, folder: Path = FOLDER) -> dict[str, Tensor]:
    """Return what is stored for one seed, with what all seeds share, in the types stored.

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
        with safe_open(path, framework="pt") as stored:
            names = [key for key in stored.keys() if key.startswith((prefix, _SHARED))]  # noqa: SIM118
            return {
                key.removeprefix(prefix).removeprefix(_SHARED): stored.get_tensor(key)
                for key in names
            }
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
    rounded = {seed: as_stored(state, dtype) for seed, state in weights.items()}
    return write_stored(folder, card, rounded, stored_as=_type_name(dtype))


def write_stored(
    folder: Path,
    card: Card,
    of_seeds: Mapping[int, Mapping[str, Tensor]],
    shared: Mapping[str, Tensor] | None = None,
    *,
    stored_as: str,
) -> Card:
    """Write tensors as they are, and the card, each file as a whole or not at all.

    Parameters
    ----------
    folder : Path
        Where; made if need be.
    card : Card
        The card; its field `weights` is filled in here.
    of_seeds : mapping of int to mapping of str to Tensor
        For each seed the tensors by name, on the CPU.
    shared : mapping of str to Tensor, optional
        What is the same for all seeds, under other names.
    stored_as : str
        What the card is to say of their type.

    Returns
    -------
    Card
        The card as written.
    """
    tensors = {
        _prefix(seed) + name: tensor
        for seed, named in of_seeds.items()
        for name, tensor in named.items()
    }
    tensors |= {_SHARED + name: tensor for name, tensor in (shared or {}).items()}
    content = save(tensors, metadata={"recipe": card.name})
    weights = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "stored_as": stored_as,
    }
    card = replace(card, weights=weights)
    write_atomically(folder / f"{card.name}.safetensors", content)
    write_atomically(folder / f"{card.name}.json", card.to_json().encode())
    return card


def _type_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _prefix(seed: int) -> str:
    return f"seed{seed}."


def _remake(name: str) -> str:
    return f"make it with: latentlib train {name}"
