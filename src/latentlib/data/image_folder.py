"""A folder of images as training data: any number of files, each read once."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from latentlib.data.datasets import ImageDataset
from latentlib.data.errors import DataError
from latentlib.data.image_store import FolderReport, stored_images

if TYPE_CHECKING:
    import torch

__all__ = ["FolderImages", "read_image_folder"]


@dataclass(frozen=True, eq=False, repr=False)
class FolderImages:
    """Images of a folder, on disk: rows for `latentlib.training.fit`.

    Attributes
    ----------
    images : ndarray of uint8, shape (N, C, H, W)
        All images of the folder, memory-mapped: only what is asked for is read.
    report : FolderReport
        What was found.
    numbers : ndarray of int64, shape (n,)
        Which of them are meant: all, or those of one side of a split.
    """

    images: np.ndarray
    report: FolderReport
    numbers: np.ndarray

    def __len__(self) -> int:
        """Return the number of images meant."""
        return len(self.numbers)

    def __repr__(self) -> str:
        """Return one line: how many images of which shape, how many files were skipped."""
        shape = "x".join(map(str, self.image_shape))
        skipped = self.report.n_skipped
        return f"FolderImages({len(self):,} images of {shape}, {skipped:,} skipped in the folder)"

    def __getitem__(self, index: torch.Tensor) -> torch.Tensor:
        """Return images, float32, shape (B, C, H, W), in [0, 1]; `index` is int64, shape (B,)."""
        import torch

        chosen = self.images[self.numbers[index.cpu().numpy()]]
        return torch.from_numpy(chosen.astype(np.float32) / np.float32(255))

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of one image."""
        return self.images.shape[1:]

    def split(self, every: int = 10) -> tuple[FolderImages, FolderImages]:
        """Set every tenth image aside.

        Parameters
        ----------
        every : int
            One of so many, at least 2.

        Returns
        -------
        tuple of FolderImages
            What to learn from, and what is held out.

        Raises
        ------
        TypeError
            If `every` is not an integer.
        ValueError
            If `every` is less than 2, or more than there are images.
        """
        _check_int("every", every)
        if not 2 <= every <= len(self):
            raise ValueError(f"every is {every}, but 2 to {len(self)}, one of all, was expected")
        held_out = np.arange(len(self)) % every == every - 1
        return (
            replace(self, numbers=self.numbers[~held_out]),
            replace(self, numbers=self.numbers[held_out]),
        )

    def as_dataset(self, limit: int = 4000) -> ImageDataset:
        """Return the first few as a data set in memory, for metrics and live figures.

        Parameters
        ----------
        limit : int
            How many at most, at least 1.

        Returns
        -------
        ImageDataset
            With one class, "image".

        Raises
        ------
        TypeError
            If `limit` is not an integer.
        ValueError
            If `limit` is less than 1.
        """
        _check_int("limit", limit)
        if limit < 1:
            raise ValueError(f"limit is {limit}, but at least 1 was expected")
        images = self.images[self.numbers[:limit]]
        return ImageDataset("folder", images, np.zeros(len(images), np.int64), ("image",))


def read_image_folder(
    folder: str | os.PathLike[str],
    *,
    size: int = 32,
    channels: int | None = None,
    progress: bool = True,
) -> FolderImages:
    """Read all images of a folder and the folders in it.

    Each file is opened once, cut to the square in its middle, shrunk or stretched to `size`, and
    put on disk in :func:`latentlib.data.cache_folder`; memory does not grow with the images.
    What is transparent becomes white, the first frame stands for a film, and a camera's note of
    which side is up is heeded. Links to folders are not followed. If the folder has not changed
    (the files' names, sizes, times and permissions), the next call reads none of them again; if it
    has, what is on disk is replaced.

    Parameters
    ----------
    folder : path
        Where the images are.
    size : int
        Height and width that they get, a multiple of 4, at least 8.
    channels : {1, 3}, optional
        1 takes the colour out, 3 stands for colour even where all are grey. By default grey if
        all of them are (red, green and blue alike in every pixel), otherwise colour.
    progress : bool
        Whether to show progress.

    Returns
    -------
    FolderImages
        Grey, C = 1, or in colour, C = 3. In the order of their names.

    Raises
    ------
    TypeError
        If `size` or `channels` is not an integer.
    ValueError
        If `size` or `channels` does not fit.
    DataError
        If there is no such folder, or no image in it that can be read.
    """
    _check_int("size", size)
    if size < 8 or size % 4:
        raise ValueError(f"size is {size}, but a multiple of 4, at least 8, was expected")
    if channels is not None:
        _check_int("channels", channels)
    if channels not in (None, 1, 3):
        raise ValueError(f"channels is {channels!r}, but 1, 3 or None was expected")
    if not os.path.isdir(folder):
        raise DataError(f"{os.fspath(folder)} is no folder, but one with images was expected")
    images, report = stored_images(
        os.path.realpath(folder), size=size, channels=channels, progress=progress
    )
    return FolderImages(images, report, np.arange(len(images)))


def _check_int(name: str, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} is {value!r}, but an int was expected")
