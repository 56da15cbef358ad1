"""The file of progress: whole at every moment, shared by notebooks, never in the way of a check."""

from __future__ import annotations

import multiprocessing
import os
import re
from pathlib import Path

import pytest

from latentlib.exercises import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Choice,
    Number,
    Predict,
    Progress,
    ProgressError,
    Record,
    check,
    course_map,
    export_progress,
    import_progress,
    overview,
    predict,
    progress_file,
    registry,
)

EXERCISES = {
    "1.1": Predict(
        "1.1", "Which?", {"a": Choice("A", "Not A."), "c": Choice("C", "Yes, C.", correct=True)}
    ),
    "1.2": Number("1.2", "How many?", 2, 0.1, "", "Two."),
    "1.3": Number("1.3", "How few?", 1, 0.1, "", "One."),
}


@pytest.fixture(autouse=True)
def three_exercises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chapter 1 has three exercises and the others none, whatever the course has."""
    for module in (registry, overview):
        monkeypatch.setattr(module, "exercises_of", lambda number: EXERCISES if number == 1 else {})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where progress is kept in this test."""
    path = tmp_path / "kept" / "progress.json"
    monkeypatch.setenv("LATENT_COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress_file, "_told", set())
    return path


def kept(file: Path) -> Progress:
    return progress_file.read_file(file)


def test_checks_are_kept(file: Path) -> None:
    assert predict("1.1", "a").note == ""
    assert predict("1.1", "c").status == CORRECT
    check("1.2", 3)
    assert kept(file).of("1.1").status == CORRECT
    assert kept(file).of("1.1").attempts == 2
    assert kept(file).of("1.2").status == NOT_YET
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", kept(file).of("1.1").changed)


def test_an_untouched_stub_leaves_no_trace(file: Path) -> None:
    assert check("1.2", ...).status == NOT_ATTEMPTED
    assert not file.exists()


def test_off_keeps_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LATENT_COURSE_PROGRESS", "off")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert predict("1.1", "c").note == ""
    assert list(tmp_path.iterdir()) == []
    assert "Nothing is kept" in str(course_map())
    with pytest.raises(ProgressError, match="LATENT_COURSE_PROGRESS is off"):
        export_progress(tmp_path / "mine.json")


def test_without_a_setting_the_system_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LATENT_COURSE_PROGRESS")
    path = progress_file.progress_path()
    assert path is not None
    assert (path.parent.name, path.name) == ("latent-course", "progress.json")


def test_only_the_file_is_left_in_the_folder(file: Path) -> None:
    predict("1.1", "c")
    assert [path.name for path in file.parent.iterdir()] == ["progress.json"]


# --- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"version": 9, "exercises": {}}'])
def test_a_damaged_file_is_set_aside_and_said(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    outcome = predict("1.1", "c")
    assert outcome.status == CORRECT
    (aside,) = file.parent.glob("progress.damaged-*.json")
    assert aside.read_bytes() == content
    assert f"It is kept as `{aside}`, and a new record has begun." in outcome.note
    assert outcome.note in str(outcome)
    assert kept(file).of("1.1").status == CORRECT
    assert predict("1.1", "c").note == ""


def test_two_damaged_files_in_one_second_are_both_kept(file: Path) -> None:
    file.parent.mkdir()
    for content in ("first", "second", "third"):
        file.write_text(content)
        predict("1.1", "c")
    aside = {path.read_text() for path in file.parent.glob("progress.damaged-*.json")}
    assert aside == {"first", "second", "third"}


def test_a_failure_to_write_is_said_once_and_breaks_nothing(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    first, second = predict("1.1", "c"), predict("1.1", "c")
    assert first.status == second.status == CORRECT
    assert first.note.startswith(f"Your progress could not be kept in `{file}` (")
    assert second.note == ""
    assert "cannot be read" in str(course_map())


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_half_way_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    predict("1.1", "a")
    before = file.read_bytes()

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    assert "(No space left on device)" in predict("1.1", "c").note
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["progress.json"]


def test_a_turn_that_does_not_end_is_no_reason_to_wait_for_ever(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict("1.1", "a")
    monkeypatch.setattr(progress_file, "PATIENCE", 0.05)
    with progress_file._turn(file.parent):
        outcome = predict("1.1", "c")
    assert outcome.status == CORRECT
    assert "could not be kept" in outcome.note
    assert kept(file).of("1.1").attempts == 1


# --- several notebooks ---------------------------------------------------------------------------


def solve(path: str, exercise_id: str, times: int) -> None:
    os.environ["LATENT_COURSE_PROGRESS"] = path
    for _ in range(times):
        progress_file.keep_outcome(exercise_id, NOT_YET)


def test_notebooks_at_the_same_time_lose_nothing(file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    names = ["1.1", "1.2", "1.1", "1.3"]
    processes = [context.Process(target=solve, args=(str(file), name, 25)) for name in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    attempts = {name: record.attempts for name, record in kept(file).exercises.items()}
    assert attempts == {"1.1": 50, "1.2": 25, "1.3": 25}


# --- map, export, import -------------------------------------------------------------------------


def test_the_map_shows_every_exercise_and_its_state(file: Path) -> None:
    predict("1.1", "c")
    check("1.2", 3)
    text = str(course_map())
    assert text.startswith("Your progress: 1 of 3 exercises correct.")
    assert "Chapter 1 · Dimensionality reduction: 1 of 3" in text
    assert "✓ 1.1 Which? (correct, 1 attempt)" in text
    assert "↻ 1.2 How many? (not yet, 1 attempt)" in text
    assert "○ 1.3 How few? (not attempted)" in text
    assert f"Kept in `{file}`." in text
    html = course_map()._repr_mimebundle_()["text/html"]
    assert html.count("<li>") == 3
    assert "1.2 How many? (not yet, 1 attempt)" in html


def test_export_and_import_bring_progress_to_another_machine(file: Path, tmp_path: Path) -> None:
    predict("1.1", "c")
    exported = export_progress(tmp_path / "mine.json")
    assert kept(exported) == kept(file)
    file.unlink()
    check("1.2", 3)
    predict("1.1", "a")
    shown = import_progress(exported)
    assert shown.progress == kept(file)
    assert kept(file).of("1.1").status == CORRECT
    assert kept(file).of("1.2").status == NOT_YET
    export_progress(exported)
    assert kept(exported) == kept(file)


def test_import_never_takes_anything_away(file: Path, tmp_path: Path) -> None:
    predict("1.1", "c")
    before = kept(file)
    older = tmp_path / "older.json"
    older.write_text(Progress({"1.1": Record(NOT_YET, 1, 3)}).to_json())
    import_progress(older)
    assert kept(file).of("1.1").status == CORRECT
    assert kept(file).of("1.1").hints == 3
    assert kept(file).of("1.1").changed == before.of("1.1").changed


def test_a_file_of_something_else_is_neither_read_nor_replaced(file: Path, tmp_path: Path) -> None:
    predict("1.1", "c")
    before, other = file.read_bytes(), tmp_path / "diary.json"
    other.write_text('{"dear": "diary"}')
    with pytest.raises(ProgressError, match=r"diary\.json holds no progress"):
        import_progress(other)
    with pytest.raises(ProgressError, match=r"diary\.json holds no progress"):
        export_progress(other)
    assert other.read_text() == '{"dear": "diary"}'
    assert file.read_bytes() == before
    with pytest.raises(FileNotFoundError):
        import_progress(tmp_path / "missing.json")
