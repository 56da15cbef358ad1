"""What the loaders return: typed, read-only, without needless copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from latentlib.data.arrays import RandomState, check_count, generator, read_only

if TYPE_CHECKING:
    import torch

__all__ = ["ImageDataset", "Index"]

Index = slice | Sequence[int] | np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class ImageDataset:
    """Images, a label for each, and every factor that is known about them.

    Nothing in it can be written to: the loaders hand the same data set to all who ask. Arrays
    given by the caller are viewed, not copied.

    Parameters
    ----------
    name : str
        What the data set is called.
    images : ndarray of uint8, shape (N, C, H, W)
        Grey (C = 1) or RGB (C = 3), 0 is black.
    labels : ndarray of int64, shape (N,)
        Positions in `label_names`.
    label_names : tuple of str
        What the labels mean.
    factors : mapping of str to ndarray, each of shape (N,)
        Known factors by name: integers where the factor is a choice, floats where it is a
        quantity. May be empty.
    levels : mapping of str to tuple of str
        For each factor that is a choice, the names of its values.
    captions : ndarray of str, shape (N,), optional
        One sentence about each image, where there is one.

    Raises
    ------
    TypeError
        If an array has another dtype.
    ValueError
        If shapes disagree, a label has no name, or a level belongs to no factor.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray
    label_names: tuple[str, ...]
    factors: Mapping[str, np.ndarray] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    captions: np.ndarray | None = None

    def __post_init__(self) -> None:
        _check_images(self.images)
        _check_labels(self.labels, self.label_names, len(self.images))
        _check_factors(self.factors, self.levels, len(self.images))
        if self.captions is not None and self.captions.shape != (len(self.images),):
            raise ValueError(
                f"captions: expected shape ({len(self.images)},), got {self.captions.shape}"
            )
        factors = {name: read_only(values) for name, values in self.factors.items()}
        for name, value in (
            ("images", read_only(self.images)),
            ("labels", read_only(self.labels)),
            ("label_names", tuple(self.label_names)),
            ("factors", MappingProxyType(factors)),
            ("levels", MappingProxyType({k: tuple(v) for k, v in self.levels.items()})),
            ("captions", None if self.captions is None else read_only(self.captions)),
        ):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        """Return the number of images, N."""
        return len(self.images)

    def __repr__(self) -> str:
        """Return one line: the name, how many images of which shape, how many labels."""
        size = "x".join(str(side) for side in self.shape[1:])
        return (
            f"ImageDataset({self.name!r}: {len(self):,} images of {size}, "
            f"{len(self.label_names)} labels)"
        )

    def __reduce__(self) -> tuple:
        """Pickle by way of the constructor; what is cached is left behind."""
        return type(self), (
            self.name,
            self.images,
            self.labels,
            self.label_names,
            dict(self.factors),
            dict(self.levels),
            self.captions,
        )

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """The images' shape, (N, C, H, W)."""
        return self.images.shape

    @cached_property
    def _float(self) -> np.ndarray:
        # Writable, and never handed out as it is: torch complains of read-only memory.
        return np.divide(self.images, np.float32(255), dtype=np.float32, order="C")

    def as_float(self) -> np.ndarray:
        """Return the images as numbers between 0 and 1.

        Returns
        -------
        ndarray of float32, shape (N, C, H, W)
            Read-only; made at the first call and kept.
        """
        return read_only(self._float)

    def flat(self) -> np.ndarray:
        """Return one row of numbers an image, the form that metrics take.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W), values in [0, 1]
            A read-only view of :meth:`as_float`.
        """
        return self.as_float().reshape(len(self), -1)

    def tensor(self) -> torch.Tensor:
        """Return the images as a torch tensor.

        Returns
        -------
        Tensor of float32, shape (N, C, H, W), values in [0, 1]
            Shares its memory with :meth:`as_float`. torch knows no read-only tensors: clone it
            before an operation in place.
        """
        import torch

        return torch.from_numpy(self._float)

    def subset(self, index: Index) -> ImageDataset:
        """Return some of the images, with their labels, factors and captions.

        Parameters
        ----------
        index : slice, or array of int or bool, shape (n,) or (N,)
            Which images. A slice gives views of this data set; an array copies.

        Returns
        -------
        ImageDataset

        Raises
        ------
        IndexError
            If an index is out of range or a mask has another length.
        TypeError
            If `index` is neither a slice nor an array of integers or booleans.
        """
        index = index if isinstance(index, slice) else _check_index(index, len(self))
        chosen = ImageDataset(
            self.name,
            self.images[index],
            self.labels[index],
            self.label_names,
            {name: values[index] for name, values in self.factors.items()},
            self.levels,
            None if self.captions is None else self.captions[index],
        )
        forward = isinstance(index, slice) and (index.step or 1) > 0  # torch takes no other
        if forward and "_float" in self.__dict__:
            chosen.__dict__["_float"] = self._float[index]
        return chosen

    def balanced(self, n: int, *, random_state: RandomState) -> ImageDataset:
        """Draw images at random, as many from each class: a small labelled set.

        Parameters
        ----------
        n : int
            How many images, a multiple of the number of classes.
        random_state : int or numpy.random.Generator
            Where the choice comes from.

        Returns
        -------
        ImageDataset
            Class by class.

        Raises
        ------
        ValueError
            If `n` is not a multiple of the number of classes, or a class has too few images.
        """
        classes, counts = np.unique(self.labels, return_counts=True)
        each, rest = divmod(check_count("n", n), len(classes))
        if rest or each > counts.min():
            raise ValueError(
                f"n={n!r}: expected a multiple of the {len(classes)} classes, and at most "
                f"{counts.min()} images of each"
            )
        rng = generator(random_state)
        members = (np.flatnonzero(self.labels == label) for label in classes)
        return self.subset(np.concatenate([rng.choice(m, each, replace=False) for m in members]))


def _check_images(images: np.ndarray) -> None:
    if images.dtype != np.uint8:
        raise TypeError(f"images: expected dtype uint8, got {images.dtype}")
    if images.ndim != 4 or images.shape[1] not in (1, 3):
        raise ValueError(f"images: expected shape (N, 1 or 3, H, W), got {images.shape}")


def _check_labels(labels: np.ndarray, names: Sequence[str], n: int) -> None:
    if labels.dtype != np.int64:
        raise TypeError(f"labels: expected dtype int64, got {labels.dtype}")
    if labels.shape != (n,):
        raise ValueError(f"labels: expected shape ({n},), got {labels.shape}")
    if n and not 0 <= labels.min() <= labels.max() < len(names):
        raise ValueError(
            f"labels: expected values from 0 to {len(names) - 1}, one for each of label_names, "
            f"got {labels.min()} to {labels.max()}"
        )


def _check_factors(
    factors: Mapping[str, np.ndarray], levels: Mapping[str, Sequence[str]], n: int
) -> None:
    for name, values in factors.items():
        if values.shape != (n,):
            raise ValueError(f"factors[{name!r}]: expected shape ({n},), got {values.shape}")
    unknown = sorted(set(levels) - set(factors))
    if unknown:
        raise ValueError(f"levels of {unknown}: there are no such factors, only {sorted(factors)}")


def _check_index(index: Sequence[int] | np.ndarray, n: int) -> np.ndarray:
    chosen = np.asarray(index)
    if chosen.size == 0 and chosen.dtype == np.float64:
        chosen = chosen.astype(np.int64)  # an empty list
    if chosen.ndim != 1 or chosen.dtype.kind not in "iub":
        raise TypeError(
            "index: expected a slice or a one-dimensional array of integers or booleans, got "
            f"{index!r}"
        )
    if chosen.dtype.kind == "b" and len(chosen) != n:
        raise IndexError(f"index: a mask for {n} images was expected, got {len(chosen)} values")
    if chosen.dtype.kind != "b" and chosen.size and not -n <= chosen.min() <= chosen.max() < n:
        raise IndexError(
            f"index: expected values from {-n} to {n - 1}, got {chosen.min()} to {chosen.max()}"
        )
    return chosen
