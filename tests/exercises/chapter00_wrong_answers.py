"""Known wrong answers to the exercises of chapter 0, each with a part of the hint it must get.

Each is the source of a whole cell, as a reader might have written it.
"""

from __future__ import annotations

from answer_cells import cells

SHEET = """from latentlib import data, live, recipes
from latentlib.exercises import check

clothes = data.load_fashion_mnist("test")
sheet = live.LatentPad(recipes.load("fashion-autoencoder-2"), clothes, name="sheet")
"""

NUMBERS = """from latentlib import data, live, recipes
from latentlib.exercises import check
from latentlib.models import ArrayCoder

shapes = data.make_shapes(4000, random_state=1, channels=1)
eight, f = recipes.load("shapes-autoencoder-8"), shapes.factors
z = ArrayCoder(eight).encode(shapes.flat())
heart = z[(f["size"] - abs(f["x"] - 0.5) - abs(f["y"] - 0.5) - (f["shape"] != 3)).argmax()]
numbers = live.Sliders(eight, shapes, name="numbers", code=heart)
"""


WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
    "0.1": cells(
        "0.1",
        ('"a"', "taken back before the decoder draws"),
        ('"b"', "every distance stays as it was"),
        ('"d"', "with other weights"),
        ('"e"', "give one of"),
    ),
    "0.2": cells(
        "0.2",
        ("87_842 // 720", "ound up: with 122 pictures"),
        ("124", "too large"),
        ("87_842 / 784", "the codes take room as well"),
        ("43_921 / 720", "each takes two"),
        ("87_842 / 768", "each takes four"),
        ("87_842 / 64", "how much each picture saves"),
        ("1", "too small"),
    ),
    "0.3": cells(
        "0.3",
        ("lambda change, axes: change @ axes.T @ axes", "the part that the encoder does see"),
        ("lambda change, axes: change", "most of it moves the code"),
        ("lambda change, axes: 0 * change", "Keep all that the code cannot tell"),
        ("lambda change, axes: change + change @ axes.T @ axes", "take it away instead"),
        ("lambda change, axes: change @ axes.T", "has shape (20, 3), and (20, 12)"),
        ("lambda change, axes: change @ axes", "raised ValueError"),
    ),
    "0.4": cells(
        "0.4",
        ("lambda s, guess: np.corrcoef(s, guess)[0, 1] ** 2", "squared correlation"),
        (
            "lambda s, guess: np.sum((s - guess) ** 2) / np.sum((s - s.mean()) ** 2)",
            "the share that is lost",
        ),
        (
            "lambda s, guess: 1 - np.sum((s - guess) ** 2) / np.sum(s**2)",
            "the spread about the mean",
        ),
        (
            "lambda s, guess: 1 - np.sum((s - guess) ** 2) / np.sum((guess - guess.mean()) ** 2)",
            "not of the guess",
        ),
        ("lambda s, guess: 1 - (s - guess) ** 2", "has shape (60,), and () was asked for"),
    ),
    "0.5": [
        (f'{SHEET}sheet.x, sheet.y = {place}\ncheck("0.5", sheet)', hint)
        for place, hint in (
            ("-1, -12", "lose: the error is"),
            ("-3, -13", "n the way: the error is"),
            ("20, 0", "till far off"),
        )
    ],
    "0.6": [
        (f'{NUMBERS}numbers.chosen = {chosen}\ncheck("0.6", numbers)', "times as much")
        for chosen in (1, 7)
    ],
}
