"""How likely a VAE finds binarised MNIST, beside table 1 of Burda, Grosse and Salakhutdinov (2016).

``latentlib train mnist-vae-50 --out FOLDER`` trains the paper's network with one layer of 50 latent
units; ``python benchmarks/mnist_likelihood.py FOLDER`` bounds what it says of the test images, with
1, 50, 500 and 5,000 samples an image. The paper has 86.76 nats, with 5,000 samples, which take some
20 minutes of two cores. The digits are not shipped: see `load_mnist`.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import torch
from torch import multiprocessing

from latentlib import recipes
from latentlib.data import load_mnist
from latentlib.models import importance_weighted_bound

SAMPLES = (1, 50, 500, 5000)
N_PIECES = 50  # of the test images, which are shared among processes


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the checkpoint is")
    parser.add_argument("--images", type=int, default=10_000, help="test images, spread evenly")
    options = parser.parse_args()
    x = binarized(options.images)
    print(f"{len(x):,} test images; the paper: 86.76 nats")
    with multiprocessing.get_context("spawn").Pool(
        os.cpu_count(), torch.set_num_threads, (1,)
    ) as pool:
        for n_samples in SAMPLES:
            start, pieces = time.perf_counter(), enumerate(x.tensor_split(N_PIECES))
            tasks = [(options.folder, part, n_samples, seed) for seed, part in pieces]
            nats = -torch.cat(pool.starmap(bounds, tasks))
            error = nats.std() / len(nats) ** 0.5
            seconds = time.perf_counter() - start
            print(
                f"{n_samples:5,} samples: {nats.mean():.2f} ± {error:.2f} nats, {seconds:.0f} s",
                flush=True,
            )


def binarized(n_images: int) -> torch.Tensor:
    """Return test images, each pixel thrown once: white with the probability that is its value."""
    x = load_mnist("test").tensor()
    x = (torch.rand(x.shape, generator=torch.Generator().manual_seed(0)) < x).float()
    return x[:: max(1, len(x) // n_images)][:n_images]


def bounds(folder: Path, x: torch.Tensor, n_samples: int, seed: int) -> torch.Tensor:
    """Return the bound of each image, in nats."""
    model = recipes.load("mnist-vae-50", folder=folder)
    generator = torch.Generator().manual_seed(seed)
    return importance_weighted_bound(model, x, n_samples, generator=generator)


if __name__ == "__main__":
    main()
