"""`Draw`: draw, and watch where the drawing lands and what the decoder makes of it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from torch import Tensor

from latentlib.data import ImageDataset
from latentlib.live._choice import choose_in_turn
from latentlib.live._coders import Coder, coder_of
from latentlib.live._maps import choose_images, make_flat_map, map_limits
from latentlib.live._noise import add_noise
from latentlib.live.export import WHITE, export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, scatter_codes, use_house_style

__all__ = ["Draw"]

_N_PROBED = 100  # images on which the format of the weights is tried
_N_SAMPLES = 24  # images that a reader can start from
_NOISE = 0.6  # standard deviation at most, as in draw.js
_THROWS = 2**31 - 1  # numbers of noise
_PERCENT = np.linspace(0, 1, 101)


class Draw(LiveFigure):
    """Draw something, and see what code it gets and what the decoder makes of that.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        With a code of at least two numbers: a module with ``encoder`` and ``decoder``, which may
        have been trained a moment ago, or PCA. Both halves are exported on the spot.
    dataset : ImageDataset
        Grey images: those on the map, and those to start from.
    map_model : torch.nn.Module, ArrayCoder or PCAModel, optional
        With a code of two numbers, which becomes the map. Without it the map is the code of
        `model` where that has two numbers, else its first two principal axes.
    n_points : int, default=400
        How many images are on the map, drawn at random; at most 5,000.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    sketch : str
        The drawing: its H * W grey levels, row by row, in base64. At first an image of the data.
        `image` is the same as an array.
    brush : int
        1, 2 or 3: fine, medium, broad.
    erase : bool
        Whether the pen takes away.
    noise : float or None
        Standard deviation of Gaussian noise that is added to the drawing before the encoder sees
        it, from 0 to 0.6, where white is 1; what leaves the range is cut off. None, as at first:
        neither noise nor a slider for it.
    throw : int
        Which noise: the same number, at least 0, brings back the same.

    Raises
    ------
    ValueError
        If the images are not grey, a code does not have the numbers it needs, a half of a model
        does not fit the images or the other half, or `n_points` does not fit.
    TypeError
        If a model has no encoder and decoder, one of them gives something else than a tensor of
        float32, or a keyword is unknown.
    traitlets.TraitError
        If a drawing does not have the size of the images, or `brush`, `noise` or `throw` is none.
    latentlib.live.UnsupportedLayerError
        If a model has a layer that cannot run in a page; the message names it.
    """

    _esm = link("figures/draw.js")
    switches = ("brush", "erase")
    moved = ("sketch", "noise", "throw", *switches)

    sketch = traitlets.Unicode().tag(sync=True)
    brush = traitlets.Int(2, min=1, max=3).tag(sync=True)
    erase = traitlets.Bool(False).tag(sync=True)
    noise = traitlets.Float(None, allow_none=True, min=0, max=_NOISE).tag(sync=True)
    throw = traitlets.Int(0, min=0, max=_THROWS).tag(sync=True)

    _encoder = traitlets.Dict().tag(sync=True)
    _encoder_weights = traitlets.Bytes().tag(sync=True)
    _decoder = traitlets.Dict().tag(sync=True)
    _decoder_weights = traitlets.Bytes().tag(sync=True)
    _mapper = traitlets.Dict().tag(sync=True)
    _mapper_weights = traitlets.Bytes().tag(sync=True)
    _axes = traitlets.Dict().tag(sync=True)
    _caption = traitlets.Unicode().tag(sync=True)
    _codes = traitlets.Bytes().tag(sync=True)
    _points = traitlets.Bytes().tag(sync=True)
    _labels = traitlets.Bytes().tag(sync=True)
    _label_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _limits = traitlets.List(traitlets.Float()).tag(sync=True)
    _samples = traitlets.Bytes().tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _errors = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        model: object,
        dataset: ImageDataset,
        *,
        map_model: object | None = None,
        n_points: int = 400,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        if dataset.shape[1] != 1:
            raise ValueError(f"dataset has {dataset.shape[1]} channels, expected grey images")
        shown = choose_images(dataset, n_points, random_state)
        samples = choose_in_turn(
            dataset, min(_N_SAMPLES, len(dataset)), random_state, least=1, most=_N_SAMPLES
        )
        self._dataset, self._shape = shown, tuple(dataset.shape[1:])
        self._coder = coder_of(model, self._shape)
        mapper = None if map_model is None else coder_of(map_model, self._shape, "map_model")
        images = shown.tensor().clone()
        codes = _codes_of("model", self._coder, images)
        if mapper is not None:
            _codes_of("map_model", mapper, images, most=2)
        self._map = make_flat_map(codes, mapper)
        self._places = self._map.project(images, codes)
        drawn = self._coder.decode(codes)
        errors = (drawn - images).square().flatten(1).mean(dim=1).numpy()
        super().__init__(
            **{"sketch": _text_of(samples.images[0]), "title": "Draw something"} | traits,
            _axes=self._map.axes,
            _caption=self._map.caption,
            _codes=packed(codes.numpy(), "float32"),
            _points=packed(self._places, "float32"),
            _limits=map_limits(self._places),
            _labels=packed(shown.labels, "uint8"),
            _label_names=list(shown.label_names),
            _samples=packed(samples.images, "uint8"),
            _image_shape=list(self._shape),
            _errors=np.quantile(errors, _PERCENT).tolist(),
            **_networks(self._coder, mapper, images, codes),
        )

    @traitlets.validate("sketch")
    def _fits(self, proposal: dict[str, Any]) -> str:
        try:
            size = len(base64.b64decode(proposal["value"], validate=True))
        except ValueError as error:
            raise traitlets.TraitError(f"sketch is no base64, as expected: {error}") from None
        if size != np.prod(self._shape):
            raise traitlets.TraitError(
                f"sketch has {size} pixels, expected {np.prod(self._shape)} for {self._shape[1:]}"
            )
        return proposal["value"]

    @property
    def image(self) -> np.ndarray:
        """The drawing, ndarray of float32, shape (H, W), values in [0, 1]; may be assigned.

        An assigned one is rounded to 255ths. A ``TraitError`` says what does not fit.
        """
        pixels = np.frombuffer(base64.b64decode(self.sketch), np.uint8)
        return pixels.reshape(self._shape[1:]).astype(np.float32) / 255

    @image.setter
    def image(self, image: ArrayLike) -> None:
        pixels = np.asarray(image, dtype=np.float64)
        if pixels.shape != self._shape[1:]:
            raise traitlets.TraitError(
                f"image has shape {pixels.shape}, expected {self._shape[1:]}, as the data has"
            )
        if not (np.isfinite(pixels).all() and pixels.min() >= 0 and pixels.max() <= 1):
            raise traitlets.TraitError("image has values outside [0, 1], expected none")
        self.sketch = _text_of(np.rint(255 * pixels).astype(np.uint8))

    @property
    def noisy(self) -> np.ndarray:
        """What the encoder sees, ndarray of float32, shape (H, W): the drawing with its noise."""
        return add_noise(self.image, self.noise, self.throw) if self.noise else self.image

    @property
    def code(self) -> list[float]:
        """The code of the drawing, with its noise, D numbers."""
        return self._coder.encode(torch.from_numpy(self.noisy)[None, None])[0].tolist()

    @property
    def error(self) -> float:
        """Mean squared difference of a pixel between drawing and what the decoder makes of it.

        Noise is no part of the drawing, but of what the decoder's picture is made from.
        """
        return float(np.square(self.decode([self.code])[0] - self.image.ravel()).mean())

    @property
    def points(self) -> np.ndarray:
        """The codes of the images on the map, shape (n_points, D)."""
        return np.frombuffer(self._codes, "<f4").reshape(len(self._dataset), -1)

    @property
    def labels(self) -> np.ndarray:
        """The class of each of them, shape (n_points,)."""
        return self._dataset.labels

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the decoder draws.

        Parameters
        ----------
        codes : array_like, shape (N, D)
            Codes.

        Returns
        -------
        ndarray of float32, shape (N, H * W)
            The images, one a row.
        """
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._coder.decode(tensor).flatten(1).numpy()

    def still(self) -> Figure:
        """Draw the drawing, with its noise too, what the decoder makes of it, and the map."""
        use_house_style()
        drawn = self.decode([self.code]).reshape(1, *self._shape)
        shown = {"the drawing": self.image[None, None]}
        if self.noise is not None:
            shown["with noise"] = self.noisy[None, None]
        shown["what comes back"] = drawn
        figure = Figure(figsize=(5.0, 4.4))
        grid = figure.add_gridspec(2, len(shown), height_ratios=(1, 1.6))
        for i, (label, picture) in enumerate(shown.items()):
            image_grid(picture, ax=figure.add_subplot(grid[0, i]), column_labels=[label])
        below = figure.add_subplot(grid[1, :])
        scatter_codes(self._places, self.labels, ax=below, label_names=self._label_names)
        tensor = torch.from_numpy(self.noisy)[None, None]
        [[x, y]] = self._map.project(tensor, self._coder.encode(tensor))
        below.plot(x, y, "o", markersize=9, markerfacecolor="none", color="#1466b2")
        return figure


def _codes_of(name: str, coder: Coder, images: Tensor, most: int | None = None) -> Tensor:
    """Return the codes, or say which model does not give as many numbers as a map needs."""
    codes = coder.encode(images)
    if codes.shape[1] < 2 or (most and codes.shape[1] > most):
        expected = "two numbers" if most else "at least two numbers"
        raise ValueError(
            f"{name} gives codes of shape {tuple(codes.shape[1:])}, expected {expected}: "
            "a map has two"
        )
    return codes


def _networks(coder: Coder, mapper: Coder | None, images: Tensor, codes: Tensor) -> dict[str, Any]:
    """Return the traits that hold what runs in the page."""
    images, codes = images[:_N_PROBED], codes[:_N_PROBED]
    parts = [("encoder", coder.encoder, images, None), ("decoder", coder.decoder, codes, WHITE)]
    if mapper is not None:
        parts.append(("mapper", mapper.encoder, images, None))
    traits = {}
    for name, module, probe, span in parts:
        exported = export(module, probe=probe, span=span)
        traits |= {f"_{name}": exported.description, f"_{name}_weights": exported.weights}
    return traits


def _text_of(image: np.ndarray) -> str:
    return base64.b64encode(image.tobytes()).decode()
