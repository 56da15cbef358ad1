"""`LatentPad`: a two-dimensional map of the data, and what the decoder draws at any place of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._coders import coder_of
from latentlib.live._maps import choose_images, codes_for_map, map_limits, nearest_to_middle
from latentlib.live.export import WHITE, export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, scatter_codes, use_house_style

__all__ = ["LatentPad"]


class LatentPad(LiveFigure):
    """Walk over a two-dimensional code and see what the decoder draws, also where no data is.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        With two code dimensions: a module with ``encoder`` and ``decoder``, which may have been
        trained a moment ago, or PCA. It is exported on the spot.
    dataset : ImageDataset
        The images to show on the map.
    n_points : int, default=500
        How many of them, drawn at random; at most 5,000.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    x, y : float
        The place, in the units of the code. At first that of the image nearest to the middle.
    show_labels, show_density, show_neighbours : bool
        Whether classes are told apart, how densely images lie is shaded, and the images nearest to
        the place are shown.

    Raises
    ------
    ValueError
        If the code does not have two dimensions, a half of the model does not fit the images or
        the other half, or `n_points` does not fit.
    TypeError
        If the model has no encoder and decoder, one of them gives something else than a tensor of
        float32, or a keyword is unknown.
    latentlib.live.UnsupportedLayerError
        If the decoder has a layer that cannot run in a page; the message names it.
    """

    _esm = link("figures/latent_pad.js")
    switches = ("show_labels", "show_density", "show_neighbours")
    moved = ("x", "y", *switches)

    x = traitlets.Float().tag(sync=True)
    y = traitlets.Float().tag(sync=True)
    show_labels = traitlets.Bool(True).tag(sync=True)
    show_density = traitlets.Bool(False).tag(sync=True)
    show_neighbours = traitlets.Bool(True).tag(sync=True)

    _decoder = traitlets.Dict().tag(sync=True)
    _weights = traitlets.Bytes().tag(sync=True)
    _points = traitlets.Bytes().tag(sync=True)
    _labels = traitlets.Bytes().tag(sync=True)
    _label_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _images = traitlets.Bytes().tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _limits = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        model: object,
        dataset: ImageDataset,
        *,
        n_points: int = 500,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        shown = choose_images(dataset, n_points, random_state)
        self._coder = coder_of(model, dataset.shape[1:])
        codes = codes_for_map(self._coder, shown.tensor().clone(), "model")
        exported = export(self._coder.decoder, probe=codes, span=WHITE)
        self._dataset, self._codes = shown, codes.numpy()
        x, y = self._codes[nearest_to_middle(self._codes)].tolist()
        super().__init__(
            **{"x": x, "y": y, "title": f"A map of {dataset.name}"} | traits,
            _decoder=exported.description,
            _weights=exported.weights,
            _points=packed(self._codes, "float32"),
            _labels=packed(shown.labels, "uint8"),
            _label_names=list(shown.label_names),
            _images=packed(shown.images, "uint8"),
            _image_shape=list(shown.shape[1:]),
            _limits=map_limits(self._codes),
        )

    @traitlets.validate("x", "y")
    def _finite(self, proposal: dict[str, Any]) -> float:
        value, name = proposal["value"], proposal["trait"].name
        if not np.isfinite(value):
            raise traitlets.TraitError(f"{name} is {value}, expected a finite number")
        return value

    @property
    def code(self) -> list[float]:
        """The place, as a code of two numbers."""
        return [self.x, self.y]

    @property
    def points(self) -> np.ndarray:
        """The codes on the map, shape (n_points, 2)."""
        return self._codes

    @property
    def labels(self) -> np.ndarray:
        """The class of each point, shape (n_points,)."""
        return self._dataset.labels

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the decoder draws.

        Parameters
        ----------
        codes : array_like, shape (N, 2)
            Places on the map.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W)
            The images, one a row.
        """
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._coder.decode(tensor).flatten(1).numpy()

    def still(self) -> Figure:
        """Draw the map with the place, and what the decoder draws there."""
        use_house_style()
        figure = Figure(figsize=(5.0, 3.4))
        left, right = figure.subplots(1, 2, width_ratios=(2.2, 1))
        names = self._dataset.label_names if self.show_labels else ()
        labels = self.labels if self.show_labels else np.zeros_like(self.labels)
        scatter_codes(self._codes, labels, ax=left, label_names=names)
        left.plot(self.x, self.y, "o", markersize=9, markerfacecolor="none", color="#1466b2")
        drawn = self.decode([self.code]).reshape(1, *self._image_shape)
        image_grid(drawn, ax=right, column_labels=["drawn at the ring"])
        return figure
