"""WEAT: whether two kinds of words lean towards different attributes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentlib.data import arrays
from latentlib.metrics._directions import unit_rows
from latentlib.metrics._intervals import percentile_interval

if TYPE_CHECKING:
    from latentlib.data import WordVectors

__all__ = ["WeatResult", "weat"]

_ROUNDING = 1e-12  # associations are differences of cosines; what is nearer is equal


class WeatResult(NamedTuple):
    """What `weat` found.

    Attributes
    ----------
    effect_size : float
        The difference of the mean associations of the two kinds of target words, in standard
        deviations; from -2 to 2 for equally many of both. NaN if all have one association.
    low, high : float
        Its 95 % interval: what other target words of the same kinds might have given.
    statistic : float
        Sum of the associations of the first kind minus that of the second.
    p_value : float
        Share of the ways of dividing the target words anew, the one observed included, for which
        the statistic is at least as large: one-sided, greater than 0, at most 1.
    exact : bool
        Whether all ways were counted, or a random sample of them.
    n_partitions : int
        How many ways were counted, the one observed included.
    associations : ndarray of float64, shape (n_targets,)
        The association of each target word, in the order given, first kind first: from -2 to 2,
        positive where it is nearer the first attribute.
    """

    effect_size: float
    low: float
    high: float
    statistic: float
    p_value: float
    exact: bool
    n_partitions: int
    associations: np.ndarray


def weat(
    words: WordVectors,
    targets: tuple[Sequence[str], Sequence[str]],
    attributes: tuple[Sequence[str], Sequence[str]],
    *,
    n_partitions: int = 20_000,
    n_resamples: int = 2000,
    random_state: int | np.random.Generator,
) -> WeatResult:
    r"""Test whether two kinds of target words differ in their nearness to two attributes.

    With targets `X` and `Y` and attributes `A` and `B`, the association of a word is

    .. math::

        s(w) = \frac1{|A|} \sum_{a \in A} \cos(w, a) - \frac1{|B|} \sum_{b \in B} \cos(w, b)

    and the two kinds differ by

    .. math::

        \text{statistic} = \sum_{x \in X} s(x) - \sum_{y \in Y} s(y), \qquad
        \text{effect size} = \frac{\operatorname{mean}_{x \in X} s(x)
        - \operatorname{mean}_{y \in Y} s(y)}{\operatorname{std}_{w \in X \cup Y} s(w)}

    If it did not matter which kind a target word is of, the observed statistic would be an
    ordinary member of those after dividing `X` and `Y` anew into sets of the same sizes.

    Parameters
    ----------
    words : WordVectors
        The words and their vectors.
    targets : pair of sequence of str
        Target words `X` and `Y`, at least 2 of each, all different. In the paper there are
        equally many of both; here there need not be.
    attributes : pair of sequence of str
        Attribute words `A` and `B`, at least 1 of each.
    n_partitions : int
        All ways of dividing are counted if there are no more than that; else so many are drawn
        at random, and the one observed is added.
    n_resamples : int
        How often the target words of either kind are drawn anew, with replacement, for the
        interval.
    random_state : int or numpy.random.Generator
        Where the draws come from.

    Returns
    -------
    WeatResult
        Effect size with its interval, statistic and p-value.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary: which words stand for a kind is not for a metric to
        change.
    ValueError
        If there are too few words, a target word comes twice, or a number is not positive.
    TypeError
        If `random_state` is neither an int nor a generator, or what counts is not an integer.

    Notes
    -----
    The standard deviation is that of a sample, divided by ``n - 1``. The paper counts only
    larger statistics, so that its p-value can be zero; here those that are equal count as well,
    and the test is exact in the sense that under the null hypothesis ``p_value <= a`` happens
    with a probability of at most ``a``.

    The test says that these words lean apart in these vectors. Other words for the same kinds
    may lean otherwise, and the interval, which draws from those given, does not know of them.

    References
    ----------
    A. Caliskan, J. J. Bryson and A. Narayanan (2017). Semantics derived automatically from
    language corpora contain human-like biases. Science 356, 183-186. doi:10.1126/science.aal4230

    B. Phipson and G. K. Smyth (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, 39. doi:10.2202/1544-6115.1585
    """
    _check_sizes(targets, attributes, n_partitions)
    generator = arrays.generator(random_state)
    x, y = _associations(words, targets, attributes)
    low, high = percentile_interval(
        (x, y), _effect_size, paired=False, n_resamples=n_resamples, random_state=generator
    )
    p_value, n_counted, exact = _p_value(x, y, n_partitions, generator)
    return WeatResult(
        effect_size=float(_effect_size(x, y)),
        low=low,
        high=high,
        statistic=float(x.sum() - y.sum()),
        p_value=p_value,
        exact=exact,
        n_partitions=n_counted,
        associations=np.concatenate([x, y]),
    )


def _check_sizes(targets, attributes, n_partitions: int) -> None:
    """Raise ValueError if there are too few words, or a target word comes twice."""
    for name, kinds, fewest in (("targets", targets, 2), ("attributes", attributes, 1)):
        sizes = [len(kind) for kind in kinds]
        if len(sizes) != 2 or min(sizes) < fewest or any(isinstance(kind, str) for kind in kinds):
            raise ValueError(
                f"{name} is {kinds!r}, but two lists of words were expected, of at least {fewest}"
            )
    both = [*targets[0], *targets[1]]
    if twice := {word for word in both if both.count(word) > 1}:
        raise ValueError(f"targets has {min(twice)!r} twice, but different words were expected")
    arrays.check_count("n_partitions", n_partitions)


def _associations(words: WordVectors, targets, attributes) -> tuple[np.ndarray, np.ndarray]:
    """Return the association of each target word, by kind, in double precision."""
    # The mean cosine with several words is the product with the mean of their unit vectors.
    a, b = (_unit(words, kind).mean(axis=0) for kind in attributes)
    x, y = (_unit(words, kind) @ (a - b) for kind in targets)
    return x, y


def _unit(words: WordVectors, kind: Sequence[str]) -> np.ndarray:
    return unit_rows(words.lookup(kind).astype(np.float64), "words.vectors")


def _effect_size(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the effect size along an axis; NaN where all associations are equal."""
    spread = np.concatenate([x, y], axis=axis).std(axis=axis, ddof=1)
    difference = np.asarray(x.mean(axis=axis) - y.mean(axis=axis))
    unknown = np.full_like(difference, np.nan)
    return np.divide(difference, spread, out=unknown, where=spread > _ROUNDING)


def _p_value(
    x: np.ndarray, y: np.ndarray, n_partitions: int, generator: np.random.Generator
) -> tuple[float, int, bool]:
    """Return the p-value, how many partitions were counted, and whether these were all."""
    both, n = np.concatenate([x, y]), len(x)
    exact = math.comb(len(both), n) <= n_partitions
    # The sum of all is the same however they are divided, so that of the first kind is enough.
    if exact:
        sums = both[list(combinations(range(len(both)), n))].sum(axis=1)
    else:
        shuffled = generator.permuted(np.tile(both, (n_partitions, 1)), axis=1)
        sums = np.append(shuffled[:, :n].sum(axis=1), x.sum())
    return float(np.mean(sums >= x.sum() - _ROUNDING)), len(sums), exact
