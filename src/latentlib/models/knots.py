"""Renaming codes: a map that ties a space into knots and can be undone exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data.arrays import check_count

__all__ = ["Knots"]


@dataclass(frozen=True)
class Knots:
    r"""Move one half of each code by waves of the other half, and then the other way round.

    With the halves :math:`u` and :math:`v`, each round is

    .. math:: u \leftarrow u + a \sin(2 v), \qquad v \leftarrow v + a \sin(2 u).

    Each step can be taken back, since the half that it depends on is still there. So a decoder
    that first unties draws what it drew before, whatever the knots. They keep volumes as well.

    Attributes
    ----------
    amount : float
        The height :math:`a` of the waves, in the unit of the codes; 0 leaves all as it is.
    rounds : int
        How often, at least 1.

    References
    ----------
    L. Dinh, D. Krueger and Y. Bengio (2015). NICE: non-linear independent components estimation.
    ICLR workshop. arXiv:1410.8516
    """

    amount: float
    rounds: int = 2

    def __post_init__(self) -> None:
        if not np.isfinite(self.amount):
            raise ValueError(f"amount is {self.amount}, but a finite number was expected")
        check_count("rounds", self.rounds)

    def tie(self, z: ArrayLike) -> np.ndarray:
        """Return the codes `z`, shape (n_samples, D) with D even, under their new names."""
        u, v = self._halves(z)
        for _ in range(self.rounds):
            u = u + self.amount * np.sin(2 * v)
            v = v + self.amount * np.sin(2 * u)
        return np.concatenate([u, v], axis=1)

    def untie(self, w: ArrayLike) -> np.ndarray:
        """Return the codes, shape (n_samples, D), that `tie` has made `w` of."""
        u, v = self._halves(w)
        for _ in range(self.rounds):
            v = v - self.amount * np.sin(2 * u)
            u = u - self.amount * np.sin(2 * v)
        return np.concatenate([u, v], axis=1)

    @staticmethod
    def _halves(z: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        z = np.asarray(z)
        if z.ndim != 2 or z.shape[1] % 2 or not z.shape[1]:
            raise ValueError(f"z has shape {z.shape}, but (n_samples, D) with an even D expected")
        half = z.shape[1] // 2
        return z[:, :half], z[:, half:]
