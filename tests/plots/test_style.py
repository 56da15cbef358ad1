"""The house style keeps contrast on both papers, and colours apart for every eye; it is stable."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

from latentlib import plots
from latentlib.plots import CATEGORIES, DARK, GRID, INK, MUTED, PAPER, series_style
from latentlib.plots.style import house_rc

PAPERS = {"light": PAPER, "dark": DARK[PAPER]}
OKABE_ITO = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")

# How dichromats see linear RGB: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, A
# Physiologically-based Model for Simulation of Color Vision Deficiency (2009), severity 1.0.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
LINEAR_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    """Turn ``#rrggbb`` into linear red, green and blue (IEC 61966-2-1)."""
    value = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    darker, lighter = sorted(float(LINEAR_TO_XYZ[1] @ linear(c)) for c in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, vision: str) -> np.ndarray:
    """CIE L*a*b* of a colour as someone with this vision sees it, under D65."""
    seen = np.clip(np.asarray(VISION[vision]) @ linear(colour), 0, 1)
    x = LINEAR_TO_XYZ @ seen / LINEAR_TO_XYZ.sum(axis=1)
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest_two(colours: Iterable[str], vision: str) -> float:
    """The distance of the two colours that are hardest to tell apart (CIE 1976)."""
    points = [lab(colour, vision) for colour in colours]
    return min(np.linalg.norm(a - b) for a, b in itertools.combinations(points, 2))


def test_contrast_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast(INK, INK) == 1


def test_lab_knows_white_and_red() -> None:
    assert lab("#ffffff", "normal") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000", "normal") == pytest.approx([53.24, 80.09, 67.20], abs=0.01)


@pytest.mark.parametrize("text", [INK, MUTED])
def test_text_stands_out_from_its_paper(text: str) -> None:
    assert contrast(text, PAPER) >= 4.5
    assert contrast(DARK[text], DARK[PAPER]) >= 4.5


@pytest.mark.parametrize("theme", PAPERS)
@pytest.mark.parametrize("name", CATEGORIES)
def test_categories_stand_out_from_either_paper(name: str, theme: str) -> None:
    assert contrast(CATEGORIES[name], PAPERS[theme]) >= 3


def test_rules_stay_behind_everything_else() -> None:
    assert contrast(GRID, PAPER) < 1.5
    assert contrast(DARK[GRID], DARK[PAPER]) < 2


@pytest.mark.parametrize("vision", VISION)
def test_categories_are_as_far_apart_as_okabe_and_itos(vision: str) -> None:
    theirs = min(nearest_two(OKABE_ITO, each) for each in VISION)
    assert nearest_two(CATEGORIES.values(), vision) >= theirs


def test_okabe_and_itos_own_would_not_do_on_white() -> None:
    faint = [colour for colour in OKABE_ITO if contrast(colour, PAPER) < 3]
    assert faint == ["#e69f00", "#56b4e9", "#f0e442"]


def test_values_can_be_replaced_one_by_one() -> None:
    values = [*DARK.keys(), *DARK.values(), *CATEGORIES.values()]
    assert len(set(values)) == len(values)
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in values)
    assert set(DARK) == {INK, MUTED, GRID, PAPER}


def test_every_series_differs_in_colour_or_dash() -> None:
    looks = [(look["color"], str(look["linestyle"])) for look in map(series_style, range(28))]
    assert len(set(looks)) == 28
    assert [series_style(i)["color"] for i in range(7)] == list(CATEGORIES.values())
    assert len({series_style(i)["marker"] for i in range(7)}) == 7


@pytest.mark.parametrize("index", [-1, 28])
def test_a_series_beyond_what_can_be_told_apart_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match=f"index of a series is {index}, expected 0 to 27"):
        series_style(index)


def draw() -> str:
    """Draw a figure that has a bit of everything, as SVG."""
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2], [3, 4], label="a line")
    left.set(title="A title", xlabel="across", ylabel="up")
    left.legend()
    plots.scatter_codes([[0, 0], [1, 2], [3, 1]], [0, 1, 1], label_names=["no", "yes"], ax=right)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def test_figures_use_only_colours_that_have_a_dark_side() -> None:
    plots.use_house_style()
    colours = set(re.findall(r"#[0-9a-fA-F]{6}\b", draw()))
    assert colours <= {*DARK, *CATEGORIES.values()}
    assert {INK, MUTED, GRID, PAPER} <= colours


def test_matplotlibs_own_charts_do_too() -> None:
    plots.use_house_style()
    figure = plt.figure()
    flat, solid = figure.add_subplot(121), figure.add_subplot(122, projection="3d")
    flat.bar([1, 2], [3, 4])
    flat.errorbar([1, 2], [3, 4], yerr=1, capsize=2)
    flat.boxplot([[1, 2, 3, 4, 99]])
    flat.annotate("here", (1, 1), (2, 2), arrowprops={"arrowstyle": "->"})
    solid.plot([1, 2], [3, 4], [5, 6])
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", stream.getvalue())) <= {*DARK, *CATEGORIES.values()}


def test_figures_are_the_same_bytes_in_every_run() -> None:
    plots.use_house_style()
    first = draw()
    assert draw() == first
    assert "<dc:date>" not in first


def test_text_is_drawn_as_shapes_so_that_no_font_is_missing() -> None:
    plots.use_house_style()
    assert "<text" not in draw()


def test_style_is_taken_up_once_and_otherwise_left_alone() -> None:
    before = dict(matplotlib.rcParams)
    rc = house_rc()
    assert dict(matplotlib.rcParams) == before
    plots.use_house_style()
    assert all(matplotlib.rcParams[name] == matplotlib.RcParams(rc)[name] for name in rc)


def test_quantities_have_a_uniform_map() -> None:
    plots.use_house_style()
    ramp = matplotlib.colormaps[plots.QUANTITIES](np.linspace(0, 1, 64))[:, :3]
    shades = [lab(matplotlib.colors.to_hex(colour), "normal")[0] for colour in ramp]
    steps = np.diff(shades)
    assert matplotlib.rcParams["image.cmap"] == plots.QUANTITIES
    assert steps.min() > 0
    assert steps.max() < 2.5 * steps.mean()
