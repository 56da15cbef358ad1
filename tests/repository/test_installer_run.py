"""Set-up for real, in a small course of three tiny packages: cut off, killed, damaged, mended.

Nothing is fetched: pip takes wheels that the test writes. One environment serves all the steps,
as making one takes seconds, so they are told in order in a single test.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import installer
import pytest

N_FILES = 2500  # so many that pip can be caught in the middle of writing them
BACKEND = """\
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "latentlib-0.1.0-py3-none-any.whl"
    info = "latentlib-0.1.0.dist-info"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("latentlib_here.py", "")
        head = "Metadata-Version: 2.1\\nName: latentlib\\nVersion: 0.1.0\\n"
        wheel.writestr(f"{info}/METADATA", head)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""


def write_wheel(folder, name, version, files):
    """A wheel with its metadata first, so that pip believes in it before it is whole."""
    info = f"{name}-{version}.dist-info"
    contents = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    } | files
    record = "".join(f"{path},,{len(text)}\n" for path, text in contents.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in {**contents, f"{info}/RECORD": record + f"{info}/RECORD,,\n"}.items():
            wheel.writestr(path, text)


@pytest.fixture
def course(tmp_path, root):
    """A folder like the course's, with wheels beside it."""
    folder, wheels = tmp_path / "a course", tmp_path / "wheels"
    (folder / "tools").mkdir(parents=True)
    wheels.mkdir()
    for name in ("setup.py", "installer.py", "piprun.py"):
        shutil.copy(root / "tools" / name, folder / "tools")
    write_wheel(wheels, "torch", "2.13.0", {"torch.py": "cpu = True\n"})
    write_wheel(wheels, "bulk", "1.0", {f"bulk/m{i}.py": "x = 1\n" for i in range(N_FILES)})
    (folder / "requirements.lock").write_text("bulk==1.0\ntorch==2.13.0\n")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "latentlib"\nversion = "0.1.0"\n'
    )
    return folder


def start(course, **settings):
    """Start set-up in a process group of its own, with no index but the wheels."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    own |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(course.parent / "wheels").replace(" ", "%20"),
        installer.INDEX_SETTING: "",
    }
    return subprocess.Popen(
        [sys.executable, "tools/setup.py"],
        cwd=course,
        env=own | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process):
    """Exit status, standard output, standard error."""
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


def site_packages(course) -> Path:
    return next((course / ".venv" / "lib").glob("python3*/site-packages"))


def wait_until_half_written(course):
    """Wait until pip has written some, not all, of the big package."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        written = len(list((course / ".venv").glob("lib/python3*/site-packages/bulk/*.py")))
        if written > N_FILES // 50:
            assert written < N_FILES
            return
        time.sleep(0.005)
    raise AssertionError("pip never wrote the package")


def assert_whole(course):
    packages = site_packages(course)
    assert installer.broken_packages(packages) == []
    assert len(list((packages / "bulk").glob("*.py"))) == N_FILES
    assert (course / ".venv" / "setup-stamp").exists()
    assert (packages / "latentlib_here.py").exists()


def test_setup_resumes_after_whatever_stops_it(course):
    # No network: one sentence, and what was made is kept.
    offline = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": ""}
    status, _, errors = finish(start(course, **offline, PIP_RETRIES="1"))
    assert (status, errors.count("\n")) == (1, 1)
    assert errors.startswith("setup: No network: ")
    made = (course / ".venv" / "pyvenv.cfg").stat().st_mtime_ns

    # Killed with all its children while a package is being written, metadata already there.
    process = start(course)
    wait_until_half_written(course)
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    assert (site_packages(course) / "bulk-1.0.dist-info" / "METADATA").exists()
    assert installer.broken_packages(site_packages(course)) != []
    assert not (course / ".venv" / "setup-stamp").exists()

    # Killed again, but pip lives on alone: the next set-up waits for it, then mends and ends.
    shutil.rmtree(site_packages(course) / "bulk")
    process = start(course)
    wait_until_half_written(course)
    process.kill()
    finish(process)
    status, output, errors = finish(start(course))
    assert (status, errors) == (0, "")
    assert output.startswith("Another set-up is at work here")
    for step in ("[1/4]", "[2/4]", "[3/4]", "[4/4]"):
        assert step in output
    assert_whole(course)
    assert (course / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made

    # Done: nothing more to say or do.
    assert finish(start(course)) == (0, "", "")

    # A changed lock: set-up runs again, and mends a damaged file on the way.
    (course / "requirements.lock").write_text("# changed\nbulk==1.0\ntorch==2.13.0\n")
    (site_packages(course) / "torch.py").write_text("cpu")
    assert finish(start(course))[0] == 0
    assert (site_packages(course) / "torch.py").read_text() == "cpu = True\n"
    assert_whole(course)

    # Moved elsewhere, where its scripts name a Python that is gone: to be made anew.
    assert installer.Installer(course).venv_works()
    moved = course.rename(course.parent / "moved")
    assert not installer.Installer(moved).is_current()
    assert not installer.Installer(moved).venv_works()
