"""How far from straight a decoder draws: the error of a guess halfway between two codes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from latentlib.data import arrays
from latentlib.metrics._checks import as_samples

__all__ = ["midpoint_surprise"]


def midpoint_surprise(
    decode: Callable[[np.ndarray], np.ndarray],
    z: ArrayLike,
    *,
    share: float = 0.5,
    n_steps: int = 400,
    random_state: int | np.random.Generator,
) -> float:
    r"""Return how badly the mean of two pictures guesses the one that lies between their codes.

    A step goes from one code a share of the way towards another, from :math:`a` to :math:`b`:

    .. math::

        \operatorname{median} \frac{\lVert g(\frac{a + b}{2}) - \frac{g(a) + g(b)}{2} \rVert}
                                   {\lVert g(b) - g(a) \rVert}

    Parameters
    ----------
    decode : callable
        The decoder :math:`g`, from codes, shape (n, D), to flat images, shape (n, n_pixels).
    z : array_like, shape (n_samples, D)
        Codes between which the steps go.
    share : float
        How far a step goes towards the other code, more than 0 and at most 1.
    n_steps : int
        How many steps, from 1 to half of ``n_samples``.
    random_state : int or numpy.random.Generator
        Where the pairs come from.

    Returns
    -------
    float
        At least 0, without a unit: 0 for a decoder that draws straight, as PCA's does.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    TypeError
        If `random_state` is neither an int nor a generator.
    """
    z = as_samples(z, "z")
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}, but more than 0 and at most 1 was expected")
    if not 1 <= n_steps <= len(z) // 2:
        raise ValueError(f"n_steps is {n_steps}, but from 1 to {len(z) // 2} was expected")
    pairs = arrays.generator(random_state).permutation(len(z))[: 2 * n_steps].reshape(2, n_steps)
    start, aim = z[pairs]
    end = start + share * (aim - start)
    first, last, middle = decode(start), decode(end), decode((start + end) / 2)
    off = np.linalg.norm(middle - (first + last) / 2, axis=1)
    return float(np.median(off / np.linalg.norm(last - first, axis=1)))
