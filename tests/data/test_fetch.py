"""Downloads: once, resumed, checked, and a clear word when they fail."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import requests

from latentlib.data import DataError, cache_folder
from latentlib.data.fetch import fetch

HALF = 128_000


def get(server) -> Path:
    return fetch(server.url, server.sha256, instead="do without")


def test_file_is_downloaded_once_into_the_cache(server, cache: Path) -> None:
    path = get(server)
    assert path == cache / "file.gz"
    assert path.read_bytes() == server.content
    assert get(server) == path
    assert server.asked == [None]
    assert [entry.name for entry in cache.iterdir()] == ["file.gz"]


def test_broken_download_goes_on_where_it_stopped(server, cache: Path) -> None:
    server.break_after = HALF
    with pytest.raises(DataError, match="call again"):
        get(server)
    kept = (cache / "file.gz.part").stat().st_size
    assert 0 < kept <= HALF
    assert not (cache / "file.gz").exists()
    server.break_after = None
    assert get(server).read_bytes() == server.content
    assert server.asked == [None, f"bytes={kept}-"]
    assert not (cache / "file.gz.part").exists()


def test_short_answer_that_nobody_noticed_is_kept_as_a_part(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older versions of urllib3 end quietly where the connection does."""

    class Answer(contextlib.nullcontext):
        status_code, headers = 200, {"Content-Length": "10"}
        raise_for_status = staticmethod(lambda: None)
        iter_content = staticmethod(lambda _: [b"abc"])

        def __enter__(self) -> Answer:
            return self

    monkeypatch.setattr(requests, "get", lambda *_, **__: Answer())
    with pytest.raises(DataError, match="closed after 3 of 10 bytes"):
        fetch("http://127.0.0.1/file.gz", "ab" * 32, instead="do without")
    assert (cache / "file.gz.part").read_bytes() == b"abc"


def test_server_that_cannot_resume_starts_over(server, cache: Path) -> None:
    server.break_after = HALF
    with pytest.raises(DataError):
        get(server)
    server.break_after, server.honours_range = None, False
    assert get(server).read_bytes() == server.content


def test_part_that_is_whole_already_is_used(server, cache: Path) -> None:
    cache.mkdir()
    (cache / "file.gz.part").write_bytes(server.content)
    assert get(server).read_bytes() == server.content
    assert server.asked == [f"bytes={len(server.content)}-"]


def test_other_content_is_refused_and_not_kept(server, cache: Path) -> None:
    expected = "0" * 64
    with pytest.raises(DataError, match=expected):
        fetch(server.url, expected, instead="do without")
    assert list(cache.iterdir()) == []


def test_damaged_file_in_the_cache_is_downloaded_again(server, cache: Path) -> None:
    path = get(server)
    path.write_bytes(b"rot")
    assert get(server).read_bytes() == server.content


def test_no_network_is_one_clear_message(cache: Path) -> None:
    url = "http://127.0.0.1:9/file.gz"  # nothing listens on the port of the discard protocol
    with pytest.raises(DataError) as error:
        fetch(url, "ab" * 32, instead="read a book")
    for part in (url, str(cache), "ab" * 32, "Check the network", "or read a book"):
        assert part in str(error.value)


def test_part_of_something_longer_is_thrown_away(server, cache: Path) -> None:
    cache.mkdir()
    (cache / "file.gz.part").write_bytes(server.content + b"more")
    with pytest.raises(DataError, match=server.sha256):
        get(server)
    assert get(server).read_bytes() == server.content


def test_refusal_by_the_server_is_a_data_error(server, cache: Path) -> None:
    server.refuses = True
    with pytest.raises(DataError, match="404"):
        get(server)


def test_cache_is_the_users_unless_a_variable_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LATENTLIB_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("LATENTLIB_CACHE")
    assert cache_folder().name == "latentlib"
