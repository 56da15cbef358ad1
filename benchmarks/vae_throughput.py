"""Images a second, training a VAE: the loop of the course beside pythae's.

``python benchmarks/vae_throughput.py`` trains the same network (784-512-16-512-784, 829,232
weights) on the same images in batches of the same size, in turns, each time in a process of its
own. Once everybody uses as many threads as they do by themselves, once one, once one a core; and
once more as by themselves while another program keeps one core busy, as a browser may. Beside it:
how quick this machine multiplies matrices of these sizes, and where our time goes.

It needs pythae, which asks for a backport of dataclasses that the lock cannot hold: install both,
``pip install . pythae==0.1.2``, in an environment of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import torch

N_IMAGES = 8000
BATCHES = (128, 512)
REPEATS = 5
BUSY_REPEATS = 3
N_WEIGHTS = 829_232
# A product and a sum for each weight: forwards, and twice backwards; but pixels need no gradient.
FLOP_AN_IMAGE = 6 * N_WEIGHTS - 2 * 784 * 512


def main() -> None:
    """Print the table."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the first run")
    for threads in ("as by default", "one", "one a core"):
        _compare(threads, REPEATS)
    with _busy_core():
        print("beside a program that keeps one core busy:")
        _compare("as by default", BUSY_REPEATS)


def _compare(threads: str, repeats: int) -> None:
    for batch in BATCHES:
        ours, peer = [], []
        for _ in range(repeats):
            ours.append(_in_own_process("ours", batch, threads))
            peer.append(_in_own_process("pythae", batch, threads))
        ratios = sorted(a["rate"] / b["rate"] for a, b in zip(ours, peer, strict=True))
        rates = [statistics.median(run["rate"] for run in runs) for runs in (ours, peer)]
        print(
            f"threads {threads}, batch {batch}: ours {rates[0]:,.0f} images/s, pythae "
            f"{rates[1]:,.0f}, ratio {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})",
            flush=True,
        )
        if threads == "one":
            limit = statistics.median(run["limit"] for run in ours)
            reached = rates[0] * FLOP_AN_IMAGE / 1e9
            shares = ", ".join(f"{k} {v:.0%}" for k, v in ours[0]["shares"].items())
            print(
                f"  products of these sizes: {limit:.0f} Gflop/s on one thread; we reach "
                f"{reached:.0f}, {reached / limit:.0%} of it. Our time: {shares}"
            )


@contextlib.contextmanager
def _busy_core() -> Iterator[None]:
    """Let another program compute without end, meanwhile."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def _in_own_process(whose: str, batch: int, threads: str) -> dict:
    environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"}
    n_threads = {"one": 1, "one a core": os.cpu_count()}.get(threads, 0)
    if n_threads:
        environment["OMP_NUM_THREADS"] = str(n_threads)
    command = [sys.executable, __file__, whose, str(batch), str(n_threads)]
    done = subprocess.run(
        command,
        check=True,
        text=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return json.loads(done.stdout.splitlines()[-1])


def measure(whose: str, batch: int, threads: int) -> None:
    """Train one epoch to warm up and one that counts; print what was found as JSON."""
    from latentlib.data import load_fashion_mnist

    x = load_fashion_mnist("train").tensor()[:N_IMAGES].clone()
    epoch = _ours(x, batch, threads or 1) if whose == "ours" else _pythae(x, batch)
    epoch()
    start = time.perf_counter()
    epoch()
    found = {"rate": N_IMAGES / (time.perf_counter() - start)}
    if whose == "ours" and threads == 1:
        found |= {"limit": _gflops(batch), "shares": _shares(epoch)}
    print(json.dumps(found))


def _ours(x, batch, threads):
    from latentlib.models import VAE, NegativeELBO, VAEConfig
    from latentlib.training import TrainConfig, fit

    generator = torch.Generator().manual_seed(0)
    model = VAE(VAEConfig(latent_dim=16, hidden=(512,)), generator=generator)
    assert sum(p.numel() for p in model.parameters()) == N_WEIGHTS
    config = TrainConfig(1, batch, warmup=0, final_lr=1)
    options = {"generator": generator, "progress": False, "threads": threads}
    return lambda: fit(model, x, NegativeELBO(), config, **options)


def _pythae(x, batch):
    import logging
    import tempfile

    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    logging.disable(logging.CRITICAL)
    model = VAE(VAEConfig(input_dim=(1, 28, 28), latent_dim=16, reconstruction_loss="bce"))
    assert sum(p.numel() for p in model.parameters()) == N_WEIGHTS
    config = BaseTrainerConfig(
        output_dir=tempfile.mkdtemp(), num_epochs=1, per_device_train_batch_size=batch
    )
    data = BaseDataset(x, torch.zeros(len(x)))
    trainer = BaseTrainer(model=model, train_dataset=data, training_config=config)
    trainer.prepare_training()
    return lambda: trainer.train_step(1)


def _gflops(batch: int) -> float:
    """Multiply matrices as the widest layer does, forwards and backwards."""
    a, w = torch.rand(batch, 784), torch.rand(784, 512)
    g = torch.rand(batch, 512)
    products = (lambda: a @ w, lambda: g @ w.T, lambda: a.T @ g)
    best = 0.0
    for _ in range(20):
        start = time.perf_counter()
        for product in products:
            product()
        best = max(best, 3 * 2 * batch * 784 * 512 / (time.perf_counter() - start) / 1e9)
    return best


def _shares(epoch) -> dict[str, float]:
    """Return which shares of an epoch's time matrix products, the optimiser and the rest take."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU]) as found:
        epoch()
    times = {"products": 0.0, "optimiser": 0.0, "rest": 0.0}
    for event in found.key_averages():
        kind = "rest"
        if event.key in ("aten::mm", "aten::addmm"):
            kind = "products"
        elif "adam" in event.key.lower():
            kind = "optimiser"
        times[kind] += event.self_cpu_time_total
    total = sum(times.values())
    return {kind: value / total for kind, value in times.items()}


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
