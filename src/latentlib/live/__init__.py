"""Live figures: a trained network that answers in the reader's browser, with no kernel."""

from __future__ import annotations

from latentlib.live.export import ExportedNetwork, UnsupportedLayerError, export

__all__ = ["ExportedNetwork", "UnsupportedLayerError", "export"]
