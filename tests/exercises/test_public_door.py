"""The package's door: what it offers, and that it opens quickly."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

from latentlib import exercises


def test_offers_exactly_what_it_lists() -> None:
    names = {name for name, value in vars(exercises).items() if not isinstance(value, ModuleType)}
    public = {name for name in names if not name.startswith("_")} - {"annotations"}
    assert public == set(exercises.__all__)


def test_import_needs_neither_torch_nor_notebooks() -> None:
    code = "import sys, latentlib.exercises; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "latentlib.exercises" in modules
    assert not {"torch", "matplotlib", "sklearn", "nbformat"} & set(modules)
