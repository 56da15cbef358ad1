"""The house style: colours that work on light and dark paper and for colour-blind readers.

Four colours make the frame of a figure: `INK` for what is read, `MUTED` for what may stand back,
`GRID` for rules, `PAPER` behind it all. The book makes the dark variant of a figure by replacing
exactly these values by the ones in `DARK`.

The categories are Okabe and Ito's seven, in their order, each moved in lightness (and a little in
hue) until it stands out 3:1 from both papers. Theirs were made for white paper or dark slides, one
at a time: on white, orange, sky blue and above all yellow fall below 3:1. Ours are therefore the
same in both themes, which a picture needs whose dense parts are pixels that cannot be recoloured.
Yellow has become olive. Under each of the three simulated deficiencies the two nearest of our
seven are as far apart as the two nearest of theirs (tests/plots/test_style.py measures both).

Sources: M. Okabe and K. Ito, Color Universal Design (2008); contrast as WCAG 2.2, 1.4.3 and 1.4.11.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import matplotlib
from cycler import cycler

__all__ = [
    "CATEGORIES",
    "DARK",
    "GRID",
    "INK",
    "MUTED",
    "PAPER",
    "QUANTITIES",
    "RASTER_DPI",
    "house_rc",
    "series_style",
    "use_house_style",
]

INK = "#1f2328"
MUTED = "#5b636c"
GRID = "#dde1e5"
PAPER = "#ffffff"

DARK: Mapping[str, str] = MappingProxyType(
    {INK: "#e6e8eb", MUTED: "#a3abb4", GRID: "#363d46", PAPER: "#14181e"}
)
"""For each light value of a figure's frame, the value that takes its place on dark paper."""

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "orange": "#d97c00",
        "sky blue": "#1d9be2",
        "bluish green": "#008c66",
        "olive": "#676c00",
        "blue": "#1466b2",
        "vermillion": "#ea6442",
        "reddish purple": "#cc79a7",
    }
)
"""The colours of categories, by name, in the order in which they are used; for either paper."""

QUANTITIES = "cividis"
"""The colour map of quantities: perceptually uniform, the same for colour-blind readers."""

RASTER_DPI = 192
"""Pixels an inch for what is rasterised inside an SVG; twice a common screen's."""

_COLOURS = tuple(CATEGORIES.values())
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (6, 1.5, 1.5, 1.5)))


def series_style(index: int) -> dict[str, Any]:
    """Return the colour, marker and dash of the series with this index, from 0.

    Marker and dash carry the same information as the colour, so that nothing rests on it alone;
    seven colours times four dashes are all different.

    Raises
    ------
    ValueError
        If `index` is negative or beyond the 28 that can be told apart.
    """
    limit = len(_COLOURS) * len(_DASHES)
    if not 0 <= index < limit:
        raise ValueError(f"index of a series is {index}, expected 0 to {limit - 1}")
    return {
        "color": _COLOURS[index % len(_COLOURS)],
        "marker": _MARKERS[index % len(_MARKERS)],
        "linestyle": _DASHES[index % len(_DASHES)],
    }


def house_rc() -> dict[str, Any]:
    """Return the matplotlib settings of the house style, without applying them."""
    return {**_figure_rc(), **_colour_rc(), **_type_rc(), **_svg_rc()}


def _figure_rc() -> dict[str, Any]:
    return {
        "figure.figsize": (5.0, 3.1),
        "savefig.dpi": RASTER_DPI,
        "figure.constrained_layout.use": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.xmargin": 0.03,
        "grid.linewidth": 0.8,
        "image.cmap": QUANTITIES,
        "image.interpolation": "none",
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
        "scatter.edgecolors": "none",
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.minor.size": 0,
        "ytick.minor.size": 0,
    }


def _colour_rc() -> dict[str, Any]:
    ink = ("text.color", "axes.labelcolor", "axes.titlecolor", "lines.color", "patch.edgecolor")
    muted = ("xtick.color", "ytick.color", "axes.edgecolor")
    paper = ("figure.facecolor", "figure.edgecolor", "axes.facecolor", "savefig.edgecolor")
    panes = tuple(f"axes3d.{axis}axis.panecolor" for axis in "xyz")
    boxes = tuple(f"boxplot.{part}props.color" for part in ("box", "cap", "whisker", "median"))
    fliers = ("boxplot.flierprops.color", "boxplot.flierprops.markeredgecolor")
    return {
        **dict.fromkeys((*ink, *boxes, *fliers), INK),
        **dict.fromkeys(muted, MUTED),
        **dict.fromkeys((*paper, *panes), PAPER),
        "savefig.facecolor": "auto",
        "grid.color": GRID,
        "axes.prop_cycle": cycler(color=_COLOURS),
    }


def _type_rc() -> dict[str, Any]:
    return {
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "axes.titlesize": 10.5,
        "axes.titlelocation": "left",
        "axes.titlepad": 8,
        "axes.labelsize": 10,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "legend.fontsize": 9.5,
        "figure.titlesize": 11,
        "axes.formatter.useoffset": False,
    }


def _svg_rc() -> dict[str, Any]:
    return {"svg.fonttype": "path", "svg.hashsalt": "latentlib", "savefig.format": "svg"}


def use_house_style() -> None:
    """Apply the house style to all figures from here on; call it once, in the set-up cell.

    In a notebook figures also become SVG, the same bytes in every run of the same code: no date,
    no random identifiers.
    """
    matplotlib.rcParams.update(house_rc())
    if "IPython" in sys.modules:
        _use_svg_in_notebook()


def _use_svg_in_notebook() -> None:
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return
    from matplotlib_inline.config import InlineBackend

    backend = InlineBackend.instance(parent=shell)
    backend.print_figure_kwargs = {
        "bbox_inches": None,
        "dpi": RASTER_DPI,
        "metadata": {"Date": None, "Creator": None},
    }
    backend.figure_formats = {"svg"}
