"""The claims of chapter 0, "What is latent space?".

Three words have one meaning throughout. *Kept* is at least nine tenths, as for the distances of
chapter 1; *gone*: more than half of it is lost; *easier*, *less* and *cheaper* are better than with
pixels, each for every seed. All were chosen after a pilot, for the meaning of the words. Bands were
set from the first run, wide enough for another machine.
"""

from __future__ import annotations

from latentlib.claims.criteria import AtLeast, GreaterThan, LessThan
from latentlib.claims.model import Claim, Measure

__all__ = ["CLAIMS"]

KEPT = AtLeast(0.9)
GONE = LessThan(0.5)

A1 = Claim(
    id="A1",
    statement="A compact code keeps what matters about complicated data and lets the rest go.",
    chapter=0,
    measures=(
        Measure("clothes", "kind of clothing, share kept", "", (0.92, 1.02), KEPT, 2),
        Measure("letter", "which letter, share kept", "", (0.95, 1.2), KEPT, 2),
        Measure("style", "style of the font, share kept", "", (0.8, 1.05), KEPT, 2),
        Measure("facts", "four facts of a shape, share kept", "", (0.95, 1.08), KEPT, 2),
        Measure("detail_clothes", "clothes: fine detail kept", "", (0.44, 0.54), GONE, 2),
        Measure("detail_letters", "letters: fine detail kept", "", (0.5, 0.68), GONE, 2),
        Measure("detail_shapes", "shapes: fine detail kept", "", (0.62, 0.78), GONE, 2),
        Measure("clothes_pca", "PCA: kind of clothing", "", (0.88, 1.0), None, 2),
        Measure("letter_pca", "PCA: which letter", "", (0.85, 1.0), None, 2),
        Measure("style_pca", "PCA: style of the font", "", (0.75, 0.95), None, 2),
        Measure("facts_pca", "PCA: four facts of a shape", "", (0.65, 0.8), None, 2),
    ),
    reasons=(
        "“Keeps” means at least nine tenths of what all pixels tell, as for the distances of "
        "chapter 1; “lets go” means that more than half of the fine detail is gone. Chosen "
        "after a pilot, for the meaning of the words."
    ),
)

A2 = Claim(
    id="A2",
    statement=(
        "Patterns are easier to find in the code: sorting things into classes and groups "
        "gets easier."
    ),
    chapter=0,
    measures=(
        Measure("clothes_nearest", "clothes: nearest", "points", (2, 9), GreaterThan(0), 1),
        Measure("clothes_linear", "clothes: linear probe", "points", (-2, 4), GreaterThan(0), 1),
        Measure("clothes_groups", "clothes: groups", "points", (2, 12), GreaterThan(0), 1),
        Measure("letters_nearest", "letters: nearest", "points", (6, 18), GreaterThan(0), 1),
        Measure("letters_linear", "letters: linear probe", "points", (4, 14), GreaterThan(0), 1),
        Measure("letters_groups", "letters: groups", "points", (8, 21), GreaterThan(0), 1),
        # As many numbers of the best flat sheet.
        Measure("clothes_pca_nearest", "PCA, clothes: nearest", "points", (-3, 4), None, 1),
        Measure("clothes_pca_linear", "PCA, clothes: linear probe", "points", (-8, 4), None, 1),
        Measure("clothes_pca_groups", "PCA, clothes: groups", "points", (-5, 4), None, 1),
        Measure("letters_pca_nearest", "PCA, letters: nearest", "points", (-8, 0), None, 1),
        Measure("letters_pca_linear", "PCA, letters: linear probe", "points", (-10, 1), None, 1),
        Measure("letters_pca_groups", "PCA, letters: groups", "points", (-4, 4), None, 1),
        # Sixteen numbers of a code without any learning, on clothes.
        Measure("random_nearest", "random projection: nearest", "points", (-16, -6), None, 1),
        Measure("random_linear", "random projection: linear", "points", (-18, -6), None, 1),
        Measure("random_groups", "random projection: groups", "points", (-14, -1), None, 1),
    ),
    reasons=(
        "Easier means more right than with pixels: a gain above zero, for every seed. One "
        "criterion of the six is close: on clothes, a linear probe of one network loses a "
        "quarter of a point. It turns on the grid from which the penalty is chosen, and the one "
        "in use, in steps of half a decade, was taken up after the results of coarser ones were "
        "known. In steps of a decade all three networks gain, half a point or more, and the "
        "verdict would read “holds”; in steps of a quarter, one loses a whole point."
    ),
)

LAW = AtLeast(0.7)

A3 = Claim(
    id="A3",
    statement=(
        "The better a latent space is organised, the more predictable the model that uses it."
    ),
    chapter=0,
    measures=(
        Measure("knotted", "one network, knotted: rank correlation", "", (0.9, 1), LAW),
        Measure("trained", "autoencoders, by size: rank correlation", "", (0.65, 1), LAW),
        Measure("with_pca", "autoencoders and PCA: rank correlation", "", (-0.6, 0), LAW),
        Measure("at_size", "autoencoders, size taken out", "", (-0.6, 0.5), None),
        # 97.5 % of what comes out when each size draws order from one seed, surprise from another.
        Measure("by_chance", "the same by chance, up to", "", (0.6, 0.9), None),
    ),
    reasons=(
        "A law about order holds where the two orders share half of their variance: 0.7 "
        "squared is 0.49. With the size taken out, three seeds leave too few deviations to "
        "judge by; they are shown beside what chance alone gives."
    ),
)

A4 = Claim(
    id="A4",
    statement="The code is called latent because it holds hidden factors that nobody labelled.",
    chapter=0,
    measures=(
        Measure("place", "place: R², five neighbours", "", (0.98, 1), KEPT),
        Measure("size", "size: R², five neighbours", "", (0.93, 1), KEPT),
        Measure("angle", "angle: R², five neighbours", "", (0.8, 0.93), KEPT),
        Measure("kind", "kind: R², five neighbours", "", (0.93, 1), KEPT),
        Measure("place_sum", "place: R², weighted sum", "", (0.9, 1), None),
        Measure("size_sum", "size: R², weighted sum", "", (0.7, 0.95), None),
        Measure("angle_sum", "angle: R², weighted sum", "", (0, 0.15), None),
        Measure("kind_sum", "kind: R², weighted sum", "", (0, 0.15), None),
        Measure("place_pca", "PCA: place, five neighbours", "", (0.98, 1), None),
        Measure("size_pca", "PCA: size, five neighbours", "", (0.95, 1), None),
        Measure("angle_pca", "PCA: angle, five neighbours", "", (0.2, 0.4), None),
        Measure("kind_pca", "PCA: kind, five neighbours", "", (0.4, 0.6), None),
        Measure("place_pca_sum", "PCA: place, weighted sum", "", (0.9, 1), None),
        Measure("size_pca_sum", "PCA: size, weighted sum", "", (0.9, 1), None),
        Measure("angle_pca_sum", "PCA: angle, weighted sum", "", (-0.02, 0.05), None),
        Measure("kind_pca_sum", "PCA: kind, weighted sum", "", (-0.02, 0.05), None),
        Measure("angle_pixels", "all pixels: angle, five neighbours", "", (0.78, 0.9), exact=True),
        Measure("angle_random", "random projection: angle, five neighbours", "", (0.2, 0.45), None),
    ),
    reasons=(
        "A factor is held where nine tenths of its variance can be told from the code, on "
        "pictures that nobody had seen. Chosen after a pilot, for the meaning of the word."
    ),
)

A5 = Claim(
    id="A5",
    statement="A representation keeps the overall shape of a thing, not each of its pixels.",
    chapter=0,
    measures=(
        Measure("shape_clothes", "clothes: slow waves kept", "", (0.95, 1), KEPT),
        Measure("shape_letters", "letters: slow waves kept", "", (0.94, 1), KEPT),
        Measure("pixels_clothes", "clothes: fast waves kept", "", (0.37, 0.48), GONE),
        Measure("pixels_letters", "letters: fast waves kept", "", (0.42, 0.6), GONE),
        Measure("shift", "moved by a shift, over pixels", "", (0.5, 0.75), LessThan(1), 2),
        Measure("noise", "moved by noise, over pixels", "", (1.2, 1.8), LessThan(1), 2),
        Measure("shift_pca", "PCA moved by a shift", "", (0.28, 0.42), None, 2),
        Measure("noise_pca", "PCA moved by noise", "", (0.28, 0.45), None, 2),
        Measure("shift_random", "random projection moved by a shift", "", (0.8, 1.2), None, 2),
        Measure("noise_random", "random projection moved by noise", "", (0.8, 1.2), None, 2),
    ),
    reasons=(
        "“Keeps” means at least nine tenths of the slow waves; of the fast ones more than half "
        "has to be gone. A change that leaves the shape as it was should move the code less "
        "than it moves the pixels: below 1."
    ),
)

A6 = Claim(
    id="A6",
    statement="Working with the code is cheaper than working with the data itself.",
    chapter=0,
    measures=(
        Measure(
            "memory", "memory, pixels over codes", "", (11, 11.5), GreaterThan(1), 1, exact=True
        ),
        Measure("time", "time once codes are there", "", (2.5, 60), GreaterThan(1), 1),
        Measure(
            "encoded", "operations, with encoding", "", (2.6, 2.8), GreaterThan(1), 1, exact=True
        ),
        Measure(
            "trained",
            "operations, with training too",
            "",
            (0.015, 0.022),
            GreaterThan(1),
            exact=True,
        ),
        Measure(
            "mixed", "PCA or random: operations, with encoding", "", (33, 35), None, 1, exact=True
        ),
        # Is it the same task? Which five are found, and how many of them are of the right kind.
        Measure("same", "of the five in pixels, found", "", (0.4, 0.55), None, 2),
        Measure("same_pca", "PCA: of the five in pixels, found", "", (0.32, 0.46), None, 2),
        Measure("same_random", "random: of the five in pixels, found", "", (0.17, 0.3), None, 2),
        Measure("kind", "of the five found, right kind", "", (0.77, 0.85), None, 2),
        Measure("kind_pca", "PCA: of the five, right kind", "", (0.72, 0.82), None, 2),
        Measure("kind_random", "random: of the five, right kind", "", (0.63, 0.74), None, 2),
        Measure(
            "kind_pixels", "pixels: of the five, right kind", "", (0.77, 0.82), None, 2, exact=True
        ),
    ),
    reasons=(
        "Cheaper means that pixels cost more: a ratio above 1. The claim does not say which "
        "costs count, so four are taken: memory, time, operations with the encoding, and with "
        "the training too."
    ),
)

CLAIMS = (A1, A2, A3, A4, A5, A6)
