"""Run pip inside ``.venv``: show that it moves, and turn its failures into one sentence.

pip is used, and nothing else, so that a reader's own mirrors, proxies and certificates hold.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["SetupError", "diagnose", "run_pip"]

HEARTBEAT = 20.0  # seconds between lines where the output is no terminal

SENTENCES = (  # the first pattern found decides
    (
        r"ensurepip is not available|No module named (venv|ensurepip)",
        "This Python cannot make virtual environments: on Debian and Ubuntu, "
        "`apt install python3-venv` adds what is missing.",
    ),
    (
        r"No space left on device|Errno 28|Disk quota exceeded",
        "The disk is full: set-up needs about 2 GB for .venv and as much again in the "
        "temporary folder while it works (TMPDIR may name another one).",
    ),
    (
        r"Permission denied|Errno 13|Read-only file system|Operation not permitted",
        "No permission to write where pip installs: the course folder must be yours and writable.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "pip does not trust the certificate of its package index: behind a company proxy, "
        "name its certificate with PIP_CERT.",
    ),
    (
        r"Retrying \(Retry|NewConnectionError|Max retries exceeded|ReadTimeoutError|ProxyError|"
        r"Temporary failure in name resolution|Network is unreachable|Connection refused|"
        r"IncompleteRead|Connection reset by peer",
        "No network: pip cannot reach its package index. Connect, or name a mirror with "
        "PIP_INDEX_URL, and run the same command again: what is installed is kept.",
    ),
    (
        r"DO NOT MATCH THE HASHES|BadZipFile|is invalid, must be",
        "A download arrived damaged: run the same command again, or `pip cache purge` first.",
    ),
)


class SetupError(RuntimeError):
    """A failure that is told to the reader in one sentence."""


def diagnose(output: str, doing: str) -> SetupError:
    """Say in one sentence why pip failed, as the error to raise.

    Parameters
    ----------
    output : str
        What pip wrote.
    doing : str
        What was being done, for failures that are not known, such as "installing PyTorch".
    """
    for pattern, sentence in SENTENCES:
        if re.search(pattern, output):
            return SetupError(sentence)
    missing = re.search(r"No matching distribution found for (\S+)", output)
    if missing:
        where = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
        unsure = "(from versions: none)" in output
        rest = "; its index may be out of reach" if unsure else ""
        return SetupError(f"pip finds no {missing[1]} for {where}{rest}.")
    lines = [line for line in output.splitlines() if line.strip()] or ["nothing"]
    raised = [line for line in lines if re.match(r"\s*[\w.]+(Error|Exception): ", line)]
    errors = [line for line in lines if line.startswith("ERROR: ")]
    said = (raised or errors or lines)[-1].strip()
    return SetupError(f"pip failed while {doing}; it said: {said}")


def pip_environment() -> dict[str, str]:
    """Copy the reader's environment, less what would make pip install outside ``.venv``."""
    unwanted = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def watch(process: subprocess.Popen[bytes], say: Callable[[], str]) -> None:
    """Redraw one line until `process` ends; where there is no terminal, a line now and then."""
    terminal = sys.stdout.isatty()
    spoken = time.monotonic()
    while process.poll() is None:
        if terminal:
            print(f"\r\033[K        {say()}", end="", flush=True)
        elif time.monotonic() - spoken > HEARTBEAT:
            spoken = time.monotonic()
            print(f"        {say()}", flush=True)
        time.sleep(0.25)
    if terminal:
        print("\r\033[K", end="", flush=True)


def run_pip(
    python: Path,
    arguments: Sequence[str],
    *,
    log: Path,
    title: str,
    progress: Callable[[str], str] | None = None,
    keep_open: Sequence[int] = (),
) -> None:
    """Run ``pip`` of the environment of `python`.

    Parameters
    ----------
    python : Path
        The environment's interpreter.
    arguments : sequence of str
        Command and options of pip.
    log : Path
        File that pip's output is added to.
    title : str
        What is being installed, as the reader sees it.
    progress : callable, optional
        Makes of what pip has written how far it is, in a few words. Without it, pip's own
        bar is shown on a terminal.
    keep_open : sequence of int
        File descriptors that pip inherits, so that a lock outlives a parent that is killed.

    Raises
    ------
    SetupError
        pip failed; the message says why in one sentence.
    """
    command = [str(python), "-I", "-u", "-m", "pip", *arguments]
    with log.open("ab") as sink:
        start = sink.tell()
        show = progress is None and sys.stdout.isatty()

        def said() -> str:
            return log.read_bytes()[start:].decode("utf-8", errors="replace")

        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=None if show else sink,
            stderr=sink,
            env=pip_environment(),
            pass_fds=tuple(keep_open),
        )
        try:
            if show:
                process.wait()
            else:
                began = time.monotonic()
                far = progress or (lambda text: f"{time.monotonic() - began:.0f} s so far")
                watch(process, lambda: f"{title}: {far(said())}")
        finally:
            process.wait()
    if process.returncode:
        raise diagnose(said(), f"installing {title}")
