"""Live figures: a trained network that answers in the reader's browser, with no kernel."""

from __future__ import annotations

from latentlib.live.code_size import CodeSize
from latentlib.live.draw import Draw
from latentlib.live.export import ExportedNetwork, UnsupportedLayerError, export
from latentlib.live.figure import LiveFigure
from latentlib.live.latent_pad import LatentPad
from latentlib.live.latent_pads import LatentPads
from latentlib.live.neighbours import Neighbours
from latentlib.live.sliders import Sliders
from latentlib.live.style_transfer import StyleTransfer

__all__ = [
    "CodeSize",
    "Draw",
    "ExportedNetwork",
    "LatentPad",
    "LatentPads",
    "LiveFigure",
    "Neighbours",
    "Sliders",
    "StyleTransfer",
    "UnsupportedLayerError",
    "export",
]
