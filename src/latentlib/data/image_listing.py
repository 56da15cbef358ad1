"""What is in a folder of images, by name: nothing in it is opened, nothing in it is an error."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from latentlib.data.image_file import SUFFIXES

__all__ = ["Listed", "list_folder"]


class Listed(NamedTuple):
    """A file, or a folder that nobody can look into.

    Attributes
    ----------
    path : str
        Where it is.
    is_image : bool
        Whether it has the name of an image; a folder that cannot be looked into may have some.
    state : str
        Size, time of the last change and permissions; empty where they are unknown.
    problem : OSError or None
        Why the folder cannot be looked into.
    """

    path: str
    is_image: bool
    state: str
    problem: OSError | None = None


def list_folder(folder: str) -> Iterator[Listed]:
    """Go through a folder and those in it.

    Hidden folders are left out, and so are links to folders, pipes and devices. A link that leads
    nowhere counts as a file.

    Parameters
    ----------
    folder : str
        Where to look.

    Yields
    ------
    Listed
        In the order of the names, each folder's content at the folder's own place.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as problem:
        yield Listed(folder, True, "", problem)
        return
    for name in names:
        path = os.path.join(folder, name)
        about = _about(path)
        if about is not None and stat.S_ISDIR(about.st_mode):
            if not name.startswith(".") and not os.path.islink(path):
                yield from list_folder(path)
        elif about is None or stat.S_ISREG(about.st_mode):
            yield Listed(path, _is_image(name), _state(about))


def _about(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:  # it leads nowhere or in a circle, or has just gone: reading it will say so
        return None


def _state(about: os.stat_result | None) -> str:
    return "" if about is None else f"{about.st_size} {about.st_mtime_ns} {about.st_mode}"


def _is_image(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in SUFFIXES
