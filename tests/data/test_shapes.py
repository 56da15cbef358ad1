"""Shapes: the factors that are returned are those that can be read off the pixels."""

from __future__ import annotations

import colorsys
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentlib.data import SHAPE_FACTORS, SHAPE_NAMES, draw_shapes, make_shapes
from latentlib.data.outlines import ELLIPSE_ASPECT, OUTLINES
from latentlib.data.shapes import hue_to_rgb

repeatable = settings(deadline=None, derandomize=True)

CONTINUOUS = ("hue", "size", "angle", "x", "y")


def in_range(name: str) -> st.SearchStrategy[float]:
    low, high, *_ = SHAPE_FACTORS[name]
    return st.floats(low, high)


FACTORS = st.fixed_dictionaries(
    {"shape": st.integers(0, 3)} | {name: in_range(name) for name in CONTINUOUS}
)


def coverage(images: np.ndarray) -> np.ndarray:
    """Share of each pixel that the shape covers; one channel of every colour is full."""
    return images.max(axis=1) / 255


def measure(image: np.ndarray) -> dict[str, float]:
    """Read area, centre and direction off the pixels of one image, shape (S, S)."""
    place = (np.arange(len(image)) + 0.5) / len(image)
    mass = image.sum()
    x, y = (image @ place).sum() / mass, (place @ image).sum() / mass
    across, upward = np.meshgrid(place - x, y - place)
    moments = [(image * m).sum() for m in (across**2 - upward**2, 2 * across * upward)]
    return {
        "size": math.sqrt(mass) / len(image),
        "x": x,
        "y": y,
        "direction": math.atan2(moments[1], moments[0]) / 2,
    }


@repeatable
@given(FACTORS)
def test_centre_of_mass_and_area_are_the_factors(factors: dict[str, float]) -> None:
    """To a seventh of a pixel: corners on the edge of a pixel are off by at most 0.09 of one."""
    found = measure(coverage(draw_shapes(factors))[0])
    assert found["x"] == pytest.approx(factors["x"], abs=0.15 / 32)
    assert found["y"] == pytest.approx(factors["y"], abs=0.15 / 32)
    assert found["size"] == pytest.approx(factors["size"], rel=0.04)


@repeatable
@given(FACTORS)
def test_large_images_show_the_factors_more_exactly(factors: dict[str, float]) -> None:
    found = measure(coverage(draw_shapes(factors, image_size=128))[0])
    assert found["x"] == pytest.approx(factors["x"], abs=0.12 / 128)
    assert found["y"] == pytest.approx(factors["y"], abs=0.12 / 128)
    assert found["size"] == pytest.approx(factors["size"], rel=0.008)


@repeatable
@given(FACTORS)
def test_colour_is_the_hue_and_grey_is_the_coverage(factors: dict[str, float]) -> None:
    image = draw_shapes(factors)[0]
    expected = colorsys.hsv_to_rgb(factors["hue"], 0.75, 1.0)
    full = image[:, image.max(axis=0) == 255]
    assert full.shape[1] > 10
    np.testing.assert_allclose(full / 255, np.tile(expected, (full.shape[1], 1)).T, atol=1 / 255)
    grey = draw_shapes(factors, channels=1)[0, 0].astype(int)
    assert np.abs(grey - image.max(axis=0)).max() <= 1


@repeatable
@given(st.floats(0.02, math.pi / 2 - 0.02), in_range("size"), in_range("x"), in_range("y"))
def test_ellipse_points_along_its_angle(angle: float, size: float, x: float, y: float) -> None:
    factors = {"shape": SHAPE_NAMES.index("ellipse"), "angle": angle, "size": size, "x": x, "y": y}
    found = measure(coverage(draw_shapes(factors))[0])
    assert found["direction"] == pytest.approx(angle, abs=0.03)


@pytest.mark.parametrize("shape", range(4), ids=SHAPE_NAMES)
@pytest.mark.parametrize("angle", [0.0, 0.3, 1.2])
def test_a_quarter_turn_of_the_factor_is_one_of_the_image(shape: int, angle: float) -> None:
    factors = {"shape": shape, "x": 0.4, "y": 0.45, "angle": angle}
    turned = {"shape": shape, "x": 0.45, "y": 0.6, "angle": angle + math.pi / 2}
    before, after = draw_shapes(factors)[0, 0], draw_shapes(turned)[0, 0]
    assert np.abs(np.rot90(before).astype(int) - after).max() <= 1


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_outline_has_area_1_and_its_centre_at_the_origin(shape: str) -> None:
    """Count the points of a fine grid that are inside."""
    place = (np.arange(1600) + 0.5) / 800 - 1
    u, v = np.meshgrid(place, place)
    inside = OUTLINES[shape](u, v) < 0
    assert inside.sum() / 800**2 == pytest.approx(1, abs=1e-3)
    assert u[inside].mean() == pytest.approx(0, abs=1e-3)
    assert v[inside].mean() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_outline_measures_distance_near_the_edge(shape: str) -> None:
    """Where it is smooth, the gradient of a distance has length 1."""
    rng = np.random.default_rng(0)
    u, v = rng.uniform(-1, 1, (2, 20_000))
    distance, step = OUTLINES[shape](u, v), 1e-6
    near = np.abs(distance) < 0.02
    slope = np.hypot(
        (OUTLINES[shape](u + step, v) - distance) / step,
        (OUTLINES[shape](u, v + step) - distance) / step,
    )
    assert near.sum() > 100
    assert np.abs(slope[near] - 1).max() < 0.06


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_are_rounded_to_the_share_that_is_covered(channels: int) -> None:
    """A square 8.5 pixels wide in the middle covers a quarter of the pixels around its 8."""
    image = draw_shapes({"size": 8.5 / 32}, channels=channels)[0].max(axis=0)
    expected = np.zeros((32, 32))
    expected[11:21, 11:21] = 64  # 255 / 4 is 63.75
    expected[12:20, 12:20] = 255
    np.testing.assert_array_equal(image, expected)


def test_shapes_look_like_their_names() -> None:
    square, ellipse, triangle, heart = coverage(draw_shapes({"shape": range(4)}, image_size=64))
    side = round(0.28 * 64)
    assert (square > 0.5).any(axis=0).sum() == (square > 0.5).any(axis=1).sum() == side
    wide, high = (ellipse > 0.5).any(axis=0).sum(), (ellipse > 0.5).any(axis=1).sum()
    assert wide / high == pytest.approx(ELLIPSE_ASPECT, rel=0.1)
    rows = triangle.sum(axis=1)
    assert (np.diff(rows[rows > 0][:-1]) > -0.01).all()  # ever wider towards its foot
    rows = np.flatnonzero(heart.sum(axis=1) > 1)
    top, foot = heart[rows[0]], heart[rows[-1]]
    assert top[32] < top[28]  # two lobes with a notch between
    assert foot.argmax() in (31, 32)  # and one tip
    np.testing.assert_allclose(heart, heart[:, ::-1], atol=1 / 255)


def test_hues_are_those_of_the_standard_library() -> None:
    hues = np.linspace(0, 1, 97)
    expected = [colorsys.hsv_to_rgb(hue, 0.75, 1.0) for hue in hues]
    np.testing.assert_allclose(hue_to_rgb(hues), expected, atol=1e-5)


def test_data_set_is_whole() -> None:
    data = make_shapes(600, random_state=0)
    assert data.shape == (600, 3, 32, 32)
    assert data.label_names == SHAPE_NAMES
    np.testing.assert_array_equal(data.labels, data.factors["shape"])
    assert set(data.factors) == set(SHAPE_FACTORS)
    for name, values in data.factors.items():
        low, high, *_ = SHAPE_FACTORS[name]
        assert low <= values.min() < low + 0.1 * (high - low) + 1e-9
        assert high - 0.3 * (high - low) < values.max() <= high
    assert make_shapes(1, random_state=0, channels=1, image_size=20).shape == (1, 1, 20, 20)


def test_images_are_drawn_from_the_factors_returned() -> None:
    data = make_shapes(300, random_state=1)
    np.testing.assert_array_equal(data.images, draw_shapes(data.factors))
    for k in (0, 255, 256, 299):  # on both sides of a block's end
        one = {name: values[k] for name, values in data.factors.items()}
        np.testing.assert_array_equal(draw_shapes(one)[0], data.images[k])


def test_same_seed_same_images_other_seed_others() -> None:
    first = make_shapes(50, random_state=3)
    np.testing.assert_array_equal(first.images, make_shapes(50, random_state=3).images)
    assert not np.array_equal(first.images, make_shapes(50, random_state=4).images)
    rng = np.random.default_rng(3)
    np.testing.assert_array_equal(first.images, make_shapes(50, random_state=rng).images)
    assert not np.array_equal(first.images, make_shapes(50, random_state=rng).images)


@given(st.sets(st.sampled_from(sorted(SHAPE_FACTORS))))
@settings(repeatable, max_examples=25)
def test_only_the_chosen_factors_vary_and_each_as_when_all_do(varying: set[str]) -> None:
    everything = make_shapes(40, random_state=5).factors
    factors = make_shapes(40, random_state=5, factors=varying).factors
    for name, values in factors.items():
        if name in varying:
            np.testing.assert_array_equal(values, everything[name])
        else:
            assert set(values.tolist()) == {SHAPE_FACTORS[name].fixed}


def test_fixed_values_are_kept() -> None:
    data = make_shapes(
        5, random_state=0, factors=("x",), fixed={"shape": "heart", "size": 0.3, "hue": 1 / 3}
    )
    assert set(data.labels.tolist()) == {SHAPE_NAMES.index("heart")}
    assert set(data.factors["size"].tolist()) == {0.3}
    assert all(" green heart " in caption for caption in data.captions)


def test_two_varying_factors_span_two_dimensions() -> None:
    """Small steps in x and y change an image along two directions and no third."""
    rng = np.random.default_rng(0)
    near = {"shape": 3, "x": 0.5 + rng.uniform(-1, 1, 200) / 64}
    near["y"] = 0.5 + rng.uniform(-1, 1, 200) / 64
    flat = draw_shapes(near, channels=1, softness=4).reshape(200, -1).astype(float)
    strength = np.linalg.svd(flat - flat.mean(0), compute_uv=False)
    assert strength[1] > 5 * strength[2]


def test_softer_edges_keep_the_area() -> None:
    hard, soft = (coverage(draw_shapes({"shape": range(4)}, softness=s)) for s in (0.5, 3.0))
    np.testing.assert_allclose(hard.sum((1, 2)), soft.sum((1, 2)), rtol=0.05)
    assert ((soft > 0.1) & (soft < 0.9)).sum() > 3 * ((hard > 0.1) & (hard < 0.9)).sum()


def test_captions_say_what_is_drawn() -> None:
    data = make_shapes(500, random_state=0)
    for caption, label, y in zip(data.captions, data.labels, data.factors["y"], strict=True):
        assert f" {SHAPE_NAMES[label]} " in caption
        assert ("top" in caption) == (y < 0.33 + 0.34 / 3)
    small = np.array(["small" in caption for caption in data.captions])
    assert data.factors["size"][small].max() < data.factors["size"][~small].min()
    red = np.array([" red " in caption for caption in data.captions])
    assert data.factors["hue"][red].max() < 1 / 12
    grey = make_shapes(500, random_state=0, channels=1)
    assert all(" white " in caption for caption in grey.captions)


def test_caption_by_hand() -> None:
    data = make_shapes(
        1,
        random_state=0,
        factors=(),
        fixed={"shape": "triangle", "hue": 4 / 6, "size": 0.34, "x": 0.35, "y": 0.65},
    )
    assert data.captions[0] == "a large blue triangle at the bottom left"


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"n": 0}, ValueError, "n=0"),
        ({"n": 2.0}, TypeError, "n=2.0"),
        ({"random_state": None}, TypeError, "random_state=None"),
        ({"random_state": -1}, ValueError, "random_state=-1"),
        ({"factors": "x"}, TypeError, r"\('x',\)"),
        ({"factors": ("colour",)}, ValueError, "'colour'"),
        ({"factors": ("hue",), "channels": 1}, ValueError, "grey images show no hue"),
        ({"fixed": {"depth": 1}}, ValueError, "'depth'"),
        ({"fixed": {"x": 0.5}}, ValueError, r"\['x'\] vary"),
        ({"factors": (), "fixed": {"shape": "star"}}, ValueError, "'star'"),
        ({"factors": (), "fixed": {"shape": 9}}, ValueError, "shape must be a position"),
        ({"factors": (), "fixed": {"size": -0.1}}, ValueError, "size must be positive"),
        ({"factors": (), "fixed": {"x": math.nan}}, ValueError, "x must be finite"),
        ({"channels": 2}, ValueError, "channels=2"),
        ({"image_size": 3}, ValueError, "image_size=3"),
        ({"softness": 0}, ValueError, "softness=0"),
    ],
)
def test_impossible_arguments_are_named(
    arguments: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        make_shapes(**({"n": 2, "random_state": 0} | arguments))


def test_drawing_nothing_or_a_table_is_refused() -> None:
    assert len(draw_shapes({"x": np.empty(0)})) == 0
    with pytest.raises(ValueError, match="one or a row"):
        draw_shapes({"x": np.full((2, 2), 0.5)})
    with pytest.raises(ValueError, match="'colour'"):
        draw_shapes({"colour": 0.5})
