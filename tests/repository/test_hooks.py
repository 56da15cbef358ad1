"""The pre-commit hooks: the same versions as the lock, and outputs kept in verdict cells only."""

from __future__ import annotations

import nbformat
import notebooks
import pytest
import yaml


@pytest.fixture(scope="module")
def hooks(root):
    """Hook by name, each with the version and the address of its repository."""
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    return {
        hook["id"]: hook | {"rev": repository.get("rev"), "repo": repository["repo"]}
        for repository in config["repos"]
        for hook in repository["hooks"]
    }


def pins(root):
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.partition(" ;")[0].split("==") for line in lines)


def test_hooks_run_the_versions_that_are_locked(root, hooks):
    locked = pins(root)
    assert hooks["ruff-format"]["rev"] == hooks["ruff-check"]["rev"] == "v" + locked["ruff"]
    assert f"nbstripout=={locked['nbstripout']}" in hooks["nbstripout"]["additional_dependencies"]


def test_every_hook_is_pinned_to_a_release_or_is_ours(root, hooks):
    assert {"trailing-whitespace", "end-of-file-fixer", "check-yaml"} <= set(hooks)
    for hook in hooks.values():
        if hook["repo"] == "local":
            assert (root / hook["entry"].split()[1]).exists()
        else:
            assert hook["repo"].startswith("https://github.com/")
            assert hook["rev"].lstrip("v").replace(".", "").isdigit(), hook["rev"]


def code_cell(*tags):
    """A cell as running it leaves it."""
    printed = nbformat.v4.new_output("stream", text="0.93\n")
    result = nbformat.v4.new_output("execute_result", {"text/plain": "holds"}, execution_count=7)
    cell = nbformat.v4.new_code_cell("1 + 1", outputs=[printed, result], execution_count=7)
    cell.metadata = {"tags": list(tags), "execution": {"iopub.execute_input": "12:00"}}
    return cell


@pytest.fixture
def notebook(tmp_path):
    """Path of an executed notebook with a verdict, an exercise and a plain cell."""
    cells = [code_cell("verdict", "keep_output"), code_cell("exercise"), code_cell()]
    document = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    document.metadata.language_info.version = "3.11.7"
    document.cells[0].id = "verdict-b1"
    path = tmp_path / "chapter.ipynb"
    nbformat.write(document, path)
    return path


def test_only_verdict_cells_keep_what_they_said(notebook):
    assert notebooks.main(["strip", str(notebook)]) == 1
    document = nbformat.read(notebook, as_version=4)
    verdict, exercise, plain = document.cells
    assert [output.output_type for output in verdict.outputs] == ["stream", "execute_result"]
    assert verdict.execution_count == verdict.outputs[1].execution_count == 1
    assert verdict.id == "verdict-b1"
    assert verdict.metadata == {"tags": ["verdict", "keep_output"]}
    assert exercise.outputs == plain.outputs == []
    assert exercise.execution_count is plain.execution_count is None
    assert document.metadata.language_info == {"name": "python"}


def test_stripping_twice_changes_nothing_more(notebook):
    notebooks.main(["strip", str(notebook)])
    assert notebooks.main(["strip", str(notebook)]) == 0


def test_storing_leaves_a_chapter_as_the_hook_would(notebook, tmp_path, monkeypatch):
    chapters, executed = tmp_path / "chapters", tmp_path / "_build" / "executed"
    for folder in (chapters, executed):
        folder.mkdir(parents=True)
        (folder / notebook.name).write_bytes(notebook.read_bytes())
    (chapters / "unbuilt.ipynb").write_bytes(notebook.read_bytes())
    asked = []
    monkeypatch.setattr(
        "latentlib.claims.store_verdicts", lambda *paths: asked.append(paths) or ["B1"]
    )
    assert notebooks.store(tmp_path) == ["B1"]
    assert asked == [(executed / notebook.name, chapters / notebook.name)]
    assert notebooks.strip_file(chapters / notebook.name) is False
    assert notebooks.strip_file(chapters / "unbuilt.ipynb") is True


def test_what_is_asked_wrongly_is_explained(capsys):
    assert notebooks.main(["stirp"]) == 2
    assert "strip FILES" in capsys.readouterr().err


def test_chapters_are_committed_as_the_hook_leaves_them(root, tmp_path):
    for path in sorted((root / "chapters").glob("*.ipynb")):
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        notebooks.strip_file(copy)
        assert copy.read_bytes() == path.read_bytes(), f"{path.name}: run `pre-commit run -a`"


def test_the_tag_that_keeps_outputs_is_on_verdict_cells_alone(root):
    for path in sorted((root / "chapters").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            tags = set(cell.metadata.get("tags", ()))
            where = f"{path.name}, cell {number}"
            assert ("keep_output" in tags) == ("verdict" in tags), where
