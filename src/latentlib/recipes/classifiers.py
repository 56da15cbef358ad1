"""Recipes of classifiers: judges of what other models draw."""

from __future__ import annotations

from latentlib.models import ClassifierConfig, cross_entropy_objective
from latentlib.recipes.recipe import Recipe
from latentlib.training import TrainConfig

__all__ = ["CLASSIFIERS"]

FASHION = Recipe(
    name="fashion-classifier",
    summary="A convolutional classifier of Fashion-MNIST with a layer of 64 features.",
    use=(
        "To judge what other models draw: which of the ten kinds of clothes it is, and how near "
        "two sets of pictures are in the space of its features. Distances there are comparable "
        "with each other, and not with those of other networks."
    ),
    data="fashion_mnist",
    model=ClassifierConfig(),
    training=TrainConfig(epochs=15, batch_size=64, lr=2e-3, weight_decay=1e-2),
    objective=cross_entropy_objective,
    measures=("accuracy",),
    given="labelled",
)

GLYPHS = Recipe(
    name="glyphs-classifier",
    summary="A convolutional classifier of letters and digits, whatever their font.",
    use=(
        "To judge in chapter 2 whether a drawn character is the one that was asked for. Characters "
        "that look alike in some fonts (O and 0, l and I) it confuses as people do."
    ),
    data="glyphs",
    model=ClassifierConfig(image_shape=(1, 32, 32), n_classes=62, n_features=96),
    training=TrainConfig(epochs=15, batch_size=64, lr=2e-3, weight_decay=1e-2),
    objective=cross_entropy_objective,
    measures=("accuracy",),
    given="labelled",
)

CLASSIFIERS = (FASHION, GLYPHS)
