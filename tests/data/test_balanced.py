"""A small labelled set has as many images of each class, and the seed decides which."""

from __future__ import annotations

import numpy as np
import pytest

from latentlib.data import ImageDataset


@pytest.fixture
def images() -> ImageDataset:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [5, 7, 9])
    pixels = rng.integers(0, 256, (21, 1, 2, 2), dtype=np.uint8)
    return ImageDataset("test", pixels, labels, ("a", "b", "c"), {"place": np.arange(21)})


def test_each_class_has_its_share_and_no_image_comes_twice(images: ImageDataset) -> None:
    few = images.balanced(12, random_state=0)
    assert np.bincount(few.labels).tolist() == [4, 4, 4]
    assert len(set(few.factors["place"].tolist())) == 12
    np.testing.assert_array_equal(few.images, images.images[few.factors["place"].astype(int)])


def test_the_seed_decides(images: ImageDataset) -> None:
    first, again, other = (images.balanced(6, random_state=s).factors["place"] for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("n", [4, 18, 0])
def test_what_cannot_be_had_is_refused(images: ImageDataset, n: int) -> None:
    with pytest.raises(ValueError, match=rf"n={n}"):
        images.balanced(n, random_state=0)
