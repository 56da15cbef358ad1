"""The pre-commit hooks: the same versions as the lock, and outputs kept in verdict cells only."""

from __future__ import annotations

import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml


@pytest.fixture(scope="module")
def hooks(root):
    """Hook by name, each with the version of its repository."""
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    return {
        hook["id"]: hook | {"rev": repository["rev"], "repo": repository["repo"]}
        for repository in config["repos"]
        for hook in repository["hooks"]
    }


def pins(root):
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.partition(" ;")[0].split("==") for line in lines)


def test_hooks_run_the_versions_that_are_locked(root, hooks):
    locked = pins(root)
    assert hooks["ruff-format"]["rev"] == hooks["ruff-check"]["rev"] == "v" + locked["ruff"]
    assert hooks["nbstripout"]["rev"] == locked["nbstripout"]


def test_every_hook_is_pinned_to_a_release(hooks):
    assert {"trailing-whitespace", "end-of-file-fixer", "check-yaml"} <= set(hooks)
    for hook in hooks.values():
        assert hook["repo"].startswith("https://github.com/")
        assert hook["rev"].lstrip("v").replace(".", "").isdigit(), hook["rev"]


def strip(hooks, *arguments):
    command = [sys.executable, "-m", "nbstripout", *hooks["nbstripout"]["args"], *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def notebook(tmp_path):
    """An executed notebook: one cell of each kind."""

    def cell(*tags):
        output = nbformat.v4.new_output("stream", text="0.93\n")
        new = nbformat.v4.new_code_cell("1 + 1", outputs=[output], execution_count=7)
        new.metadata = {"tags": list(tags), "execution": {"iopub.execute_input": "12:00"}}
        return new

    document = nbformat.v4.new_notebook(
        cells=[cell("verdict", "keep_output"), cell("exercise"), cell()]
    )
    document.cells[0].id = "verdict-b1"
    path = tmp_path / "chapter.ipynb"
    nbformat.write(document, path)
    return path


def test_only_verdict_cells_keep_their_outputs(hooks, notebook):
    assert strip(hooks, str(notebook)).returncode == 0
    verdict, exercise, plain = nbformat.read(notebook, as_version=4).cells
    assert verdict.outputs[0]["text"] == "0.93\n"
    assert exercise.outputs == plain.outputs == []
    assert verdict.id == "verdict-b1"
    assert verdict.metadata == {"tags": ["verdict", "keep_output"]}
    assert {cell.execution_count for cell in (verdict, exercise, plain)} == {None}


def test_chapters_are_committed_as_the_hook_leaves_them(root, hooks, tmp_path):
    for path in sorted((root / "chapters").glob("*.ipynb")):
        copy = shutil.copy(path, tmp_path)
        answer = strip(hooks, "--verify", copy)
        assert answer.returncode == 0, f"{path.name} holds outputs: run `pre-commit run -a`"


def test_the_tag_that_keeps_outputs_is_on_verdict_cells_alone(root):
    for path in sorted((root / "chapters").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            tags = set(cell.metadata.get("tags", ()))
            where = f"{path.name}, cell {number}"
            assert ("keep_output" in tags) == ("verdict" in tags), where
