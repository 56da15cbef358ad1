"""What all makers share: a bundled file that comes out the same, byte for byte, every time."""

from __future__ import annotations

import argparse
import hashlib
import io
import lzma
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

__all__ = ["arguments", "record_checksum", "write_npz", "write_table", "write_text"]

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "src" / "latentlib" / "data" / "files"
CACHE = ROOT / "_build" / "make_data"
CHECKSUMS = "SHA256SUMS"


def arguments(description: str) -> argparse.ArgumentParser:
    """Return the command line that all makers have: where to write, where to keep sources."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--out", type=Path, default=BUNDLE, help="folder of the bundled file (default: the package)"
    )
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="folder where downloaded sources are kept"
    )
    return parser


def write_npz(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays as a ``.npz`` file without dates, in the order given, and record its checksum.

    The same arrays give the same bytes wherever zlib packs alike.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(
                content, np.asarray(array, order="C"), version=(1, 0), allow_pickle=False
            )
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # else it names the system it was made on
            member.external_attr = 0o644 << 16
            archive.writestr(
                member, content.getvalue(), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9
            )
    _write(path, packed.getvalue())


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table of text, packed with xz, and record its checksum.

    A line a row, tabs between columns, the columns' names first. The same rows give the same bytes
    wherever liblzma packs alike.
    """
    table = [tuple(columns), *map(tuple, rows)]
    for row in table:
        if len(row) != len(columns) or any(set(field) & set("\t\n\r") for field in row):
            raise ValueError(f"row {row!r}: expected {len(columns)} fields, no tab or line break")
    text = "".join("\t".join(row) + "\n" for row in table)
    _write(path, lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def write_text(path: Path, text: str) -> None:
    """Write a text file, and record its checksum."""
    _write(path, text.encode())


def record_checksum(path: Path) -> None:
    """Put a file's SHA-256 into the list beside it, in the place of an older one."""
    checksums = path.parent / CHECKSUMS
    lines = checksums.read_text("ascii").splitlines() if checksums.exists() else []
    known = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    known[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = [f"{digest}  {name}\n" for name, digest in sorted(known.items())]
    _replace(checksums, "".join(lines).encode())
    print(f"{known[path.name]}  {path.name}  {path.stat().st_size:,} bytes")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, content)
    record_checksum(path)


def _replace(path: Path, content: bytes) -> None:
    """Write all of a file or nothing of it."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)
