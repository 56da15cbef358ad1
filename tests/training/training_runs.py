"""Small trainings that tests run here and in processes of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from latentlib.models import VAE, NegativeELBO, VAEConfig
from latentlib.training import Hardware, TrainConfig, fit

SHAPE = (1, 4, 4)
CONFIG = TrainConfig(epochs=4, batch_size=15, lr=0.01, max_norm=5.0)  # 50 rows: a rest of 5


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def small_vae() -> VAE:
    """A model with everything that training has to remember: weights, moments, random numbers."""
    return VAE(VAEConfig(SHAPE, 2, (8,)), generator=seeded())


def images(n: int = 50, seed: int = 1) -> torch.Tensor:
    return torch.rand((n, *SHAPE), generator=seeded(seed)).round()


def train(model: VAE, **more: object):
    """Train; the settings may be replaced."""
    arguments = {"generator": seeded(7), "progress": False, "validation": images(20, 2)} | more
    config = arguments.pop("config", CONFIG)
    return fit(model, images(), NegativeELBO(), config, **arguments)


def main(arguments: list[str]) -> None:
    """``DEVICES STATE_FILE OUT EPOCHS``: train in processes; the first writes what it learnt."""
    devices, state_file, out, epochs = arguments
    fabric = Hardware(accelerator="cpu", devices=int(devices)).launch()
    model = small_vae()
    history = train(
        model,
        fabric=fabric,
        state_file=None if state_file == "-" else Path(state_file),
        config=TrainConfig(int(epochs), CONFIG.batch_size, lr=CONFIG.lr, max_norm=CONFIG.max_norm),
        save_every=1,
    )
    if fabric.is_global_zero:
        torch.save({"model": model.state_dict(), "loss": history.loss.tolist()}, out)


if __name__ == "__main__":
    main(sys.argv[1:])
