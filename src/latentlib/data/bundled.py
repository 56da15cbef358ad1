"""The data files that come with the package: found, checked, read."""

from __future__ import annotations

import hashlib
import lzma
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from latentlib.data.arrays import read_only
from latentlib.data.errors import DataError

__all__ = ["FILES", "read_arrays", "read_table", "recorded_checksums", "verified_path"]

FILES = Path(__file__).parent / "files"
"""The folder of the bundled files, their checksums and their licences."""

CHECKSUMS = "SHA256SUMS"
_REPAIR = (
    "Install latentlib again (pip install --force-reinstall --no-deps latentlib); "
    "in a clone of the repository, restore the file with git restore."
)


def recorded_checksums(folder: Path | None = None) -> dict[str, str]:
    """Read the checksums recorded beside the bundled files.

    Parameters
    ----------
    folder : Path, optional
        The folder to look in; the package's own by default.

    Returns
    -------
    dict of str to str
        SHA-256, in hexadecimal, by file name.

    Raises
    ------
    DataError
        If the list of checksums is missing.
    """
    path = (folder or FILES) / CHECKSUMS
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise DataError(
            f"{path} is missing: it lists the data files' checksums. {_REPAIR}"
        ) from None
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


@cache
def _verify(path: Path) -> None:
    expected = recorded_checksums(path.parent).get(path.name)
    if expected is None:
        raise DataError(f"{path.name} is not listed in {path.parent / CHECKSUMS}. {_REPAIR}")
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise DataError(f"{path} is missing: it comes with latentlib. {_REPAIR}") from None
    if found != expected:
        raise DataError(
            f"{path} is damaged: its SHA-256 should be {expected}, and is {found}. {_REPAIR}"
        )


def verified_path(name: str) -> Path:
    """Find a bundled file, and check it the first time that this process asks for it.

    Parameters
    ----------
    name : str
        The file's name, for instance ``"faces.npz"``.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If the file is missing, is not in the list of checksums, or is damaged.
    """
    path = FILES / name
    _verify(path)
    return path


def read_arrays(name: str, keys: Iterable[str]) -> dict[str, np.ndarray]:
    """Read arrays from a bundled ``.npz`` file.

    Parameters
    ----------
    name : str
        The file's name.
    keys : iterable of str
        The arrays to read; the others in the file are not decompressed.

    Returns
    -------
    dict of str to ndarray
        Read-only arrays by name.

    Raises
    ------
    DataError
        If the file is missing or damaged, or does not hold one of `keys`.
    """
    path = verified_path(name)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {key: read_only(archive[key]) for key in keys}
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} cannot be read: {error}. {_REPAIR}") from error


def read_table(name: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Read a table of text from a bundled ``.tsv.xz`` file.

    Parameters
    ----------
    name : str
        The file's name. Its text is UTF-8; its first line names the columns; a tab is between two
        columns, and no field holds a tab or a line break.
    columns : sequence of str
        The columns that are expected, in order.

    Returns
    -------
    list of tuple of str
        The rows, without the names of the columns.

    Raises
    ------
    DataError
        If the file is missing or damaged, or its columns are others.
    """
    path = verified_path(name)
    try:
        with lzma.open(path, "rt", encoding="utf8", newline="\n") as stream:
            header, *rows = (tuple(line.rstrip("\n").split("\t")) for line in stream)
        if header != tuple(columns) or {len(row) for row in rows} - {len(header)}:
            raise ValueError(f"expected the columns {', '.join(columns)} in every row")
    except (lzma.LZMAError, EOFError, ValueError, OSError) as error:
        raise DataError(f"{path} cannot be read: {error}. {_REPAIR}") from error
    return rows
