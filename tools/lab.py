"""Run JupyterLab without a reader's settings, for tests and benchmarks that drive a browser."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

__all__ = ["running_lab"]

PATIENCE = 120  # seconds


@contextlib.contextmanager
def running_lab(folder: Path) -> Iterator[str]:
    """Serve the notebooks of a folder in JupyterLab, on loopback and a free port.

    Parameters
    ----------
    folder : Path
        Where the notebooks are; JupyterLab's own files go into it, too.

    Yields
    ------
    str
        The address, with a slash at its end.

    Raises
    ------
    RuntimeError
        If it does not start; the message has the end of what it said.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}/", folder / "jupyterlab.log"
    settings = {
        f"JUPYTER_{kind}_DIR": str(folder / "jupyter" / kind.lower())
        for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    environment = os.environ | settings | {"LATENT_COURSE_PROGRESS": "off"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [*_COMMAND, f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"],
            stdout=output,
            stderr=output,
            env=environment,
        )
        try:
            _wait(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(30)


_COMMAND = (
    *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
    *("--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="),
    *("--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}api/status", timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")
