"""`WordMath`: add and subtract words, and see which words are nearest to the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from latentlib.data import Neighbour, UnknownWordError, WordVectors
from latentlib.live._terms import Term, read_terms, write_terms
from latentlib.live._words import directions, pack_words, to_steps
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.plots import use_house_style
from latentlib.plots.style import CATEGORIES, MUTED

__all__ = ["WordMath"]

_MANY = 30_000  # words, of 100 bytes each with 100 dimensions
_MOST_TERMS = 6  # in a row that a page has room for
_MOST_ANSWERS = 20
_NOTHING = 1e-6  # length up to which a sum has no direction; the front end has the same
_EXAMPLES = (
    "king - man + woman",
    "paris - france + italy",
    "walking - walk + swim",
    "bigger - big + small",
    "cold - hot + tall",
)


class WordMath(LiveFigure):
    """Add and subtract words, and see the nearest words while you type.

    Each word's vector is brought to length one before it is added or subtracted, so that every
    word counts alike; the answers are the words whose directions have the largest cosine with
    that of the sum. For ``b - a + c`` this is 3CosAdd. The words of the sum themselves are left out
    of the answers, as is usual, or kept: then the reader sees how often one of them comes first.

    Parameters
    ----------
    vectors : WordVectors
        Words and their vectors, shape (V, D). Of each only the direction counts. It is rounded to
        D whole numbers of eight bits, in Python as in the page.
    n_words : int, default=10_000
        How many words, the most frequent ones, from 2 to 30,000; all where there are fewer. Each
        weighs D bytes, and four more for its letters.
    examples : sequence of str, optional
        Sums to begin with, the first of them at first. By default five, four that are often shown
        and one that fails; those with a word that is not there are left out.
    n_answers : int, default=8
        How many answers are shown, from 1 to 20.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    expression : str
        The sum, such as ``"king - man + woman"``: at most six words, signs apart from them by
        spaces; may be empty.
    keep_query : bool
        Whether the words of the sum may be answers. At first they are left out.

    Raises
    ------
    ValueError
        If `n_words`, `n_answers`, the words or a vector do not fit, or an example is no sum of
        words.
    UnknownWordError
        If an example has a word that is not there.
    TypeError
        If a keyword is unknown.
    traitlets.TraitError
        If a value does not fit; the message says why, and names words like an unknown one.

    References
    ----------
    T. Mikolov, W. Yih and G. Zweig, "Linguistic regularities in continuous space word
    representations", NAACL 2013; named 3CosAdd, beside another way, by O. Levy and Y. Goldberg,
    "Linguistic regularities in sparse and explicit word representations", CoNLL 2014.
    """

    _esm = link("figures/word_math.js")
    moved = ("expression", "keep_query")

    expression = traitlets.Unicode().tag(sync=True)
    keep_query = traitlets.Bool(False).tag(sync=True)

    _words = traitlets.Bytes().tag(sync=True)
    _steps = traitlets.Bytes().tag(sync=True)
    _n_dims = traitlets.Int().tag(sync=True)
    _examples = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _n_answers = traitlets.Int().tag(sync=True)
    _most_terms = traitlets.Int(_MOST_TERMS).tag(sync=True)

    def __init__(
        self,
        vectors: WordVectors,
        *,
        n_words: int = 10_000,
        examples: Sequence[str] | None = None,
        n_answers: int = 8,
        **traits: Any,
    ) -> None:
        if not 2 <= n_words <= _MANY:
            raise ValueError(f"n_words is {n_words}, expected a number from 2 to {_MANY}")
        if not 1 <= n_answers <= _MOST_ANSWERS:
            raise ValueError(
                f"n_answers is {n_answers}, expected a number from 1 to {_MOST_ANSWERS}"
            )
        if len(vectors) < 2:
            raise ValueError(f"vectors has {len(vectors)} words, expected at least 2")
        steps, words = to_steps(vectors.vectors[:n_words]), vectors.words[:n_words]
        self._shown = WordVectors(words, directions(steps))
        offered = self._known_examples() if examples is None else [*map(self._checked, examples)]
        first = offered[0] if offered else words[0]
        super().__init__(
            **{"title": "Adding and subtracting words", "expression": first} | traits,
            _words=pack_words(words),
            _steps=packed(steps, "int8"),
            _n_dims=steps.shape[1],
            _examples=offered,
            _n_answers=n_answers,
        )

    @traitlets.validate("expression")
    def _can_be_added(self, proposal: dict[str, Any]) -> str:
        try:
            return self._checked(proposal["value"])
        except (ValueError, UnknownWordError) as error:
            raise traitlets.TraitError(str(error)) from None

    @property
    def vectors(self) -> WordVectors:
        """The words that are shown and their directions, the same numbers as in the page."""
        return self._shown

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words of the sum, each with its sign, 1 or -1."""
        return read_terms(self.expression)

    def answers(self, count: int | None = None) -> list[Neighbour]:
        """Return the words nearest to the sum, the nearest first, of equals the most frequent.

        Parameters
        ----------
        count : int, optional
            How many; as many as are shown by default.

        Returns
        -------
        list of Neighbour
            Empty where the sum has no direction: it is empty, or what is added is subtracted again.
        """
        cosines = self._cosines()
        if cosines is None:
            return []
        order = np.argsort(-cosines, kind="stable")
        if not self.keep_query:
            order = order[~np.isin(order, self._own())]
        most = self._n_answers if count is None else count
        return [Neighbour(self._shown.words[i], float(cosines[i])) for i in order[:most]]

    def own_words(self) -> list[Neighbour]:
        """Return the words of the sum itself, each once, the nearest to it first."""
        cosines = self._cosines()
        if cosines is None:
            return []
        own = sorted(self._own(), key=lambda i: (-cosines[i], i))
        return [Neighbour(self._shown.words[i], float(cosines[i])) for i in own]

    def still(self) -> Figure:
        """Draw the sum and a bar for the cosine of each answer."""
        use_house_style()
        answers = self.answers()
        figure = Figure(figsize=(5.0, 0.9 + 0.26 * max(1, len(answers))))
        ax = figure.subplots()
        own = {term.word for term in self.terms}
        colours = [MUTED if word in own else CATEGORIES["blue"] for word, _ in answers]
        rows = np.arange(len(answers))
        bars = ax.barh(rows, [max(0.0, cosine) for _, cosine in answers], 0.6, color=colours)
        ax.bar_label(bars, [f"{cosine:.2f}" for _, cosine in answers], padding=3)
        ax.set_yticks(rows, [word for word, _ in answers])
        ax.set(xlim=(0, 1.08), ylim=(max(1, len(answers)) - 0.4, -0.6), xlabel=self._nearer())
        ax.grid(visible=False)
        signs = {"-": "\N{MINUS SIGN}"}
        ax.set_title(" ".join(signs.get(token, token) for token in self.expression.split()))
        return figure

    def _nearer(self) -> str:
        """Name the axis of the still, and the words of the sum that would have come first."""
        first = self.answers(1)
        own = [f"{word} ({c:.2f})" for word, c in self.own_words() if first and c > first[0].cosine]
        if self.keep_query or len(self.terms) < 2 or not own:
            return "cosine"
        return f"cosine; nearer, but left out: {', '.join(own)}"

    def _checked(self, text: str) -> str:
        terms = read_terms(text)
        if len(terms) > _MOST_TERMS:
            raise ValueError(f"expression has {len(terms)} words, expected at most {_MOST_TERMS}")
        self._shown.lookup(word for word, _ in terms)
        return write_terms(terms)

    def _known_examples(self) -> list[str]:
        known = [all(word in self._shown for word, _ in read_terms(text)) for text in _EXAMPLES]
        return [text for text, fits in zip(_EXAMPLES, known, strict=True) if fits]

    def _own(self) -> list[int]:
        return list({self._shown.index(word): None for word, _ in self.terms})

    def _cosines(self) -> np.ndarray | None:
        """Return the cosine of each word with the sum, shape (V,); None for one of length zero."""
        rows = self._shown.lookup(word for word, _ in self.terms).astype(np.float64)
        signs = np.array([sign for _, sign in self.terms], dtype=np.float64)
        total = signs @ rows
        length = float(np.linalg.norm(total))
        return self._shown.vectors @ (total / length) if length > _NOTHING else None
