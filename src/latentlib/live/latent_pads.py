"""`LatentPads`: the same data on the maps of two models, with a ring on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._coders import Coder, coder_of
from latentlib.live._maps import choose_images, codes_for_map, map_limits, nearest_to_middle
from latentlib.live.export import WHITE, export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, scatter_codes, use_house_style

__all__ = ["LatentPads"]

_N_MAPS = 2


class LatentPads(LiveFigure):
    """Walk over the maps of two models side by side, and into the holes of one of them.

    Parameters
    ----------
    models : mapping of str to model
        Two models with two code dimensions, by their names: modules with ``encoder`` and
        ``decoder``, or PCA. Their decoders are exported on the spot.
    dataset : ImageDataset
        The images to show on both maps.
    n_points : int, default=500
        How many of them, drawn at random; at most 5,000.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    places : list of [x, y]
        Where the ring of each map is, in the units of its code. At first at the same image on
        both: that nearest to the middle of the first.
    chosen : int
        Position of the map whose ring was moved last: that of `code`, `points` and `decode`.
    show_labels, show_density : bool
        Whether classes are told apart, and how densely images lie is shaded.

    Raises
    ------
    ValueError
        If there are not two models, a code does not have two dimensions, a half of a model does
        not fit the images or the other half, or `n_points` does not fit.
    TypeError
        If `models` is no mapping, a model has no encoder and decoder, one of them gives something
        else than a tensor of float32, or a keyword is unknown.
    traitlets.TraitError
        If `places` are not two places of two finite numbers, or `chosen` is not 0 or 1.
    latentlib.live.UnsupportedLayerError
        If a decoder has a layer that cannot run in a page; the message names it.
    """

    _esm = link("figures/latent_pads.js")
    switches = ("chosen", "show_labels", "show_density")
    moved = ("places", *switches)

    places = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    chosen = traitlets.Int(0, min=0, max=_N_MAPS - 1).tag(sync=True)
    show_labels = traitlets.Bool(True).tag(sync=True)
    show_density = traitlets.Bool(False).tag(sync=True)

    _names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _decoders = traitlets.List(traitlets.Dict()).tag(sync=True)
    _weights = traitlets.List(traitlets.Bytes()).tag(sync=True)
    _points = traitlets.List(traitlets.Bytes()).tag(sync=True)
    _limits = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    _labels = traitlets.Bytes().tag(sync=True)
    _label_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self,
        models: Mapping[str, object],
        dataset: ImageDataset,
        *,
        n_points: int = 500,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        if not isinstance(models, Mapping):
            raise TypeError(f"models is a {type(models).__name__}, expected a mapping of names")
        if len(models) != _N_MAPS:
            raise ValueError(f"models has {len(models)} models, expected two, side by side")
        shown = choose_images(dataset, n_points, random_state)
        self._dataset, images = shown, shown.tensor().clone()
        self._coders: list[Coder] = []
        self._codes: list[np.ndarray] = []
        exported = []
        for label, model in models.items():
            coder = coder_of(model, dataset.shape[1:], f"models[{label!r}]")
            codes = codes_for_map(coder, images, f"models[{label!r}]")
            exported.append(export(coder.decoder, probe=codes, span=WHITE))
            self._coders.append(coder)
            self._codes.append(codes.numpy())
        middle = nearest_to_middle(self._codes[0])
        first = {
            "places": [codes[middle].tolist() for codes in self._codes],
            "title": f"Two maps of {dataset.name}",
        }
        super().__init__(
            **first | traits,
            _names=list(models),
            _decoders=[network.description for network in exported],
            _weights=[network.weights for network in exported],
            _points=[packed(codes, "float32") for codes in self._codes],
            _limits=[map_limits(codes) for codes in self._codes],
            _labels=packed(shown.labels, "uint8"),
            _label_names=list(shown.label_names),
            _image_shape=list(shown.shape[1:]),
        )

    @traitlets.validate("places")
    def _fit(self, proposal: dict[str, Any]) -> list[list[float]]:
        value = proposal["value"]
        if len(value) != _N_MAPS or any(len(place) != 2 for place in value):
            raise traitlets.TraitError(f"places is {value}, expected two places [x, y]")
        if not np.isfinite(value).all():
            raise traitlets.TraitError(f"places is {value}, expected finite numbers")
        return value

    @property
    def code(self) -> list[float]:
        """The place of the ring that was moved last, as a code of two numbers."""
        return list(self.places[self.chosen])

    @property
    def points(self) -> np.ndarray:
        """The codes on the map whose ring was moved last, shape (n_points, 2)."""
        return self._codes[self.chosen]

    @property
    def labels(self) -> np.ndarray:
        """The class of each point, on either map, shape (n_points,)."""
        return self._dataset.labels

    @property
    def gaps(self) -> list[float]:
        """How far each ring is from the nearest shown code of its map, in usual gaps.

        The usual gap of a map is the median distance of a shown code from the nearest other.
        """
        return [
            float(np.linalg.norm(codes - place, axis=1).min() / _usual_gap(codes))
            for codes, place in zip(self._codes, self.places, strict=True)
        ]

    def decode(self, codes: np.ndarray | Sequence[Sequence[float]]) -> np.ndarray:
        """Return what the decoder of the map whose ring was moved last draws.

        Parameters
        ----------
        codes : array_like, shape (N, 2)
            Places on that map.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W)
            The images, one a row.
        """
        return self._draw(self.chosen, codes)

    def still(self) -> Figure:
        """Draw both maps with their rings, and what the decoders draw there."""
        use_house_style()
        figure = Figure(figsize=(5.0, 3.8))
        above, below = figure.subplots(2, _N_MAPS, height_ratios=(2.6, 1))
        names = self._dataset.label_names if self.show_labels else ()
        labels = self.labels if self.show_labels else np.zeros_like(self.labels)
        for i, (x, y) in enumerate(self.places):
            scatter_codes(self._codes[i], labels, ax=above[i], label_names=names)
            above[i].plot(x, y, "o", markersize=9, markerfacecolor="none", color="#1466b2")
            above[i].set_title(self._names[i])
            drawn = self._draw(i, [[x, y]]).reshape(1, *self._image_shape)
            image_grid(drawn, ax=below[i], column_labels=["drawn at the ring"])
        return figure

    def _draw(self, i: int, codes: np.ndarray | Sequence[Sequence[float]]) -> np.ndarray:
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._coders[i].decode(tensor).flatten(1).numpy()


def _usual_gap(codes: np.ndarray) -> float:
    """Return the median distance of a code from the nearest other, or 1 where that is 0."""
    distances = np.linalg.norm(codes[:, None] - codes[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return float(np.sort(distances.min(axis=1))[len(codes) // 2]) or 1.0
