"""tools/setup.py: which Python runs the course, and what the others are told."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib

import pytest
import setup as gate
from packaging.specifiers import SpecifierSet


def test_the_gate_agrees_with_requires_python(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = SpecifierSet(project["requires-python"])
    versions = list(itertools.product((2, 3, 4), range(20)))
    assert [gate.fits(version) for version in versions] == [
        f"{major}.{minor}" in required for major, minor in versions
    ]


@pytest.mark.parametrize(
    ("version", "fault"),
    [((2, 7, 18), "too old"), ((3, 10, 13), "too old"), ((3, 14, 0), "too new")],
)
def test_refusal_is_one_sentence_with_version_and_remedy(version, fault):
    sentence = gate.refusal(version)
    assert sentence.startswith("Python 3.11 to 3.13 is needed")
    assert ".".join(map(str, version)) in sentence
    assert fault in sentence
    assert "PYTHON=" in sentence
    assert len(re.findall(r"\.(?=\s|$)", sentence)) == 1


def test_newest_fitting_python_is_chosen_and_a_lying_name_is_not():
    there = {"python3.13": (3, 9, 1), "python3.12": (3, 12, 4), "python3.11": (3, 11, 7)}
    assert gate.find_fitting(there.get) == "python3.12"
    assert gate.find_fitting({}.get) is None


def test_version_is_asked_of_the_python_itself(tmp_path):
    fake = tmp_path / "python3.12"
    fake.write_text("#!/bin/sh\necho 3.12.9\n")
    fake.chmod(0o755)
    dumb = tmp_path / "python3.13"  # what a version manager leaves for a version that is not set
    dumb.write_text("#!/bin/sh\necho 'not found' >&2\nexit 127\n")
    dumb.chmod(0o755)
    assert gate.version_of(str(fake)) == (3, 12, 9)
    assert gate.version_of(str(dumb)) is None
    assert gate.version_of(str(tmp_path / "missing")) is None


def test_unfit_python_hands_over_to_a_fitting_one(monkeypatch):
    called = []
    monkeypatch.setattr(gate.sys, "version_info", (3, 9, 6))
    monkeypatch.setattr(gate, "find_fitting", lambda: "python3.12")

    def execvp(command, arguments):
        called.append((command, arguments))
        raise SystemExit

    monkeypatch.setattr(gate.os, "execvp", execvp)
    with pytest.raises(SystemExit):
        gate.main(["--newest"])
    assert called == [
        ("python3.12", ["python3.12", gate.os.path.abspath(gate.__file__), "--newest"])
    ]


def test_unfit_python_alone_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(gate.sys, "version_info", (3, 9, 6))
    monkeypatch.setattr(gate, "find_fitting", lambda: None)
    assert gate.main([]) == 1
    said = capsys.readouterr().err
    assert said == "setup: " + gate.refusal((3, 9, 6)) + "\n"


def test_the_gate_keeps_to_what_an_old_python_can_parse(root):
    tree = ast.parse((root / "tools/setup.py").read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Starred)
    found = [node for node in ast.walk(tree) if isinstance(node, newer)]
    calls = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for argument in node.args
    }
    assert [node.lineno for node in found if id(node) not in calls] == []
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert all(f.returns is None and not f.args.kwonlyargs for f in functions)
    assert all(argument.annotation is None for f in functions for argument in f.args.args)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.name for node in imports for alias in node.names} == {"os", "subprocess", "sys"}
