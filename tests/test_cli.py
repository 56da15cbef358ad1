"""The command line: answers for a teacher, copies for a class, plain words for what fails."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

import latentlib
from latentlib.cli import main
from latentlib.exercises import exercises_of
from latentlib.exercises.notebook import find_exercises

ROOT = Path(latentlib.__file__).resolve().parents[2]
CHAPTERS = ROOT / "chapters"
CHAPTER = next(iter(sorted(CHAPTERS.glob("01_*.ipynb"))))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["exercises", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_chapter_is_listed_with_all_its_answers(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--chapter", "1", "--notebooks", str(CHAPTERS))
    assert (status, err) == (0, "")
    for exercise in exercises_of(1).values():
        assert f"{exercise.id} · {exercise.title} (" in out
    for written in find_exercises(nbformat.read(CHAPTER, as_version=4).cells):
        if exercises_of(1)[written.id].kind == "code":
            assert all(line.strip() in out for line in written.solution.splitlines())


def test_one_exercise_alone(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--exercise", "1.2")
    assert status == 0
    assert out.startswith("1.2 · ")
    assert "1.1 · " not in out


def test_without_notebooks_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, _ = run(capsys, "--chapter", "1", "--notebooks", str(tmp_path))
    assert status == 0
    assert "The solution stands in the chapter's notebook, which is not here." in out


@pytest.mark.parametrize("solutions", [False, True])
def test_a_copy_for_students(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, solutions: bool
) -> None:
    target = tmp_path / "students.ipynb"
    more = ["--without-solutions"] if solutions else []
    arguments = ["--without-hints", *more, "--chapter", "1", "--notebooks", str(CHAPTERS)]
    status, out, _ = run(capsys, *arguments, "--output", str(target))
    assert status == 0, out
    copy, original = (nbformat.read(path, as_version=4) for path in (target, CHAPTER))
    nbformat.validate(copy)
    prose = "\n".join(cell.source for cell in copy.cells if cell.cell_type == "markdown")
    assert "<summary>Hint" not in prose
    assert ("<summary>Solution" in prose) is not solutions
    assert prose.count("### Exercise") == len(exercises_of(1))
    code = [cell.source for cell in original.cells if cell.cell_type == "code"]
    assert [cell.source for cell in copy.cells if cell.cell_type == "code"] == code
    assert all(cell.source.strip() for cell in copy.cells if cell.cell_type == "markdown")


def test_a_file_that_is_there_stays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "mine.ipynb"
    target.write_text("mine")
    arguments = ["--without-hints", "--chapter", "1", "--notebooks", str(CHAPTERS)]
    status, _, err = run(capsys, *arguments, "--output", str(target))
    assert status == 1
    assert f"{target} is there already; it stays as it is" in err
    assert target.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--chapter", "12"], "chapter 12 has no exercises yet"),
        (["--exercise", "1.99"], "exercise_id is '1.99', expected one of chapter 1's"),
        (["--exercise", "two"], "exercise_id is 'two', expected for instance '1.2'"),
        (["--exercise", "1.2", "--chapter", "3"], "exercise 1.2 is not of chapter 3"),
        (["--without-hints", "--chapter", "1"], "add --output FILE.ipynb"),
        (["--without-hints", "--output", "x.ipynb"], "add --chapter N"),
        (
            ["--without-hints", "--chapter", "1", "--exercise", "1.2", "--output", "x.ipynb"],
            "a copy is made of a whole chapter, and --exercise names one exercise: leave it out",
        ),
        (["--output", "x.ipynb"], "needs --without-hints, --without-solutions or both"),
        (
            ["--without-hints", "--chapter", "1", "--output", "x", "--notebooks", "/nowhere"],
            "there is no notebook 01_*.ipynb in /nowhere; name its folder with --notebooks",
        ),
        (
            ["--without-hints", "--chapter", "1", "--output", "/nowhere/x.ipynb"],
            "/nowhere/x.ipynb cannot be written: No such file or directory",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    here = [] if "--notebooks" in arguments else ["--notebooks", str(CHAPTERS)]
    status, out, err = run(capsys, *arguments, *here)
    assert (status, out) == (1, "")
    assert err.startswith("latentlib: ")
    assert said in err
    assert err.count("\n") == 1


def test_the_command_is_installed_under_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"latentlib": "latentlib.cli:main"}
    done = subprocess.run(
        [sys.executable, "-m", "latentlib", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"latentlib {latentlib.__version__}\n"


def test_listing_answers_needs_neither_torch_nor_matplotlib() -> None:
    code = (
        "import sys; from latentlib.cli import main; main(['exercises', '--chapter', '1']);"
        "print({'torch', 'matplotlib', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
