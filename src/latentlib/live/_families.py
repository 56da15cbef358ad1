"""Models of one kind for several code sizes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from latentlib.live._coders import Coder
from latentlib.live.export import WHITE, ExportedNetwork, export
from latentlib.models import PCAModel

__all__ = ["Coders", "check_code_sizes", "checked_sizes", "export_all"]

Coders = Mapping[str, Mapping[int, object]]
"""For each label its models by code size."""


def checked_sizes(coders: Coders) -> list[int]:
    """Return the sizes, or say which do not ascend or are not the same for all labels."""
    if not coders or not all(coders.values()):
        raise ValueError(f"coders is {coders!r}, expected a label or more, each with its models")
    first, *others = coders
    sizes = list(coders[first])
    whole = all(isinstance(s, int | np.integer) and s >= 1 for s in sizes)
    if not whole or sizes != sorted(sizes):
        raise ValueError(
            f"coders[{first!r}] has sizes {sizes}, expected positive whole numbers that ascend"
        )
    for label in others:
        if list(coders[label]) != sizes:
            raise ValueError(
                f"coders[{label!r}] has sizes {list(coders[label])}, expected those of {first!r}, "
                f"{sizes}"
            )
    return [int(size) for size in sizes]


def check_code_sizes(told: dict[str, list[Tensor]], sizes: list[int]) -> None:
    """Refuse a model whose codes have another size than its key says."""
    for label, family in told.items():
        for size, codes in zip(sizes, family, strict=True):
            if tuple(codes.shape[1:]) != (size,):
                raise ValueError(
                    f"coders[{label!r}][{size}] gives codes of shape {tuple(codes.shape[1:])}, "
                    f"expected ({size},)"
                )


def export_all(
    coders: Coders, taken: dict[str, list[Coder]], told: dict[str, list[Tensor]]
) -> tuple[list[ExportedNetwork], list[list[int]]]:
    """Return the decoders, and for each label which of them answers for each size."""
    networks: list[ExportedNetwork] = []
    places = []
    for label, family in taken.items():
        if _are_nested(list(coders[label].values())):
            widest = told[label][-1].shape[1]
            probe = torch.cat([F.pad(z, (0, widest - z.shape[1])) for z in told[label]])
            places.append([len(networks)] * len(family))
            networks.append(export(family[-1].decoder, probe=probe, span=WHITE))
            continue
        places.append([len(networks) + i for i in range(len(family))])
        networks += [
            export(c.decoder, probe=z, span=WHITE) for c, z in zip(family, told[label], strict=True)
        ]
    return networks, places


def _are_nested(models: list[object]) -> bool:
    """Whether the largest model decodes for all, with zeros in place of the numbers left out."""
    *smaller, largest = models
    return isinstance(largest, PCAModel) and all(
        isinstance(model, PCAModel)
        and np.allclose(model.mean, largest.mean)
        and np.allclose(model.components, largest.components[: model.n_components])
        for model in smaller
    )
