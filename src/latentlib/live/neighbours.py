"""`Neighbours`: the nearest images of the one you pick, in pixels and in code."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._choice import choose_in_turn
from latentlib.live._coders import coder_of
from latentlib.live.export import export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, use_house_style

__all__ = ["NeighbourSets", "Neighbours"]

_MANY = 1000  # images, 0.8 MB of 28 x 28 pixels
_OFFERED = 12  # thumbnails at a time; the front end has the same
_MOST_NEIGHBOURS = 12
_SHIFT = 4  # pixels
_NOISE = 0.5


class NeighbourSets(NamedTuple):
    """The nearest images, the nearest first.

    Attributes
    ----------
    pixels, code : ndarray of int, shape (k,)
        Positions among the figure's images.
    """

    pixels: np.ndarray
    code: np.ndarray


class Neighbours(LiveFigure):
    """See which images are nearest to the one you pick: pixel by pixel, and by their codes.

    The picked image can be moved sideways and noise be added to it; it is then encoded again, and
    compared with the other images as they are.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        A module with ``encoder`` and ``decoder``, which may have been trained a moment ago, or
        PCA. Its encoder is exported on the spot.
    dataset : ImageDataset
        The images among which neighbours are looked for.
    n_images : int, default=400
        How many of them, drawn at random with classes in turn; more than `k`, at most 1,000.
    k : int, default=6
        How many neighbours are shown, from 1 to 12.
    random_state : int, default=0
        Which images, and which noise.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    image : int
        Position of the picked image; at first 0. It is never its own neighbour.
    shift : int
        How many pixels it is moved to the right, from -4 to 4; what comes in is black.
    noise : float
        Standard deviation of the noise that is added, from 0 to 0.5, where white is 1: always the
        same pattern, times this. What leaves the range from 0 to 1 is cut off.
    page : int
        Which dozen of the images is offered to pick from, from 0; follows `image`.

    Raises
    ------
    ValueError
        If `n_images` or `k` does not fit, the codes are no vectors, or a half of the model does
        not fit the images or the other half.
    TypeError
        If the model has no encoder and decoder, one of them gives something else than a tensor of
        float32, or a keyword is unknown.
    traitlets.TraitError
        If a value is out of its range; the message names it.
    latentlib.live.UnsupportedLayerError
        If the encoder has a layer that cannot run in a page; the message names it.
    """

    _esm = link("figures/neighbours.js")
    switches = ("page",)
    moved = ("image", "shift", "noise", *switches)

    image = traitlets.Int(0).tag(sync=True)
    shift = traitlets.Int(0).tag(sync=True)
    noise = traitlets.Float(0.0).tag(sync=True)
    page = traitlets.Int(0).tag(sync=True)

    _k = traitlets.Int().tag(sync=True)
    _encoder = traitlets.Dict().tag(sync=True)
    _weights = traitlets.Bytes().tag(sync=True)
    _codes = traitlets.Bytes().tag(sync=True)
    _images = traitlets.Bytes().tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _labels = traitlets.Bytes().tag(sync=True)
    _label_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _pattern = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        model: object,
        dataset: ImageDataset,
        *,
        n_images: int = 400,
        k: int = 6,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        if not 1 <= k <= _MOST_NEIGHBOURS:
            raise ValueError(f"k is {k}, expected a number from 1 to {_MOST_NEIGHBOURS}")
        shown = choose_in_turn(dataset, n_images, random_state, least=k + 1, most=_MANY)
        self._coder = coder_of(model, shown.shape[1:])
        images = shown.tensor().clone()
        codes = self._coder.encode(images)
        # Ranks of distances show what an image hides, so nothing smaller than float16 here.
        formats = ("float16", "float32")
        exported = export(self._coder.encoder, probe=images, weight_format=formats)
        generator = np.random.default_rng([random_state, 1])
        self._added = generator.standard_normal(shown.shape[1:]).astype(np.float32)
        self._dataset, self._points, self._n_neighbours = shown, codes.numpy(), k
        super().__init__(
            **{"title": "The nearest images"} | traits,
            _k=k,
            _encoder=exported.description,
            _weights=exported.weights,
            _codes=packed(self._points, "float32"),
            _images=packed(shown.images, "uint8"),
            _image_shape=list(shown.shape[1:]),
            _labels=packed(shown.labels, "uint8"),
            _label_names=list(shown.label_names),
            _pattern=packed(self._added, "float32"),
        )

    @traitlets.validate("image", "shift", "noise", "page")
    def _in_range(self, proposal: dict[str, Any]) -> float:
        value, name = proposal["value"], proposal["trait"].name
        last = len(self._dataset) - 1
        low, high = {
            "image": (0, last),
            "shift": (-_SHIFT, _SHIFT),
            "noise": (0, _NOISE),
            "page": (0, last // _OFFERED),
        }[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"{name} is {value}, expected a number from {low} to {high}")
        return value

    @traitlets.observe("image")
    def _offer_it(self, change: dict[str, Any]) -> None:
        self.page = change["new"] // _OFFERED

    @property
    def chosen(self) -> int:
        """Position of the picked image."""
        return self.image

    @property
    def query(self) -> np.ndarray:
        """The picked image as it is moved and noised, shape (C, H, W), values in [0, 1]."""
        image = self._dataset.as_float()[self.image]
        moved, width = np.zeros_like(image), image.shape[-1]
        first, last = max(0, self.shift), width + min(0, self.shift)
        moved[..., first:last] = image[..., first - self.shift : last - self.shift]
        return np.clip(moved + np.float32(self.noise) * self._added, 0, 1)

    @property
    def code(self) -> list[float]:
        """The code of `query`."""
        return self._coder.encode(torch.tensor(self.query[None]))[0].tolist()

    @property
    def points(self) -> np.ndarray:
        """The codes of all images as they are, shape (n_images, D)."""
        return self._points

    @property
    def labels(self) -> np.ndarray:
        """The class of each image, shape (n_images,)."""
        return self._dataset.labels

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the decoder draws; Python alone has it, the page does not.

        Parameters
        ----------
        codes : array_like, shape (N, D)
            Codes.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W)
            The images, one a row.
        """
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._coder.decode(tensor).flatten(1).numpy()

    def neighbours(self) -> NeighbourSets:
        """Return the `k` nearest other images by Euclidean distance, in pixels and in code."""
        return NeighbourSets(
            self._nearest(self._dataset.flat(), self.query.ravel()),
            self._nearest(self._points, np.array(self.code)),
        )

    def still(self) -> Figure:
        """Draw the picked image and its neighbours."""
        use_house_style()
        figure = Figure(figsize=(5.0, 1.7))
        left, right = figure.subplots(1, 2, width_ratios=(1, 3.2))
        image_grid(self.query[None], ax=left, column_labels=[self._name_of(self.image)])
        shown = np.concatenate(self.neighbours())
        image_grid(
            self._dataset.as_float()[shown],
            ax=right,
            n_columns=self._n_neighbours,
            row_labels=["in pixels", "in code"],
        )
        return figure

    def _nearest(self, rows: np.ndarray, place: np.ndarray) -> np.ndarray:
        distances = np.linalg.norm(rows.astype(np.float64) - place, axis=1)
        distances[self.image] = np.inf
        return np.argsort(distances, kind="stable")[: self._n_neighbours]

    def _name_of(self, image: int) -> str:
        return self._dataset.label_names[self._dataset.labels[image]]
