"""The package's door: what it offers."""

from __future__ import annotations

from types import ModuleType

from latentlib import plots


def test_offers_exactly_what_it_lists() -> None:
    names = {name for name, value in vars(plots).items() if not isinstance(value, ModuleType)}
    public = {name for name in names if not name.startswith("_")} - {"annotations"}
    assert public == set(plots.__all__)
