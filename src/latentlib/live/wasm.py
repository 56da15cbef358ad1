"""Make ``kernels.wasm`` from ``kernels.c``: ``python -m latentlib.live.wasm COMPILER...``.

The compiler is the clang inside the package ``ziglang``, pinned, so that every system makes the
same bytes: ``python tools/compiler.py`` installs it as ``_build/compiler/ziglang/zig cc``. Readers
never need it: the result is committed, and a test makes it again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

__all__ = ["BINARY", "SOURCE", "compile_kernels"]

SOURCE = Path(__file__).parent / "static" / "engine" / "kernels.c"
BINARY = SOURCE.with_suffix(".wasm")

#: One module without a library, whose memory the page provides.
FLAGS = (
    *("-target", "wasm32-freestanding", "-mcpu=generic+simd128", "-O3", "-nostdlib", "-s"),
    *("-Wl,--no-entry", "-Wl,--import-memory", "-Wl,-z,stack-size=4096"),
)


def compile_kernels(compiler: Sequence[str], source: Path = SOURCE) -> bytes:
    """Compile the kernels.

    Parameters
    ----------
    compiler : sequence of str
        The command of a clang, such as ``["zig", "cc"]``.
    source : Path
        A file of C.

    Returns
    -------
    bytes
        The WebAssembly module.

    Raises
    ------
    RuntimeError
        If the compiler finds an error; the message has what it said.
    FileNotFoundError
        If there is no such compiler.
    """
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder) / "kernels.wasm"
        command = [*compiler, *FLAGS, "-o", str(binary), str(source)]
        caches = {f"ZIG_{kind}_CACHE_DIR": folder for kind in ("LOCAL", "GLOBAL")}
        done = subprocess.run(
            command, capture_output=True, text=True, env=dict(os.environ) | caches
        )
        if done.returncode:
            raise RuntimeError(f"kernels.c was not compiled: {done.stderr.strip()}")
        return binary.read_bytes()


if __name__ == "__main__":
    partial = BINARY.with_suffix(".partial")
    partial.write_bytes(compile_kernels(sys.argv[1:]))
    partial.replace(BINARY)
    print(f"{BINARY.name}: {BINARY.stat().st_size} bytes")
