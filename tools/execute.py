"""Execute the chapters of the book, in parallel, through jupyter-cache.

Every notebook of the table of contents ends as an executed copy in ``_build/executed``, beside
``timings.json``: seconds, peak memory and threads of each. Outputs are kept for each state of the
package and of the locked dependencies, and within it by the code cells: a change under ``src/``
executes everything, a change of a code cell executes that chapter, a change of prose nothing.

Run as ``python tools/execute.py``. A cell that fails makes the exit code 1; the message names
chapter, cell and error.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
import yaml
from inputs import ROOT, environment_digest
from kernel import ChapterError, ChapterRun
from nbformat import NotebookNode
from outputs import OutputCache, with_outputs, write_if_changed
from progress import Progress, Task

__all__ = ["ExecutionFailed", "execute_chapters", "find_chapters", "plan"]

MEMORY_PER_CHAPTER = 1.5 * 2**30  # bytes; a chapter is allowed 1.2 GB
CORES_FOR_TWO_THREADS = 4  # cores for each chapter
DEFAULT_TIMEOUT = 600  # seconds a cell may take where _config.yml does not say
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")  # bytes, where Linux limits a container
TICK = 0.25  # seconds between looks at the running chapters


class ExecutionFailed(Exception):
    """At least one chapter failed; the message says which, where and why."""


@dataclass
class Chapter:
    """A notebook of the book.

    Attributes
    ----------
    path : Path
        Its file.
    name : str
        Its path below the root, which is how messages name it.
    notebook : NotebookNode
        As written.
    executed, usage
        The same with outputs, and what that took; None until it is known.
    error : ChapterError or None
        Why it failed.
    """

    path: Path
    name: str
    notebook: NotebookNode
    executed: NotebookNode | None = None
    usage: dict[str, Any] | None = None
    error: ChapterError | None = None


def find_chapters(root: Path) -> list[Path]:
    """Notebooks in the table of contents, in its order."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    candidates = (root / f"{name.removesuffix('.ipynb')}.ipynb" for name in _documents(contents))
    return [path for path in candidates if path.exists()]


def execute_chapters(root: Path) -> Path:
    """Bring the executed copy of every chapter up to date.

    Parameters
    ----------
    root : Path
        Folder with ``_toc.yml``.

    Returns
    -------
    Path
        The folder of executed copies.

    Raises
    ------
    ExecutionFailed
        If a chapter fails. The others are finished and kept first.
    """
    chapters = [_read(path, root) for path in find_chapters(root)]
    cache = OutputCache(root / "_build" / "cache", environment_digest(root))
    for chapter in chapters:
        chapter.executed, chapter.usage = cache.find(chapter.notebook) or (None, None)
    if not all(chapter.executed for chapter in chapters):
        _execute_missing(chapters, cache, timeout=_timeout(root))
    folder = root / "_build" / "executed"
    _write_copies(folder, chapters)
    if any(chapter.error for chapter in chapters):
        raise ExecutionFailed(_report(folder, chapters))
    return folder


def plan(n_chapters: int, n_cores: int, memory: float) -> tuple[int, int]:
    """Decide how many chapters run at once, and on how many threads each.

    The number of chapters in the book counts, not of those that have to be executed: a chapter
    gets the same threads, and so the same numbers, whatever else is executed with it. It gets a
    second one only where cores abound: small networks gain nothing by it, and where anything else
    keeps a core busy, two threads that wait for each other are many times slower than one.

    Parameters
    ----------
    n_chapters, n_cores : int
        Chapters of the book; cores of the machine.
    memory : float
        Free memory in bytes.

    Returns
    -------
    tuple of int
        Chapters at once (at least 1) and threads for each (1 or 2).
    """
    threads = 2 if n_cores >= CORES_FOR_TWO_THREADS * max(n_chapters, 1) else 1
    jobs = min(n_chapters, n_cores // threads, int(memory // MEMORY_PER_CHAPTER))
    return max(jobs, 1), threads


def machine() -> tuple[int, float]:
    """Return the cores that this process may use, and the memory in bytes that it may take."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    memory = float(psutil.virtual_memory().available)
    with contextlib.suppress(OSError, ValueError):  # no container, or "max" for no limit
        memory = min(memory, float(CONTAINER_LIMIT.read_text()))
    return cores, memory


def _execute_missing(chapters: list[Chapter], cache: OutputCache, *, timeout: int) -> None:
    """Execute, several at a time, what has no outputs yet."""
    jobs, threads = plan(len(chapters), *machine())
    runs = {
        chapter.name: ChapterRun(
            chapter.notebook, chapter.path, name=chapter.name, timeout=timeout, threads=threads
        )
        for chapter in chapters
        if chapter.executed is None
    }
    cached = {chapter.name: Task(chapter.name, 0, state="cached") for chapter in chapters}
    tasks = [runs[name].task if name in runs else task for name, task in cached.items()]
    progress = Progress(tasks)
    with ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(runs[c.name].execute): c for c in chapters if c.name in runs}
        try:
            for future in _as_they_end(futures, list(runs.values()), progress):
                _keep(futures[future], runs[futures[future].name], future, cache)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for run in runs.values():
                run.kill()
            raise
    for name in runs:
        _mention_stderr(next(c for c in chapters if c.name == name))


def _as_they_end(
    pending: dict[Future, Chapter], runs: list[ChapterRun], progress: Progress
) -> Iterator[Future]:
    """Yield futures as they end; meanwhile measure memory and show progress."""
    waiting = set(pending)
    while waiting:
        done, waiting = wait(waiting, timeout=TICK, return_when=FIRST_COMPLETED)
        for run in runs:
            run.sample_memory()
        progress.update()
        yield from done


def _keep(chapter: Chapter, run: ChapterRun, future: Future, cache: OutputCache) -> None:
    try:
        usage = future.result()
    except ChapterError as error:
        chapter.error = error
        return
    chapter.executed, chapter.usage = run.notebook, asdict(usage)
    cache.store(run.notebook, chapter.path, usage)


def _mention_stderr(chapter: Chapter) -> None:
    """Tell the author of a warning, which readers will not see."""
    for index, cell in enumerate(chapter.executed.cells if chapter.executed else ()):
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                first = output.text.strip().partition("\n")[0]
                print(f"  note: {chapter.name}, cell {index + 1}, warned: {first}", file=sys.stderr)


def _read(path: Path, root: Path) -> Chapter:
    return Chapter(path, path.relative_to(root).as_posix(), nbformat.read(path, as_version=4))


def _documents(node: Any) -> Iterator[str]:
    """Every page that a table of contents names, in order."""
    if isinstance(node, list):
        for item in node:
            yield from _documents(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in {"root", "file"}:
                yield str(value)
            else:
                yield from _documents(value)


def _timeout(root: Path) -> int:
    path = root / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return int((config or {}).get("execute", {}).get("timeout", DEFAULT_TIMEOUT))


def _write_copies(folder: Path, chapters: list[Chapter]) -> None:
    """Write the executed copies and what they took; remove those of chapters that are gone."""
    timings = {}
    for chapter in chapters:
        if chapter.executed is not None:
            copy = with_outputs(chapter.notebook, chapter.executed)
            write_if_changed(folder / chapter.path.name, nbformat.writes(copy) + "\n")
            timings[chapter.path.stem] = chapter.usage
    write_if_changed(folder / "timings.json", json.dumps(timings, indent=2) + "\n")
    names = {chapter.path.name for chapter in chapters}
    for path in folder.glob("*.ipynb"):
        if path.name not in names:
            path.unlink()


def _report(folder: Path, chapters: list[Chapter]) -> str:
    """Say what failed, and leave the whole tracebacks in files."""
    lines = []
    for chapter in chapters:
        if chapter.error is not None:
            log = folder / f"{chapter.path.stem}.log"
            write_if_changed(log, chapter.error.traceback)
            lines.append(f"{chapter.error.message}\n  traceback: {log}")
    return "\n".join(lines)


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str] | None = None) -> int:
    """Execute what has to be executed; return the exit code."""
    parser = argparse.ArgumentParser(description="Execute the chapters of the book.")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder with _toc.yml")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        execute_chapters(options.root.resolve())
    except ExecutionFailed as error:
        print(f"Execution failed.\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; what was finished is kept.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
