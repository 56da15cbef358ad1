"""What latentlib.data offers: all that its modules do, and nothing by accident."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

from latentlib import data

MODULES = [module.name for module in pkgutil.iter_modules(data.__path__)]


def test_names_are_sorted_and_there() -> None:
    assert data.__all__ == sorted(data.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(data, name) for name in data.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_modules_say_what_is_public(name: str) -> None:
    module = importlib.import_module(f"latentlib.data.{name}")
    assert module.__doc__
    assert all(hasattr(module, public) for public in module.__all__)
    defined = {
        key
        for key, value in vars(module).items()
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
        and not key.startswith("_")
    }
    assert defined <= set(module.__all__)


@pytest.mark.parametrize("name", data.__all__)
def test_public_functions_and_classes_are_documented(name: str) -> None:
    value = getattr(data, name)
    if inspect.isfunction(value):
        assert "Returns\n" in inspect.getdoc(value)
        assert "Raises\n" in inspect.getdoc(value) or name == "cache_folder"
        given = list(inspect.signature(value).parameters)
        assert all(parameter in inspect.getdoc(value) for parameter in given)
    elif inspect.isclass(value):
        assert value.__doc__
