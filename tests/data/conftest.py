"""What the tests of the data share: a folder of files to damage, a server to break, the makers."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from latentlib.data import bundled

ROOT = Path(__file__).resolve().parents[2]
MAKERS = ROOT / "tools" / "make_data"
if str(Path(__file__).parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the folder of bundled files."""
    monkeypatch.setattr(bundled, "FILES", tmp_path)
    return tmp_path


@pytest.fixture
def put(folder: Path) -> Callable[[str, bytes], Path]:
    """Write a bundled file together with its right checksum."""

    def write(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        line = f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        (folder / bundled.CHECKSUMS).write_text(line, encoding="ascii")
        return path

    return write


@dataclass
class Server:
    """A web server on loopback with one file, that can fail in the ways that real ones do."""

    content: bytes = bytes(range(256)) * 1000
    break_after: int | None = None
    honours_range: bool = True
    refuses: bool = False
    asked: list[str | None] = field(default_factory=list)
    url: str = ""

    @property
    def sha256(self) -> str:
        """The checksum of what the server has."""
        return hashlib.sha256(self.content).hexdigest()


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server for one test."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            state.asked.append(wanted)
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted else 0
            start = start if state.honours_range else 0
            if state.refuses or start >= len(state.content):
                self.send_error(404 if state.refuses else 416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(state.content) - start))
            self.end_headers()
            self.wfile.write(state.content[start : state.break_after])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_port}/some/file.gz"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        http.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the folder of downloads, with no proxy between it and the server."""
    monkeypatch.setenv("LATENTLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def maker() -> Iterator[Callable[[str], ModuleType]]:
    """Import a script of tools/make_data as it imports its neighbours, and forget it after."""
    names = {path.stem for path in MAKERS.glob("*.py")}
    before = {name: sys.modules.pop(name) for name in names & set(sys.modules)}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(MAKERS))
        yield importlib.import_module
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture
def sources() -> Path:
    """The folder where the makers keep their sources."""
    return Path(os.environ.get("LATENTLIB_SOURCES", ROOT / "_build" / "make_data"))
