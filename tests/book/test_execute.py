"""Chapters: what is executed again, what is not, and what a failure says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import execute
import nbformat
import pytest
from execute import ExecutionFailed, execute_chapters, find_chapters, main, plan
from nbformat.v4 import new_code_cell, new_markdown_cell
from outputs import OutputCache

NOTE_RUN = 'with open("../runs.txt", "a") as file:\n    file.write("{}")'
EXECUTE = Path(__file__).resolve().parents[2] / "tools" / "execute.py"


def runs(root: Path) -> str:
    """What the cells of `NOTE_RUN` have written: one letter an execution."""
    path = root / "runs.txt"
    return path.read_text() if path.exists() else ""


def text_outputs(root: Path, name: str) -> list[str]:
    """Results of the cells in an executed copy."""
    notebook = nbformat.read(root / "_build" / "executed" / f"{name}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [o.data["text/plain"] for o in outputs if o.output_type == "execute_result"]


def test_outputs_and_usage_are_recorded(chapters_of: Callable[..., Path]) -> None:
    root = chapters_of(one=["6 * 7", "import os; os.environ['OMP_NUM_THREADS']"])
    folder = execute_chapters(root)
    usage = json.loads((folder / "timings.json").read_text())["one"]
    assert text_outputs(root, "one") == ["42", f"'{usage['threads']}'"]
    assert 0 < usage["seconds"] < 60
    assert 20e6 < usage["peak_memory_bytes"] < 2e9


def test_edits_of_prose_and_captions_execute_nothing(chapters_of: Callable[..., Path]) -> None:
    cell = NOTE_RUN.format("a")
    execute_chapters(chapters_of(one=[new_markdown_cell("# Old title"), cell]))
    captioned = new_code_cell(cell, metadata={"mystnb": {"figure": {"caption": "New."}}})
    root = chapters_of(one=[new_markdown_cell("# New title"), new_markdown_cell("More"), captioned])
    folder = execute_chapters(root)
    copy = nbformat.read(folder / "one.ipynb", as_version=4)
    assert runs(root) == "a"
    assert [c.source for c in copy.cells[:2]] == ["# New title", "More"]
    assert copy.cells[2].metadata == captioned.metadata


def test_an_edited_cell_executes_its_chapter_alone(chapters_of: Callable[..., Path]) -> None:
    execute_chapters(chapters_of(one=[NOTE_RUN.format("a")], two=[NOTE_RUN.format("b")]))
    root = chapters_of(one=[NOTE_RUN.format("a")], two=[NOTE_RUN.format("c")])
    execute_chapters(root)
    assert sorted(runs(root)) == ["a", "b", "c"]


def test_package_data_and_lock_execute_everything(chapters_of: Callable[..., Path]) -> None:
    root = chapters_of(one=[NOTE_RUN.format("a")])
    execute_chapters(root)
    first = {name: (root / name).read_bytes() for name in ("src/module.py", "requirements.lock")}
    for count, changed in enumerate([*first, "src/data/weights.bin"], start=2):
        (root / changed).parent.mkdir(exist_ok=True)
        (root / changed).write_bytes(b"\x00changed")
        execute_chapters(root)
        assert runs(root) == "a" * count, f"{changed} has changed"
    for name, content in first.items():
        (root / name).write_bytes(content)
    (root / "src/data/weights.bin").unlink()
    execute_chapters(root)
    assert runs(root) == "aaaa", "the outputs of the first state were not kept"


def test_a_failing_cell_is_named(
    chapters_of: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good = [NOTE_RUN.format("a")]
    bad = [new_markdown_cell("# Title"), "x = 1", "\n# Note.\ntotal = x / 0\nprint(total)", "x = 2"]
    root = chapters_of(good=good, bad=bad)
    assert main(["--root", str(root)]) == 1
    message = capsys.readouterr().err
    assert "chapters/bad.ipynb, cell 3 of 4 (code cell 2)" in message
    assert "    total = x / 0" in message
    assert "ZeroDivisionError: division by zero" in message
    log = root / "_build" / "executed" / "bad.log"
    assert str(log) in message
    assert "Traceback" in log.read_text()
    assert not (root / "_build" / "executed" / "bad.ipynb").exists()
    with pytest.raises(ExecutionFailed, match=r"bad\.ipynb"):
        execute_chapters(root)
    assert runs(root) == "a", "the good chapter was not kept, or ran again"


def test_a_dead_kernel_and_a_slow_cell_are_named(chapters_of: Callable[..., Path]) -> None:
    said = "import os, sys\nos.write(2, b'last words')\n"
    root = chapters_of(
        gone=[f"{said}os._exit(3)"],
        dead=["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
        slow=["import time\ntime.sleep(60)"],
    )
    (root / "_config.yml").write_text("execute:\n  timeout: 2\n")
    with pytest.raises(ExecutionFailed) as failure:
        execute_chapters(root)
    assert "chapters/dead.ipynb, cell 1 of 1 (code cell 1)\n    import os" in str(failure.value)
    assert "the kernel was ended by SIGKILL; is there enough memory?" in str(failure.value)
    assert "the kernel ended by itself, with exit code 3" in str(failure.value)
    assert "last words" in (root / "_build" / "executed" / "gone.log").read_text()
    assert "chapters/slow.ipynb, cell 1 of 1 (code cell 1)" in str(failure.value)
    assert "took longer than 2 s" in str(failure.value)


def test_a_killed_run_leaves_no_damage(chapters_of: Callable[..., Path]) -> None:
    slow = "import time\nwhile not open('../go.txt').read():\n    time.sleep(0.05)"
    root = chapters_of(quick=[NOTE_RUN.format("q")], slow=[NOTE_RUN.format("s"), slow])
    (root / "go.txt").write_text("")
    command = [sys.executable, str(EXECUTE), "--root", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    cache = root / "_build" / "cache"
    try:
        until(lambda: "s" in runs(root) and list(cache.glob("*/executed/*/base.ipynb")))
    finally:
        process.kill()
        process.wait()
    (root / "go.txt").write_text("go")
    execute_chapters(root)
    assert sorted(runs(root)) == ["q", "s", "s"], "what was finished is kept, the rest repeated"


def test_an_interrupted_run_ends_its_kernels(chapters_of: Callable[..., Path]) -> None:
    pid = "import os, time\nopen('../pid.txt', 'w').write(str(os.getpid()))\ntime.sleep(60)"
    root = chapters_of(one=[pid])
    command = [sys.executable, str(EXECUTE), "--root", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until(lambda: (root / "pid.txt").exists() and (root / "pid.txt").read_text())
    process.send_signal(signal.SIGTERM)
    _, messages = process.communicate(timeout=20)
    assert process.returncode == 130
    assert messages.endswith("Stopped; what was finished is kept.\n")
    assert "Traceback" not in messages
    with pytest.raises(ProcessLookupError):
        os.kill(int((root / "pid.txt").read_text()), 0)


def test_a_damaged_cache_is_made_again(chapters_of: Callable[..., Path]) -> None:
    root = chapters_of(one=[NOTE_RUN.format("a"), "1 + 1"])
    execute_chapters(root)
    (outputs,) = root.glob("_build/cache/*/executed/*/base.ipynb")
    (data_base,) = root.glob("_build/cache/*/global.db")
    whole = outputs.read_text()
    damages = {
        "cut": lambda: outputs.write_text(whole[:-40]),
        "changed": lambda: outputs.write_text(whole.replace('"2"', '"3"')),
        "data base": lambda: data_base.write_bytes(b"not a data base" * 100),
    }
    for count, (name, damage) in enumerate(damages.items(), start=2):
        damage()
        execute_chapters(root)
        assert runs(root) == "a" * count, name
        assert text_outputs(root, "one") == ["2"], name
    execute_chapters(root)
    assert runs(root) == "aaaa", "the repaired cache does not keep"


def test_the_package_states_used_last_are_kept(tmp_path: Path) -> None:
    for state in range(5):
        old = tmp_path / f"state{state}"
        old.mkdir()
        os.utime(old, (state, state))
    OutputCache(tmp_path, "new")
    assert {path.name for path in tmp_path.iterdir()} == {"new", "state4", "state3", "state2"}


def test_a_removed_chapter_leaves_no_copy(chapters_of: Callable[..., Path]) -> None:
    execute_chapters(chapters_of(one=["1"], two=["2"]))
    folder = execute_chapters(chapters_of(one=["1"]))
    assert sorted(path.name for path in folder.iterdir()) == ["one.ipynb", "timings.json"]


def test_only_notebooks_of_the_table_of_contents_count(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    for name in ("listed", "nested", "other"):
        (tmp_path / "chapters" / f"{name}.ipynb").touch()
    (tmp_path / "_toc.yml").write_text(
        "root: book/index\nparts:\n- caption: A\n  chapters:\n  - file: chapters/listed\n"
        "    sections:\n    - file: chapters/nested.ipynb\n  - file: book/page\n"
    )
    assert [path.stem for path in find_chapters(tmp_path)] == ["listed", "nested"]


@pytest.mark.parametrize(
    ("n_chapters", "n_cores", "gigabytes", "expected"),
    [
        (1, 1, 8, (1, 1)),
        (1, 2, 8, (1, 1)),
        (1, 4, 8, (1, 2)),
        (10, 2, 8, (2, 1)),
        (10, 4, 64, (4, 1)),
        (10, 32, 64, (10, 1)),
        (10, 40, 64, (10, 2)),
        (10, 8, 4, (2, 1)),
        (3, 4, 0.5, (1, 1)),
        (0, 4, 8, (1, 2)),
    ],
)
def test_plan_fits_cores_and_memory(
    n_chapters: int, n_cores: int, gigabytes: float, expected: tuple[int, int]
) -> None:
    assert plan(n_chapters, n_cores, gigabytes * 2**30) == expected


def test_a_container_may_have_less_memory_than_its_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(execute, "CONTAINER_LIMIT", limit)
    cores, free = execute.machine()
    assert 1 <= cores <= os.cpu_count()
    limit.write_text("1000000\n")
    assert execute.machine() == (cores, 1e6)
    limit.write_text("max\n")
    assert execute.machine()[1] == pytest.approx(free, rel=0.5)


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition, up to half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
