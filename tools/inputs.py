"""What a page of the book depends on, as digests.

Two digests decide what has to be done again:

* ``environment_digest``: what a chapter's outputs depend on besides its own code cells, that is
  the package with its data and checkpoints, the locked dependencies and the Python version.
* ``book_digest``: everything that the built pages depend on.

Only the standard library is used, so that "nothing has changed" is found out in a moment.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = [
    "ROOT",
    "book_digest",
    "environment_digest",
    "hints_setting",
    "machinery_digest",
    "repository_setting",
    "work_digest",
]

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY_VARIABLE = "LATENT_COURSE_REPOSITORY"
HINTS_VARIABLE = "LATENT_COURSE_HINTS"
TOOLS = ("build.py", "execute.py", "inputs.py", "progress.py")


def environment_digest(root: Path) -> str:
    """Digest of all that a chapter's outputs depend on besides its code cells."""
    package = _files(root / "src")
    return _digest(root, [*package, root / "requirements.lock"], salt=_python())


def machinery_digest(root: Path) -> str:
    """Digest of what turns sources into pages: extensions, templates, tools, table of contents."""
    extensions = [*_files(root / "book" / "_ext"), *_files(root / "book" / "_templates")]
    tools = [Path(__file__).parent / name for name in TOOLS]
    fixed = [root / "_toc.yml", root / "requirements.lock"]
    return _digest(root, [*extensions, *fixed, *tools], salt=_python())


def book_digest(root: Path) -> str:
    """Digest of everything that the built pages depend on."""
    pages = [*_files(root / "book"), *_files(root / "chapters")]
    parts = (
        environment_digest(root),
        machinery_digest(root),
        repository_setting(),
        hints_setting(),
    )
    return _digest(root, [*pages, root / "_config.yml"], salt="\n".join(parts))


def work_digest(root: Path) -> str:
    """Digest after whose change Sphinx must start afresh: the machinery, and where it lies."""
    return _digest(root, [], salt=f"{root.resolve()}\n{machinery_digest(root)}")


def repository_setting() -> str:
    """Address of the repository as set in ``LATENT_COURSE_REPOSITORY``; empty when unset."""
    return os.environ.get(REPOSITORY_VARIABLE, "").strip().rstrip("/")


def hints_setting() -> str:
    """Whether hints are shown, as set in ``LATENT_COURSE_HINTS``; empty when unset."""
    return os.environ.get(HINTS_VARIABLE, "").strip().lower()


def _python() -> str:
    return f"{sys.implementation.name}-{sys.version_info.major}.{sys.version_info.minor}"


def _files(folder: Path) -> Iterator[Path]:
    """Files below `folder` in a fixed order, without caches and hidden files."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not _ignored(n))
        yield from (Path(parent, name) for name in sorted(names) if not _ignored(name))


def _ignored(name: str) -> bool:
    return name.startswith(".") or name in {"__pycache__", "node_modules"} or name.endswith(".pyc")


def _digest(root: Path, paths: Iterable[Path], *, salt: str) -> str:
    """SHA-256 over names and contents; a file that is missing differs from an empty one."""
    total = hashlib.sha256(salt.encode())
    for path in paths:
        name = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
        total.update(f"\n{name.as_posix()} {_file_digest(path)}".encode())
    return total.hexdigest()[:32]


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
