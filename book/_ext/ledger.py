"""The ledger of claims, made from the executed chapters.

``{claims-ledger}`` writes, chapter by chapter, every claim with its verdict, the numbers with their
spread, and a link to the cell where they were measured. What was not tried yet is listed as such.

Each cell with a verdict can be linked to, by the name ``claim-`` and the claim's identifier in
small letters: ``[the verdict](#claim-b1)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from executed import executed_copy
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from latentlib import claims
from latentlib._chapters import CHAPTERS

UNTRIED = "not tried yet"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.setup_extension("executed")
    app.add_directive("claims-ledger", ClaimsLedger)
    app.add_transform(NameVerdictCells)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class NameVerdictCells(SphinxTransform):
    """Give each cell with a verdict the name of its claim, so that it can be linked to."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        """Go through the cells of a notebook."""
        if not self.env.doc2path(self.env.docname).endswith(".ipynb"):
            return
        claim_of = _claims_by_cell(executed_copy(self.app, self.env.docname))
        for cell in self.document.findall(nodes.container):
            index = cell.get("cell_index")
            if cell.get("nb_element") == "cell_code" and index in claim_of:
                cell["names"].append(cell_name(claim_of[index]))
                self.document.note_explicit_target(cell)


class ClaimsLedger(SphinxDirective):
    """``{claims-ledger}``: summary, then one table a chapter."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Make the ledger; the page is made again when a chapter was executed again."""
        folder = Path(self.env.srcdir, self.config.executed_folder)
        paths = sorted(folder.glob("*.ipynb"))
        for path in (*paths, folder / "timings.json", *_package_files()):
            self.env.note_dependency(str(path))
        try:
            records = claims.collect(paths)
        except claims.ClaimError as error:
            raise ExtensionError(f"the ledger cannot be made: {error}") from error
        tried = {record.claim_id: record for record in records}
        return [summary(tried), *self._chapters(tried)]

    def _chapters(self, tried: dict[str, claims.Record]) -> Iterable[nodes.section]:
        for number, title in enumerate(CHAPTERS):
            entries = [claim for claim in claims.LEDGER.values() if claim.chapter == number]
            name = f"ledger-chapter-{number}"
            section = nodes.section(ids=[name], names=[name])
            section += nodes.title(text=f"Chapter {number} · {title}")
            section += table(entries, tried)
            self.state.document.note_explicit_target(section)
            yield section


def cell_name(claim_id: str) -> str:
    """Name by which the cell that tried a claim can be linked to."""
    return f"claim-{claim_id.lower()}"


def summary(tried: dict[str, claims.Record]) -> nodes.paragraph:
    """Say in one sentence how far the trial has come."""
    counts = Counter(record.verdict for record in tried.values())
    words = "; ".join(f"“{word}”: {counts[word]}" for word in claims.VERDICT_WORDS)
    text = f"{len(claims.LEDGER)} claims, {len(tried)} tried so far. {words}."
    return nodes.paragraph(text=text, classes=["ledger-summary"])


def table(entries: list[claims.Claim], tried: dict[str, claims.Record]) -> nodes.table:
    """Table of the claims of one chapter."""
    rows = [_claim_cells(claim, tried.get(claim.id)) for claim in entries]
    columns = {"Claim": 8, "Statement, and what was measured": 74, "Verdict": 18}
    group = nodes.tgroup(cols=len(columns))
    group += [nodes.colspec(colwidth=width) for width in columns.values()]
    group += nodes.thead("", _row([nodes.paragraph(text=text)] for text in columns))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["ledger"])


def _claim_cells(claim: claims.Claim, record: claims.Record | None) -> list[list[nodes.Node]]:
    statement = nodes.paragraph(text=claim.statement)
    if record is None:
        verdict = nodes.paragraph(text=UNTRIED, classes=["verdict", "verdict-untried"])
        return [[nodes.paragraph(text=claim.id)], [statement], [verdict]]
    name = nodes.paragraph("", "", _link(claim.id))
    word = record.verdict
    classes = ["verdict", f"verdict-{word.replace(' ', '-')}"]
    verdict = nodes.paragraph(text=f"{claims.VERDICT_ICONS[word]} {word}", classes=classes)
    what = [statement, _measures(record)]
    if claim.reasons:
        what.append(nodes.paragraph("", "", nodes.emphasis(text=f"Why so: {claim.reasons}")))
    return [[name], what, [verdict]]


def _measures(record: claims.Record) -> nodes.bullet_list:
    """Numbers with their spread, and what was asked of them."""
    words = {True: ": met", False: ": not met", None: ""}
    items = []
    for measure in record.measures:
        asked = f"{measure.asked}{words[measure.met]}"
        joint = "," if measure.over == "exact" else " over"
        text = f"{measure.label}: {measure.text}{joint} {measure.over} ({asked})"
        items.append(nodes.list_item("", nodes.paragraph(text=text)))
    return nodes.bullet_list("", *items)


def _link(claim_id: str) -> addnodes.pending_xref:
    return addnodes.pending_xref(
        "",
        nodes.inline(text=claim_id),
        refdomain="std",
        reftype="ref",
        reftarget=cell_name(claim_id),
        refexplicit=True,
        refwarn=True,
    )


def _row(cells: Iterable[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", *cell) for cell in cells])


def _claims_by_cell(path: Path) -> dict[int, str]:
    """Find the claim that each cell of an executed notebook has tried."""
    found = {}
    for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
        for output in cell.get("outputs", ()):
            record = output.get("metadata", {}).get(claims.METADATA_KEY, {})
            if "claim" in record:
                found[index] = record["claim"]
    return found


def _package_files() -> list[Path]:
    return sorted(Path(claims.__file__).parent.glob("*.py"))
