"""The one small file in which notebooks keep a reader's progress.

It lies where the system keeps such files, or where ``LATENT_COURSE_PROGRESS`` says; ``off`` there
keeps nothing. It is replaced as a whole, so that it is never half written. Notebooks that run at
the same time take turns, so that none undoes what another has kept. A damaged file is set aside
under another name.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path

from latentlib._files import write_atomically
from latentlib.exercises.progress import LARGEST, Progress, ProgressError

try:
    import fcntl
except ImportError:  # Windows: notebooks do not wait for each other there
    fcntl = None

__all__ = ["VARIABLE", "Kept", "keep_outcome", "progress_path", "read_file", "update", "write_file"]

VARIABLE = "LATENT_COURSE_PROGRESS"
OFF = "off"
PATIENCE = 3.0  # seconds to wait for another notebook's turn to end

_told: set[str] = set()  # failures that this process has spoken of


class Kept(NamedTuple):
    """What is kept.

    Parameters
    ----------
    progress : Progress
        How far the reader is.
    note : str
        What the reader should know of the file, mostly empty.
    """

    progress: Progress
    note: str = ""


def progress_path() -> Path | None:
    """Return where progress is kept, or None where nothing is to be kept."""
    setting = os.environ.get(VARIABLE, "").strip()
    if setting.lower() == OFF:
        return None
    if setting:
        return Path(setting).expanduser()
    return user_data_path("latent-course", appauthor=False) / "progress.json"


def keep_outcome(exercise_id: str, status: str) -> str:
    """Keep that an answer was checked; never raise because of the file.

    Returns
    -------
    str
        What the reader should know: a damaged file that was set aside, or, once a session, that
        nothing can be kept. Empty otherwise.
    """
    path = progress_path()
    if path is None:
        return ""
    now = datetime.now(UTC)
    try:
        return update(path, lambda progress: progress.after(exercise_id, status, now)).note
    except OSError as error:
        why = error.strerror or type(error).__name__
        note = f"Your progress could not be kept in `{path}` ({why})."
        note = "" if note in _told else note
        _told.add(note)
        return note


def update(path: Path, change: Callable[[Progress], Progress]) -> Kept:
    """Read the file, change what it says, write it, all in one turn.

    Raises
    ------
    OSError
        If the file cannot be read or written, or another process does not end its turn.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _turn(path.parent):
        found, note = _read_or_set_aside(path)
        changed = change(found)
        if changed != found:
            write_file(path, changed)
    return Kept(changed, note)


def read_file(path: str | os.PathLike[str]) -> Progress:
    """Read a file of progress.

    Raises
    ------
    ProgressError
        If it is there and holds anything else; the message names the file.
    OSError
        If it cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as file:
            return Progress.from_json(file.read(LARGEST + 1))
    except (ProgressError, UnicodeDecodeError) as error:
        raise ProgressError(f"{os.fspath(path)} holds no progress: {error}") from error


def write_file(path: Path, progress: Progress) -> None:
    """Replace a file as a whole; what was there stays until the new one is safe on the disk."""
    write_atomically(path, progress.to_json().encode())


def _read_or_set_aside(path: Path) -> Kept:
    try:
        return Kept(read_file(path))
    except FileNotFoundError:
        return Kept(Progress())
    except ProgressError as error:
        aside = _free_name(path)
        path.rename(aside)
        why = str(error.__cause__ or error)
        return Kept(
            Progress(),
            f"The record of your progress could not be read: {why}. It is kept as `{aside}`, "
            "and a new record has begun.",
        )


def _free_name(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name, number = path.with_name(f"{path.stem}.damaged-{stamp}.json"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.json")
    return name


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system gives it back even if this process is killed."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise TimeoutError(None, "another notebook does not let go of it") from None
            time.sleep(0.01)
        except OSError:
            return  # a file system without locks: go on without
