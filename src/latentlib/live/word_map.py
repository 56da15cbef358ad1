"""`WordMap`: words as points on a plane, to move over, to zoom into, to search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from latentlib.data import UnknownWordError, WordVectors
from latentlib.live._places import limits_of, middle_of, to_grid
from latentlib.live._themes import theme_numbers
from latentlib.live._word_still import Sight, draw_words, look_of
from latentlib.live._words import pack_words
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import use_house_style

__all__ = ["MapNeighbour", "WordMap"]

_MANY = 6000  # words that a page still draws in time
_MOST_ZOOM = 32  # the front end has the same
_MOST_NEIGHBOURS = 12
_NEAR_ZOOM = 8.0  # of a look at a word


class MapNeighbour(NamedTuple):
    """A word, and how far it is on the map.

    Attributes
    ----------
    word : str
    distance : float
        Euclidean, on the plane, in units of the points.
    """

    word: str
    distance: float


class WordMap(LiveFigure):
    """Walk over a map of words: move it, zoom in, look for a word, tell themes by colour.

    The most frequent words are named first, as far as their names do not cover each other; the
    farther one zooms in, the more of them.

    Parameters
    ----------
    words : sequence of str, length V
        In lower case, most frequent first, each once; from 2 to 6,000.
    points : array_like, shape (V, 2)
        Where each lies, in any unit, the same along both axes; rounded to whole numbers of
        sixteen bits. A word weighs four bytes, and four more for its letters.
    themes : mapping of str to iterable of str, optional
        Words of the map, by the name of what they have in common: at most 12 themes, and no word
        in two. They get colours and are named before others.
    n_neighbours : int, default=6
        How many nearest words are listed, from 1 to 12.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    chosen : str
        The word whose neighbours are listed; may be empty.
    centre : list of float, [x, y]
        The middle of what is seen, in the units of the points; at first that of the map.
    zoom : float
        From 1, where the whole map is seen, to 32.
    theme : str
        The only theme in colour; empty for all.

    Raises
    ------
    ValueError
        If the words, their number, `points`, a theme or `n_neighbours` does not fit.
    UnknownWordError
        If a word of a theme is not on the map.
    TypeError
        If a keyword is unknown.
    traitlets.TraitError
        If a value does not fit; the message says why, and names words like an unknown one.
    """

    _esm = link("figures/word_map.js")
    switches = ("centre", "zoom", "theme")
    moved = ("chosen", *switches)

    chosen = traitlets.Unicode().tag(sync=True)
    centre = traitlets.List(traitlets.Float()).tag(sync=True)
    zoom = traitlets.Float(1.0).tag(sync=True)
    theme = traitlets.Unicode().tag(sync=True)

    _words = traitlets.Bytes().tag(sync=True)
    _steps = traitlets.Bytes().tag(sync=True)
    _scale = traitlets.Float().tag(sync=True)
    _limits = traitlets.List(traitlets.Float()).tag(sync=True)
    _kinds = traitlets.Bytes().tag(sync=True)
    _themes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _looks = traitlets.List(traitlets.Int()).tag(sync=True)
    _n_neighbours = traitlets.Int().tag(sync=True)

    def __init__(
        self,
        words: Sequence[str],
        points: ArrayLike,
        *,
        themes: Mapping[str, Iterable[str]] | None = None,
        n_neighbours: int = 6,
        **traits: Any,
    ) -> None:
        if not 1 <= n_neighbours <= _MOST_NEIGHBOURS:
            raise ValueError(
                f"n_neighbours is {n_neighbours}, expected a number from 1 to {_MOST_NEIGHBOURS}"
            )
        themes = themes or {}
        grid = to_grid(_checked_points(words, points))
        packed_words = pack_words(words)
        self._shown = WordVectors(tuple(words), grid.places.astype(np.float32))
        self._places, self._kind_of = grid.places, theme_numbers(self._shown, themes)
        limits = limits_of(self._places)
        super().__init__(
            **{"title": "A map of words", "centre": middle_of(limits), "_limits": limits}
            | {"_looks": list(range(len(themes)))}
            | traits,
            _words=packed_words,
            _steps=packed(grid.steps, "int16"),
            _scale=grid.scale,
            _kinds=packed(self._kind_of, "uint8"),
            _themes=list(themes),
            _n_neighbours=n_neighbours,
        )

    @traitlets.validate("chosen")
    def _is_on_the_map(self, proposal: dict[str, Any]) -> str:
        value = proposal["value"]
        if value:
            self._row(value)
        return value

    @traitlets.validate("theme")
    def _is_a_theme(self, proposal: dict[str, Any]) -> str:
        value = proposal["value"]
        if value and value not in self._themes:
            raise traitlets.TraitError(f"theme is {value!r}, expected one of {self._themes} or ''")
        return value

    @traitlets.validate("zoom")
    def _is_a_zoom(self, proposal: dict[str, Any]) -> float:
        value = proposal["value"]
        if not 1 <= value <= _MOST_ZOOM:
            raise traitlets.TraitError(f"zoom is {value}, expected a number from 1 to {_MOST_ZOOM}")
        return value

    @traitlets.validate("centre")
    def _is_a_place(self, proposal: dict[str, Any]) -> list[float]:
        value = proposal["value"]
        if len(value) != 2 or not np.isfinite(value).all():
            raise traitlets.TraitError(f"centre is {value}, expected two finite numbers [x, y]")
        return value

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the map, most frequent first."""
        return self._shown.words

    @property
    def names(self) -> tuple[str, ...]:
        """What is written beside each point."""
        return self.words

    @property
    def points(self) -> np.ndarray:
        """Where each word lies at this moment, float64, shape (V, 2), as in the page."""
        return self._places

    def neighbours(self) -> list[MapNeighbour]:
        """Return the words nearest on the map to the chosen one, the nearest first.

        Returns
        -------
        list of MapNeighbour
            Of equally near ones the most frequent first; empty where no word is chosen.
        """
        if not self.chosen:
            return []
        row, points = self._row(self.chosen), self.points
        gaps = points - points[row]
        squares = np.where(self._may_be_near(row), gaps[:, 0] ** 2 + gaps[:, 1] ** 2, np.inf)
        order = np.argsort(squares, kind="stable")[: self._n_neighbours]
        return [
            MapNeighbour(self.words[i], float(np.sqrt(squares[i])))
            for i in order
            if squares[i] < np.inf
        ]

    def look_at(self, word: str, zoom: float = _NEAR_ZOOM) -> None:
        """Choose a word and put it into the middle of what is seen.

        Parameters
        ----------
        word : str
            One of the map's.
        zoom : float, default=8
            From 1 to 32.

        Raises
        ------
        traitlets.TraitError
            If the word is not on the map, or `zoom` is out of its range.
        """
        centre = self.points[self._row(word)].tolist()
        with self.hold_sync():
            self.zoom, self.centre, self.chosen = zoom, centre, word

    def still(self) -> Figure:
        """Draw the map as it stands, with the names that have room."""
        use_house_style()
        figure = Figure(figsize=(5.0, 3.9))
        self._draw(figure.subplots(), self.points)
        self._draw_legend(figure)
        return figure

    def _draw(self, ax: Axes, points: np.ndarray) -> None:
        """Draw what is seen of the map."""
        x0, x1, y0, y1 = self._limits
        size = [(x1 - x0) / self.zoom, (y1 - y0) / self.zoom]
        chosen = self._row(self.chosen) if self.chosen else None
        coloured = self._coloured(self._kind_of)
        looks = np.array([-1, *self._looks])[self._kind_of * coloured]
        stands = coloured & self._stands()
        draw_words(ax, points, self.names, looks, stands, Sight(self.centre, size, chosen))

    def _draw_legend(self, figure: Figure) -> None:
        """Name the themes that are in colour below the map."""
        for kind, name in enumerate(self._themes, 1):
            if self._coloured(kind):
                figure.axes[0].scatter([], [], **look_of(self._looks[kind - 1]), label=name)
        if self._themes:
            figure.legend(loc="outside lower center", ncols=4)

    def _coloured(self, kinds: np.ndarray | int) -> np.ndarray | bool:
        """Say of themes, counted from 1, whether they are in colour; 0 is none."""
        return kinds == self._themes.index(self.theme) + 1 if self.theme else kinds != 0

    def _stands(self) -> np.ndarray:
        """Say of each word whether it stands out where it is in colour."""
        return self._kind_of > 0

    def _may_be_near(self, row: int) -> np.ndarray:
        """Say of each word whether it may be a neighbour of that in a row."""
        return np.arange(len(self.words)) != row

    def _row(self, word: str) -> int:
        try:
            return self._shown.index(word)
        except UnknownWordError as error:
            raise traitlets.TraitError(str(error)) from None


def _checked_points(words: Sequence[str], points: ArrayLike) -> np.ndarray:
    """Return the points, or say why they or the words do not fit."""
    places = np.asarray(points, dtype=np.float64)
    if not 2 <= len(words) <= _MANY:
        raise ValueError(f"words has {len(words)}, expected a number from 2 to {_MANY}")
    if places.shape != (len(words), 2):
        raise ValueError(f"points has shape {places.shape}, expected ({len(words)}, 2)")
    if not np.isfinite(places).all():
        raise ValueError("points has a number that is not finite, expected finite ones")
    return places
