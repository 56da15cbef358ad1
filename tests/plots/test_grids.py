"""A grid holds every image's pixels, in reading order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentlib import plots

GREY = np.arange(5 * 2 * 3, dtype=float).reshape(5, 1, 2, 3) / 30


@given(
    n=st.integers(1, 9),
    channels=st.sampled_from([1, 3]),
    columns=st.integers(1, 12),
    seed=st.integers(0, 99),
)
def test_every_image_is_found_again(n: int, channels: int, columns: int, seed: int) -> None:
    images = np.random.default_rng(seed).integers(0, 256, (n, channels, 4, 3), dtype=np.uint8)
    mosaic = plots.image_grid_data(images, n_columns=columns)
    used = min(columns, n)
    for index, image in enumerate(images):
        row, column = divmod(index, used)
        tile = mosaic[row * 6 : row * 6 + 4, column * 5 : column * 5 + 3]
        assert np.array_equal(tile[..., :3], np.broadcast_to(image.transpose(1, 2, 0), (4, 3, 3)))
        assert np.all(tile[..., 3] == 255)
    assert (mosaic[..., 3] == 255).sum() == n * 4 * 3


def test_floats_are_scaled_and_clipped() -> None:
    images = np.array([[[-1.0, 0.0], [0.5, 2.0]]])
    assert plots.image_grid_data(images)[..., 0].tolist() == [[0, 0], [128, 255]]
    wide = plots.image_grid_data(images, value_range=(-1, 3))
    assert wide[..., 0].tolist() == [[0, 64], [96, 191]]


def test_bytes_are_shown_as_they_are() -> None:
    images = np.array([[[0, 1], [128, 255]]], dtype=np.uint8)
    assert plots.image_grid_data(images)[..., 2].tolist() == images[0].tolist()


def test_ten_images_a_row_unless_told() -> None:
    assert plots.image_grid_data(np.zeros((23, 2, 2))).shape == (3 * 4 - 2, 10 * 4 - 2, 4)
    assert plots.image_grid_data(np.zeros((4, 2, 2))).shape == (2, 4 * 4 - 2, 4)


def test_picture_and_labels_are_drawn() -> None:
    ax = plots.image_grid(GREY, n_columns=3, row_labels=["a", "b"], column_labels=["x", "y", "z"])
    assert np.array_equal(ax.images[0].get_array(), plots.image_grid_data(GREY, n_columns=3))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["x", "y", "z"]
    assert ax.get_xticks().tolist() == [1, 6, 11]
    assert ax.get_yticks().tolist() == [0.5, 4.5]


def test_without_labels_there_are_no_ticks() -> None:
    ax = plots.image_grid(GREY)
    assert len(ax.get_xticks()) == len(ax.get_yticks()) == 0


@pytest.mark.parametrize(
    ("images", "settings", "message"),
    [
        (np.zeros((2, 2)), {}, r"images has shape \(2, 2\), expected \(N, C, H, W\)"),
        (np.zeros((1, 2, 3, 3)), {}, "C 1 or 3"),
        (np.zeros((0, 1, 3, 3)), {}, "at least one image"),
        (np.full((1, 2, 2), np.nan), {}, "images holds nan or inf"),
        (GREY, {"value_range": (1, 0)}, r"value_range is \(1, 0\), expected low < high"),
        (GREY, {"n_columns": 0}, "n_columns is 0, expected 1 or more"),
        (GREY, {"row_labels": ["a", "b"]}, "row_labels has 2 texts, expected 1"),
        (GREY, {"column_labels": ["a"]}, "column_labels has 1 texts, expected 5"),
    ],
)
def test_bad_grids_are_refused(images: np.ndarray, settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.image_grid(images, **settings)


def test_framed_images_lie_in_the_middle_of_black() -> None:
    flat = np.arange(1.0, 19.0).reshape(2, 9)
    found = plots.framed(flat, 7)
    assert found.shape == (2, 7, 7)
    assert np.array_equal(found[:, 2:5, 2:5], flat.reshape(2, 3, 3))
    assert found.sum() == flat.sum()
    assert np.array_equal(plots.framed(flat, 3), flat.reshape(2, 3, 3))


@pytest.mark.parametrize(("shape", "size"), [((2, 8), 4), ((9,), 5), ((2, 9), 4), ((2, 9), 1)])
def test_what_cannot_be_framed_is_refused(shape: tuple[int, ...], size: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        plots.framed(np.ones(shape), size)
