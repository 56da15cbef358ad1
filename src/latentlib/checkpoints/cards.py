"""The card of a checkpoint: all there is to know about it, for programs and for readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Card", "MeasuredNumber"]


@dataclass(frozen=True)
class MeasuredNumber:
    """One number on a card.

    Attributes
    ----------
    key : str
        Its name for programs.
    label : str
        Its name for readers.
    unit : str
        Its unit; empty if it has none.
    values : tuple of float
        One for each seed.
    tolerance : float
        How far a new measurement of the same weights may be off, on another machine or with
        another version of the libraries.
    baseline : float or None
        The same without the model, if there is such a thing.
    baseline_name : str
        What that is, such as PCA with a code of the same size; empty if there is none.
    """

    key: str
    label: str
    unit: str
    values: tuple[float, ...]
    tolerance: float
    baseline: float | None = None
    baseline_name: str = ""

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return sum(self.values) / len(self.values)

    @property
    def standard_deviation(self) -> float:
        """Standard deviation over the seeds, with ``n_seeds - 1`` as divisor; 0 for one seed."""
        if len(self.values) < 2:
            return 0.0
        squares = sum((value - self.mean) ** 2 for value in self.values)
        return (squares / (len(self.values) - 1)) ** 0.5


@dataclass(frozen=True)
class Card:
    """What there is to know about a checkpoint.

    Attributes
    ----------
    name : str
        The recipe that makes it.
    summary : str
        What it is, in a sentence.
    use : str
        What it is good for, and what it is not.
    model : mapping
        The configuration: its class, and each field.
    n_parameters : int
        Weights of one model.
    training : mapping
        The training configuration; or the name of a function, where the model's has it all.
    objective : mapping
        What was minimised: the class of the objective and each field, or a function's name.
    data, held_out : mapping
        Of what it was trained on, and of what it was measured on: its name; how much it is, under
        names such as ``n_images``; SHA-256 of the contents, under names such as
        ``sha256_of_pixels``; and the licence.
    seeds : tuple of int
        One model was trained for each.
    hardware : str
        Where, in plain words.
    minutes : float
        How long it took, for all seeds together: processor time divided by the number of cores,
        so that what else the machine did meanwhile does not count.
    libraries : mapping
        Versions.
    largest_change_by_storage : float
        How far any answer moves because weights are rounded for storage: a pixel of a held-out
        image's reconstruction or the probability of its class, both in [0, 1]; of word vectors,
        the cosine between two words.
    measured : tuple of MeasuredNumber
        What came out, on held-out data, with the weights as stored.
    weights : mapping
        SHA-256, bytes and storage type of the file of weights; filled in when it is written.
    """

    name: str
    summary: str
    use: str
    model: Mapping[str, Any]
    n_parameters: int
    training: Mapping[str, Any]
    objective: Mapping[str, Any]
    data: Mapping[str, Any]
    held_out: Mapping[str, Any]
    seeds: tuple[int, ...]
    hardware: str
    minutes: float
    libraries: Mapping[str, str]
    largest_change_by_storage: float
    measured: tuple[MeasuredNumber, ...]
    weights: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the card as JSON, for people to read as well."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Card:
        """Return the card that `to_json` wrote."""
        fields = json.loads(text)
        fields["seeds"] = tuple(fields["seeds"])
        fields["measured"] = tuple(
            MeasuredNumber(**{**number, "values": tuple(number["values"])})
            for number in fields["measured"]
        )
        return cls(**fields)
