"""Verdicts read back out of executed notebooks, for the ledger page and for storing.

Reading needs ``nbformat``, which the extras ``book`` and ``test`` bring.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentlib._files import write_atomically
from latentlib.claims.display import METADATA_KEY, SCHEMA
from latentlib.claims.ledger import LEDGER, find_claim
from latentlib.claims.model import Claim, ClaimError
from latentlib.claims.verdicts import VERDICT_WORDS

__all__ = ["MeasureRecord", "Record", "collect", "store_verdicts", "untried"]

_EXECUTION_COUNT = 1


@dataclass(frozen=True)
class MeasureRecord:
    """One measured number of a record.

    Parameters
    ----------
    key, label, unit : str
        As in the ledger.
    values : tuple of floats
        The number, one a seed, to six significant digits; one alone if it is exact.
    text : str
        Mean, standard deviation and unit as the chapter shows them.
    asked : str
        What was asked, in words.
    met : bool or None
        Whether every seed met it; None where nothing was asked.
    """

    key: str
    label: str
    unit: str
    values: tuple[float, ...]
    text: str
    asked: str
    met: bool | None

    @property
    def over(self) -> str:
        """What the number is a mean over, ``"3 seeds"`` for instance, or ``"exact"``."""
        return "exact" if len(self.values) == 1 else f"{len(self.values)} seeds"


@dataclass(frozen=True)
class Record:
    """One verdict, as an executed notebook holds it.

    Parameters
    ----------
    claim_id : str
        The identifier, for instance ``"B1"``.
    chapter : int
        The chapter that tried it.
    statement : str
        The claim in our words.
    verdict : str
        One of `VERDICT_WORDS`.
    measures : tuple of MeasureRecord
        What was measured.
    notebook : Path
        The executed notebook.
    cell : int
        The index of the cell, from 0, all cells counted.
    """

    claim_id: str
    chapter: int
    statement: str
    verdict: str
    measures: tuple[MeasureRecord, ...]
    notebook: Path
    cell: int


def collect(paths: Iterable[str | os.PathLike[str]]) -> list[Record]:
    """Read every verdict out of executed notebooks.

    Parameters
    ----------
    paths : iterable of paths
        Notebooks with their outputs.

    Returns
    -------
    list of Record
        Sorted by claim. What was not tried: see `untried`.

    Raises
    ------
    ClaimError
        If a claim was tried twice, is not in the ledger, or if a record cannot be read; the
        message names notebook and cell.
    """
    found: dict[str, Record] = {}
    for path in map(Path, paths):
        for record in _records(path):
            if record.claim_id in found:
                first = found[record.claim_id]
                raise ClaimError(
                    f"claim {record.claim_id} is tried twice, expected once: in {first.notebook}, "
                    f"cell {first.cell}, and in {record.notebook}, cell {record.cell}"
                )
            found[record.claim_id] = record
    return [found[claim_id] for claim_id in sorted(found)]


def untried(records: Iterable[Record]) -> list[Claim]:
    """Return the claims of the ledger that have no record, in order."""
    tried = {record.claim_id for record in records}
    return [claim for claim_id, claim in LEDGER.items() if claim_id not in tried]


def store_verdicts(executed: str | os.PathLike[str], chapter: str | os.PathLike[str]) -> list[str]:
    """Copy the outputs of the verdict cells from an executed notebook into its source.

    Only cells tagged ``verdict`` are touched. Their execution count becomes 1: without one nbval
    would not compare the cell, with the true one every edit further up would show as a change.

    Parameters
    ----------
    executed : path
        The notebook with outputs.
    chapter : path
        The notebook under version control; rewritten only if something changed, atomically.

    Returns
    -------
    list of str
        The identifiers of the claims that were stored.

    Raises
    ------
    ClaimError
        If a verdict cell of the chapter is not in the executed notebook, by its source, or has no
        verdict there.
    """
    import nbformat

    outputs = {
        cell.source: cell.outputs for cell in _read(Path(executed)).cells if _is_verdict(cell)
    }
    target = Path(chapter)
    notebook = _read(target)
    before = nbformat.writes(notebook)
    stored = []
    for index, cell in enumerate(notebook.cells):
        if not _is_verdict(cell):
            continue
        kept = [output for output in outputs.get(cell.source, ()) if _metadata(output)]
        if not kept:
            raise ClaimError(f"{executed} holds no verdict for cell {index} of {target}")
        cell.outputs = [_with_count(output) for output in kept]
        cell.execution_count = _EXECUTION_COUNT
        stored += [_metadata(output)["claim"] for output in kept]
    _write_if_changed(target, before, nbformat.writes(notebook))
    return stored


def _records(path: Path) -> Iterator[Record]:
    for index, cell in enumerate(_read(path).cells):
        for output in cell.get("outputs", ()):
            if _metadata(output):
                yield _record(_metadata(output), path, index)


def _record(data: Mapping[str, Any], path: Path, index: int) -> Record:
    where = f"{path}, cell {index}"
    if data.get("schema") != SCHEMA:
        raise ClaimError(
            f"{where}: the record has schema {data.get('schema')!r}, expected {SCHEMA}; "
            "execute the notebook again"
        )
    try:
        measures = tuple(
            MeasureRecord(**{**measure, "values": tuple(measure["values"])})
            for measure in data["measures"]
        )
        record = Record(
            data["claim"],
            data["chapter"],
            data["statement"],
            data["verdict"],
            measures,
            path,
            index,
        )
        find_claim(record.claim_id)
    except (ClaimError, KeyError, TypeError) as error:
        raise ClaimError(f"{where}: the record cannot be read: {error}") from error
    if record.verdict not in VERDICT_WORDS:
        raise ClaimError(
            f"{where}: verdict is {record.verdict!r}, expected one of {', '.join(VERDICT_WORDS)}"
        )
    return record


def _read(path: Path) -> Any:
    import nbformat

    if not path.exists():
        raise ClaimError(f"{path} does not exist, expected a notebook")
    return nbformat.read(path, as_version=4)


def _is_verdict(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and "verdict" in cell["metadata"].get("tags", ())


def _metadata(output: Mapping[str, Any]) -> Mapping[str, Any]:
    return output.get("metadata", {}).get(METADATA_KEY, {})


def _with_count(output: Any) -> Any:
    if output.output_type == "execute_result":
        output.execution_count = _EXECUTION_COUNT
    return output


def _write_if_changed(path: Path, before: str, after: str) -> None:
    if before != after:
        write_atomically(path, f"{after}\n".encode())
