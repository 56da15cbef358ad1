"""The training loop, beside a bare loop in PyTorch and scikit-learn's network."""

from __future__ import annotations

import warnings

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor
from torch import Tensor, nn

from latentlib.data import load_fashion_mnist
from latentlib.models import (
    Autoencoder,
    AutoencoderConfig,
    reconstruction_loss,
    reconstruction_objective,
)
from latentlib.training import TrainConfig, fit

MODEL = AutoencoderConfig(latent_dim=16, hidden=(256,))
TRAINING = TrainConfig(epochs=2, batch_size=128, lr=1e-3, warmup=0, final_lr=1)


def test_bare_loop(side_by_side, n_samples):
    x, x_test = _images(n_samples)
    side_by_side(
        "two epochs of an autoencoder",
        "a bare loop in PyTorch",
        ours=lambda: _error(_ours(x), x_test),
        peer=lambda: _error(_bare_loop(x), x_test),
        allowed=1e-6,
        note="held-out errors compared",
    )


def test_scikit_learn(side_by_side, n_samples):
    x, x_test = _images(n_samples)
    flat, flat_test = x.flatten(1).numpy(), x_test.flatten(1).numpy()
    side_by_side(
        "two epochs of an autoencoder",
        "scikit-learn's MLPRegressor",
        ours=lambda: _error(_ours(x), x_test),
        peer=lambda: np.mean((_scikit_learn(flat).predict(flat_test) - flat_test) ** 2),
        allowed=1,
        note="theirs rectifies the code and leaves pixels free",
    )


def _images(n_samples: int) -> tuple[Tensor, Tensor]:
    return load_fashion_mnist("train").tensor()[:n_samples], load_fashion_mnist("test").tensor()


def _ours(x: Tensor) -> nn.Module:
    generator = torch.Generator().manual_seed(0)
    model = Autoencoder(MODEL, generator=generator)
    fit(model, x, reconstruction_objective, TRAINING, generator=generator, progress=False)
    return model


def _bare_loop(x: Tensor) -> nn.Module:
    generator = torch.Generator().manual_seed(0)
    model = Autoencoder(MODEL, generator=generator)
    optimizer = torch.optim.AdamW(model.parameters(), lr=TRAINING.lr, weight_decay=0)
    for _ in range(TRAINING.epochs):
        for index in torch.randperm(len(x), generator=generator).split(TRAINING.batch_size):
            loss = nn.functional.mse_loss(model(x[index]).reconstruction, x[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def _scikit_learn(x: np.ndarray) -> MLPRegressor:
    model = MLPRegressor(
        hidden_layer_sizes=(*MODEL.hidden, MODEL.latent_dim, *MODEL.hidden),
        alpha=0,
        batch_size=TRAINING.batch_size,
        learning_rate_init=TRAINING.lr,
        max_iter=TRAINING.epochs,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # two epochs are what was asked for
        return model.fit(x, x)


@torch.no_grad()
def _error(model: nn.Module, x: Tensor) -> float:
    return reconstruction_loss(model(x), x).item()
