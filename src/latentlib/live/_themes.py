"""Which theme each word of a map is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from latentlib.data import WordVectors

__all__ = ["theme_numbers"]

_MOST = 12  # themes that a legend has room for


def theme_numbers(shown: WordVectors, themes: Mapping[str, Iterable[str]]) -> np.ndarray:
    """Return the number of each word's theme.

    Parameters
    ----------
    shown : WordVectors
        The words of the map.
    themes : mapping of str to iterable of str
        Words by the name of their theme.

    Returns
    -------
    ndarray of uint8, shape (V,)
        From 1, in the order of the themes; 0 for a word of none.

    Raises
    ------
    ValueError
        If there are too many themes, or a word is in two.
    UnknownWordError
        If a word is not on the map.
    """
    if len(themes) > _MOST:
        raise ValueError(f"themes has {len(themes)}, expected at most {_MOST}")
    numbers = np.zeros(len(shown), dtype=np.uint8)
    for number, members in enumerate(themes.values(), 1):
        for word in dict.fromkeys(members):
            row = shown.index(word)
            if numbers[row]:
                raise ValueError(f"{word!r} is in two themes, expected in one at most")
            numbers[row] = number
    return numbers
