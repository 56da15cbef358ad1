"""The claims of chapter 1, Dimensionality reduction.

Each criterion was chosen after a pilot, for what a word of the claim means; where it comes from is
said beside it. Bands were set from the first run, wide enough for another machine.
"""

from __future__ import annotations

from latentlib.claims.criteria import AtLeast, AtMost, GreaterThan, LessThan
from latentlib.claims.model import Claim, Measure

__all__ = ["CLAIMS"]

CHANCE_OF_THREE = 0.017

B1 = Claim(
    id="B1",
    statement="Data with very many numbers a piece really varies in far fewer directions.",
    chapter=1,
    measures=(
        Measure(
            "images",
            "clothes: dimension, over shuffled",
            "",
            (0.07, 0.13),
            LessThan(0.5),
        ),
        Measure(
            "glyphs",
            "letters: dimension, over shuffled",
            "",
            (0.05, 0.12),
            LessThan(0.5),
        ),
        Measure(
            "words",
            "word vectors: dimension, over shuffled",
            "",
            (0.25, 0.42),
            LessThan(0.5),
        ),
        Measure("noise", "noise: dimension, over shuffled", "", (0.9, 1.1), None),
        Measure("estimate", "clothes: TwoNN dimension", "dimensions", (11, 17), None, 1),
    ),
    reasons=(
        "Far fewer means less than half of the directions that the same columns give when "
        "every dependence between them is destroyed."
    ),
)

B2 = Claim(
    id="B2",
    statement="Data can be squeezed into a much smaller code and lose almost nothing that matters.",
    chapter=1,
    measures=(
        Measure("label_pca", "class accuracy lost, PCA", "points", (-0.5, 3.0), AtMost(2), 1),
        Measure(
            "label_autoencoder",
            "class accuracy lost, autoencoder",
            "points",
            (-3.0, 1.5),
            AtMost(2),
            1,
        ),
        Measure("variance_pca", "variance kept, PCA", "%", (85, 91), AtLeast(95), 1),
        Measure(
            "variance_autoencoder",
            "variance kept, autoencoder",
            "%",
            (91, 95),
            AtLeast(95),
            1,
        ),
    ),
    reasons=(
        "Almost nothing is at most two percentage points of accuracy, and at most a twentieth "
        "of the variance, which is the customary share for nearly all of it."
    ),
)

B3 = Claim(
    id="B3",
    statement="A good latent space keeps the distances between things, or how they correlate.",
    chapter=1,
    measures=(
        Measure(
            "trust_pca16",
            "16 numbers, PCA: trustworthiness",
            "",
            (0.97, 1),
            AtLeast(0.95),
        ),
        Measure(
            "rho_pca16",
            "16 numbers, PCA: Spearman of distances",
            "",
            (0.94, 1),
            AtLeast(0.9),
        ),
        Measure(
            "rho_autoencoder16",
            "16 numbers, autoencoder: Spearman of distances",
            "",
            (0.75, 0.89),
            AtLeast(0.9),
        ),
        Measure(
            "trust_autoencoder16",
            "16 numbers, autoencoder: trustworthiness",
            "",
            (0.97, 1),
            AtLeast(0.95),
        ),
        Measure(
            "rho_tsne",
            "2 numbers, t-SNE: Spearman of distances",
            "",
            (0.6, 0.8),
            AtLeast(0.9),
        ),
        Measure(
            "trust_tsne",
            "2 numbers, t-SNE: trustworthiness",
            "",
            (0.96, 1),
            AtLeast(0.95),
        ),
    ),
    reasons=(
        "Kept means nine tenths of a perfect rank correlation of distances, and 0.95 of a "
        "perfect trustworthiness of neighbours."
    ),
)

B4 = Claim(
    id="B4",
    statement="The code helps to predict things about the data.",
    chapter=1,
    measures=(
        Measure(
            "linear_100",
            "linear probe, 100 labels",
            "points",
            (0.5, 6),
            GreaterThan(0),
            1,
        ),
        Measure(
            "linear_1000",
            "linear probe, 1,000 labels",
            "points",
            (-4, 0),
            GreaterThan(0),
            1,
        ),
        Measure(
            "nearest_100",
            "nearest neighbours, 100 labels",
            "points",
            (2, 9),
            GreaterThan(0),
            1,
        ),
        Measure(
            "nearest_1000",
            "nearest neighbours, 1,000 labels",
            "points",
            (2, 8),
            GreaterThan(0),
            1,
        ),
        Measure(
            "random_100",
            "random projection, linear, 100 labels",
            "points",
            (-16, -5),
            None,
            1,
        ),
    ),
    reasons=("Helps means better than without the code: a gain above zero, for every seed."),
)

B5 = Claim(
    id="B5",
    statement=(
        "The codes behave like draws from a probability distribution, one that we can sample from."
    ),
    chapter=1,
    measures=(
        Measure(
            "one_gaussian",
            "one Gaussian: p-value",
            "",
            (0, 0.02),
            AtLeast(CHANCE_OF_THREE),
        ),
        Measure("mixture", "20 Gaussians: p-value", "", (0.1, 1), AtLeast(CHANCE_OF_THREE)),
        Measure(
            "pictures",
            "their pictures: p-value",
            "",
            (0, 0.1),
            AtLeast(CHANCE_OF_THREE),
        ),
        Measure("copies", "copies of real pictures: p-value", "", (0, 0.2), None),
        Measure("real", "held out against held out: p-value", "", (0.05, 1), None),
    ),
    reasons=(
        "Draws pass for codes where a test finds no difference. Three seeds are tested at "
        "once: honest draws would fail one of three at 0.05/3, which is 0.017, in one run of "
        "twenty."
    ),
)

CLAIMS = (B1, B2, B3, B4, B5)
