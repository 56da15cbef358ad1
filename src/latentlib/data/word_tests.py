"""The questions that word vectors are asked in the literature, as gensim ships them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["AnalogySection", "WordPairs", "load_analogies", "load_word_pairs"]

_KINDS = ("semantic", "syntactic")
_PAIR_FILES = {"simlex999": "simlex999.txt", "wordsim353": "wordsim353.tsv"}


@dataclass(frozen=True)
class AnalogySection:
    """Analogy questions about one relation.

    Parameters
    ----------
    name : str
        The relation, for instance ``"family"``.
    kind : {"semantic", "syntactic"}
        Whether it is one of meaning or one of grammar.
    questions : tuple of tuple of str, length n_questions
        Words ``(a, b, c, d)`` in lower case: a is to b as c is to d, and d is asked.

    Raises
    ------
    ValueError
        If `kind` is neither, or a question has not four words.
    """

    name: str
    kind: str
    questions: tuple[tuple[str, str, str, str], ...]

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"kind is {self.kind!r}, but one of {', '.join(_KINDS)} was expected")
        for question in self.questions:
            if len(question) != 4:
                raise ValueError(
                    f"a question of {self.name!r} is {' '.join(question)!r}, but four words "
                    "were expected"
                )

    def __len__(self) -> int:
        """Return the number of questions."""
        return len(self.questions)


@dataclass(frozen=True, eq=False)
class WordPairs:
    """Pairs of words, and how alike people find them.

    Parameters
    ----------
    pairs : tuple of tuple of str, length n_pairs
        Words ``(first, second)`` in lower case.
    scores : ndarray of float64, shape (n_pairs,)
        Mean rating of each pair, from 0, unlike, to 10, alike.

    Raises
    ------
    ValueError
        If the lengths differ, or a score is not finite.
    """

    pairs: tuple[tuple[str, str], ...]
    scores: np.ndarray

    def __post_init__(self) -> None:
        scores = np.array(self.scores, dtype=np.float64)
        if scores.shape != (len(self.pairs),):
            raise ValueError(
                f"scores has shape {scores.shape}, but ({len(self.pairs)},) was expected: one "
                "for each pair"
            )
        if not np.isfinite(scores).all():
            raise ValueError("scores contains NaN or infinity, but finite numbers were expected")
        scores.flags.writeable = False
        object.__setattr__(self, "scores", scores)

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.pairs)


def load_analogies(path: str | Path | None = None) -> tuple[AnalogySection, ...]:
    """Read analogy questions, section by section.

    Parameters
    ----------
    path : str or Path, optional
        A text file: a section begins with a line ``: NAME``, and every other line is a question
        of four words. By default the 19,544 questions in 14 sections that come with gensim.

    Returns
    -------
    tuple of AnalogySection
        In the order of the file, in lower case. Sections whose name begins with ``gram`` are
        syntactic.

    Raises
    ------
    ValueError
        If a line has not four words, or comes before the first section's name.

    References
    ----------
    T. Mikolov, K. Chen, G. Corrado and J. Dean (2013). Efficient estimation of word
    representations in vector space. arXiv:1301.3781
    """
    path = _shipped("questions-words.txt") if path is None else Path(path)
    sections: dict[str, list[tuple[str, ...]]] = {}
    questions = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(":"):
            questions = sections.setdefault(line[1:].strip(), [])
        elif line.strip():
            words = tuple(line.lower().split())
            if questions is None or len(words) != 4:
                wanted = "the name of a section, ': NAME'," if questions is None else "four words"
                raise ValueError(f"line {number} of {path.name} is {line!r}; expected {wanted}")
            questions.append(words)
    return tuple(
        AnalogySection(name, _KINDS[name.startswith("gram")], tuple(questions))
        for name, questions in sections.items()
    )


def load_word_pairs(name: str) -> WordPairs:
    """Load pairs of words that people have rated, from the files that come with gensim.

    Parameters
    ----------
    name : {"simlex999", "wordsim353"}
        SimLex-999 asks how similar two words are: *coast* and *shore*, not *clothes* and
        *closet*. WordSim-353 takes the related for similar: *computer* and *keyboard* score high.

    Returns
    -------
    WordPairs
        999 or 353 pairs, in lower case.

    Raises
    ------
    ValueError
        If `name` is neither.

    References
    ----------
    F. Hill, R. Reichart and A. Korhonen (2015). SimLex-999: evaluating semantic models with
    (genuine) similarity estimation. Computational Linguistics 41, 665-695.
    doi:10.1162/COLI_a_00237

    L. Finkelstein, E. Gabrilovich, Y. Matias, E. Rivlin, Z. Solan, G. Wolfman and E. Ruppin
    (2002). Placing search in context: the concept revisited. ACM Transactions on Information
    Systems 20, 116-131. doi:10.1145/503104.503110
    """
    if name not in _PAIR_FILES:
        raise ValueError(f"name is {name!r}, but one of {', '.join(_PAIR_FILES)} was expected")
    text = _shipped(_PAIR_FILES[name]).read_text(encoding="utf-8")
    rows = [line.lower().split("\t") for line in text.splitlines() if line and line[0] != "#"]
    pairs = tuple((first, second) for first, second, _ in rows)
    return WordPairs(pairs, np.array([float(score) for _, _, score in rows]))


def _shipped(name: str) -> Path:
    """Return the path of a file that comes with gensim."""
    from gensim.test.utils import datapath  # gensim takes a second to import

    return Path(datapath(name))
