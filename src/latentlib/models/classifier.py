"""A small classifier: a judge of what pictures show, and a space of features to compare them in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from latentlib.models._layers import affine, check_images

__all__ = ["Classifier", "ClassifierConfig", "cross_entropy_objective"]


@dataclass(frozen=True)
class ClassifierConfig:
    """The shape of a classifier.

    Attributes
    ----------
    image_shape : tuple of int
        (C, H, W) of one image; H and W are multiples of 4.
    n_classes : int
        How many classes there are, at least 2.
    channels : tuple of int
        Channels of two convolutions, each at full size before its pooling to half.
    n_features : int
        Width of the layer before the classes are told apart.
    dropout : float
        Share of the features, from 0 to less than 1, that are left out at each step of training.
    """

    image_shape: tuple[int, int, int] = (1, 28, 28)
    n_classes: int = 10
    channels: tuple[int, int] = (16, 32)
    n_features: int = 64
    dropout: float = 0.3

    def __post_init__(self) -> None:
        object.__setattr__(self, "image_shape", tuple(self.image_shape))
        object.__setattr__(self, "channels", tuple(self.channels))
        shape = self.image_shape
        if len(shape) != 3 or min(shape) < 1 or shape[1] % 4 or shape[2] % 4:
            raise ValueError(
                f"image_shape is {shape}, but three positive numbers (C, H, W) with H and W "
                "multiples of 4 were expected"
            )
        if len(self.channels) != 2 or min(self.channels) < 1:
            raise ValueError(f"channels is {self.channels}, but two positive numbers were expected")
        for name, least in (("n_classes", 2), ("n_features", 1)):
            if getattr(self, name) < least:
                raise ValueError(
                    f"{name} is {getattr(self, name)}, but at least {least} was expected"
                )
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout is {self.dropout}, but 0 to less than 1 was expected")


class Classifier(nn.Module):
    """Convolutions, a layer of features, and the logarithm of each class's odds.

    Parameters
    ----------
    config : ClassifierConfig
        The shape.
    generator : torch.Generator
        Where the initial weights come from.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner (1998). Gradient-based learning applied to
    document recognition. Proceedings of the IEEE 86(11), 2278-2324. doi:10.1109/5.726791
    """

    def __init__(self, config: ClassifierConfig, *, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        c0, (c1, c2) = config.image_shape[0], config.channels
        n_places = math.prod(config.image_shape[1:]) // 16
        same = {"kernel_size": 3, "padding": 1, "generator": generator}
        self.body = nn.Sequential(
            affine(nn.Conv2d, c0, c1, **same),  # (B, c1, H, W)
            nn.ReLU(),
            nn.MaxPool2d(2),  # (B, c1, H/2, W/2)
            affine(nn.Conv2d, c1, c2, **same),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (B, c2, H/4, W/4)
            nn.Flatten(),
            affine(nn.Linear, c2 * n_places, config.n_features, generator=generator),
            nn.ReLU(),
        )
        self.head = affine(nn.Linear, config.n_features, config.n_classes, generator=generator)

    def features(self, x: Tensor) -> Tensor:
        """Return what the classes are told apart by, shape (B, n_features), each at least 0.

        Raises
        ------
        ValueError
            If the images have another shape than the model was made for.
        """
        check_images(x, self.config.image_shape)
        return self.body(x)

    def forward(self, x: Tensor, keep: Tensor | None = None) -> Tensor:
        """Return the classes' log odds, up to a constant, shape (B, n_classes).

        Parameters
        ----------
        x : Tensor, shape (B, C, H, W), values in [0, 1]
            The images.
        keep : Tensor of bool, shape (B, n_features), optional
            Which features are not left out; those that stay are made up for the others.
        """
        h = self.features(x)
        if keep is not None:
            h = h * keep / (1 - self.config.dropout)
        return self.head(h)


def cross_entropy_objective(
    model: nn.Module, batch: tuple[Tensor, Tensor], random: object
) -> Tensor:
    """Return how surprising the true classes are, for `latentlib.training.fit`.

    Parameters
    ----------
    model : Classifier
        While it is being trained, features are left out.
    batch : pair of Tensor, shapes (B, C, H, W) and (B,)
        Images and their classes.
    random : latentlib.training.RowRandom
        Where the choice of features comes from.

    Returns
    -------
    Tensor, shape ()
        In nats per image, mean over the batch.
    """
    x, y = batch
    keep = None
    if model.training:
        keep = random.uniform(model.config.n_features) >= model.config.dropout
    return F.cross_entropy(model(x, keep), y)
