"""Known wrong answers to the exercises of chapter 2, each with a part of the hint it must get.

Each is the source of a whole cell, as a reader might have written it.
"""

from __future__ import annotations

from answer_cells import cells

FIGURES = """from latentlib import data, live, recipes
from latentlib.exercises import check

clothes = data.load_fashion_mnist("test")
"""

MAPS = f"""{FIGURES}
models = {{"autoencoder": "fashion-autoencoder-2", "variational": "fashion-vae-2"}}
models = {{name: recipes.load(recipe, seed=0) for name, recipe in models.items()}}
maps = live.LatentPads(models, clothes, name="maps")
"""

NUMBERS = f"""{FIGURES}
numbers = live.Sliders(recipes.load("fashion-vae-16", seed=0), clothes, name="numbers")
"""

ON_FIRST = "maps.places, maps.chosen = [[%s], maps.places[1]], 0\n"
ON_SECOND = "maps.places, maps.chosen = [maps.places[0], [%s]], 1\n"


def _kl(term: str) -> str:
    return f"lambda mean, log_variance: ({term})"


EACH = "mean**2 + np.exp(log_variance) - 1 - log_variance"

WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
    "2.1": cells(
        "2.1",
        ('"b"', "what too much of the divergence does"),
        ('"c"', "it likes codes without noise"),
        ('"d"', "a place that the prior draws"),
        ('"e"', "give one of"),
    ),
    "2.2": cells(
        "2.2",
        (_kl(f"np.sum({EACH}, axis=1)"), "a factor of one half is missing"),
        (_kl(f"np.mean({EACH}, axis=1) / 2"), "the mean over the numbers of a code"),
        (_kl(f"np.sum({EACH}) / 2"), "one number for all rows"),
        (_kl(f"({EACH}) / 2"), "divergences of single numbers"),
        (
            _kl("np.sum(mean**2 + log_variance - 1 - np.log(log_variance), axis=1) / 2"),
            "the log-variance for the variance",
        ),
        (_kl(f"-np.sum({EACH}, axis=1) / 2"), "he sign is turned"),
        (
            _kl("np.sum((1 + mean**2) / np.exp(log_variance) - 1 + log_variance, axis=1) / 2"),
            "the other way round",
        ),
        (
            _kl("np.sum(mean**2 + np.exp(log_variance) - log_variance, axis=1) / 2"),
            " −1 is missing",
        ),
        (_kl(f"np.sum({EACH}, axis=0) / 2"), "has shape (5,), and (6,) was asked for"),
    ),
    "2.3": cells(
        "2.3",
        (
            "lambda mean, log_variance, eps: mean + np.exp(log_variance) * eps",
            "the noise by the variance",
        ),
        (
            "lambda mean, log_variance, eps: mean + log_variance * eps",
            "the noise by the log-variance itself",
        ),
        (
            "lambda mean, log_variance, eps: "
            "np.random.default_rng().normal(mean, np.exp(log_variance / 2))",
            "another draw each time",
        ),
        (
            "lambda mean, log_variance, eps: "
            "np.random.default_rng(0).normal(mean, np.exp(log_variance / 2))",
            "nother `eps` gives the same draw",
        ),
        ("lambda mean, log_variance, eps: mean", "nothing is drawn"),
        ("lambda mean, log_variance, eps: mean + eps", "equally wide for all"),
    ),
    "2.4": [
        (f'{MAPS}{ring}check("2.4", maps)', hint)
        for ring, hint in (
            (ON_FIRST % "3.9, 6.4", "inside a class"),
            (ON_FIRST % "-12, 12", "outside of the cloud"),
            (ON_FIRST % "4.5, -25.8", "oo far from everything"),
            (ON_FIRST % "-1.9, -9.0", " hole, but between `Bag` and `Ankle boot`"),
            (ON_SECOND % "0.6, 1.5", "nothing is nearer than 1.5. Only the autoencoder's map"),
            (ON_SECOND % "9.3, 9.2", "points all around. Only the autoencoder's map"),
        )
    ],
    "2.5": [
        (f'{NUMBERS}numbers.chosen = {chosen}\ncheck("2.5", numbers)', hint)
        for chosen, hint in (
            (12, "2.6 times as much"),
            (15, "3.9 times as much"),
            (14, "hardly changes the width"),
        )
    ],
    "2.6": [
        (f'{MAPS}{ring}check("2.6", maps)', hint)
        for ring, hint in (
            (ON_SECOND % "-0.2, 1.2", "lose: the error is"),
            (ON_SECOND % "0.4, 1.5", "n the way: the error is"),
            (ON_SECOND % "2, 2", "till far off"),
            (ON_FIRST % "13, 7", "lose: the error is"),
        )
    ],
}
