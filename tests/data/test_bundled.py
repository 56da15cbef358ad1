"""The bundled files are what was recorded; anything else is said clearly."""

from __future__ import annotations

import hashlib
import io
import lzma
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from latentlib.data import DataError, bundled

Put = Callable[[str, bytes], Path]
RECORDED = bundled.recorded_checksums()


def npz(**arrays: np.ndarray) -> bytes:
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    return packed.getvalue()


@pytest.mark.parametrize("name", RECORDED)
def test_file_has_the_recorded_checksum(name: str) -> None:
    content = (bundled.FILES / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == RECORDED[name]


def test_every_file_is_recorded_and_all_fit_into_25_megabytes() -> None:
    files = [path for path in bundled.FILES.iterdir() if path.is_file()]
    assert {path.name for path in files} == {*RECORDED, "SHA256SUMS"}
    assert sum(path.stat().st_size for path in bundled.FILES.rglob("*.*")) < 25e6


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fashion_mnist-MIT.txt", "Zalando SE"),
        ("glyphs-OFL-1.1.txt", "SIL OPEN FONT LICENSE Version 1.1"),
        ("glyphs-Apache-2.0.txt", "Version 2.0, January 2004"),
        ("glyphs-UFL-1.0.txt", "UBUNTU FONT LICENCE Version 1.0"),
        ("faces-CC0-1.0.txt", "CC0 1.0 Universal"),
        ("word_vectors-PDDL-1.0.txt", "Public Domain Dedication"),
        ("word_vectors-package-MIT.txt", "GRAYPE Systems"),
        ("prose-gutenberg-MIT.txt", "Deep Element Software Services"),
        ("prose-janeaustenr-MIT.txt", "Julia Silge"),
        ("prose-moby_dick-CC0-1.0.txt", "CC0 1.0 Universal"),
        ("prose-moby_dick-PDDL-1.0.txt", "Public Domain Dedication"),
        ("sentiment-MIT.txt", "cjhutto"),
        ("state_of_the_union-CC0-1.0.txt", "CC0 1.0 Universal"),
        ("state_of_the_union-PDDL-1.0.txt", "Public Domain Dedication"),
        ("verses-public-domain.txt", '"World English Bible" is a Trademark of eBible.org'),
    ],
)
def test_licence_travels_with_the_files(name: str, says: str) -> None:
    assert says in (bundled.FILES / "LICENCES" / name).read_text(encoding="utf8")


def test_arrays_come_back_read_only_and_only_those_asked_for(put: Put) -> None:
    put("a.npz", npz(one=np.arange(3), two=np.ones(2)))
    arrays = bundled.read_arrays("a.npz", ("one",))
    assert list(arrays) == ["one"]
    np.testing.assert_array_equal(arrays["one"], [0, 1, 2])
    with pytest.raises(ValueError, match="read-only"):
        arrays["one"][0] = 7


def test_damaged_file_is_named_with_both_checksums_and_a_remedy(put: Put) -> None:
    path = put("a.npz", npz(one=np.arange(3)))
    good = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[:-1])
    bad = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(DataError) as error:
        bundled.read_arrays("a.npz", ("one",))
    assert all(part in str(error.value) for part in (str(path), good, bad, "pip install"))


def test_repaired_file_is_read_in_the_same_process(put: Put) -> None:
    path = put("a.npz", npz(one=np.arange(3)))
    content = path.read_bytes()
    path.write_bytes(b"")
    with pytest.raises(DataError, match="damaged"):
        bundled.read_arrays("a.npz", ("one",))
    path.write_bytes(content)
    assert len(bundled.read_arrays("a.npz", ("one",))["one"]) == 3


def test_missing_file_is_named(put: Put) -> None:
    path = put("a.npz", npz(one=np.arange(3)))
    path.unlink()
    with pytest.raises(DataError, match=r"a\.npz is missing.*git restore"):
        bundled.read_arrays("a.npz", ("one",))


def test_file_without_recorded_checksum_is_refused(put: Put, folder: Path) -> None:
    put("a.npz", npz(one=np.arange(3)))
    (folder / "b.npz").write_bytes(npz(one=np.arange(3)))
    with pytest.raises(DataError, match=r"b\.npz is not listed"):
        bundled.read_arrays("b.npz", ("one",))


def test_missing_list_of_checksums_is_named(folder: Path) -> None:
    (folder / "a.npz").write_bytes(npz(one=np.arange(3)))
    with pytest.raises(DataError, match="SHA256SUMS is missing"):
        bundled.read_arrays("a.npz", ("one",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (npz(two=np.ones(1)), "one"),
        (npz(one=np.array([{}], object)), "allow_pickle"),
        (b"PK\x03\x04 and then nothing", "zip"),
    ],
    ids=["array missing", "pickled objects", "no archive"],
)
def test_file_with_the_wrong_content_is_refused(put: Put, content: bytes, reason: str) -> None:
    put("a.npz", content)
    with pytest.raises(DataError, match=rf"a\.npz cannot be read: .*{reason}"):
        bundled.read_arrays("a.npz", ("one",))


def test_checksum_is_computed_once_a_process(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.npz", npz(one=np.arange(3)))
    calls = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *a: calls.append(a) or digest(*a))
    bundled.read_arrays("a.npz", ("one",))
    bundled.read_arrays("a.npz", ("one",))
    assert len(calls) == 1


# Tables of text


def table(text: str) -> bytes:
    return lzma.compress(text.encode())


def test_table_comes_back_row_by_row(put: Put) -> None:
    put("a.tsv.xz", table("one\ttwo\nx\t“é” \n\ty\x85\u2028\n"))
    assert bundled.read_table("a.tsv.xz", ("one", "two")) == [("x", "“é” "), ("", "y\x85\u2028")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table("one\tthree\nx\ty\n"), "expected the columns one, two"),
        (table("one\ttwo\nx\n"), "expected the columns one, two in every row"),
        (table("one\ttwo\nx\ty\tz\n"), "expected the columns one, two in every row"),
        (table(""), "not enough values"),
        (table("one\ttwo\n")[:-9], "Compressed file ended"),
        (b"one\ttwo\n", "not supported"),
        (lzma.compress(b"one\ttwo\n\xff\t\xfe\n"), "decode"),
    ],
    ids=["other columns", "short row", "long row", "empty", "cut off", "not packed", "no UTF-8"],
)
def test_table_with_the_wrong_content_is_refused(put: Put, content: bytes, reason: str) -> None:
    put("a.tsv.xz", content)
    with pytest.raises(DataError, match=rf"a\.tsv\.xz cannot be read: .*{reason}"):
        bundled.read_table("a.tsv.xz", ("one", "two"))


def test_damaged_table_is_named(put: Put) -> None:
    path = put("a.tsv.xz", table("one\n"))
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"a\.tsv\.xz is damaged"):
        bundled.read_table("a.tsv.xz", ("one",))
