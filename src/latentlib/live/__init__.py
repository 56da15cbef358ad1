"""Live figures: a trained network that answers in the reader's browser, with no kernel."""

from __future__ import annotations

from latentlib.live.aligned_word_map import AlignedWordMap
from latentlib.live.code_size import CodeSize
from latentlib.live.draw import Draw
from latentlib.live.export import ExportedNetwork, UnsupportedLayerError, export
from latentlib.live.figure import LiveFigure
from latentlib.live.latent_pad import LatentPad
from latentlib.live.latent_pads import LatentPads
from latentlib.live.neighbours import Neighbours
from latentlib.live.sliders import Sliders
from latentlib.live.style_transfer import StyleTransfer
from latentlib.live.word_map import WordMap
from latentlib.live.word_math import WordMath

__all__ = [
    "AlignedWordMap",
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
    "WordMap",
    "WordMath",
    "export",
]
