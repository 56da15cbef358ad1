"""tools/installer.py, step by step, on fakes; test_installer_run.py runs the real thing."""

from __future__ import annotations

import errno
import http.server
import threading

import installer
import pytest
from piprun import SetupError


@pytest.fixture
def course(tmp_path):
    """A folder with what set-up reads."""
    (tmp_path / "requirements.lock").write_text("six==1.17.0\ntorch==2.13.0\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "latentlib"\ndependencies = ["six>=1", "torch>=2.6,<3"]\n'
    )
    return tmp_path


@pytest.fixture
def calls(monkeypatch):
    """What would have been given to pip."""
    made = []
    monkeypatch.setattr(
        installer.Installer, "pip", lambda self, title, *arguments, **rest: made.append(arguments)
    )
    return made


def set_machine(monkeypatch, *, system="linux", nvidia=False, index_answers=True):
    monkeypatch.delenv(installer.INDEX_SETTING, raising=False)
    monkeypatch.setattr(installer.sys, "platform", system)
    monkeypatch.setattr(installer, "has_nvidia", lambda: nvidia)
    monkeypatch.setattr(installer, "reachable", lambda url: index_answers)


@pytest.mark.parametrize(
    ("machine", "index"),
    [
        ({}, installer.CPU_INDEX),
        ({"nvidia": True}, None),
        ({"index_answers": False}, None),
        ({"system": "darwin"}, None),
    ],
)
def test_cpu_build_is_taken_where_no_gpu_is_and_its_index_answers(monkeypatch, machine, index):
    set_machine(monkeypatch, **machine)
    assert installer.torch_index() == index


def test_a_reader_may_name_another_index_or_none(monkeypatch):
    set_machine(monkeypatch)
    monkeypatch.setenv(installer.INDEX_SETTING, "https://mirror.example/cu128")
    assert installer.torch_index() == "https://mirror.example/cu128"
    monkeypatch.setenv(installer.INDEX_SETTING, "")
    assert installer.torch_index() is None


def test_pytorch_comes_with_what_it_needs_as_locked(monkeypatch, course, calls):
    locked = ("--constraint", str(course / "requirements.lock"))
    set_machine(monkeypatch)
    installer.Installer(course).install_torch()
    set_machine(monkeypatch, nvidia=True)
    installer.Installer(course).install_torch()
    cpu = ("--extra-index-url", installer.CPU_INDEX)
    assert calls == [
        (*installer.INSTALL, *locked, *cpu, "torch==2.13.0"),
        (*installer.INSTALL, *locked, "torch==2.13.0"),
    ]


def test_newest_takes_ranges_in_place_of_pins(monkeypatch, course, calls):
    set_machine(monkeypatch, index_answers=False)
    newest = installer.Installer(course, newest=True)
    newest.install_torch()
    newest.install_packages()
    assert calls[0][-2:] == ("--upgrade", "torch>=2.6,<3")
    assert calls[1][-2:] == ("--editable", f"{course}[{installer.EXTRAS}]")
    assert "eager" in calls[1]


def test_fingerprint_follows_everything_that_decides(course, monkeypatch):
    seen = {installer.Installer(course).fingerprint()}
    seen.add(installer.Installer(course, newest=True).fingerprint())
    (course / "requirements.lock").write_text("torch==2.13.0\n")
    seen.add(installer.Installer(course).fingerprint())
    (course / "pyproject.toml").write_text("[project]\n")
    seen.add(installer.Installer(course).fingerprint())
    monkeypatch.setattr(installer.platform, "python_version", lambda: "3.12.99")
    seen.add(installer.Installer(course).fingerprint())
    assert len(seen) == 5
    assert installer.Installer(course).fingerprint() in seen


def test_extras_are_those_of_the_project(root):
    project = installer.tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert set(installer.EXTRAS.split(",")) == set(project["optional-dependencies"])


def test_too_little_disk_is_said_before_anything_is_made(monkeypatch, course, capsys):
    usage = type("Usage", (), {"free": 1.2e9})
    monkeypatch.setattr(installer.shutil, "disk_usage", lambda path: usage)
    assert installer.main([], course) == 1
    said = capsys.readouterr().err
    assert said == "setup: The disk is full: set-up needs about 3 GB and 1.2 GB are free.\n"
    assert not (course / ".venv").exists()


def test_a_folder_that_is_not_ours_is_said(monkeypatch, course, capsys):
    monkeypatch.setattr(installer.os, "access", lambda path, mode: False)
    assert installer.main([], course) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"setup: No permission to write in {course}:")
    assert not (course / ".venv").exists()


def test_disk_that_fills_up_under_pip_is_said(monkeypatch, course):
    def run_pip(*arguments, **options):
        raise SetupError("pip failed without a word")

    monkeypatch.setattr(installer, "run_pip", run_pip)
    usage = type("Usage", (), {"free": 1e5})
    monkeypatch.setattr(installer.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(OSError, match="No space left") as caught:
        installer.Installer(course).pip("PyTorch", "install", "torch")
    assert caught.value.errno == errno.ENOSPC


def test_other_failures_of_the_file_system_are_not_explained_away(course):
    assert installer.explain(OSError(errno.EIO, "input/output error"), course) is None


def test_interruption_says_how_to_go_on(monkeypatch, course, capsys):
    def work(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(installer.Installer, "work", work)
    assert installer.main([], course) == 130
    assert "goes on from here" in capsys.readouterr().err


def test_an_address_that_refuses_does_not_answer_and_one_that_forbids_does(tmp_path):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        assert installer.reachable(address, 4)  # 501: no GET there, yet somebody answers
    finally:
        server.shutdown()
        server.server_close()
    assert not installer.reachable(address, 4)


def write_package(site_packages, name, record, files):
    folder = site_packages / f"{name}-1.0.dist-info"
    folder.mkdir()
    if record is not None:
        (folder / "RECORD").write_text(record)
    for path, content in files.items():
        (site_packages / path).write_text(content)


def test_half_written_packages_are_found(tmp_path):
    write_package(tmp_path, "whole", "whole.py,sha256=x,3\nwhole.pyc,,\n", {"whole.py": "abc"})
    write_package(tmp_path, "cut", "cut.py,sha256=x,3\n", {"cut.py": "ab"})
    write_package(tmp_path, "gone", "gone.py,sha256=x,3\n", {})
    write_package(tmp_path, "norecord", None, {})
    write_package(tmp_path, "garbled", "garbled.py\n", {})
    broken = [folder.name.split("-")[0] for folder in installer.broken_packages(tmp_path)]
    assert broken == ["cut", "garbled", "gone", "norecord"]
