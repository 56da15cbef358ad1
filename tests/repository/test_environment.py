"""pyproject.toml, requirements.lock and environment.yml ask for the same."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import tomllib

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PYTHONS = ("3.11.7", "3.12.1", "3.13.0")
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
)
TARGETS = [
    pytest.param(
        default_environment()
        | system
        | {"python_full_version": python, "python_version": python.rpartition(".")[0]}
        | {"os_name": "posix", "extra": ""},
        id=f"{python}-{system['sys_platform']}-{system['platform_machine']}",
    )
    for python in PYTHONS
    for system in SYSTEMS
]


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def lock(root):
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines]


@pytest.fixture(scope="module")
def environment(root):
    return yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))


def applies(requirement, target):
    return requirement.marker is None or requirement.marker.evaluate(target)


def pins_for(lock, target):
    """Version by name for one Python on one system."""
    found = {}
    for requirement in lock:
        if applies(requirement, target):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is pinned twice for this target"
            found[name] = next(iter(requirement.specifier)).version
    return found


def asked_by(project):
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for group in (project["dependencies"], *extras) for text in group]


@pytest.mark.parametrize("target", TARGETS)
def test_every_requirement_is_locked_within_its_range(project, lock, target):
    pins = pins_for(lock, target)
    for requirement in asked_by(project):
        if applies(requirement, target):
            version = pins[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{requirement} but {version}"


def test_every_requirement_has_a_lower_bound_and_an_upper_one_or_a_reason(project):
    unbounded = []
    for requirement in asked_by(project):
        operators = {specifier.operator for specifier in requirement.specifier}
        if not (operators & {"=="} or operators >= {">=", "<"}):
            unbounded.append(requirement.name)
    assert unbounded == ["jupyter-repo2docker"]  # its versions are dates: no bound says anything


def test_the_lock_is_exact_and_names_no_index(root):
    for line in (root / "requirements.lock").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ;*]+( ; .+)?", line), line
        assert "://" not in line


def needs(distribution):
    """What an installed distribution needs on this machine, without its extras."""
    every = [Requirement(text) for text in distribution.requires or ()]
    return [requirement for requirement in every if applies(requirement, {"extra": ""})]


@pytest.mark.skipif(os.environ.get("LATENT_COURSE_PINS") == "newest", reason="not the lock")
def test_what_is_installed_is_the_lock_and_the_lock_is_closed(lock):
    pins = pins_for(lock, default_environment() | {"extra": ""})
    for name, version in pins.items():
        assert importlib.metadata.version(name).partition("+")[0] == version, name
        for requirement in needs(importlib.metadata.distribution(name)):
            needed = canonicalize_name(requirement.name)
            if re.match(r"nvidia-|cuda-|triton\b", needed):
                continue  # comes with PyTorch's GPU build
            assert needed in pins, f"{name} needs {needed}, which is not locked"
            assert requirement.specifier.contains(pins[needed], prereleases=True), requirement


def test_conda_brings_python_and_pip_and_the_lock_brings_the_rest(environment, project):
    *conda, pip = environment["dependencies"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    python = next(text for text in conda if text.startswith("python="))
    assert sorted(conda) == ["pip", python]
    assert python.partition("=")[2] in {version.rpartition(".")[0] for version in PYTHONS}
    assert SpecifierSet(project["requires-python"]).contains(python.partition("=")[2] + ".0")
    assert pip == {
        "pip": [
            "--extra-index-url https://download.pytorch.org/whl/cpu",
            "-r requirements.lock",
            "-e .",
        ]
    }


def test_every_supported_python_is_in_the_classifiers(project):
    for python in PYTHONS:
        minor = python.rpartition(".")[0]
        assert f"Programming Language :: Python :: {minor}" in project["classifiers"]
        assert SpecifierSet(project["requires-python"]).contains(python)
    assert f"{sys.version_info[0]}.{sys.version_info[1]}" in {p.rpartition(".")[0] for p in PYTHONS}


def test_license_files_and_version_are_those_of_the_citation(root, project):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["version"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"]
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert project["license"] == "MIT"
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    text = (root / "LICENSE-TEXT").read_text(encoding="utf-8")
    assert text.startswith("Attribution 4.0 International")
    assert "Section 8 -- Interpretation." in text
