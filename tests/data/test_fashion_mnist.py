"""Fashion-MNIST: the bundled part and the whole."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from idx_bytes import idx

from latentlib.data import FASHION_MNIST_CLASSES, DataError, fashion_mnist, load_fashion_mnist
from latentlib.data import idx as idx_files

SIZES = {"train": 16_000, "test": 4_000}


@pytest.mark.parametrize("split", SIZES)
def test_split_is_whole_and_balanced(split: str) -> None:
    data = load_fashion_mnist(split)
    assert data.shape == (SIZES[split], 1, 28, 28)
    assert data.images.dtype == np.uint8
    assert data.labels.dtype == np.int64
    assert data.label_names == FASHION_MNIST_CLASSES
    assert np.bincount(data.labels).tolist() == [SIZES[split] // 10] * 10


@pytest.mark.parametrize("split", SIZES)
def test_every_ten_in_a_row_hold_each_class_once_in_no_fixed_order(split: str) -> None:
    tens = load_fashion_mnist(split).labels.reshape(-1, 10)
    assert (np.sort(tens, axis=1) == np.arange(10)).all()
    for place in range(10):  # every tenth image is not always of one class
        assert np.bincount(tens[:, place]).max() < 0.2 * len(tens)


def test_splits_share_no_image() -> None:
    train, test = ({x.tobytes() for x in load_fashion_mnist(split).images} for split in SIZES)
    assert (len(train), len(test)) == (16_000, 4_000)
    assert not train & test


def test_pixels_are_clothes_on_black() -> None:
    data = load_fashion_mnist()
    assert (data.images[:, 0, 0, 0] == 0).mean() > 0.99
    assert data.as_float().mean() == pytest.approx(0.286, abs=0.001)  # as the whole set's
    trousers, shoes = (data.as_float()[data.labels == k].mean((0, 1)) for k in (1, 7))
    assert trousers[:, 14].mean() > 3 * shoes[:8, 14].mean()  # legs reach up, sneakers do not


def test_every_call_gives_the_same_object_and_copies_nothing() -> None:
    data = load_fashion_mnist("train")
    assert data is load_fashion_mnist(split="train", full=False)
    assert np.shares_memory(data.images, load_fashion_mnist().images)


@pytest.mark.parametrize("split", ["validation", "", None])
def test_unknown_split_is_named(split: str | None) -> None:
    with pytest.raises(ValueError, match=rf"split={split!r}.*'train', 'test'"):
        load_fashion_mnist(split)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, bytes]]:
    """Put a full set of 20 test images, compressed, in the place of the real one."""
    rng = np.random.default_rng(0)
    contents = [
        idx(rng.integers(0, 256, (20, 28, 28), dtype=np.uint8)),
        idx(rng.permutation(20).astype(np.uint8) % 10),
    ]
    originals, files = [], {}
    for real, content in zip(fashion_mnist.ORIGINALS["test"], contents, strict=True):
        files[real.name] = gzip.compress(content)
        hashes = (hashlib.sha256(data).hexdigest() for data in (files[real.name], content))
        originals.append(idx_files.Original(real.name, *hashes))
    monkeypatch.setattr(fashion_mnist, "ORIGINALS", {"test": tuple(originals)})
    monkeypatch.setattr(fashion_mnist, "DEBIAN_FOLDER", tmp_path / "debian")
    fashion_mnist._load_full.cache_clear()
    yield files
    fashion_mnist._load_full.cache_clear()


def install(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_full_set_is_read_from_debians_files(small: dict[str, bytes]) -> None:
    install(fashion_mnist.DEBIAN_FOLDER, small)
    data = load_fashion_mnist("test", full=True)
    assert data.shape == (20, 1, 28, 28)
    assert data.labels.dtype == np.int64
    assert sorted(data.labels) == sorted([*range(10)] * 2)
    expected = gzip.decompress(small["t10k-images-idx3-ubyte.gz"])[16:]
    assert data.images.tobytes() == expected
    assert data is load_fashion_mnist("test", full=True)


def test_debians_other_compression_of_the_same_content_is_accepted(
    small: dict[str, bytes],
) -> None:
    packed = {name: gzip.compress(gzip.decompress(c), 1, mtime=9) for name, c in small.items()}
    assert packed != small
    install(fashion_mnist.DEBIAN_FOLDER, packed)
    assert len(load_fashion_mnist("test", full=True)) == 20


def test_full_set_is_read_from_the_cache_without_a_network(
    small: dict[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fashion_mnist, "URL", "http://127.0.0.1:9/")
    install(cache, small)
    assert len(load_fashion_mnist("test", full=True)) == 20


def test_offline_names_the_ways_out(
    small: dict[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fashion_mnist, "URL", "http://127.0.0.1:9/")
    with pytest.raises(DataError) as error:
        load_fashion_mnist("test", full=True)
    for part in ("t10k-images-idx3-ubyte.gz", "dataset-fashion-mnist", str(cache), "full=True"):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda content: content[:-9], "is damaged"),
        (lambda content: b"not gzip", "is damaged"),
        (lambda content: content[:20] + bytes(4) + content[24:], "is damaged"),
        (lambda _: gzip.compress(b"something else"), "SHA-256 of its content should be"),
    ],
    ids=["cut short", "not gzip", "bytes changed", "another file"],
)
def test_damaged_original_is_named(small: dict[str, bytes], damage, says: str) -> None:
    name = "t10k-labels-idx1-ubyte.gz"
    install(fashion_mnist.DEBIAN_FOLDER, small | {name: damage(small[name])})
    with pytest.raises(DataError, match=says) as error:
        load_fashion_mnist("test", full=True)
    assert name in str(error.value)


def test_missing_original_is_named(tmp_path: Path) -> None:
    original = fashion_mnist.ORIGINALS["train"][0]
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz is missing"):
        idx_files.read_original(tmp_path / original.name, original)


@pytest.mark.skipif(
    not fashion_mnist.DEBIAN_FOLDER.exists(), reason="dataset-fashion-mnist is not installed"
)
def test_real_full_set_is_what_its_authors_describe() -> None:
    data = load_fashion_mnist("test", full=True)
    assert data.shape == (10_000, 1, 28, 28)
    assert np.bincount(data.labels).tolist() == [1000] * 10
