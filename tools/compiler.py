"""Have the compiler that makes kernels.wasm: ``python tools/compiler.py``.

It is the clang inside the package ``ziglang``, pinned, so that every system makes the same bytes.
Nobody needs it but the test that makes the committed file again, and whoever changes kernels.c: it
takes 400 MB, so it is put into ``_build/compiler`` and not into every reader's environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["FOLDER", "VERSION", "compiler", "ensure"]

VERSION = "0.17.1"
FOLDER = Path(__file__).resolve().parents[1] / "_build" / "compiler"


def ensure(folder: Path = FOLDER) -> None:
    """Install the compiler unless it is there."""
    if (folder / f"ziglang-{VERSION}.dist-info" / "RECORD").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    print(f"Installing ziglang {VERSION}, the compiler of the WebAssembly kernels.")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--no-deps"]
    subprocess.run([*command, "--target", str(partial), f"ziglang=={VERSION}"], check=True)
    partial.replace(folder)


def compiler(folder: Path = FOLDER) -> list[str]:
    """Return the command that compiles C."""
    name = "zig.exe" if os.name == "nt" else "zig"
    return [str(folder / "ziglang" / name), "cc"]


if __name__ == "__main__":
    try:
        ensure()
    except subprocess.CalledProcessError:
        raise SystemExit("compiler: pip could not install it; what it said is above.") from None
