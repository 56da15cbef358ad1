"""`pip install .` in a clean environment, and an import that is quick because it is lazy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HEAVY = ("torch", "matplotlib", "sklearn", "scipy", "gensim", "IPython", "ipywidgets")
PROBE = f"""
import json, sys, time
started = time.perf_counter()
import latentlib
seconds = time.perf_counter() - started
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps({{"seconds": seconds, "heavy": heavy, "file": latentlib.__file__}}))
"""
USE = """
import importlib.metadata
from latentlib import data
shapes = data.load_fashion_mnist("test")
print(len(shapes), importlib.metadata.version("latentlib"))
"""


@pytest.fixture(scope="module")
def python(root, tmp_path_factory):
    """Python of an environment in which nothing but latentlib was installed, by pip, from here.

    Its dependencies are those of the environment that runs the tests: a .pth file lends them, so
    that nothing is fetched, without the pointer to src/ that an editable install has put there.
    """
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    wheels = folder / "wheels"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", wheels, root]
    subprocess.run([*pip, *build], check=True, timeout=120)
    (wheel,) = wheels.glob("latentlib-*.whl")
    install = ["--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run([*pip, *install], check=True, timeout=120)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    lent = Path(sysconfig.get_path("purelib"))
    (own / "lent.pth").write_text(f"{lent}\n")
    return python


def run(python, code, folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    answer = subprocess.run(
        [python, "-W", "error", "-c", code], cwd=folder, env=clean, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def imports(python, tmp_path_factory):
    """Three imports, each in a Python of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    return [json.loads(run(python, PROBE, folder)) for _ in range(3)]


def test_the_installed_package_is_the_one_that_is_imported(imports, root, python):
    for probe in imports:
        assert Path(probe["file"]).is_relative_to(python.parents[1])
        assert not Path(probe["file"]).is_relative_to(root)


def test_nothing_heavy_is_imported_before_it_is_needed(imports):
    assert [probe["heavy"] for probe in imports] == [[], [], []]


def test_import_takes_less_than_a_second(imports):
    assert min(probe["seconds"] for probe in imports) < 1


def test_the_installed_package_works_and_brings_its_data(python, tmp_path):
    assert run(python, USE, tmp_path).split() == ["4000", "0.1.0"]
