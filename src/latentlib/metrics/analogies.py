"""Analogies: whether a relation between words is an offset between their vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentlib.metrics._directions import check_restrict, unit_rows

if TYPE_CHECKING:
    from latentlib.data import AnalogySection, WordVectors

__all__ = ["ANALOGY_RULES", "AnalogyResult", "AnalogyScore", "analogies"]

_BLOCK_BYTES = 4 * 2**20
_EPSILON = 0.001  # so that nothing is divided by zero; the value of the paper

# From the cosines of all words with a, b and c, each of shape (n_questions, V), to scores.
_SCORES: dict[str, Callable[..., np.ndarray]] = {
    "add": lambda a, b, c: b - a + c,
    "multiply": lambda a, b, c: (1 + b) * (1 + c) / (2 * (1 + a + 2 * _EPSILON)),
    "opposite": lambda a, b, c: a - b + c,
    "ignore_a": lambda a, b, c: b + c,
    "only_b": lambda a, b, c: b,
    "only_c": lambda a, b, c: c,
}
ANALOGY_RULES = tuple(_SCORES)
"""Names of the rules by which `analogies` can answer: two real ones and four controls."""


class AnalogyScore(NamedTuple):
    """How the questions of one section, or of several, were answered.

    Attributes
    ----------
    name : str
        The section.
    kind : str
        ``"semantic"``, ``"syntactic"``, or ``"all"`` for both in one.
    questions : ndarray of int64, shape (n_questions, 4)
        Rows of the words a, b, c, d; -1 for a word that is not among those allowed.
    answers : ndarray of int64, shape (n_questions,)
        Row of the word answered; -1 where the question was skipped.
    """

    name: str
    kind: str
    questions: np.ndarray
    answers: np.ndarray

    @property
    def asked(self) -> int:
        """How many questions were answered, correctly or not."""
        return int((self.answers >= 0).sum())

    @property
    def skipped(self) -> int:
        """How many were not asked, because one of the four words is unknown."""
        return len(self.answers) - self.asked

    @property
    def right(self) -> np.ndarray:
        """Which were answered correctly: ndarray of bool, shape (n_questions,)."""
        return (self.answers >= 0) & (self.answers == self.questions[:, 3])

    @property
    def correct(self) -> int:
        """How many were answered correctly."""
        return int(self.right.sum())

    @property
    def accuracy(self) -> float:
        """Share of the questions asked that were answered correctly; NaN if none was."""
        return self.correct / self.asked if self.asked else float("nan")

    @property
    def echoes(self) -> tuple[int, int, int]:
        """How often the answer was a, b or c itself: three counts, 0 where they are excluded."""
        given = self.answers >= 0
        same = self.questions[given, :3] == self.answers[given, None]
        return tuple(int(count) for count in same.sum(axis=0))


class AnalogyResult(NamedTuple):
    """What `analogies` found.

    Attributes
    ----------
    sections : tuple of AnalogyScore
        One a section, in the order given.
    """

    sections: tuple[AnalogyScore, ...]

    @property
    def total(self) -> AnalogyScore:
        """All questions in one: each counts once, so that large sections weigh more."""
        return _joined("total", "all", self.sections)

    @property
    def semantic(self) -> AnalogyScore:
        """The questions of all semantic sections in one."""
        return self._of("semantic")

    @property
    def syntactic(self) -> AnalogyScore:
        """The questions of all syntactic sections in one."""
        return self._of("syntactic")

    def _of(self, kind: str) -> AnalogyScore:
        return _joined(kind, kind, [score for score in self.sections if score.kind == kind])


def analogies(
    words: WordVectors,
    sections: Iterable[AnalogySection],
    *,
    rule: str = "add",
    restrict: int | None = None,
    exclude_query: bool = True,
) -> AnalogyResult:
    r"""Answer analogy questions, "a is to b as c is to what?", by the vectors of their words.

    The answer is the word `x` with the largest score. With the cosines
    :math:`a_x = \cos(x, a)`, and so on, the rules are

    ============  ===========================================  ==================================
    rule          score of `x`                                 known as
    ============  ===========================================  ==================================
    ``add``       :math:`b_x - a_x + c_x`                      3CosAdd: nearest to b - a + c
    ``multiply``  :math:`b'_x c'_x / (a'_x + \varepsilon)`     3CosMul
    ``opposite``  :math:`a_x - b_x + c_x`                      the offset taken the wrong way
    ``ignore_a``  :math:`b_x + c_x`                            no offset: nearest to b and c
    ``only_b``    :math:`b_x`                                  nearest neighbour of b
    ``only_c``    :math:`c_x`                                  nearest neighbour of c
    ============  ===========================================  ==================================

    where :math:`a'_x = (a_x + 1) / 2` and :math:`\varepsilon = 0.001`. The last four are
    controls. What they get right owes nothing to the offset: the answer was near anyway, and
    leaving out the query words did the rest.

    Parameters
    ----------
    words : WordVectors
        Words in lower case, most frequent first, and their vectors.
    sections : iterable of AnalogySection
        The questions; see `latentlib.data.load_analogies`.
    rule : str
        One of `ANALOGY_RULES`.
    restrict : int, optional
        Use only so many of the most frequent words, in the questions and as answers.
    exclude_query : bool
        Whether a, b and c are left out of the answers, as is the custom.

    Returns
    -------
    AnalogyResult
        Answers and counts by section, by kind and in total; in the order of the questions, so
        that what two rules got right can be compared one by one.

    Raises
    ------
    ValueError
        If `rule` is not known, `restrict` is not positive, or a vector is zero or not finite.
    TypeError
        If `restrict` is not an integer.

    See Also
    --------
    latentlib.data.load_analogies : The 19,544 questions that everybody asks.

    Notes
    -----
    With ``rule="add"`` the counts of correct answers are those of gensim's
    ``KeyedVectors.evaluate_word_analogies``, but for ties within the rounding of single
    precision. That has no other rule, keeps no query word, and does not say how much was skipped
    in which section. gensim's ``most_similar_cosmul`` has 1e-6 where the paper and this function
    have 0.001.

    The questions of a section are all pairs of a few dozen word pairs, so they are far from
    independent: their number says little about the precision of the accuracy.

    Memory is 4 bytes for each word allowed, times the different words that a section's questions
    are made of.

    References
    ----------
    T. Mikolov, W. Yih and G. Zweig (2013). Linguistic regularities in continuous space word
    representations. NAACL, 746-751. https://aclanthology.org/N13-1090 (``add``)

    O. Levy and Y. Goldberg (2014). Linguistic regularities in sparse and explicit word
    representations. CoNLL, 171-180. doi:10.3115/v1/W14-1618 (``multiply``)

    T. Linzen (2016). Issues in evaluating semantic spaces using word analogies. RepEval, 13-18.
    doi:10.18653/v1/W16-2503 (the controls; its "Only-b" is ``only_c`` here)
    """
    if rule not in _SCORES:
        raise ValueError(f"rule is {rule!r}, but one of {', '.join(_SCORES)} was expected")
    unit = unit_rows(words.vectors[: check_restrict(restrict, len(words))], "words.vectors")
    scores = []
    for section in sections:
        questions = _rows(words, section, len(unit))
        known = (questions >= 0).all(axis=1)
        answers = np.full(len(questions), -1)
        answers[known] = _answers(unit, questions[known, :3], rule, exclude_query)
        scores.append(AnalogyScore(section.name, section.kind, questions, answers))
    return AnalogyResult(tuple(scores))


def _rows(words: WordVectors, section: AnalogySection, n_words: int) -> np.ndarray:
    """Return the rows of a section's words, shape (n_questions, 4); -1 for those not allowed."""
    row = {word: words.index(word) for word in set().union(*section.questions) if word in words}
    rows = [[row.get(word, -1) for word in question] for question in section.questions]
    rows = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return np.where(rows < n_words, rows, -1)


def _answers(unit: np.ndarray, query: np.ndarray, rule: str, exclude_query: bool) -> np.ndarray:
    """Return the row of the best word for each question.

    Parameters
    ----------
    unit : ndarray, shape (V, D)
        Vectors of length one.
    query : ndarray of int64, shape (n_questions, 3)
        Rows of a, b and c.

    Returns
    -------
    ndarray of int64, shape (n_questions,)
    """
    # Few words make many questions: the cosine of each with all others is computed once.
    different, place = np.unique(query, return_inverse=True)
    cosines, place = unit[different] @ unit.T, place.reshape(query.shape)
    answers = np.empty(len(query), dtype=np.int64)
    rows = max(1, _BLOCK_BYTES // (unit.itemsize * len(unit)))
    for start in range(0, len(query), rows):
        block = slice(start, start + rows)
        scores = _SCORES[rule](*(cosines[of_word] for of_word in place[block].T))
        if exclude_query:
            np.put_along_axis(scores, query[block], -np.inf, axis=1)
        answers[block] = scores.argmax(axis=1)
    return answers


def _joined(name: str, kind: str, scores: Iterable[AnalogyScore]) -> AnalogyScore:
    """Return the questions and answers of several sections as those of one."""
    questions = [np.empty((0, 4), dtype=np.int64), *(score.questions for score in scores)]
    answers = [np.empty(0, dtype=np.int64), *(score.answers for score in scores)]
    return AnalogyScore(name, kind, np.concatenate(questions), np.concatenate(answers))
