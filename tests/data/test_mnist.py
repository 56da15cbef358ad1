"""MNIST: not shipped, so read from files that are there, and downloaded where they are not."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest
from idx_bytes import idx

from latentlib.data import DataError, cache_folder, load_mnist, mnist
from latentlib.data.idx import Original


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, bytes]:
    """Put 20 test digits in the place of the real ones, and a cache that is empty."""
    rng = np.random.default_rng(0)
    contents = [
        idx(rng.integers(0, 256, (20, 28, 28), dtype=np.uint8)),
        idx(rng.permutation(20).astype(np.uint8) % 10),
    ]
    originals, files = [], {}
    for real, content in zip(mnist.ORIGINALS["test"], contents, strict=True):
        files[real.name] = content
        compressed = hashlib.sha256(gzip.compress(content, mtime=0)).hexdigest()
        originals.append(Original(real.name, compressed, hashlib.sha256(content).hexdigest()))
    monkeypatch.setitem(mnist.ORIGINALS, "test", tuple(originals))
    monkeypatch.setattr(mnist, "_load", mnist._load.__wrapped__)  # remember nothing
    monkeypatch.setenv("LATENTLIB_CACHE", str(tmp_path / "cache"))
    return files


def install(files: dict[str, bytes], *, compressed: bool) -> None:
    folder = cache_folder() / "mnist"
    folder.mkdir(parents=True)
    for name, content in files.items():
        if compressed:
            (folder / name).write_bytes(gzip.compress(content))
        else:
            (folder / name.removesuffix(".gz")).write_bytes(content)


@pytest.mark.parametrize("compressed", [True, False], ids=["compressed", "unpacked"])
def test_files_put_there_by_hand_are_read(small: dict[str, bytes], compressed: bool) -> None:
    install(small, compressed=compressed)
    digits = load_mnist("test")
    assert digits.name == "mnist"
    assert digits.shape == (20, 1, 28, 28)
    assert digits.label_names == tuple("0123456789")
    assert np.bincount(digits.labels).tolist() == [2] * 10
    images = small["t10k-images-idx3-ubyte.gz"][16:]
    assert digits.images.tobytes() == images


def test_damaged_files_are_named(small: dict[str, bytes]) -> None:
    install(small, compressed=False)
    path = cache_folder() / "mnist" / "t10k-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1] + b"\x09")
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte is damaged"):
        load_mnist("test")


def test_without_a_network_it_says_where_files_belong(
    small: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "URL", "http://127.0.0.1:9/")  # nobody listens there
    with pytest.raises(DataError, match=r"or copy t10k-images-idx3-ubyte\.gz, .* into .*mnist"):
        load_mnist("test")


@pytest.mark.parametrize("whole", [True, False], ids=["the right file", "another file"])
def test_downloads_are_kept_and_checked(
    small: dict[str, bytes], server, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(small, compressed=True)
    name = "t10k-labels-idx1-ubyte.gz"
    missing = cache_folder() / "mnist" / name
    missing.unlink()
    server.content = gzip.compress(small[name] if whole else small[name][:-1], mtime=0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(mnist, "URL", server.url.removesuffix("file.gz"))
    if whole:
        assert len(load_mnist("test")) == len(load_mnist("test")) == 20
        assert missing.read_bytes() == server.content
        assert len(server.asked) == 1
    else:
        with pytest.raises(DataError, match=f"{name} could not be downloaded"):
            load_mnist("test")
        assert not missing.exists()


def test_unknown_split_is_named() -> None:
    with pytest.raises(ValueError, match=r"split='both'.*'train', 'test'"):
        load_mnist("both")


@pytest.mark.parametrize(
    ("split", "counts"),
    [
        ("train", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
        ("test", [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
    ],
)
def test_the_real_digits_where_somebody_has_them(split: str, counts: list[int]) -> None:
    folder = cache_folder() / "mnist"
    names = [original.name for original in mnist.ORIGINALS[split]]
    if not all((folder / n).exists() or (folder / n[:-3]).exists() for n in names):
        pytest.skip("MNIST is not shipped, and is not in the cache")
    digits = load_mnist(split)
    assert np.bincount(digits.labels).tolist() == counts
    assert digits.as_float().mean() == pytest.approx(
        0.1307 if split == "train" else 0.1325, abs=1e-4
    )
    assert load_mnist(split) is digits
