"""Confidence intervals, shared by the metrics that count words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from latentlib.data import arrays

__all__ = ["percentile_interval", "wilson_interval"]

_CONFIDENCE = 0.95
_BLOCK_NUMBERS = 2**20


def percentile_interval(
    samples: Sequence[np.ndarray],
    statistic: Callable[..., np.ndarray],
    *,
    paired: bool,
    n_resamples: int,
    random_state: int | np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % bootstrap percentile interval of a statistic.

    Parameters
    ----------
    samples : sequence of ndarray of float64, shape (n,) each
        The samples; of equal lengths if they are paired.
    statistic : callable
        Takes as many arrays as there are samples and the keyword `axis`.
    paired : bool
        Whether the same elements are drawn from all samples, or others from each.
    n_resamples : int
        How often to draw, at least 1.
    random_state : int or numpy.random.Generator
        Where the draws come from.

    Returns
    -------
    low, high : float
        Resamples for which the statistic is not defined (NaN) are left out; NaN if that is all.

    Raises
    ------
    ValueError
        If `n_resamples` is not positive.
    TypeError
        If `random_state` is neither an int nor a generator, or what counts is not an integer.
    """
    arrays.check_count("n_resamples", n_resamples)
    generator, values = arrays.generator(random_state), []
    batch = max(1, _BLOCK_NUMBERS // sum(len(sample) for sample in samples))
    for start in range(0, n_resamples, batch):
        n_drawn, draws = min(batch, n_resamples - start), []
        for sample in samples:
            if not (paired and draws):
                rows = generator.integers(len(sample), size=(n_drawn, len(sample)))
            draws.append(sample[rows])
        values.append(statistic(*draws, axis=-1))
    values = np.concatenate(values)
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    tail = (1 - _CONFIDENCE) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def wilson_interval(n_successes: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, of which `n_successes` of `n` were observed."""
    low, high = stats.binomtest(n_successes, n).proportion_ci(_CONFIDENCE, method="wilson")
    return float(low), float(high)
