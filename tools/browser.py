"""Find the browser that the tests of the built pages drive, or install one.

Prints the path of a browser that starts. Looked for in this order: ``LATENT_COURSE_BROWSER``,
the usual names on PATH and on macOS, the one that Playwright keeps. Else one is installed:
Debian's ``chromium`` where apt-get may be used, Playwright's own anywhere else. So is the one
library that Playwright's driver, which speaks to the browser, misses on a bare Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["FLAGS", "BrowserError", "Machine", "find", "install", "main"]

SETTING = "LATENT_COURSE_BROWSER"
#: For a browser without a screen that asks nobody for anything.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
BROWSER_PACKAGES = ("chromium", "fonts-liberation")  # without a font a page has no text
DRIVER_PACKAGES = ("libatomic1",)
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as p: print(p.chromium.executable_path)"
)


class BrowserError(RuntimeError):
    """No browser could be had; the message says why in one sentence."""


class Machine:
    """What finding and installing ask of the machine, in one place, so that tests can fake it."""

    environment: Mapping[str, str] = os.environ

    def which(self, name: str) -> str | None:
        """Path of a command, or None."""
        return shutil.which(name)

    def run(self, *command: str, quiet: bool = True) -> tuple[int, str]:
        """Exit status and standard output of a command; 127 where it cannot be run."""
        try:
            answer = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if quiet else sys.stderr,
                stderr=subprocess.DEVNULL if quiet else None,
                text=True,
                env=dict(self.environment) | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        except OSError:
            return 127, ""
        return answer.returncode, (answer.stdout or "").strip()

    def is_root(self) -> bool:
        """Whether this process may do everything."""
        return os.geteuid() == 0

    def system(self) -> str:
        """Name of the system as /etc/os-release has it, such as "debian"; "" elsewhere."""
        try:
            lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        return next((line[3:].strip("\"'") for line in lines if line.startswith("ID=")), "")


def starts(machine: Machine, path: str) -> bool:
    """Whether the browser at `path` says its version: a stub that asks for more does not."""
    return machine.run(path, "--version")[0] == 0


def playwrights(machine: Machine) -> str | None:
    """Path where Playwright keeps its own browser, or None where its driver does not start."""
    status, path = machine.run(sys.executable, "-c", ASK_PLAYWRIGHT)
    return path if status == 0 and path else None


def find(machine: Machine) -> str | None:
    """Path of a browser that starts, or None.

    Raises
    ------
    BrowserError
        ``LATENT_COURSE_BROWSER`` names something that does not start.
    """
    named = machine.environment.get(SETTING)
    if named:
        if starts(machine, named):
            return named
        raise BrowserError(f"{SETTING} is {named!r}, which does not start as a browser.")
    for candidate in (*map(machine.which, NAMES), *MAC):
        if candidate and starts(machine, candidate):
            return candidate
    own = playwrights(machine)
    return own if own and starts(machine, own) else None


def apt_prefix(machine: Machine) -> tuple[str, ...] | None:
    """Find what to put before ``apt-get`` so that it may install; None where it may not.

    Only Debian itself packs the browser; elsewhere the package of that name asks for snap.
    """
    if machine.system() not in ("debian", "raspbian") or not machine.which("apt-get"):
        return None
    if machine.is_root():
        return ()
    return ("sudo", "-n") if machine.run("sudo", "-n", "true")[0] == 0 else None


def apt_install(machine: Machine, prefix: tuple[str, ...], packages: tuple[str, ...]) -> None:
    """Install Debian's `packages`; where that fails, with fresh lists of packages.

    Raises
    ------
    BrowserError
        It failed again.
    """
    add = (*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)
    if machine.run(*add)[0] == 0:
        return
    machine.run(*prefix, "apt-get", "update", "-q", quiet=False)
    if machine.run(*add, quiet=False)[0] != 0:
        raise BrowserError(
            f"apt-get could not install {packages[0]}: see its message above, or name a browser "
            f"with {SETTING}."
        )


def install(machine: Machine, say: Callable[[str], None]) -> None:
    """Install a browser: Debian's where apt-get may be used, else Playwright's own.

    Raises
    ------
    BrowserError
        The installation failed.
    """
    prefix = apt_prefix(machine)
    if prefix is not None:
        say("Installing Debian's chromium for the tests of the pages.")
        apt_install(machine, prefix, BROWSER_PACKAGES)
        return
    say("Installing Playwright's own Chromium for the tests of the pages.")
    command = (sys.executable, "-m", "playwright", "install", "chromium")
    if machine.run(*command, quiet=False)[0] != 0:
        raise BrowserError(
            "No browser was found and Playwright could not install one: install Chromium or "
            f"Chrome, or name one with {SETTING}."
        )


def ensure_driver(machine: Machine, say: Callable[[str], None]) -> None:
    """See to it that Playwright's driver starts.

    Raises
    ------
    BrowserError
        It does not, and what it misses cannot be installed.
    """
    if playwrights(machine):
        return
    prefix = apt_prefix(machine)
    if prefix is not None:
        say("Installing the library that Playwright's driver needs.")
        apt_install(machine, prefix, DRIVER_PACKAGES)
    if not playwrights(machine):
        raise BrowserError(
            "Playwright's driver does not start: it may miss the system's library libatomic "
            "(libatomic1 on Debian and Ubuntu, libatomic on Fedora)."
        )


def ensure(machine: Machine, say: Callable[[str], None]) -> str:
    """Path of a browser that starts, installed first where there is none."""
    ensure_driver(machine, say)
    path = find(machine)
    if path is None:
        install(machine, say)
        path = find(machine)
    if path is None:
        raise BrowserError(
            "A browser was installed but does not start: libraries of the system may be "
            f"missing; name one that starts with {SETTING}."
        )
    return path


def main() -> int:
    """Print the browser's path; return the exit status."""
    try:
        path = ensure(Machine(), lambda message: print(message, file=sys.stderr, flush=True))
    except BrowserError as error:
        print(f"browser: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
