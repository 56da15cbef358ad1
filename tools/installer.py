"""Make ``.venv``, or complete it: PyTorch, the locked packages, and latentlib in place.

Every step can be cut off at any moment and run again: what is whole is kept, what is half
written is found by the file sizes that packages record, and installed anew.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from piprun import SetupError, diagnose, run_pip

__all__ = ["Installer", "broken_packages", "has_nvidia", "main", "reachable"]

ROOT = Path(__file__).resolve().parent.parent
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
INDEX_SETTING = "LATENT_COURSE_TORCH_INDEX"  # index for another build; empty: pip's choice
PATIENCE = 4.0  # seconds that PyTorch's own index has to answer
ROOM = 3e9  # bytes that a new .venv and pip's temporary files take together
SPENT = 5e6  # bytes; with less than this left, that is why whatever failed has failed
EXTRAS = "book,test,bench"
INSTALL = ("install", "--no-compile")  # Python compiles on first import, and only what is used


def has_nvidia() -> bool:
    """Whether this machine has an NVIDIA GPU with a working driver."""
    if Path("/proc/driver/nvidia/version").exists():
        return True
    tool = shutil.which("nvidia-smi")
    return bool(tool) and subprocess.run([tool, "-L"], capture_output=True).returncode == 0


def reachable(url: str, patience: float = PATIENCE) -> bool:
    """Whether `url` answers within `patience` seconds, be it with a refusal."""
    try:
        with urllib.request.urlopen(url, timeout=patience):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def torch_index() -> str | None:
    """Index to look for PyTorch in besides those that pip is set to, or None.

    A reader's choice comes first. Else the CPU build is taken where it is known to do: on Linux
    without a GPU, as the usual build brings gigabytes of CUDA libraries there.
    """
    if INDEX_SETTING in os.environ:
        return os.environ[INDEX_SETTING] or None
    if sys.platform == "linux" and not has_nvidia() and reachable(f"{CPU_INDEX}/torch/"):
        return CPU_INDEX
    return None


def broken_packages(site_packages: Path) -> list[Path]:
    """Metadata folders of packages in `site_packages` that are not wholly there.

    A package is whole when its ``RECORD`` exists and each file named there has the size named
    there. pip looks at none of this: to pip, a package whose metadata exists is installed.
    """
    broken = []
    for folder in sorted(site_packages.glob("*.dist-info")):
        try:
            with (folder / "RECORD").open(newline="", encoding="utf-8") as record:
                sizes = [(row[0], int(row[2])) for row in csv.reader(record) if row[2]]
            whole = all((site_packages / name).stat().st_size == size for name, size in sizes)
        except (OSError, ValueError, IndexError):
            whole = False
        if not whole:
            broken.append(folder)
    return broken


class Installer:
    """The steps of set-up.

    Parameters
    ----------
    root : Path
        Folder of the course: holds pyproject.toml and requirements.lock, gets ``.venv``.
    newest : bool
        Take the newest versions that pyproject.toml allows in place of the lock.
    """

    def __init__(self, root: Path = ROOT, *, newest: bool = False) -> None:
        self.root = root
        self.newest = newest
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.lock = root / "requirements.lock"
        self.stamp = self.venv / "setup-stamp"
        self.turn: tuple[int, ...] = ()

    @property
    def site_packages(self) -> Path:
        """Where the environment keeps its packages."""
        major, minor = sys.version_info[:2]
        return self.venv / "lib" / f"python{major}.{minor}" / "site-packages"

    def fingerprint(self) -> str:
        """Hash of all that decides what ``.venv`` holds."""
        here = Path(__file__).parent
        scripts = [here / name for name in ("setup.py", "installer.py", "piprun.py")]
        digest = hashlib.sha256()
        for path in (self.lock, self.root / "pyproject.toml", *scripts):
            digest.update(path.read_bytes())
        facts = (platform.python_version(), platform.machine(), str(self.root), str(self.newest))
        digest.update("\0".join(facts).encode())
        return digest.hexdigest()

    def is_current(self) -> bool:
        """Whether an earlier set-up was finished and nothing has changed since."""
        try:
            return self.python.exists() and self.stamp.read_text() == self.fingerprint()
        except OSError:
            return False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other set-up works in this folder; a pip left behind counts as one."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is at work here: waiting for it.", flush=True)
                fcntl.flock(folder, fcntl.LOCK_EX)
            except OSError:
                pass  # a file system without locks: go on without
            self.turn = (folder,)
            yield
        finally:
            os.close(folder)

    def venv_works(self) -> bool:
        """Whether ``.venv`` is of this Python, lies where it was made, and has a pip that runs."""
        try:
            answer = subprocess.run(
                [self.venv / "bin" / "pip", "--version"], capture_output=True, text=True
            )
        except OSError:
            return False
        return answer.returncode == 0 and str(self.site_packages) in answer.stdout

    def make_venv(self) -> None:
        """Keep the environment that is there where it works; else make it anew."""
        if self.venv_works():
            self.repair()
            return
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if self.venv.exists():
            shutil.rmtree(self.venv)
        if shutil.disk_usage(self.root).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        command = [sys.executable, "-m", "venv", str(self.venv)]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode:
            raise diagnose(answer.stdout + answer.stderr, "making .venv")

    def repair(self) -> None:
        """Forget packages that an interruption left half written, so that pip writes them anew."""
        for folder in broken_packages(self.site_packages):
            shutil.rmtree(folder)
        for left in self.site_packages.glob("~*"):  # what pip had put aside for an upgrade
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    def pip(
        self, title: str, *arguments: str, progress: Callable[[str], str] | None = None
    ) -> None:
        """Run pip in the environment."""
        log, turn = self.venv / "setup.log", self.turn
        try:
            run_pip(self.python, arguments, log=log, title=title, progress=progress, keep_open=turn)
        except SetupError:
            if shutil.disk_usage(self.root).free < SPENT:  # too full even for pip's last words
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
            raise

    def torch_requirement(self) -> str:
        """PyTorch as the lock pins it, or as pyproject.toml allows it."""
        if self.newest:
            project = tomllib.loads((self.root / "pyproject.toml").read_text())["project"]
            return next(line for line in project["dependencies"] if re.match(r"torch\b", line))
        return re.search(r"^torch==\S+", self.lock.read_text(), re.M)[0]

    def install_torch(self) -> None:
        """Install PyTorch: first, as it is the largest, and the one with a choice of builds."""
        torch = self.torch_requirement()
        upgrade = ["--upgrade"] if self.newest else ["--constraint", str(self.lock)]
        index = torch_index()  # of equal versions pip takes the one marked +cpu or the like
        more = ["--extra-index-url", index] if index else []
        self.pip(torch, *INSTALL, *upgrade, *more, torch)

    def install_packages(self) -> None:
        """Install what the lock names, or the newest that pyproject.toml allows."""
        if self.newest:
            eager = ("--upgrade", "--upgrade-strategy", "eager")
            self.pip("packages", *INSTALL, *eager, "--editable", f"{self.root}[{EXTRAS}]")
            return
        total = len(set(re.findall(r"^[A-Za-z][^=]*", self.lock.read_text(), re.M)))

        def progress(said: str) -> str:
            fetched = len(re.findall(r"^(?:Collecting|Requirement)", said, re.M))
            installed = len(list(self.site_packages.glob("*.dist-info")))
            return f"{fetched} fetched, {installed} installed, of about {total}"

        self.pip("packages", *INSTALL, "--no-deps", "-r", str(self.lock), progress=progress)

    def install_latentlib(self) -> None:
        """Install latentlib in place, so that a change under src/ is seen at once."""
        self.pip("latentlib", *INSTALL, "--no-deps", "--editable", str(self.root))

    def work(self) -> None:
        """Go through the steps, each with its name and its time."""
        steps = (
            ("virtual environment", self.make_venv),
            ("PyTorch", self.install_torch),
            ("packages", self.install_packages),
            ("latentlib", self.install_latentlib),
        )
        print(f"Setting up .venv with Python {platform.python_version()}.", flush=True)
        for number, (name, step) in enumerate(steps, start=1):
            print(f"  [{number}/{len(steps)}] {name}", flush=True)
            started = time.monotonic()
            step()
            print(f"        {time.monotonic() - started:.0f} s", flush=True)

    def run(self) -> None:
        """Do what is left to do; nothing where an earlier set-up is current."""
        if self.is_current():
            return
        with self.alone():
            if self.is_current():  # the set-up that was waited for has done it
                return
            self.stamp.unlink(missing_ok=True)
            self.work()
            fresh = self.stamp.with_suffix(".new")
            fresh.write_text(self.fingerprint())
            fresh.replace(self.stamp)


def explain(error: OSError, root: Path) -> str | None:
    """One sentence for a failure of the file system, or None where it is another one."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(root).free / 1e9
        return (
            f"The disk is full: set-up needs about {ROOM / 1e9:.0f} GB and {free:.1f} GB are free."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission to write in {root}: copy the course to a folder of your own."
    return None


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Set up the course in `root`; return the exit status."""
    newest = "--newest" in arguments or os.environ.get("LATENT_COURSE_PINS") == "newest"
    try:
        Installer(root, newest=newest).run()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
    except OSError as error:
        sentence = explain(error, root)
        if sentence is None:
            raise
        print(f"setup: {sentence}", file=sys.stderr)
    except KeyboardInterrupt:
        print("setup: interrupted; the same command goes on from here.", file=sys.stderr)
        return 130
    else:
        return 0
    return 1
