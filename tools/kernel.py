"""Run one chapter in a kernel of its own, and measure what it took."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from progress import Task

__all__ = ["ChapterError", "ChapterRun"]

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class ChapterError(Exception):
    """A cell that failed.

    Attributes
    ----------
    message : str
        Chapter, cell, first line of the cell, error.
    traceback : str
        All that the kernel said, without colours.
    """

    def __init__(self, message: str, traceback: str) -> None:
        super().__init__(message)
        self.message = message
        self.traceback = traceback


@dataclass(frozen=True)
class Usage:
    """What a run took.

    Attributes
    ----------
    seconds : float
        Wall clock, kernel start included.
    peak_memory_bytes : int
        Largest resident memory of the kernel and its children together, as sampled.
    threads : int
        Threads that numerical libraries were given.
    """

    seconds: float
    peak_memory_bytes: int
    threads: int


class ChapterRun:
    """One execution of one notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed in place.
    path : Path
        The notebook's file; its folder is the working directory.
    name : str
        How messages name the chapter.
    timeout : int
        Seconds that one cell may take.
    threads : int
        Threads for numerical libraries.
    """

    def __init__(
        self, notebook: NotebookNode, path: Path, *, name: str, timeout: int, threads: int
    ) -> None:
        self.notebook, self.path, self.name = notebook, path, name
        self.task = Task(name, total=sum(c.cell_type == "code" for c in notebook.cells))
        self._timeout, self._threads = timeout, threads
        self._cell = 0
        self._peak = 0
        self._said = ""
        self._manager: AsyncKernelManager | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def execute(self) -> Usage:
        """Run every cell; blocks, and may be called from a thread.

        Raises
        ------
        ChapterError
            If a cell fails, takes too long, or takes the kernel down with it.
        """
        self.task.start()
        try:
            with tempfile.TemporaryDirectory(prefix="latent-") as scratch:
                asyncio.run(self._run(Path(scratch)))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            self.task.finish("failed")
            raise self._explain(error) from error
        except BaseException:
            self.task.finish("stopped")
            raise
        self.task.finish("done")
        return Usage(round(self.task.seconds, 2), self._peak, self._threads)

    def sample_memory(self) -> None:
        """Note the memory that kernel and children hold now."""
        with contextlib.suppress(psutil.Error):
            kernel, *children = self._processes()
            total = sum(_resident(process) for process in (kernel, *children))
            self._peak = max(self._peak, total, _high_water(kernel))

    def kill(self) -> None:
        """End the kernel and its children at once."""
        with contextlib.suppress(psutil.Error):
            for process in reversed(self._processes()):
                process.kill()

    def _processes(self) -> list[psutil.Process]:
        """Kernel and its children; raises a psutil error while there is no kernel."""
        provisioner = self._manager.provisioner if self._manager else None
        pid = getattr(provisioner, "pid", None)
        if pid is None:
            raise psutil.NoSuchProcess(0)
        kernel = psutil.Process(pid)
        return [kernel, *kernel.children(recursive=True)]

    async def _run(self, scratch: Path) -> None:
        # Only the kernel of this very Python: one that the user installed under the same name
        # would run without the package.
        specs = KernelSpecManager(kernel_dirs=[], data_dir=str(scratch))
        self._manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=specs,
            connection_file=str(scratch / "kernel.json"),
            transport="ipc",
            ip=str(scratch / "kernel"),
        )
        client = NotebookClient(
            self.notebook,
            km=self._manager,
            timeout=self._timeout,
            record_timing=False,
            resources={"metadata": {"path": str(self.path.parent)}},
            on_cell_execute=self._on_start,
            on_cell_executed=self._on_end,
        )
        client.owns_km = True
        said = scratch / "kernel.log"
        with said.open("wb") as log:
            try:
                await client.async_execute(env=self._environment(scratch), stdout=log, stderr=log)
            finally:
                self._said = said.read_text(encoding="utf-8", errors="replace")

    def _environment(self, scratch: Path) -> dict[str, str]:
        environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
        environment |= dict.fromkeys(THREAD_VARIABLES, str(self._threads))
        # A progress bar is for those who watch; a page would show its last frame.
        environment |= {"TQDM_DISABLE": "1", "PYTHONHASHSEED": "0", "IPYTHONDIR": str(scratch)}
        environment["LATENT_COURSE_PROGRESS"] = "off"  # of readers, not of a build
        return environment

    def _on_start(self, cell: NotebookNode, cell_index: int) -> None:
        self._cell = cell_index
        self._process = self._manager.provisioner.process

    def _on_end(self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        self.task.done += execute_reply["content"]["status"] == "ok"
        self.sample_memory()

    def _explain(self, error: Exception) -> ChapterError:
        cell = self.notebook.cells[self._cell]
        lines = [line for line in cell.source.splitlines() if line.strip()]
        first = next((line for line in lines if not line.lstrip().startswith("#")), lines[0])
        if isinstance(error, CellExecutionError):
            cause = f"{error.ename}: {ANSI.sub('', error.evalue)}"
        elif isinstance(error, CellTimeoutError):
            cause = f"took longer than {self._timeout} s"
        else:
            cause = _death(self._process)
        where = f"{self.name}, cell {self._cell + 1} of {len(self.notebook.cells)}"
        ordinal = sum(c.cell_type == "code" for c in self.notebook.cells[: self._cell + 1])
        where += f" (code cell {ordinal})"
        traceback = ANSI.sub("", f"{error}\n{self._said}")
        return ChapterError(f"{where}\n    {first}\n  {cause}", traceback)


def _death(process: subprocess.Popen[bytes] | None) -> str:
    """Say how a kernel ended."""
    status = process.poll() if process else None
    if status is not None and status < 0:
        hint = "; is there enough memory?" if status == -signal.SIGKILL else ""
        return f"the kernel was ended by {signal.Signals(-status).name}{hint}"
    return f"the kernel ended by itself, with exit code {status}"


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def _high_water(process: psutil.Process) -> int:
    """Peak resident memory of one process as Linux keeps it; 0 elsewhere."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0
    match = re.search(r"^VmHWM:\s+(\d+) kB", status, flags=re.MULTILINE)
    return int(match[1]) * 1024 if match else 0
