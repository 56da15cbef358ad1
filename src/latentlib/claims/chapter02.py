"""The claims of chapter 2, Variational autoencoders.

Each criterion was chosen for what a word of the claim means; where it comes from is said beside it.
Bands were set from the first run, wide enough for another machine.
"""

from __future__ import annotations

from latentlib.claims.criteria import AtLeast, AtMost, GreaterThan, LessThan
from latentlib.claims.model import Claim, Measure

__all__ = ["CLAIMS"]

C1 = Claim(
    id="C1",
    statement=(
        "A variational autoencoder encodes a thing and rebuilds it with its key features in place."
    ),
    chapter=2,
    measures=(
        Measure("kind", "accuracy lost, five kinds", "points", (0.6, 2), AtMost(2), 1),
        Measure("label", "accuracy lost, ten classes", "points", (4.5, 8.5), AtMost(2), 1),
        Measure("autoencoder", "the same, plain autoencoder", "points", (4, 8), None, 1),
        Measure("pca", "the same, PCA", "points", (17, 24), None, 1),
        Measure("detail", "fine detail left", "", (0.42, 0.52), None),
    ),
    reasons=(
        "In place means that a classifier of real pictures loses at most two percentage points "
        "on the copies, the same as chapter 1 allows for almost nothing. It is asked for the ten "
        "classes and for five kinds that differ in outline, since the claim does not say which "
        "features are key; the kinds were added after a pilot."
    ),
)

C2 = Claim(
    id="C2",
    statement="A variational autoencoder takes the noise out of an image.",
    chapter=2,
    measures=(
        Measure(
            "gain_10", "noise 0.1: gain over leaving it", "dB", (-4.2, -2.4), GreaterThan(0), 1
        ),
        Measure("gain_30", "noise 0.3: gain over leaving it", "dB", (1.2, 3), GreaterThan(0), 1),
        Measure("gain_50", "noise 0.5: gain over leaving it", "dB", (2.5, 4.5), GreaterThan(0), 1),
        Measure(
            "lead_10", "noise 0.1: lead over best filter", "dB", (-5.4, -3.4), GreaterThan(0), 1
        ),
        Measure(
            "lead_30", "noise 0.3: lead over best filter", "dB", (-2.3, -0.8), GreaterThan(0), 1
        ),
        Measure(
            "lead_50", "noise 0.5: lead over best filter", "dB", (-2.5, -0.8), GreaterThan(0), 1
        ),
        Measure(
            "similarity_30",
            "noise 0.3: lead in structural similarity",
            "",
            (-0.2, -0.08),
            GreaterThan(0),
        ),
        Measure("denoiser_30", "0.3: denoising autoencoder's lead", "dB", (3.4, 5.4), None, 1),
    ),
    reasons=(
        "Takes it out means that the copy of a noisy picture is nearer to the clean one than the "
        "noisy picture was, and nearer than the best of three kinds of filter that know nothing of "
        "clothes brings it. Three strengths are tried: a tenth, three and five tenths of white. At "
        "the middle one the copy should also be more alike in structure, since squared error alone "
        "favours blur. Asked after a pilot had been seen."
    ),
)

C3 = Claim(
    id="C3",
    statement=(
        "A variational autoencoder carries a style over to another thing and leaves what "
        "is essential as it was."
    ),
    chapter=2,
    measures=(
        Measure("letter", "read as asked, beyond real ones", "points", (2, 6), AtLeast(-2), 1),
        Measure("letter_average", "the same, average of ten fonts", "points", (8, 12), None, 1),
        Measure("rank", "other fonts that lie farther off", "", (0.83, 0.89), AtLeast(0.9)),
        Measure("rank_lead", "lead over averages, in standard errors", "", (0.7, 2), AtLeast(2), 1),
        Measure("error", "squared error, over best average's", "", (0.9, 0.99), LessThan(1)),
    ),
    reasons=(
        "What is essential is the character: read by a classifier as it reads real ones, but for "
        "two percentage points. The style is carried over where nine of ten other fonts lie "
        "farther from the drawing than its own, and where no average of the fonts most alike does "
        "as well, in squared error and, by two standard errors over the fonts, in rank. Asked "
        "before the shipped network was trained, on fonts that had been looked at while it was "
        "designed. After results had been seen, averages of 1, 3 and 30 fonts were added to that "
        "of 10, and the two standard errors, where a lead above zero had been asked for."
    ),
)

C4 = Claim(
    id="C4",
    statement="New samples of a variational autoencoder look like the data it learnt from.",
    chapter=2,
    measures=(
        Measure("precision_16", "16 numbers: precision", "", (0.68, 0.86), AtLeast(0.9)),
        Measure("recall_16", "16 numbers: recall", "", (0.56, 0.78), AtLeast(0.9)),
        Measure("precision_2", "2 numbers: precision", "", (0.94, 1), AtLeast(0.9)),
        Measure("recall_2", "2 numbers: recall", "", (0, 0.08), AtLeast(0.9)),
        Measure("precision_real", "real pictures: precision", "", (0.9, 0.97), None),
        Measure("recall_real", "real pictures: recall", "", (0.9, 0.97), None),
        Measure("frechet", "Fréchet distance, over twin's", "", (1.3, 2.5), LessThan(1)),
        Measure("fitted", "the same, Gaussian fitted to both", "", (0.8, 1.4), None),
    ),
    reasons=(
        "Looks like the data means nine of ten: so many new samples lie among real ones, and so "
        "many real ones among new ones. Real pictures reach a little more. And the cloud of "
        "samples should be nearer to the real one than that of a plain autoencoder with a "
        "Gaussian fitted to its codes. Asked after a pilot had been seen."
    ),
)

CLAIMS = (C1, C2, C3, C4)
