"""`CodeSize`: how many numbers an image may be told with, and what models make of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._choice import choose_in_turn
from latentlib.live._coders import coder_of
from latentlib.live._families import Coders, check_code_sizes, checked_sizes, export_all
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, series_style, use_house_style
from latentlib.plots.style import MUTED

__all__ = ["CodeSize"]

_MANY = 48  # thumbnails that a page has room for


class CodeSize(LiveFigure):
    """Pick an image, choose with how many numbers it is told, and see what models make of them.

    Parameters
    ----------
    coders : mapping of str to mapping of int to model
        For each label its models by code size, such as ``{"PCA": {1: pca.truncate(1), 2: ...},
        "autoencoder": {1: network, 2: ...}}``. Sizes ascend and are the same for all labels. A
        model is a module with ``encoder`` and ``decoder``, an `ArrayCoder` or a `PCAModel`; the
        decoders are exported on the spot, those of PCA models with nested axes once for all.
    dataset : ImageDataset
        Where the images come from.
    n_images : int, default=24
        How many a reader can pick from, drawn at random with classes in turn; at most 48.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    image : int
        Position of the picked image among those offered, which are sorted by class; at first 0.
    size : int
        How many numbers it is told with, one of the sizes of `coders`; at first one in the middle.

    Raises
    ------
    ValueError
        If `coders` is empty, its sizes do not fit, a model has another code size than its key or a
        half that does not fit the images or the other half, or `n_images` does not fit.
    TypeError
        If a model has no encoder and decoder, one of them gives something else than a tensor of
        float32, or a keyword is unknown.
    traitlets.TraitError
        If `image` or `size` is none of those offered.
    latentlib.live.UnsupportedLayerError
        If a decoder has a layer that cannot run in a page; the message names it.

    Notes
    -----
    The error is the mean squared error over the pixels, of values from 0 to 1. What a model
    answers beyond 0 or 1 is shown as black or white, and counts in the error as it is.
    """

    _esm = link("figures/code_size.js")
    moved = ("image", "size")

    image = traitlets.Int(0).tag(sync=True)
    size = traitlets.Int().tag(sync=True)

    _sizes = traitlets.List(traitlets.Int()).tag(sync=True)
    _coder_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _places = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    _decoders = traitlets.List(traitlets.Dict()).tag(sync=True)
    _weights = traitlets.List(traitlets.Bytes()).tag(sync=True)
    _codes = traitlets.Bytes().tag(sync=True)
    _images = traitlets.Bytes().tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _class_names = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        coders: Coders,
        dataset: ImageDataset,
        *,
        n_images: int = 24,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        sizes = checked_sizes(coders)
        shown = choose_in_turn(dataset, n_images, random_state, least=1, most=_MANY)
        shown = shown.subset(np.argsort(shown.labels, kind="stable"))
        self._dataset, self._sizes_offered = shown, sizes
        images = shown.tensor().clone()
        self._coders = {
            label: [
                coder_of(models[size], shown.shape[1:], f"coders[{label!r}][{size}]")
                for size in sizes
            ]
            for label, models in coders.items()
        }
        self._told = {
            label: [coder.encode(images) for coder in family]
            for label, family in self._coders.items()
        }
        check_code_sizes(self._told, sizes)
        networks, places = export_all(coders, self._coders, self._told)
        first = {"size": sizes[len(sizes) // 2], "title": "How many numbers?"}
        super().__init__(
            **first | traits,
            _sizes=sizes,
            _coder_names=list(coders),
            _places=places,
            _decoders=[network.description for network in networks],
            _weights=[network.weights for network in networks],
            _codes=b"".join(packed(z.numpy(), "float32") for f in self._told.values() for z in f),
            _images=packed(shown.images, "uint8"),
            _image_shape=list(shown.shape[1:]),
            _class_names=[shown.label_names[label] for label in shown.labels],
        )

    @traitlets.validate("image")
    def _is_offered(self, proposal: dict[str, Any]) -> int:
        value, last = proposal["value"], len(self._dataset) - 1
        if not 0 <= value <= last:
            raise traitlets.TraitError(f"image is {value}, expected a number from 0 to {last}")
        return value

    @traitlets.validate("size")
    def _is_a_size(self, proposal: dict[str, Any]) -> int:
        value = proposal["value"]
        if value not in self._sizes_offered:
            choices = ", ".join(str(size) for size in self._sizes_offered)
            raise traitlets.TraitError(f"size is {value}, expected one of {choices}")
        return value

    @property
    def chosen(self) -> int:
        """Position of the picked image."""
        return self.image

    @property
    def code(self) -> list[float]:
        """What the last of the labels tells the picked image with, `size` numbers."""
        return list(self._told.values())[-1][self._at][self.image].tolist()

    @property
    def errors(self) -> dict[str, np.ndarray]:
        """The picked image's mean squared error per pixel: for each label, one for each size."""
        image = self._dataset.as_float()[self.image].astype(np.float64)
        return {
            label: np.array([np.mean((picture - image) ** 2) for picture in pictures])
            for label, pictures in self._pictures().items()
        }

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the last of the labels makes of codes of `size` numbers.

        Parameters
        ----------
        codes : array_like, shape (N, size)
            Codes.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W)
            The images, one a row.
        """
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return list(self._coders.values())[-1][self._at].decode(tensor).flatten(1).numpy()

    def still(self) -> Figure:
        """Draw the picked image, what is made of it, and the error for each size."""
        use_house_style()
        figure = Figure(figsize=(5.0, 3.8))
        grid = figure.add_gridspec(2, len(self._coders) + 1, height_ratios=(1.2, 1))
        shown = {"the image": self._dataset.as_float()[self.image]}
        shown |= {label: pictures[self._at] for label, pictures in self._pictures().items()}
        for column, (label, picture) in enumerate(shown.items()):
            ax = figure.add_subplot(grid[0, column])
            image_grid(picture[None], ax=ax, column_labels=[label])
        curve = figure.add_subplot(grid[1, :])
        for index, (label, errors) in enumerate(self.errors.items()):
            curve.plot(range(len(errors)), errors, label=label, **series_style(index))
        curve.axvline(self._at, color=MUTED, linewidth=1, zorder=0)
        curve.set_xticks(range(len(self._sizes)), [str(size) for size in self._sizes])
        curve.set_ylim(bottom=0)
        curve.set(xlabel="numbers", ylabel="error")
        curve.legend()
        return figure

    @property
    def _at(self) -> int:
        return self._sizes.index(self.size)

    def _pictures(self) -> dict[str, list[np.ndarray]]:
        """Return what is made of the picked image: for each label, one for each size."""
        return {
            label: [
                coder.decode(codes[self.image : self.image + 1])[0].numpy()
                for coder, codes in zip(family, self._told[label], strict=True)
            ]
            for label, family in self._coders.items()
        }
