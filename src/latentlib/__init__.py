"""The helper package of an executable course on latent space.

The submodules are imported when they are first used, so that ``import latentlib`` is quick and
brings in neither PyTorch nor matplotlib nor scikit-learn:

>>> import latentlib
>>> latentlib.metrics.knn_recall  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from types import ModuleType

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "checkpoints",
    "claims",
    "data",
    "exercises",
    "live",
    "metrics",
    "models",
    "plots",
    "recipes",
    "training",
]

_SUBMODULES = frozenset(__all__) - {"__version__"}


def __getattr__(name: str) -> ModuleType:
    """Import a submodule at its first use (PEP 562)."""
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
