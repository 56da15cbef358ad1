"""Live figures: a trained network that answers in the reader's browser, with no kernel."""

from __future__ import annotations

from latentlib.live.code_size import CodeSize
from latentlib.live.draw import Draw
from latentlib.live.export import ExportedNetwork, UnsupportedLayerError, export
from latentlib.live.figure import LiveFigure
from latentlib.live.latent_pad import LatentPad
from latentlib.live.neighbours import Neighbours
from latentlib.live.sliders import Sliders

__all__ = [
    "CodeSize",
    "Draw",
    "ExportedNetwork",
    "LatentPad",
    "LiveFigure",
    "Neighbours",
    "Sliders",
    "UnsupportedLayerError",
    "export",
]
