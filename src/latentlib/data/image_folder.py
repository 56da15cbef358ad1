"""A folder of images as training data: any number of files, each read once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from latentlib._files import write_atomically
from latentlib._progress import ProgressLine
from latentlib.data.datasets import ImageDataset
from latentlib.data.errors import DataError
from latentlib.data.fetch import cache_folder
from latentlib.data.image_file import SUFFIXES, read_pixels

if TYPE_CHECKING:
    import torch

__all__ = ["FolderImages", "FolderReport", "read_image_folder"]

_NAMES_KEPT = 20
_CHUNK = 64  # images at a time, when the finished file is written


@dataclass(frozen=True)
class FolderReport:
    """What was found in a folder.

    Attributes
    ----------
    n_read : int
        Images that were read.
    n_skipped : int
        Files that have the name of an image and could not be read.
    n_ignored : int
        Files of other names, and hidden ones.
    skipped : tuple of (str, str)
        The first twenty of those skipped: name and reason.
    """

    n_read: int
    n_skipped: int
    n_ignored: int
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
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

    def __getitem__(self, index: torch.Tensor) -> torch.Tensor:
        """Return images, float32, shape (B, C, H, W), in [0, 1]; `index` is int64, shape (B,)."""
        import torch

        chosen = self.images[self.numbers[index.numpy()]]
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
        ValueError
            If `every` is less than 2, or more than there are images.
        """
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
        """
        if limit < 1:
            raise ValueError(f"limit is {limit}, but at least 1 was expected")
        images = self.images[self.numbers[:limit]]
        return ImageDataset("folder", images, np.zeros(len(images), np.int64), ("image",))


def read_image_folder(
    folder: str | os.PathLike[str], *, size: int = 32, progress: bool = True
) -> FolderImages:
    """Read all images of a folder and the folders in it.

    Each file is opened once, cut to the square in its middle, shrunk or stretched to `size`, and
    put on disk in :func:`latentlib.data.cache_folder`; memory does not grow with their number.
    What is transparent becomes white, the first frame stands for a film, and a camera's note of
    which side is up is heeded. If the folder has not changed, the next call reads none of them
    again.

    Parameters
    ----------
    folder : path
        Where the images are.
    size : int
        Height and width that they get, a multiple of 4, at least 8.
    progress : bool
        Whether to show progress.

    Returns
    -------
    FolderImages
        Grey, C = 1, if all of them are; otherwise in colour, C = 3. In the order of their names.

    Raises
    ------
    ValueError
        If `size` does not fit.
    DataError
        If there is no such folder, or no image in it that can be read.
    """
    folder = Path(folder)
    if size < 8 or size % 4:
        raise ValueError(f"size is {size}, but a multiple of 4, at least 8, was expected")
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder, but one with images was expected")
    key, n_files, n_ignored = _listing(folder, size)
    target = cache_folder() / "folders" / f"{key}.npy"
    if not _report_file(target).exists():
        _read_into(target, folder, size, n_files, n_ignored, progress)
    facts = json.loads(_report_file(target).read_text(encoding="utf-8"))
    report = FolderReport(**facts | {"skipped": tuple(map(tuple, facts["skipped"]))})
    images = np.load(target, mmap_mode="r")
    return FolderImages(images, report, np.arange(len(images)))


def _report_file(target: Path) -> Path:
    return target.with_suffix(".json")


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Go through a folder and those in it, by name; hidden folders are left out."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield from _files(Path(entry.path))
            elif entry.is_file():
                yield entry


def _is_image(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and Path(entry.name).suffix.lower() in SUFFIXES


def _listing(folder: Path, size: int) -> tuple[str, int, int]:
    """Return a name for what is in a folder now, and how many files are images and how many not."""
    digest = hashlib.sha256(f"1 {size} {folder.resolve()}".encode())
    n_files = n_ignored = 0
    for entry in _files(folder):
        if not _is_image(entry):
            n_ignored += 1
            continue
        n_files += 1
        about = entry.stat()
        line = f"\n{entry.path} {about.st_size} {about.st_mtime_ns}"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32], n_files, n_ignored


def _read_into(
    target: Path, folder: Path, size: int, n_files: int, n_ignored: int, progress: bool
) -> None:
    """Read all images into one file, then write the report, which says that it is finished."""
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_name(f".{target.stem}.{os.getpid()}.part")
    skipped: list[tuple[str, str]] = []
    n_read = n_skipped = 0
    grey = True
    try:
        with raw.open("w+b") as stream, ProgressLine(n_files, "reading", enabled=progress) as line:
            for entry in filter(_is_image, _files(folder)):
                try:
                    pixels = read_pixels(Path(entry.path), size)
                except Exception as problem:  # whatever a file of unknown origin provokes
                    n_skipped += 1
                    if len(skipped) < _NAMES_KEPT:
                        name = os.path.relpath(entry.path, folder)
                        skipped.append((name, f"{type(problem).__name__}: {problem}"))
                else:
                    n_read += 1
                    grey = grey and bool((pixels == pixels[:1]).all())
                    stream.write(pixels.tobytes())
                line.advance(f"{n_skipped} skipped" if n_skipped else "")
            if not n_read:
                raise DataError(_nothing(folder, n_skipped, n_ignored, skipped))
            _finish(stream, target, (n_read, 1 if grey else 3, size, size))
    finally:
        raw.unlink(missing_ok=True)
    report = FolderReport(n_read, n_skipped, n_ignored, tuple(skipped))
    write_atomically(_report_file(target), json.dumps(asdict(report)).encode())


def _finish(stream: BinaryIO, target: Path, shape: tuple[int, int, int, int]) -> None:
    """Copy what was read into a file that NumPy can map, with as many channels as are needed."""
    n_images, channels, height, width = shape
    stream.seek(0)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        final = np.lib.format.open_memmap(part, mode="w+", dtype=np.uint8, shape=shape)
        for start in range(0, n_images, _CHUNK):
            n = min(_CHUNK, n_images - start)
            content = np.frombuffer(stream.read(n * 3 * height * width), np.uint8)
            final[start : start + n] = content.reshape(n, 3, height, width)[:, :channels]
        final.flush()
        del final
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _nothing(folder: Path, n_skipped: int, n_ignored: int, skipped: list[tuple[str, str]]) -> str:
    reasons = "; ".join(f"{name}: {reason}" for name, reason in skipped[:3])
    return (
        f"{folder} has no image that can be read: {n_skipped} could not be read"
        f"{f' ({reasons})' if reasons else ''}, {n_ignored} files have other names than "
        f"{', '.join(sorted(SUFFIXES))}"
    )
