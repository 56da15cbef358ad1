"""Verdicts are read back from executed notebooks, and stored in the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from latentlib.claims import (
    LEDGER,
    AtLeast,
    Claim,
    ClaimError,
    Measure,
    collect,
    store_verdicts,
    untried,
)
from latentlib.claims.verdicts import judge


def verdict_cell(claim_id: str, values: Sequence[float] = (0.7, 0.8, 0.9)):
    measures = [
        Measure("a", "the number", "m", (0, 1), AtLeast(0.5)),
        Measure("n", "the count", "", (0, 9), exact=True),
    ]
    claim = Claim(claim_id, "It holds.", LEDGER[claim_id].chapter, measures)
    verdict = judge(claim, {"a": values, "n": 7})
    data, metadata = verdict._repr_mimebundle_()
    output = new_output("execute_result", data=data, metadata=metadata, execution_count=17)
    return new_code_cell(
        f'verdict("{claim_id}")',
        outputs=[output],
        execution_count=17,
        metadata={"tags": ["verdict", "keep_output"]},
    )


def write(path: Path, *cells: Mapping) -> Path:
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Hello"), *cells]), path)
    return path


def stripped(path: Path, name: str) -> Path:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path.with_name(name))
    return path.with_name(name)


def test_records_come_sorted_with_their_place(tmp_path: Path) -> None:
    first = write(tmp_path / "02.ipynb", verdict_cell("C2"), verdict_cell("C1", (0.1, 0.9, 0.9)))
    second = write(tmp_path / "01.ipynb", new_code_cell("1"), verdict_cell("B3"))
    records = collect([first, str(second)])
    assert [record.claim_id for record in records] == ["B3", "C1", "C2"]
    assert [record.verdict for record in records] == ["holds", "does not hold", "holds"]
    assert (records[0].notebook, records[0].cell) == (second, 2)
    assert records[0].measures[0].values == (0.7, 0.8, 0.9)
    assert records[0].measures[0].text == "0.800 ± 0.100 m"
    assert [measure.over for measure in records[0].measures] == ["3 seeds", "exact"]
    assert (records[0].measures[1].text, records[0].measures[1].values) == ("7.000", (7.0,))


def test_no_notebook_no_records() -> None:
    assert collect([]) == []


def test_what_was_not_tried_is_listed_in_order(tmp_path: Path) -> None:
    records = collect([write(tmp_path / "01.ipynb", verdict_cell("A2"))])
    missing = [claim.id for claim in untried(records)]
    assert missing == [claim_id for claim_id in LEDGER if claim_id != "A2"]


def test_a_claim_tried_twice_is_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "01.ipynb", verdict_cell("B1"))
    second = write(tmp_path / "02.ipynb", new_code_cell("1"), verdict_cell("B1"))
    with pytest.raises(ClaimError, match=r"B1 is tried twice.*01\.ipynb, cell 1.*02.ipynb, cell 2"):
        collect([first, second])
    with pytest.raises(ClaimError, match="tried twice"):
        collect([write(tmp_path / "03.ipynb", verdict_cell("B1"), verdict_cell("B1"))])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "the record has schema 2, expected 1; execute the notebook again"),
        ({"claim": "Z9"}, "claim_id is 'Z9'"),
        ({"verdict": "perhaps"}, "verdict is 'perhaps', expected one of holds"),
        ({"measures": [{"key": "a"}]}, "the record cannot be read"),
    ],
)
def test_damaged_records_are_named(
    tmp_path: Path, change: Mapping[str, object], message: str
) -> None:
    cell = verdict_cell("B1")
    cell.outputs[0].metadata["latentlib"].update(change)
    with pytest.raises(ClaimError, match=message) as caught:
        collect([write(tmp_path / "01.ipynb", cell)])
    assert "01.ipynb, cell 1" in str(caught.value)


def test_a_missing_notebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match=r"nothing\.ipynb does not exist"):
        collect([tmp_path / "nothing.ipynb"])


def test_storing_copies_verdicts_and_nothing_else(tmp_path: Path) -> None:
    stream = new_output("stream", name="stdout", text="hello")
    other = new_code_cell("print('hello')", outputs=[stream], execution_count=3)
    executed = write(tmp_path / "executed.ipynb", other, verdict_cell("B1"))
    chapter = stripped(executed, "chapter.ipynb")
    assert store_verdicts(executed, chapter) == ["B1"]
    cells = nbformat.read(chapter, as_version=4).cells
    assert (cells[1].outputs, cells[1].execution_count) == ([], None)
    assert (cells[2].execution_count, cells[2].outputs[0].execution_count) == (1, 1)
    assert [record.claim_id for record in collect([chapter])] == ["B1"]


def test_storing_twice_changes_nothing(tmp_path: Path) -> None:
    executed = write(tmp_path / "executed.ipynb", verdict_cell("B1"))
    chapter = stripped(executed, "chapter.ipynb")
    store_verdicts(executed, chapter)
    before = (chapter.read_bytes(), chapter.stat().st_mtime_ns)
    store_verdicts(executed, chapter)
    assert (chapter.read_bytes(), chapter.stat().st_mtime_ns) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chapter.ipynb", "executed.ipynb"]


def test_storing_refuses_a_verdict_that_was_not_executed(tmp_path: Path) -> None:
    executed = write(tmp_path / "executed.ipynb", verdict_cell("B1"))
    chapter = write(tmp_path / "chapter.ipynb", verdict_cell("B2"))
    before = chapter.read_bytes()
    with pytest.raises(ClaimError, match="holds no verdict for cell 1"):
        store_verdicts(executed, chapter)
    assert chapter.read_bytes() == before
