"""Serve the built book on this machine: ``python tools/serve.py``.

Compresses (brotli where the library is there, else gzip), gives each file its type, and lets a
browser keep what cannot change. Only the loopback address is used, so that nobody else can connect.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import posixpath
import re
import signal
import socket
import sys
import urllib.parse
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

try:
    import brotli
except ImportError:
    brotli = None

__all__ = ["BookServer", "PortInUse", "make_server"]

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
FIRST_PORT, PORTS_TRIED = 8000, 50
# Our own table: that of the system differs from machine to machine.
TYPES = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".inv": "application/octet-stream",
    ".ipynb": "application/x-ipynb+json",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
ALREADY_COMPRESSED = {".jpeg", ".jpg", ".pdf", ".png", ".webp", ".woff", ".woff2"}
SMALLEST_COMPRESSED = 860  # bytes; below this a packet is a packet
HASH_IN_NAME = re.compile(r"[/.-][0-9a-f]{12,64}\.")
VERSION_IN_QUERY = re.compile(r"(?:^|&)(?:v|digest)=[0-9a-f]{6,}")
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


class PortInUse(Exception):
    """The port cannot be had; the message says what to do."""


@dataclass(frozen=True)
class Body:
    """What is sent for a file in one encoding."""

    content: bytes
    encoding: str
    tag: str


class BookServer(ThreadingHTTPServer):
    """Serves a folder on the loopback address.

    Parameters
    ----------
    folder : Path
        What is served.
    port : int
        Where; 0 for any free port.
    """

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder.resolve()
        super().__init__((HOST, port), BookHandler)

    @property
    def address(self) -> str:
        """Where the first page is."""
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class BookHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "book", ""
    timeout = 60
    wbufsize = 1 << 16
    server: BookServer

    def do_GET(self) -> None:
        """Send a file, or say why not."""
        path, _, query = self.path.partition("?")
        file = self._find(urllib.parse.unquote(path))
        if file is None:
            self._answer(HTTPStatus.NOT_FOUND, b"There is no such page.\n", {})
        elif file.is_dir():
            target = path + "/" if not path.endswith("/") else "index.html"
            self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": target})
        else:
            self._send(file, query)

    do_HEAD = do_GET

    def log_message(self, *arguments: Any) -> None:
        """Keep the terminal quiet."""

    def _find(self, path: str) -> Path | None:
        """File for a path of the address; None if it is not there, or not in the folder."""
        if "\0" in path:
            return None
        relative = posixpath.normpath(path).lstrip("/")
        file = (self.server.folder / relative).resolve()
        if not file.is_relative_to(self.server.folder):
            return None
        if file.is_dir() and path.endswith("/") and (file / "index.html").is_file():
            return file / "index.html"
        if file.is_dir() and not path.endswith("/") and (file / "index.html").is_file():
            return file
        return file if file.is_file() else None

    def _send(self, file: Path, query: str) -> None:
        try:
            status = file.stat()
            accepted = self.headers.get("Accept-Encoding", "")
            body = load(file, status.st_mtime_ns, status.st_size, choose_encoding(file, accepted))
        except OSError:  # replaced by a new build this very moment
            self._answer(HTTPStatus.NOT_FOUND, b"There is no such page.\n", {})
            return
        fixed = HASH_IN_NAME.search(f"/{file.name}") or VERSION_IN_QUERY.search(query)
        headers = {
            "Content-Type": TYPES.get(file.suffix.lower(), "application/octet-stream"),
            "Cache-Control": FOREVER if fixed else ASK_FIRST,
            "ETag": body.tag,
            "Vary": "Accept-Encoding",
        }
        if body.encoding:
            headers["Content-Encoding"] = body.encoding
        if self.headers.get("If-None-Match") == body.tag:
            self._answer(HTTPStatus.NOT_MODIFIED, None, headers)
        else:
            self._answer(HTTPStatus.OK, body.content, headers)

    def _answer(self, status: HTTPStatus, content: bytes | None, headers: dict[str, str]) -> None:
        self.send_response(status)
        headers = {"Content-Type": "text/plain; charset=utf-8", **headers}
        if content is not None:
            headers["Content-Length"] = str(len(content))
        headers["X-Content-Type-Options"] = "nosniff"
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if content and self.command != "HEAD":
            self.wfile.write(content)


def choose_encoding(file: Path, accepted: str) -> str:
    """Choose how to send a file: "br", "gzip", or "" for as it is."""
    if file.suffix.lower() in ALREADY_COMPRESSED or file.stat().st_size < SMALLEST_COMPRESSED:
        return ""
    offers = {}
    for part in accepted.split(","):
        name, _, parameters = part.partition(";")
        offers[name.strip().lower()] = parameters.replace(" ", "") not in {"q=0", "q=0.0"}
    if brotli is not None and offers.get("br"):
        return "br"
    return "gzip" if offers.get("gzip") else ""


@lru_cache(maxsize=512)
def load(file: Path, modified: int, size: int, encoding: str) -> Body:
    """Read and compress a file; kept until the file changes."""
    content = file.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}{encoding}"'
    if encoding == "br":
        content = brotli.compress(content, quality=9)
    elif encoding == "gzip":
        content = gzip.compress(content, 9, mtime=0)
    return Body(content, encoding, tag)


def make_server(folder: Path, port: int | None = None) -> BookServer:
    """Open a server, on `port` or on the first free one from 8000.

    Raises
    ------
    PortInUse
        If the port, or every one that was tried, is taken.
    """
    if port is not None:
        candidates = range(port, port + 1)
        complaint = f"Port {port} is in use; choose another with PORT=8001, or leave PORT out."
    else:
        candidates = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
        complaint = f"Ports {candidates[0]} to {candidates[-1]} are in use; choose with PORT=8100."
    for candidate in candidates:
        if candidate and _answers(candidate):
            continue
        try:
            return BookServer(folder, candidate)
        except PermissionError as error:
            raise PortInUse(
                f"Port {candidate} needs more rights; choose one above 1023."
            ) from error
        except OSError:
            continue
    raise PortInUse(complaint)


def _answers(port: int) -> bool:
    """Tell whether somebody listens; some systems would let two share a port."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, expected 0 to 65535")
    return int(text)


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(description="Serve the built book on this machine.")
    parser.add_argument("--port", type=_port, help="where to serve; default 8000 or the next free")
    parser.add_argument("--check", action="store_true", help="only say whether the port is free")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder with _build/html")
    options = parser.parse_args(arguments)
    folder = options.root / "_build" / "html"
    if not options.check and not (folder / "index.html").exists():
        print("There is no book yet: run `make book` first.", file=sys.stderr)
        return 1
    try:
        server = make_server(folder, options.port)
    except PortInUse as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        server.server_close()
        return 0
    signal.signal(signal.SIGTERM, _stop)
    with server:
        print(f"The book is at {server.address} (Ctrl-C ends this).", flush=True)
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
