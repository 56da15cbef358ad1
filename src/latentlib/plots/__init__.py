"""How the course's figures look: one style, light and dark, and the pictures that recur.

Every plotting function takes ``ax`` (and makes one if there is none), returns it, and sets no
global state; only `use_house_style`, called once in a chapter's set-up cell, does. Beside each
function stands a ``*_data`` function that returns the numbers behind the picture, so that prose
about it can be asserted.
"""

from __future__ import annotations

from latentlib.plots.curves import (
    LearningData,
    SpreadData,
    curve_with_spread,
    curve_with_spread_data,
    dots_with_spread,
    dots_with_spread_data,
    learning_curve,
    learning_curve_data,
)
from latentlib.plots.grids import framed, image_grid, image_grid_data
from latentlib.plots.maps import (
    CodesData,
    ShepardData,
    scatter_codes,
    scatter_codes_data,
    shepard_diagram,
    shepard_diagram_data,
)
from latentlib.plots.spectra import ScreeData, scree, scree_data
from latentlib.plots.style import (
    CATEGORIES,
    DARK,
    GRID,
    INK,
    MUTED,
    PAPER,
    QUANTITIES,
    series_style,
    use_house_style,
)

__all__ = [
    "CATEGORIES",
    "DARK",
    "GRID",
    "INK",
    "MUTED",
    "PAPER",
    "QUANTITIES",
    "CodesData",
    "LearningData",
    "ScreeData",
    "ShepardData",
    "SpreadData",
    "curve_with_spread",
    "curve_with_spread_data",
    "dots_with_spread",
    "dots_with_spread_data",
    "framed",
    "image_grid",
    "image_grid_data",
    "learning_curve",
    "learning_curve_data",
    "scatter_codes",
    "scatter_codes_data",
    "scree",
    "scree_data",
    "series_style",
    "shepard_diagram",
    "shepard_diagram_data",
    "use_house_style",
]
