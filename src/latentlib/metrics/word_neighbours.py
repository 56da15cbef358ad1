"""How far two embeddings agree on which words are neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from latentlib.metrics._directions import check_restrict, unit_rows
from latentlib.metrics.neighbour_recall import knn_recall

if TYPE_CHECKING:
    from latentlib.data import WordVectors

__all__ = ["NeighbourOverlapResult", "neighbour_overlap"]


class NeighbourOverlapResult(NamedTuple):
    """What `neighbour_overlap` found.

    Attributes
    ----------
    overlap : float
        Share of the nearest neighbours that are the same words, mean over the words, from 0
        to 1.
    chance : float
        What embeddings that know nothing of each other share on average.
    n_words : int
        How many words both have.
    """

    overlap: float
    chance: float
    n_words: int


def neighbour_overlap(
    first: WordVectors,
    second: WordVectors,
    *,
    n_neighbors: int = 10,
    restrict: int | None = None,
) -> NeighbourOverlapResult:
    """Return the share of nearest neighbours that two embeddings have in common.

    Neighbours are by the cosine, among the words that both know. No alignment is needed: a
    rotation changes no neighbour, and the dimensions may differ.

    Parameters
    ----------
    first, second : WordVectors
        Two embeddings, for instance of two runs with other seeds.
    n_neighbors : int
        The size of a neighbourhood, less than the number of common words.
    restrict : int, optional
        Use only so many of the first embedding's most frequent words.

    Returns
    -------
    NeighbourOverlapResult
        The share, what chance would give, and the number of words.

    Raises
    ------
    ValueError
        If there are fewer than 2 common words, or `n_neighbors` is not less than their number.
    TypeError
        If `restrict` is not an integer.

    See Also
    --------
    knn_recall : The same for points, by Euclidean distance.

    References
    ----------
    L. Wendlandt, J. K. Kummerfeld and R. Mihalcea (2018). Factors influencing the surprising
    instability of word embeddings. NAACL, 2092-2102. doi:10.18653/v1/N18-1190
    """
    n_first = check_restrict(restrict, len(first))
    common = [word for word in first.words[:n_first] if word in second]
    if len(common) < 2:
        raise ValueError(
            f"first and second have {len(common)} words in common, but at least 2 were expected"
        )
    # On the unit sphere the nearest by the cosine are the nearest by the Euclidean distance.
    x = unit_rows(first.lookup(common), "first.vectors")
    z = unit_rows(second.lookup(common), "second.vectors")
    return NeighbourOverlapResult(
        overlap=knn_recall(x, z, n_neighbors),
        chance=n_neighbors / (len(common) - 1),
        n_words=len(common),
    )
