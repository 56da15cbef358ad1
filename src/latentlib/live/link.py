"""One text out of several ES modules, so that a notebook can carry a figure's front end.

A notebook's front end is a single text without an address, so that it cannot import its
neighbours. Each import of one is replaced by a ``data:`` address with the neighbour in it, and so
is each file that a module fetches from beside itself. The same module always gets the same address,
so the browser loads it once; the book's build takes them out into files again. Comments that have
lines of their own are left out: they are a fifth of what would travel.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

__all__ = ["STATIC", "link", "read_style"]

STATIC = Path(__file__).parent / "static"
"""Folder of the front ends."""

_IMPORT = re.compile(r'(?<=\bfrom )"(\.{1,2}/[^"]+\.js)"')
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*?.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_BESIDE = re.compile(r'new URL\("(\.{1,2}/[^"]+\.wasm)", import\.meta\.url\)')


@cache
def link(entry: str) -> str:
    """Return an ES module with all that it imports inside.

    Parameters
    ----------
    entry : str
        Path of the module below `STATIC`, such as ``"figures/latent_pad.js"``.

    Returns
    -------
    str
        The text.

    Raises
    ------
    FileNotFoundError
        If the module, or one that it imports, is not there.
    """
    path = (STATIC / entry).resolve()
    text = _COMMENT.sub("", path.read_text("utf-8"))
    text = _IMPORT.sub(lambda match: f'"{_address(path, match[1])}"', text)
    return _BESIDE.sub(lambda match: f'"{_binary_address(path, match[1])}"', text)


@cache
def read_style(name: str) -> str:
    """Return a style sheet below `STATIC`."""
    return (STATIC / name).read_text("utf-8")


def _address(importer: Path, name: str) -> str:
    imported = (importer.parent / name).resolve().relative_to(STATIC.resolve())
    return _data("text/javascript", link(imported.as_posix()).encode())


def _binary_address(importer: Path, name: str) -> str:
    return _data("application/wasm", (importer.parent / name).resolve().read_bytes())


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
