"""repo2docker takes the tree as it is committed, and JupyterLab there opens on the chapters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def clean_copy(root, tmp_path_factory):
    """The files that git would commit, as they are now: no .venv, nothing built."""
    if not (root / ".git").exists():
        pytest.skip("this is no git checkout")
    folder = tmp_path_factory.mktemp("binder") / "tree"
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (root / name).is_file():  # linked, as nothing of it is written to
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(root / name)
    return folder


@pytest.fixture(scope="module")
def dockerfile(clean_copy):
    command = [BIN / "jupyter-repo2docker", "--no-build", "--debug", "."]
    answer = subprocess.run(command, cwd=clean_copy, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return answer.stdout + answer.stderr


def test_the_conda_environment_is_made_from_environment_yml(dockerfile):
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in dockerfile
    assert "Building conda environment for python=3.11" in dockerfile


def test_the_tree_is_there_before_pip_reads_the_lock_and_the_package(dockerfile):
    copied = dockerfile.index("COPY --chown")  # of scripts; the tree itself comes as src/
    copied = dockerfile.index(" src/ ${REPO_DIR}/", copied)
    assert copied < dockerfile.index("env update")
    assert dockerfile.index("env update") < dockerfile.index("RUN ./postBuild")


@pytest.fixture
def settings(root, tmp_path):
    """Folder of Jupyter's settings after postBuild."""
    environment = os.environ | {"NB_PYTHON_PREFIX": str(tmp_path)}
    subprocess.run([root / "postBuild"], env=environment, check=True)
    return tmp_path / "etc" / "jupyter"


def answer_of(server, runtime):
    """Page that a starting JupyterLab answers with, once it answers."""
    deadline = time.monotonic() + 90
    while True:
        assert server.poll() is None, "JupyterLab did not start"
        try:
            (info,) = runtime.glob("jpserver-*.json")
            address = json.loads(info.read_text())["url"] + "lab"
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.read().decode()
        except (OSError, ValueError):  # not there yet, half written, not listening yet
            assert time.monotonic() < deadline, "JupyterLab does not answer"
            time.sleep(0.1)


def first_page(folder, settings):
    """Settings that JupyterLab hands to its page when repo2docker starts it in `folder`."""
    runtime = settings / "runtime"
    environment = os.environ | {
        "JUPYTER_CONFIG_PATH": str(settings),
        "JUPYTER_CONFIG_DIR": str(settings / "none"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    options = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    command = [sys.executable, "-m", "jupyterlab", *options, "--ServerApp.default_url=/lab"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=folder, env=environment, **quiet)
    try:
        page = answer_of(server, runtime)
    finally:
        server.terminate()
        server.wait(timeout=60)
    data = page.partition('id="jupyter-config-data" type="application/json">')[2]
    return json.loads(data.partition("</script>")[0])


def test_jupyterlab_opens_on_the_chapters(clean_copy, settings):
    (clean_copy / "chapters").mkdir(exist_ok=True)
    assert first_page(clean_copy, settings)["preferredPath"] == "chapters"


def test_a_server_elsewhere_still_starts(tmp_path_factory, settings):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert first_page(elsewhere, settings)["preferredPath"] != "chapters"
