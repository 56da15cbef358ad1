from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import latentlib

ROOT = Path(latentlib.__file__).parent
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(latentlib.__path__, prefix="latentlib.")
    if not module.name.endswith("__main__")
)
SOURCES = sorted(ROOT.rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    """Return the names of the modules that a source file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_import_brings_in_nothing_heavy():
    code = "import sys, latentlib; print(sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(done.stdout))
    assert "latentlib" in loaded
    heavy = {"torch", "matplotlib", "sklearn", "scipy", "numpy", "gensim", "IPython", "pooch"}
    assert not loaded & heavy


def test_submodules_arrive_when_they_are_asked_for():
    code = (
        "import sys, latentlib; assert 'latentlib.metrics' not in sys.modules;"
        "latentlib.metrics.knn_recall; assert 'torch' not in sys.modules; print('fine')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "fine\n"


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'latentlib' has no attribute 'no_such_thing'"):
        latentlib.no_such_thing  # noqa: B018
    assert set(latentlib.__all__) <= set(dir(latentlib))


def test_the_version_is_the_one_of_the_project():
    project = ROOT.parents[1] / "pyproject.toml"
    if not project.exists():
        pytest.skip("installed without its project file")
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert declared.get("version", latentlib.__version__) == latentlib.__version__


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_what_it_offers(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    assert len(set(module.__all__)) == len(module.__all__)
    for public in module.__all__:
        offered = getattr(module, public)
        if inspect.isfunction(offered) or inspect.isclass(offered):
            assert offered.__doc__, f"{name}.{public} has no docstring"


def test_all_of_the_package_is_reachable_from_its_door():
    for name in latentlib.__all__:
        assert getattr(latentlib, name) is not None


COMPUTING = [
    path
    for path in SOURCES
    if path.relative_to(ROOT).parts[0] in {"data", "metrics", "models", "training.py", "recipes.py"}
]


@pytest.mark.parametrize("path", COMPUTING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_computes_imports_nothing_that_draws(path):
    drawing = {"matplotlib", "latentlib.plots", "latentlib.live", "ipywidgets"}
    for name in imported_by(path):
        assert not any(name == other or name.startswith(other + ".") for other in drawing)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_seeds_globally(path):
    called = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not called & {
        "torch.manual_seed",
        "torch.seed",
        "torch.random.manual_seed",
        "np.random.seed",
        "numpy.random.seed",
        "random.seed",
    }
