"""Known wrong answers to the exercises of chapter 1, each with a part of the hint it must get.

Each is the source of a whole cell, as a reader might have written it.
"""

from __future__ import annotations

from answer_cells import cells

FIGURES = """from latentlib import data, live, recipes
from latentlib.exercises import check

clothes = data.load_fashion_mnist("test")
"""

PAD = f"""{FIGURES}
pad = live.LatentPad(recipes.load("fashion-autoencoder-2", seed=0), clothes, name="map")
"""

NUMBERS = f"""{FIGURES}
numbers = live.Sliders(recipes.load("fashion-autoencoder-16", seed=0), clothes, name="numbers")
"""


WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
    "1.1": cells(
        "1.1",
        ('"a"', "You think of what an eye needs"),
        ('"b"', "Right about PCA"),
        ('"d"', "Right about the autoencoder"),
        ('"e"', "give one of"),
    ),
    "1.2": cells(
        "1.2",
        ("lambda s: s / s.sum()", "a variance is a square"),
        ("lambda s: s**2", "not shares"),
        ("lambda s: np.cumsum(s**2) / np.sum(s**2)", "running total"),
        ("lambda s: s**2 / 39", "are variances"),
        ("lambda s: s**2 / s.shape[1]", "raised IndexError"),
    ),
    "1.3": cells(
        "1.3",
        ("lambda r1, r2: np.mean(np.log(r2 / r1))", "turn the fraction upside down"),
        ("lambda r1, r2: 1 / np.mean(np.log10(r2 / r1))", "logarithm to base 10"),
        ("lambda r1, r2: 1 / np.mean(np.log(r1 / r2))", "the ratio is upside down"),
        ("lambda r1, r2: np.mean(1 / np.log(r2 / r1))", "the logarithms first"),
        ("lambda r1, r2: 1 / np.log(r2 / r1)", "has shape (400,), and () was asked for"),
    ),
    "1.4": [
        (f'{PAD}pad.x, pad.y = {place}\ncheck("1.4", pad)', hint)
        for place, hint in (
            ("3.0, -2.7", "inside a class"),
            ("-12, 12", "outside of the cloud"),
            ("4.5, -25.8", "oo far from everything"),
            ("9.3, 9.2", " hole, but between `Dress` and `Trouser`"),
            ("-4.1, -23.2", "do not lie on opposite sides"),
        )
    ],
    "1.5": [
        (f'{NUMBERS}numbers.chosen = {chosen}\ncheck("1.5", numbers)', hint)
        for chosen, hint in (
            (5, "1.8 times as much"),
            (3, "3.3 times as much"),
            (7, "hardly changes the width"),
        )
    ],
}
