"""Where training runs: a laptop's processor, one GPU, or many processes on many machines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from lightning_fabric import Fabric

__all__ = ["ACCELERATORS", "PRECISIONS", "Hardware", "cpu_threads", "fabric_for"]

ACCELERATORS = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "32-true", "bf16-mixed")


@dataclass(frozen=True)
class Hardware:
    """What to train on.

    Attributes
    ----------
    accelerator : {"auto", "cpu", "cuda", "mps"}
        ``"auto"`` takes a GPU where there is one.
    devices : int
        Processes on this machine, at least 1; each has a GPU of its own where GPUs are used.
    num_nodes : int
        Machines, at least 1, all with as many processes.
    precision : {"auto", "32-true", "bf16-mixed"}
        Numbers of 32 bits throughout, or of 16 (bfloat16) wherever that does no harm.
        ``"auto"`` mixes on a GPU that is made for it, and keeps 32 bits elsewhere.
    threads : int
        Threads of each process on the CPU, at least 1. One adds up in the same order on every
        machine, and never waits for a core that something else keeps busy; more pay where models
        are large and cores are free.

    References
    ----------
    D. Kalamkar et al. (2019). A study of BFLOAT16 for deep learning training. arXiv:1905.12322
    """

    accelerator: str = "auto"
    devices: int = 1
    num_nodes: int = 1
    precision: str = "auto"
    threads: int = 1

    def __post_init__(self) -> None:
        for name, choices in (("accelerator", ACCELERATORS), ("precision", PRECISIONS)):
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}, but one of {', '.join(choices)} "
                    "was expected"
                )
        for name in ("devices", "num_nodes", "threads"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, but at least 1 was expected")

    def launch(self) -> Fabric:
        """Start the processes, unless a launcher such as torchrun has; return what joins them.

        In every process but the first, the calling program begins anew and comes to this place by
        itself.

        Returns
        -------
        lightning_fabric.Fabric
            Launched, for `latentlib.training.fit`.

        Raises
        ------
        RuntimeError
            If there is no such accelerator here, or it has too few devices.
        """
        from lightning_fabric import Fabric

        several = self.devices * self.num_nodes > 1
        fabric = Fabric(
            accelerator=self.accelerator,
            devices=self.devices,
            num_nodes=self.num_nodes,
            strategy="ddp" if several else "auto",
            precision=self._precision(),
        )
        fabric.launch()
        return fabric

    def describe(self, fabric: Fabric) -> str:
        """Return what was trained on, in a few words."""
        if fabric.device.type == "cpu":
            n_cores = fabric.world_size * self.threads
            return "1 CPU core" if n_cores == 1 else f"{n_cores} CPU cores"
        is_cuda = fabric.device.type == "cuda"
        name = torch.cuda.get_device_name(fabric.device) if is_cuda else "GPU of a Mac"
        return f"{fabric.world_size} x {name}"

    def _precision(self) -> str:
        if self.precision != "auto":
            return self.precision
        on_gpu = self.accelerator in ("auto", "cuda") and torch.cuda.is_available()
        return "bf16-mixed" if on_gpu and torch.cuda.is_bf16_supported(False) else "32-true"


@contextlib.contextmanager
def cpu_threads(n: int) -> Iterator[None]:
    """Let PyTorch use so many threads for a while."""
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fabric_for(model: nn.Module) -> Fabric:
    """Return one process on the device where a model is, with 32 bits throughout."""
    from lightning_fabric import Fabric

    device = next(model.parameters()).device
    devices = 1 if device.index is None else [device.index]
    return Fabric(accelerator=device.type, devices=devices, precision="32-true")
