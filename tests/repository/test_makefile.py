"""The Makefile: what it offers, and that it keeps to what macOS ships."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

TARGETS = {
    *("help", "setup", "serve", "test", "check", "book", "verdicts", "lab"),
    *("bench", "lock", "clean", "distclean"),
}


@pytest.fixture(scope="module")
def text(root):
    return (root / "Makefile").read_text(encoding="utf-8")


def make(root, *arguments):
    """Run make as from a terminal: these tests may themselves run under make."""
    outer = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "PYTHON", "PORT", "ARGS")
    own = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", *arguments], cwd=root, env=own, capture_output=True, text=True, timeout=60
    )


def test_make_alone_lists_every_command(root):
    listed = make(root).stdout
    assert set(re.findall(r"^  make ([a-z]+) ", listed, re.M)) == TARGETS
    assert "make serve" in listed.splitlines()[0]


def test_every_target_is_phony_and_explained(text):
    assert set(re.search(r"^\.PHONY: (.*)$", text, re.M)[1].split()) == TARGETS
    assert set(re.findall(r"^([a-z]+):.*## \S", text, re.M)) == TARGETS


@pytest.mark.parametrize("target", ["serve", "test", "check", "book", "lab", "bench"])
def test_set_up_comes_first(root, target):
    plan = make(root, "-n", target).stdout.splitlines()
    first = next(i for i, line in enumerate(plan) if "tools/setup.py" in line)
    assert not any(".venv/bin/python " in line for line in plan[:first])


def test_whatever_a_target_runs_is_in_the_tree(root, text):
    for script in re.findall(r"\b(?:tools|benchmarks)/\w+\.py", text):
        assert (root / script).exists(), f"the Makefile runs {script}, which is missing"
    for folder in ("tests", "chapters", "benchmarks"):
        assert (root / folder).is_dir(), f"the Makefile names {folder}, which is missing"


def test_a_port_and_a_python_can_be_named(root):
    plan = make(root, "-n", "serve", "PORT=8123", "PYTHON=/opt/python3.12").stdout
    assert "tools/serve.py --port 8123" in plan
    assert '"/opt/python3.12" tools/setup.py' in plan


def test_no_python_is_one_sentence(root):
    answer = make(root, "setup", "PYTHON=python-that-is-not-there")
    said = [line for line in answer.stderr.splitlines() if not line.startswith("make: ***")]
    assert answer.returncode != 0
    assert len(said) == 1
    assert said[0].startswith("setup: There is no command 'python-that-is-not-there'")


def test_nothing_newer_than_make_3_81_is_used(text):
    newer = (r"\$\(file ", r"!=", r"\.ONESHELL", r"\$\(guile", r"^undefine", r"::=", r"\$\(let ")
    for construct in newer:
        assert not re.search(construct, text, re.M), construct
    assert "SHELL" not in text  # recipes are for any POSIX shell


def test_shell_scripts_keep_to_bash_3_2(root):
    newer = r"declare -A|mapfile|readarray|\$\{\w+(,,|\^\^)\}|\|&|&>>"
    for script in (".ci/run", "postBuild"):
        assert not re.search(newer, (root / script).read_text(encoding="utf-8")), script
        assert (root / script).stat().st_mode & 0o111, f"{script} is not executable"
