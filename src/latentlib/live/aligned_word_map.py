"""`AlignedWordMap`: the words of one language turn onto those of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from latentlib.data import WordVectors
from latentlib.live._languages import TwoLanguages, join_languages
from latentlib.live._places import between_frames, limits_of, middle_of, to_grid
from latentlib.live._turning import folded_direction, nearest_orthogonal, turns
from latentlib.live.figure import packed
from latentlib.live.word_map import WordMap
from latentlib.models import fit_pca, mutual_neighbours
from latentlib.plots import MUTED, use_house_style

__all__ = ["AlignedWordMap"]

_MANY = 2000  # words of a language, beside those of the pairs
_MOST_PAIRS = 300
_FRAMES = (4, 49)
_LOOKS = (4, 12)  # blue dots for the first language, vermillion triangles for the other


class AlignedWordMap(WordMap):
    r"""Turn the words of one language onto those of another, as an orthogonal map does.

    Both clouds are seen from the same two directions of the first language's space. The first
    stays. The other goes from where it lies, `y`, to where the map puts it, `y R`: at the time `t`
    it lies at :math:`y \exp(t \log R)`, so that every step of the way is a rotation, and the
    shortest. Where the determinant of `R` is -1 no rotation leads there; then one direction that
    is not seen, at right angles to the map, is folded over meanwhile.

    Parameters
    ----------
    vectors : WordVectors
        Words of the first language, in lower case, shape (V, D), D at least 3.
    others : WordVectors
        Those of the other, shape (W, D), prepared in the same way.
    mapping : array_like, shape (D, D)
        Orthogonal: ``others.vectors @ mapping`` lie among `vectors`.
    pairs : sequence of (str, str)
        Words and their translations, from 3 to 300, to be joined by lines.
    plane : array_like, shape (2, D), optional
        The two directions of the map, of length one and at right angles. By default the first two
        principal axes of the first words of the pairs.
    languages : (str, str), default=("English", "Spanish")
        Their names, without white space.
    n_words : int, default=1_000
        How many words of each, the most frequent ones, beside those of the pairs; from 1 to 2,000.
    n_frames : int, default=13
        At how many moments the words' places are worked out, from 4 to 49; between them a page
        takes a cubic. Each weighs four bytes a word.
    n_neighbours : int, default=6
        How many nearest words, of the other language than the chosen word's, are listed.
    **traits
        First values: ``name``, ``title`` and the attributes of `WordMap` and below. A word that
        both languages have is chosen with its language, as ``"no/english"``.

    Attributes
    ----------
    progress : float
        How much of the way is done: 0 before the alignment, 1 after it; at first 0.

    Raises
    ------
    ValueError
        If the shapes do not fit, `mapping` is not orthogonal or `plane` not orthonormal, a number
        is out of its range, or a word cannot be shown.
    UnknownWordError
        If a word of the pairs is not there.
    TypeError
        If a keyword is unknown.
    traitlets.TraitError
        If a value does not fit; the message says why.
    """

    moved = ("chosen", "progress", *WordMap.switches)

    progress = traitlets.Float(0.0).tag(sync=True)

    _turning = traitlets.Bytes().tag(sync=True)
    _turning_scale = traitlets.Float().tag(sync=True)
    _pairs = traitlets.Bytes().tag(sync=True)
    _mutual = traitlets.List(traitlets.Int()).tag(sync=True)
    _n_dims = traitlets.Int().tag(sync=True)

    def __init__(
        self,
        vectors: WordVectors,
        others: WordVectors,
        mapping: ArrayLike,
        *,
        pairs: Sequence[tuple[str, str]],
        plane: ArrayLike | None = None,
        languages: tuple[str, str] = ("English", "Spanish"),
        n_words: int = 1000,
        n_frames: int = 13,
        n_neighbours: int = 6,
        **traits: Any,
    ) -> None:
        for name, value, low, high in (
            ("n_words", n_words, 1, _MANY),
            ("n_frames", n_frames, *_FRAMES),
            ("the number of pairs", len(pairs), 3, _MOST_PAIRS),
        ):
            if not low <= value <= high:
                raise ValueError(f"{name} is {value}, expected a number from {low} to {high}")
        turn = nearest_orthogonal(mapping)
        words = join_languages(vectors, others, pairs, languages, n_words)
        own, turning = words.vectors[~words.is_other], words.vectors[words.is_other]
        if turn.shape[1] != own.shape[1]:
            raise ValueError(
                f"mapping has shape {turn.shape}, but {(own.shape[1],) * 2} was expected"
            )
        axes = _plane(words.vectors[words.pairs[:, 0]]) if plane is None else np.asarray(plane)
        path = turns(turn, np.linspace(0, 1, n_frames), folded_direction(own, axes))
        self._joined, self._frames = words, to_grid(turning @ path @ axes.T)
        limits = limits_of(np.vstack([own @ axes.T, *self._frames.places]))
        of_language = {name: [] for name in languages}
        for key, is_other in zip(words.keys, words.is_other, strict=True):
            of_language[languages[int(is_other)]].append(key)
        super().__init__(
            words.keys,
            words.vectors @ axes.T,
            themes=of_language,
            n_neighbours=n_neighbours,
            **{"title": f"{languages[1]} turns onto {languages[0]}", "centre": middle_of(limits)}
            | traits,
            _limits=limits,
            _looks=list(_LOOKS),
            _turning=packed(self._frames.steps, "int16"),
            _turning_scale=self._frames.scale,
            _pairs=packed(words.pairs, "int16"),
            _mutual=[_count_mutual(words, turning @ turned) for turned in path],
            _n_dims=len(turn),
        )

    @traitlets.validate("progress")
    def _is_a_share(self, proposal: dict[str, Any]) -> float:
        value = proposal["value"]
        if not 0 <= value <= 1:
            raise traitlets.TraitError(f"progress is {value}, expected a number from 0 to 1")
        return value

    @property
    def names(self) -> tuple[str, ...]:
        """What is written beside each point: the words without their languages."""
        return self._joined.names

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of words that lines join, by what they are chosen by."""
        return [(self.words[own], self.words[other]) for own, other in self._joined.pairs]

    @property
    def points(self) -> np.ndarray:
        """Where each word lies at this moment, float64, shape (V, 2), as in the page."""
        return self._points_at(self.progress)

    @property
    def pair_distance(self) -> float:
        """How far the words of a pair are from each other on the map, now, on average."""
        first, second = self.points[self._joined.pairs.T]
        return float(np.hypot(*(first - second).T).mean())

    @property
    def mutual_pairs(self) -> int:
        """How many pairs are each other's nearest in all dimensions, at the nearest key frame.

        Of all words shown of the other language, by cosine.
        """
        return self._mutual[int(np.floor(self.progress * (len(self._mutual) - 1) + 0.5))]

    def still(self) -> Figure:
        """Draw the map before and after the alignment, with the pairs' lines."""
        use_house_style()
        figure = Figure(figsize=(5.0, 3.2))
        for ax, progress in zip(figure.subplots(1, 2), (0, 1), strict=True):
            points = self._points_at(progress)
            self._draw(ax, points)
            lines = LineCollection(points[self._joined.pairs], colors=MUTED, linewidths=0.5)
            ax.add_collection(lines, autolim=False)
            ax.set_title(("before", "after")[progress])
        self._draw_legend(figure)
        return figure

    def _points_at(self, progress: float) -> np.ndarray:
        points = self._places.copy()
        points[self._joined.is_other] = self._frames.scale * between_frames(
            self._frames.steps, progress
        )
        return points

    def _row(self, word: str) -> int:
        both = [repr(key) for key in self.words if key.rpartition("/")[0] == word]
        if len(both) == 2:
            raise traitlets.TraitError(
                f"{word!r} is a word of both languages, expected {' or '.join(both)}"
            )
        return super()._row(word)

    def _stands(self) -> np.ndarray:
        """Say of each word whether it is one of a pair."""
        return np.isin(np.arange(len(self.words)), self._joined.pairs)

    def _may_be_near(self, row: int) -> np.ndarray:
        """Say of each word whether it is of the other language than that in a row."""
        return self._joined.is_other != self._joined.is_other[row]


def _plane(points: np.ndarray) -> np.ndarray:
    """Return the first two principal axes of points, shape (2, D)."""
    return fit_pca(points, 2).components


def _count_mutual(words: TwoLanguages, turned: np.ndarray) -> int:
    """Count the pairs that are each other's nearest when the second language has turned."""
    own, other = np.flatnonzero(~words.is_other), np.flatnonzero(words.is_other)
    found = mutual_neighbours(turned, words.vectors[own], similarity="cosine")
    mutual = set(zip(own[found[:, 1]], other[found[:, 0]], strict=True))
    return sum((first, second) in mutual for first, second in words.pairs)
