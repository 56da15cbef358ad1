"""Write requirements.lock from pyproject.toml: ``make lock``, or ``make lock UPGRADE=1``.

uv resolves for all Pythons and systems at once. It is used for nothing else, so it is installed
into a temporary environment of its own. Pins that still fit are kept unless ``--upgrade`` is
given, and PyTorch stays at ``TORCH`` either way: a lock refreshed for another reason must not
move the numbers in the chapters.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

__all__ = ["TORCH", "main", "resolve", "without_gpu_packages"]

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch==2.13.0"
UV = "uv>=0.13,<1"
GPU_PACKAGE = re.compile(r"^(nvidia-|cuda-|triton\b)")
PIN = re.compile(r"^[a-z0-9][a-z0-9.-]*==\S+( ; .+)?$")


def install_uv(folder: Path) -> Path:
    """Install uv into a new environment in `folder`; return the path of the command."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", UV]
    subprocess.run(pip, check=True)
    return folder / "bin" / "uv"


def resolve(uv: Path, root: Path, folder: Path, *, upgrade: bool) -> str:
    """Let `uv` pin everything that pyproject.toml of `root` and its extras need.

    Parameters
    ----------
    uv : Path
        The command.
    root : Path
        Folder of pyproject.toml and of the lock so far.
    folder : Path
        Folder for temporary files.
    upgrade : bool
        Forget the pins so far.

    Returns
    -------
    str
        One pin a line.
    """
    constraints, output = folder / "constraints.txt", folder / "requirements.lock"
    constraints.write_text(TORCH + "\n", encoding="utf-8")
    if not upgrade and (root / "requirements.lock").exists():
        output.write_bytes((root / "requirements.lock").read_bytes())
    options = ["--universal", "--all-extras", "--no-header", "--no-annotate", "--quiet"]
    command = [str(uv), "pip", "compile", "pyproject.toml", *options]
    command += ["--constraint", str(constraints), "--output-file", str(output)]
    # Like pip, trust the certificates that the system trusts.
    subprocess.run(command, check=True, cwd=root, env=os.environ | {"UV_SYSTEM_CERTS": "1"})
    return output.read_text(encoding="utf-8")


def without_gpu_packages(text: str) -> str:
    """Leave out what only PyTorch's GPU build needs: pip adds it where that build is taken.

    Raises
    ------
    ValueError
        A line is neither a pin nor empty, such as the address of an index.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    odd = [line for line in lines if not PIN.match(line)]
    if odd:
        raise ValueError(f"line of the lock: {odd[0]!r}; expected `name==version`, or a marker too")
    return "".join(f"{line}\n" for line in lines if not GPU_PACKAGE.match(line))


def main(arguments: list[str]) -> int:
    """Write requirements.lock; return the exit status."""
    lock = ROOT / "requirements.lock"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            uv = install_uv(folder / "venv")
            answer = resolve(uv, ROOT, folder, upgrade="--upgrade" in arguments)
        except subprocess.CalledProcessError:
            print(f"lock: that failed, as said above; {lock.name} is as it was.", file=sys.stderr)
            return 1
    text = without_gpu_packages(answer)
    fresh = lock.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(lock)
    print(f"{lock.name}: {len(text.splitlines())} pins.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
