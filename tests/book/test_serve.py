"""The server: types, compression, caching, ports, and how it starts and ends."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serve

SERVE = Path(__file__).resolve().parents[2] / "tools" / "serve.py"
Get = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of a small site."""
    site = tmp_path / "_build" / "html"
    (site / "book" / "empty").mkdir(parents=True)
    (site / "index.html").write_text("<h1>Start</h1>" + "x" * 5000)
    (site / "book" / "index.html").write_text("<h1>Ä book</h1>")
    (site / "picture.0123456789ab.light.svg").write_text("<svg/>" * 500)
    (site / "photo.png").write_bytes(b"\x89PNG" * 500)
    (site / "0123456789abcdef.bin").write_bytes(bytes(2000))
    (site / "0123456789abcdef.js").write_text("export default {};")
    (tmp_path / "_build" / "secret.txt").write_text("not for readers")
    return site


@pytest.fixture
def get(folder: Path) -> Iterator[Get]:
    """Ask a running server for a path."""
    with serve.BookServer(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)

        def ask(path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
            named = {key.replace("_", "-"): value for key, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            response.body = response.read()
            return response

        yield ask
        connection.close()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/book/", "text/html; charset=utf-8"),
        ("/picture.0123456789ab.light.svg", "image/svg+xml"),
        ("/photo.png", "image/png"),
        ("/0123456789abcdef.bin", "application/octet-stream"),
        ("/0123456789abcdef.js", "text/javascript; charset=utf-8"),
    ],
)
def test_types(get: Get, path: str, kind: str) -> None:
    response = get(path)
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("suffix", [".js", ".mjs", ".wasm", ".woff2", ".css", ".json", ".ipynb"])
def test_types_that_browsers_insist_on(suffix: str) -> None:
    expected = {
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".ipynb": "application/x-ipynb+json",
    }
    assert serve.TYPES[suffix] == expected[suffix]


def test_text_is_compressed_when_asked(get: Get, folder: Path) -> None:
    plain, packed = get("/"), get("/", Accept_Encoding="gzip, deflate")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 10
    assert gzip.decompress(packed.body) == plain.body == (folder / "index.html").read_bytes()
    assert packed.headers["Vary"] == "Accept-Encoding"
    refused = get("/", Accept_Encoding="gzip;q=0")
    assert refused.headers["Content-Encoding"] is None


def test_brotli_comes_first_where_it_is(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    class Brotli:
        @staticmethod
        def compress(content: bytes, quality: int) -> bytes:
            return b"packed by brotli"

    monkeypatch.setattr(serve, "brotli", Brotli)
    response = get("/", Accept_Encoding="gzip, br")
    assert (response.headers["Content-Encoding"], response.body) == ("br", b"packed by brotli")
    monkeypatch.setattr(serve, "brotli", None)
    assert get("/", Accept_Encoding="gzip, br").headers["Content-Encoding"] == "gzip"


def test_small_files_and_pictures_are_sent_as_they_are(get: Get, folder: Path) -> None:
    for path in ("/book/", "/photo.png"):
        assert get(path, Accept_Encoding="gzip").headers["Content-Encoding"] is None


def test_what_cannot_change_is_kept_and_the_rest_is_asked_for(get: Get) -> None:
    assert get("/picture.0123456789ab.light.svg").headers["Cache-Control"] == serve.FOREVER
    assert get("/0123456789abcdef.bin").headers["Cache-Control"] == serve.FOREVER
    assert get("/photo.png?digest=0123abcd").headers["Cache-Control"] == serve.FOREVER
    assert get("/photo.png").headers["Cache-Control"] == "no-cache"
    first = get("/", Accept_Encoding="gzip")
    again = get("/", Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert get("/", If_None_Match=first.headers["ETag"]).status == 200, "another encoding"


def test_a_new_build_is_seen_at_once(get: Get, folder: Path) -> None:
    tag = get("/").headers["ETag"]
    folder.rename(folder.with_name("html.old"))
    folder.mkdir()
    (folder / "index.html").write_text("new")
    response = get("/", If_None_Match=tag)
    assert (response.status, response.body) == (200, b"new")


def test_head_sends_no_body(get: Get) -> None:
    response = get("/", "HEAD")
    assert (response.status, response.body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 5000


def test_a_folder_leads_to_its_page(get: Get) -> None:
    response = get("/book")
    assert (response.status, response.headers["Location"]) == (301, "/book/")


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/book/empty/", "/book/empty", "/../secret.txt", "/%2e%2e/secret.txt", "/a%00b"],
)
def test_nothing_else_is_served(get: Get, path: str) -> None:
    response = get(path)
    assert response.status == 404
    assert b"not for readers" not in response.body


def test_only_this_machine_can_connect(folder: Path) -> None:
    with serve.BookServer(folder, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_port_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(serve.PortInUse, match=rf"Port {port} is in use; choose another"):
            serve.make_server(folder, port)
        monkeypatch.setattr(serve, "FIRST_PORT", port)
        with serve.make_server(folder) as server:
            assert port < server.server_port < port + serve.PORTS_TRIED
        monkeypatch.setattr(serve, "PORTS_TRIED", 1)
        with pytest.raises(serve.PortInUse, match="choose with PORT=8100"):
            serve.make_server(folder)


def test_a_port_is_checked_before_there_is_a_book(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert serve.main(["--check", "--root", str(tmp_path), "--port", port]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port} is in use; choose another with PORT=")
    assert serve.main(["--check", "--root", str(tmp_path), "--port", port]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_leaves_quietly(
    folder: Path, sent: signal.Signals, request: pytest.FixtureRequest
) -> None:
    command = [sys.executable, str(SERVE), "--root", str(folder.parents[1]), "--port", "0"]
    # Tests that a shell has put into the background are deaf to Ctrl-C, and so would the server be.
    here = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, here)
    request.addfinalizer(process.kill)
    line = process.stdout.readline()
    port = int(
        re.fullmatch(r"The book is at http://127\.0\.0\.1:(\d+)/ \(Ctrl-C .*\)\.\n", line)[1]
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(sent)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "\n", "")


def test_without_a_book_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve.main(["--root", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "There is no book yet: run `make book` first.\n"


def test_a_port_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        serve.main(["--port", "80000"])
    assert "'80000' is no port, expected 0 to 65535" in capsys.readouterr().err
