"""What loaders return: right, read-only, and without needless copies."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.data import ImageDataset

repeatable = settings(deadline=None, derandomize=True)

N = 12


def make(n: int = N) -> ImageDataset:
    rng = np.random.default_rng(0)
    return ImageDataset(
        "test",
        rng.integers(0, 256, (n, 3, 4, 5), dtype=np.uint8),
        np.arange(n) % 2,
        ("even", "odd"),
        {"size": rng.random(n), "kind": np.arange(n) % 3},
        {"kind": ("a", "b", "c")},
        np.array([f"image {k}" for k in range(n)]),
    )


def test_says_what_it_is() -> None:
    assert repr(make()) == "ImageDataset('test': 12 images of 3x4x5, 2 labels)"
    assert len(make()) == 12
    assert make().shape == (12, 3, 4, 5)


def test_float_is_the_bytes_divided_by_255() -> None:
    data = make()
    assert data.as_float().dtype == np.float32
    np.testing.assert_array_equal(data.as_float(), (data.images / 255).astype(np.float32))


def test_black_is_0_and_white_is_1() -> None:
    images = np.array([0, 255], np.uint8).reshape(2, 1, 1, 1)
    data = ImageDataset("two", images, np.zeros(2, np.int64), ("x",))
    assert data.as_float().ravel().tolist() == [0.0, 1.0]


def test_float_flat_and_tensor_share_one_memory_made_once() -> None:
    data = make()
    values = data.as_float()
    assert np.shares_memory(values, data.as_float())
    assert np.shares_memory(values, data.flat())
    assert np.shares_memory(values, data.tensor().numpy())
    assert data.flat().shape == (N, 60)
    assert data.tensor().dtype == torch.float32
    np.testing.assert_array_equal(data.tensor().numpy(), values)


def test_images_in_another_memory_order_become_flat_without_a_copy() -> None:
    images = np.zeros((4, 5, 3, N), np.uint8).transpose(3, 2, 0, 1)
    data = ImageDataset("strided", images, np.zeros(N, np.int64), ("x",))
    assert np.shares_memory(data.as_float(), data.flat())


def test_nothing_can_be_written_to() -> None:
    data = make()
    for array in (
        data.images,
        data.labels,
        data.as_float(),
        data.flat(),
        data.captions,
        *data.factors.values(),
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]
    with pytest.raises(AttributeError):
        data.name = "other"
    with pytest.raises(TypeError):
        data.factors["size"] = data.labels
    with pytest.raises(TypeError):
        data.levels["kind"] = ()


def test_the_callers_array_is_viewed_and_stays_writable() -> None:
    images = np.zeros((2, 1, 3, 3), np.uint8)
    data = ImageDataset("mine", images, np.zeros(2, np.int64), ("x",))
    assert np.shares_memory(images, data.images)
    assert images.flags.writeable


def test_slices_are_views_of_images_and_of_numbers_made_already() -> None:
    data = make()
    values = data.as_float()
    part = data.subset(slice(2, 9, 3))
    assert np.shares_memory(data.images, part.images)
    assert np.shares_memory(data.factors["size"], part.factors["size"])
    assert np.shares_memory(values, part.as_float())
    assert np.shares_memory(values, part.tensor().numpy())
    np.testing.assert_array_equal(part.as_float(), values[2:9:3])


def test_reversed_slices_work_with_torch() -> None:
    data = make()
    values = data.as_float()
    np.testing.assert_array_equal(data.subset(slice(None, None, -1)).tensor(), values[::-1])


@repeatable
@given(
    st.one_of(
        st.slices(N),
        st.lists(st.integers(-N, N - 1)),
        st.lists(st.booleans(), min_size=N, max_size=N).map(np.array),
    )
)
def test_subset_is_numpys_indexing_of_every_part(index: slice | list[int] | np.ndarray) -> None:
    data = make()
    part = data.subset(index)
    plain = index if isinstance(index, (slice, np.ndarray)) else np.array(index, int)
    np.testing.assert_array_equal(part.images, data.images[plain])
    np.testing.assert_array_equal(part.labels, data.labels[plain])
    np.testing.assert_array_equal(part.captions, data.captions[plain])
    for name, values in data.factors.items():
        np.testing.assert_array_equal(part.factors[name], values[plain])
    np.testing.assert_array_equal(part.as_float(), data.as_float()[plain])
    assert part.levels == data.levels
    assert part.label_names == data.label_names


@pytest.mark.parametrize(
    ("index", "error", "says"),
    [
        (3, TypeError, "expected a slice"),
        ([0.5], TypeError, "expected a slice"),
        ([[0, 1]], TypeError, "expected a slice"),
        ([0, N], IndexError, "from -12 to 11"),
        ([-N - 1], IndexError, "from -12 to 11"),
        ([True, False], IndexError, "mask for 12 images"),
    ],
)
def test_wrong_index_is_explained(index: object, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make().subset(index)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"images": np.zeros((2, 1, 3, 3))}, TypeError, "images: expected dtype uint8"),
        ({"images": np.zeros((2, 3, 3), np.uint8)}, ValueError, "images: expected shape"),
        ({"images": np.zeros((2, 2, 3, 3), np.uint8)}, ValueError, "1 or 3"),
        ({"labels": np.zeros(2, np.int32)}, TypeError, "labels: expected dtype int64"),
        ({"labels": np.zeros(3, np.int64)}, ValueError, r"labels: expected shape \(2,\)"),
        ({"labels": np.array([0, 2])}, ValueError, "from 0 to 1"),
        ({"labels": np.array([-1, 0])}, ValueError, "got -1 to 0"),
        ({"factors": {"size": np.zeros(3)}}, ValueError, "'size'"),
        ({"levels": {"kind": ("a",)}}, ValueError, "'kind'"),
        ({"captions": np.array(["one"])}, ValueError, "captions"),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    change: dict[str, object], error: type[Exception], says: str
) -> None:
    parts = {
        "name": "bad",
        "images": np.zeros((2, 1, 3, 3), np.uint8),
        "labels": np.zeros(2, np.int64),
        "label_names": ("a", "b"),
    }
    with pytest.raises(error, match=says):
        ImageDataset(**(parts | change))


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_and_pickles_are_equal_and_read_only(clone) -> None:
    data = make()
    data.as_float()
    twin = clone(data)
    np.testing.assert_array_equal(twin.images, data.images)
    np.testing.assert_array_equal(twin.factors["size"], data.factors["size"])
    assert twin.levels == data.levels
    assert not twin.images.flags.writeable
    assert "_float" not in pickle.loads(pickle.dumps(data)).__dict__


def test_import_takes_nothing_heavy_along() -> None:
    code = (
        "import sys, latentlib.data; "
        "print([m for m in ('torch', 'pooch', 'requests', 'scipy', 'matplotlib') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
