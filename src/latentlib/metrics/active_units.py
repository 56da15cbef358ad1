"""How many coordinates of a code an encoder uses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latentlib.metrics._checks import as_samples

__all__ = ["ActiveUnitsResult", "active_units"]


class ActiveUnitsResult(NamedTuple):
    """What `active_units` found.

    Attributes
    ----------
    n_active : int
        How many coordinates are active, from 0 to ``D``.
    variances : ndarray of float64, shape (D,)
        The variance of each coordinate of the means over the data, in the order of the
        coordinates.
    """

    n_active: int
    variances: np.ndarray


def active_units(means: ArrayLike, *, threshold: float = 0.01) -> ActiveUnitsResult:
    r"""Return how many coordinates of the posterior mean change with the data.

    Coordinate `d` is active if the mean that the encoder answers with varies:

    .. math::

        \operatorname{Var}_x\bigl(\mathbb{E}_{q(z \mid x)}[z_d]\bigr) > \text{threshold}

    Parameters
    ----------
    means : array_like, shape (n_samples, D)
        Posterior means, a row for each image.
    threshold : float
        The variance, at least 0, that an active coordinate exceeds. 0.01 is meant for a
        standard-normal prior: it is in squared units of the code.

    Returns
    -------
    ActiveUnitsResult
        The number and the variances.

    Raises
    ------
    ValueError
        If `means` has fewer than 2 rows or a value that is not finite, or `threshold` is
        negative or not finite.

    Notes
    -----
    Variances are divided by ``n_samples``. The authors found two groups of coordinates, far apart
    on either side of the threshold, so that the number hardly depended on it; whether that holds
    here, the variances tell. The number does depend on the axes: a rotation of the code can
    change it.

    References
    ----------
    Y. Burda, R. Grosse and R. Salakhutdinov (2016). Importance weighted autoencoders. ICLR.
    arXiv:1509.00519 (section 5.2)
    """
    means = as_samples(means, "means")
    if not 0 <= threshold < np.inf:
        raise ValueError(
            f"threshold is {threshold}, but a finite number of at least 0 was expected"
        )
    variances = means.var(axis=0)
    return ActiveUnitsResult(int(np.sum(variances > threshold)), variances)
