"""A classifier as a pair of functions on arrays, beside `ArrayCoder`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from latentlib.models.array_coder import as_batches
from latentlib.models.classifier import Classifier

__all__ = ["ArrayClassifier"]


class ArrayClassifier:
    """Judge flat arrays with a trained classifier, without gradients.

    Parameters
    ----------
    model : Classifier
        The network, on the CPU; put into evaluation mode.

    Examples
    --------
    >>> judge = ArrayClassifier(model)  # doctest: +SKIP
    >>> (judge.classes(images.flat()) == images.labels).mean()  # doctest: +SKIP
    """

    def __init__(self, model: Classifier) -> None:
        self.model = model.eval()

    def classes(self, x: ArrayLike) -> np.ndarray:
        """Return the likeliest class of each row of `x`, shape (n_samples, n_pixels).

        Returns
        -------
        ndarray of int64, shape (n_samples,)

        Raises
        ------
        ValueError
            If `x` is not two-dimensional or has another number of pixels than the model.
        """
        return self._answer(lambda batch: self.model(batch).argmax(dim=1), x)

    def features(self, x: ArrayLike) -> np.ndarray:
        """Return the features, shape (n_samples, n_features), of `x`.

        Raises
        ------
        ValueError
            If `x` is not two-dimensional or has another number of pixels than the model.
        """
        return self._answer(self.model.features, x)

    @torch.no_grad()
    def _answer(self, ask: Callable[[Tensor], Tensor], x: ArrayLike) -> np.ndarray:
        batches = as_batches(x, self.model.config.image_shape)
        return torch.cat([ask(batch) for batch in batches]).numpy()
