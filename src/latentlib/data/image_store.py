"""Images of a folder in one file on disk: written once, found again while nothing changes."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from latentlib._files import write_atomically
from latentlib._progress import ProgressLine
from latentlib.data.errors import DataError
from latentlib.data.fetch import cache_folder
from latentlib.data.image_file import SUFFIXES, read_pixels
from latentlib.data.image_listing import list_folder

__all__ = ["FolderReport", "stored_images"]

_NAMES_KEPT = 20
_CHUNK = 64  # images at a time, when the finished file is written
_Stored = tuple[np.ndarray, "FolderReport"]


@dataclass(frozen=True)
class FolderReport:
    """What was found in a folder.

    Attributes
    ----------
    n_read : int
        Images that were read.
    n_skipped : int
        Files that have the name of an image and could not be read, and folders that could not.
    n_ignored : int
        Files of other names, and hidden ones.
    skipped : tuple of (str, str)
        The first twenty of those skipped: name and reason.
    """

    n_read: int
    n_skipped: int
    n_ignored: int
    skipped: tuple[tuple[str, str], ...]


def stored_images(folder: str, *, size: int, channels: int | None, progress: bool) -> _Stored:
    """Return a folder's images from the file on disk; write the file where it is not there.

    Parameters
    ----------
    folder : str
        Where the images are: a full path, without links.
    size : int
        Height and width that they get.
    channels : {1, 3}, optional
        What they get; by default 1 if all of them are grey, otherwise 3.
    progress : bool
        Whether to show progress.

    Returns
    -------
    images : ndarray of uint8, shape (N, C, size, size)
        Memory-mapped, read-only.
    report : FolderReport
        What was found.

    Raises
    ------
    DataError
        If no image can be read.
    """
    name, n_files, n_ignored = _listing(folder, size, channels)
    target = cache_folder() / "folders" / f"{name}.npy"
    finished = _finished(target)
    if finished is None:
        with ProgressLine(n_files, "reading", enabled=progress) as line:
            finished = _read_into(target, folder, (size, channels), n_ignored, line)
    return finished


def _report_file(target: Path) -> Path:
    return target.with_suffix(".json")


def _finished(target: Path) -> _Stored | None:
    """Return what an earlier call has left; None if there is nothing, or it is damaged."""
    try:
        facts = json.loads(_report_file(target).read_text(encoding="utf-8"))
        report = FolderReport(**facts | {"skipped": tuple(map(tuple, facts["skipped"]))})
        images = np.load(target, mmap_mode="r")
    except (OSError, EOFError, KeyError, TypeError, ValueError):
        return None
    return (images, report) if len(images) == report.n_read else None


def _listing(folder: str, size: int, channels: int | None) -> tuple[str, int, int]:
    """Return a name for what is in a folder now, and how many files are images and how many not.

    The name's first part stands for what was asked, its second for what is there.
    """
    asked = hashlib.sha256(os.fsencode(f"2 {size} {channels} {folder}")).hexdigest()
    digest = hashlib.sha256()
    n_files = n_ignored = 0
    for file in list_folder(folder):
        if not file.is_image:
            n_ignored += 1
            continue
        n_files += 1
        digest.update(os.fsencode(f"{file.path}\0{file.state}\0"))
    return f"{asked[:16]}-{digest.hexdigest()[:32]}", n_files, n_ignored


def _read_into(
    target: Path, folder: str, form: tuple[int, int | None], n_ignored: int, line: ProgressLine
) -> _Stored:
    """Read all images into one file, then write the report, which says that it is finished."""
    size, channels = form
    target.parent.mkdir(parents=True, exist_ok=True)
    skipped: list[tuple[str, str]] = []
    n_read = n_skipped = 0
    grey = True
    with tempfile.TemporaryFile(dir=target.parent) as stream:
        for file in (file for file in list_folder(folder) if file.is_image):
            try:
                if file.problem is not None:
                    raise file.problem
                pixels = read_pixels(Path(file.path), size, grey=channels == 1)
            except Exception as problem:  # whatever a file of unknown origin provokes
                n_skipped += 1
                if len(skipped) < _NAMES_KEPT:
                    reason = f"{type(problem).__name__}: {problem}"
                    skipped.append((_printable(os.path.relpath(file.path, folder)), reason))
            else:
                n_read += 1
                grey = grey and bool((pixels == pixels[:1]).all())
                stream.write(pixels.tobytes())
            line.advance(f"{n_skipped} skipped" if n_skipped else "")
        if not n_read:
            raise DataError(_nothing(folder, n_skipped, n_ignored, skipped))
        _finish(stream, target, (n_read, channels or (1 if grey else 3), size, size))
    report = FolderReport(n_read, n_skipped, n_ignored, tuple(skipped))
    write_atomically(_report_file(target), json.dumps(asdict(report)).encode())
    _forget_older(target)
    return np.load(target, mmap_mode="r"), report


def _printable(name: str) -> str:
    """Return a name that can be shown, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _forget_older(target: Path) -> None:
    """Remove what the same question was answered with before the folder changed."""
    asked = target.stem.partition("-")[0]
    for path in target.parent.glob(f"{asked}-*"):
        if path.stem != target.stem:
            with suppress(OSError):  # somebody else may have it open, or have removed it
                path.unlink()


def _finish(stream: BinaryIO, target: Path, shape: tuple[int, int, int, int]) -> None:
    """Copy what was read into a file that NumPy can map, with as many channels as are needed."""
    n_images, channels, height, width = shape
    stream.seek(0)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as final:  # not mapped: a full disk would end the process
            header = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(final, header)
            for start in range(0, n_images, _CHUNK):
                n = min(_CHUNK, n_images - start)
                content = np.frombuffer(stream.read(n * 3 * height * width), np.uint8)
                final.write(content.reshape(n, 3, height, width)[:, :channels].tobytes())
            final.flush()
            os.fsync(final.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _nothing(folder: str, n_skipped: int, n_ignored: int, skipped: list[tuple[str, str]]) -> str:
    reasons = "; ".join(f"{name}: {reason}" for name, reason in skipped[:3])
    return (
        f"{_printable(folder)} has no image that can be read: {n_skipped} could not be read"
        f"{f' ({reasons})' if reasons else ''}, {n_ignored} files have other names than "
        f"{', '.join(sorted(SUFFIXES))}"
    )
