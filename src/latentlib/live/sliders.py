"""`Sliders`: a code number by number, those first that change the picture most."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._coders import Coder, coder_of
from latentlib.live._maps import choose_images
from latentlib.live.export import WHITE, export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import image_grid, use_house_style
from latentlib.plots.style import INK, MUTED, series_style

__all__ = ["Sliders"]

_MOST = 32  # numbers that a reader can still move one by one
_N_CODES = 2000  # images that say what is usual
_N_PROBED = 200  # of them on which the format of the weights is tried
_RANGE = (0.01, 0.99)  # quantiles of the data between which a slider moves
_STROKE = (0.05, 0.95)  # and those between which its effect is measured
_ACCENT = 4  # of the colours of series
_PERCENT = np.linspace(0, 1, 101)
_JITTER = 1e-6  # of the mean variance: for numbers that are the same for all images


class Code(traitlets.List):
    """A list of numbers; takes an array or a tensor too."""

    def validate(self, obj: Any, value: Any) -> list[float]:
        """Return the value as a list."""
        if isinstance(value, np.ndarray | torch.Tensor):
            value = value.tolist()
        return super().validate(obj, value)


class Sliders(LiveFigure):
    """Move each number of a code and see what it does to the picture.

    Parameters
    ----------
    model : torch.nn.Module, ArrayCoder or PCAModel
        With a code of at most 32 numbers: a module with ``encoder`` and ``decoder``, which may
        have been trained a moment ago, or PCA. It is exported on the spot.
    dataset : ImageDataset
        The images whose codes say what is usual; of more than 2,000, as many drawn at random.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    code : list of float, length D
        The code, in the model's order, also where the sliders stand in another. At first that of
        the image nearest to the middle of the data. An array may be assigned.
    chosen : int
        Position in the code of the number that was moved last, -1 for none. The slider labelled
        "number 1" is that of ``code[0]``.

    Raises
    ------
    ValueError
        If the code has more than 32 numbers, or a half of the model does not fit the images or the
        other half.
    TypeError
        If the model has no encoder and decoder, one of them gives something else than a tensor of
        float32, or a keyword is unknown.
    traitlets.TraitError
        If a code has another length or is not finite, or `chosen` is no position in it.
    latentlib.live.UnsupportedLayerError
        If the decoder has a layer that cannot run in a page; the message names it.

    Notes
    -----
    The middle, "usual" and the button "random" come from a Gaussian that is fitted to the codes:
    far means far by Mahalanobis' distance.
    """

    _esm = link("figures/sliders.js")
    moved = ("code", "chosen")

    code = Code(traitlets.Float()).tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    _decoder = traitlets.Dict().tag(sync=True)
    _weights = traitlets.Bytes().tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _ranges = traitlets.List().tag(sync=True)
    _effects = traitlets.List(traitlets.Float()).tag(sync=True)
    _mean = traitlets.List(traitlets.Float()).tag(sync=True)
    _factor = traitlets.Bytes().tag(sync=True)
    _distances = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        model: object,
        dataset: ImageDataset,
        *,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        shown = choose_images(dataset, _N_CODES, random_state)
        self._coder = coder_of(model, dataset.shape[1:])
        codes = self._coder.encode(shown.tensor().clone())
        if codes.shape[1] > _MOST:
            raise ValueError(
                f"model gives codes of shape {tuple(codes.shape[1:])}, expected at most {_MOST} "
                "numbers: each has a slider"
            )
        self._n_numbers = codes.shape[1]
        exported = export(self._coder.decoder, probe=codes[:_N_PROBED], span=WHITE)
        codes = codes.double().numpy()
        mean, factor = _fit_gaussian(codes)
        distances = _distances_from(mean, factor, codes)
        super().__init__(
            **{
                "code": codes[distances.argmin()].tolist(),
                "title": f"A code of {dataset.name}",
            }
            | traits,
            _decoder=exported.description,
            _weights=exported.weights,
            _image_shape=list(shown.shape[1:]),
            _ranges=_ranges(codes),
            _effects=_effects(self._coder, codes),
            _mean=mean.tolist(),
            _factor=packed(factor, "float32"),
            _distances=np.quantile(distances, _PERCENT).tolist(),
        )

    @traitlets.validate("code")
    def _fits(self, proposal: dict[str, Any]) -> list[float]:
        value = proposal["value"]
        if len(value) != self._n_numbers:
            raise traitlets.TraitError(
                f"code has {len(value)} numbers, expected {self._n_numbers}, as the model has"
            )
        if not np.isfinite(value).all():
            raise traitlets.TraitError(f"code is {value}, expected finite numbers")
        return value

    @traitlets.validate("chosen")
    def _is_position(self, proposal: dict[str, Any]) -> int:
        value = proposal["value"]
        if not -1 <= value < self._n_numbers:
            raise traitlets.TraitError(
                f"chosen is {value}, expected a position from 0 to {self._n_numbers - 1}, or -1"
            )
        return value

    @property
    def effects(self) -> np.ndarray:
        """What each number does, shape (D,), in grey levels of 255.

        The mean absolute change of the picture while the number goes from its 5th to its 95th
        percentile in the data and the others stay at their means.
        """
        return np.array(self._effects)

    @property
    def usualness(self) -> float:
        """The share of the data, from 0 to 1, that is nearer to its middle than the code."""
        factor = np.frombuffer(self._factor, "<f4").reshape(self._n_numbers, -1)
        distance = _distances_from(np.array(self._mean), factor, np.array([self.code]))[0]
        return float(np.interp(distance, self._distances, _PERCENT))

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the decoder draws.

        Parameters
        ----------
        codes : array_like, shape (N, D)
            Codes in the model's order.

        Returns
        -------
        ndarray of float32, shape (N, C * H * W)
            The images, one a row.
        """
        tensor = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._coder.decode(tensor).flatten(1).numpy()

    def still(self) -> Figure:
        """Draw the picture of the code, and the numbers with what they do, in order."""
        use_house_style()
        figure = Figure(figsize=(5.0, 0.9 + 0.19 * max(self._n_numbers, 8)))
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
        drawn = self.decode([self.code]).reshape(1, *self._image_shape)
        image_grid(drawn, ax=left, column_labels=["drawn from the code"])
        order = np.argsort(-self.effects, kind="stable")
        rows = np.arange(self._n_numbers)
        right.barh(rows, self.effects[order], color=series_style(_ACCENT)["color"])
        names = [f"number {i + 1}: {self.code[i]:.2f}".replace("-", "−") for i in order]
        right.set_yticks(rows, names, fontsize=7, color=INK)
        right.set_ylim(self._n_numbers - 0.5, -0.5)
        right.set_xlabel("effect (grey levels)", color=MUTED)
        return figure


def _fit_gaussian(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the Cholesky factor of the covariance."""
    covariance = np.atleast_2d(np.cov(codes, rowvar=False))
    jitter = _JITTER * max(float(np.trace(covariance)) / len(covariance), 1e-12)
    return codes.mean(axis=0), np.linalg.cholesky(covariance + jitter * np.eye(len(covariance)))


def _distances_from(mean: np.ndarray, factor: np.ndarray, codes: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.linalg.solve(factor, (codes - mean).T), axis=0)


def _ranges(codes: np.ndarray) -> list[list[float]]:
    """Return from and to of each slider; a number that never changes gets the usual width."""
    low, high = np.quantile(codes, _RANGE, axis=0)
    width = max(float(np.median(high - low)), 1e-3)
    still = high - low < 1e-6 * width
    return np.stack([low - still * width / 2, high + still * width / 2], axis=1).tolist()


def _effects(coder: Coder, codes: np.ndarray) -> list[float]:
    low, high = np.quantile(codes, _STROKE, axis=0)
    ends = []
    for end in (low, high):
        moved = np.tile(codes.mean(axis=0), (codes.shape[1], 1))  # (D, D): in row i only i moves
        np.fill_diagonal(moved, end)
        drawn = coder.decode(torch.from_numpy(moved.astype(np.float32)))
        ends.append(drawn.clamp(0, 1).flatten(1).numpy())
    return (255 * np.abs(ends[1] - ends[0]).mean(axis=1)).tolist()
