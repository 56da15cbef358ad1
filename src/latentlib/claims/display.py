"""How a verdict looks: as text, as a table, and as a record for the ledger page.

The words of text and table are the same in every run of the same code. Only measured numbers vary,
and each is written as ``mean ± deviation`` with decimals on both sides, or with the word ``exact``
behind it, forms that nothing else here has: tests/chapters/nbval_sanitize.cfg blanks exactly these,
so that a threshold, a unit or the verdict's word that changes is always noticed.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from latentlib.claims.model import with_unit

if TYPE_CHECKING:
    from latentlib.claims.verdicts import Finding, Verdict

__all__ = ["METADATA_KEY", "SCHEMA", "VERDICT_ICONS", "as_html", "as_record", "as_text", "numbers"]

METADATA_KEY = "latentlib"
"""The key of the output's metadata that holds the record."""

SCHEMA = 1
"""The version of the record."""

VERDICT_ICONS = {"holds": "✓", "holds in part": "◐", "does not hold": "✗"}
"""The sign beside each verdict's word."""

_MET_WORDS = {True: "met", False: "not met", None: "not judged"}


def numbers(mean: float, std: float | None, decimals: int) -> str:
    """Write a mean and its spread, for instance ``"0.912 ± 0.004"``; without one if it is None."""
    mean_text = f"{mean:.{decimals}f}"
    if float(mean_text) == 0:
        mean_text = mean_text.removeprefix("-")
    return mean_text if std is None else f"{mean_text} ± {std:.{decimals}f}"


def _finding_numbers(finding: Finding) -> str:
    std = None if finding.measure.exact else finding.std
    text = numbers(finding.mean, std, finding.measure.decimals)
    return with_unit(text, finding.measure.unit)


def _line(finding: Finding) -> str:
    joint = "," if finding.measure.exact else " over"
    text = f"  {finding.measure.label}: {_finding_numbers(finding)}{joint} {_over(finding)}"
    if finding.met is None:
        return f"{text}; {finding.measure.asked}"
    return f"{text}; asked {finding.measure.asked}: {_MET_WORDS[finding.met]}"


def _over(finding: Finding) -> str:
    return "exact" if finding.measure.exact else f"{len(finding.values)} seeds"


def _score(verdict: Verdict) -> str:
    noun = "criterion" if verdict.asked == 1 else "criteria"
    return f"{verdict.met} of {verdict.asked} {noun} met"


def as_text(verdict: Verdict) -> str:
    """Write a verdict as plain text: the claim, one line a measure, the verdict last."""
    lines = [f"Claim {verdict.claim.id} · {verdict.claim.statement}"]
    lines += [_line(finding) for finding in verdict.findings]
    lines.append(f"Verdict: {verdict.word} ({_score(verdict)})")
    return "\n".join(lines)


def _row(finding: Finding) -> str:
    icon = {True: "✓", False: "✗", None: "–"}[finding.met]
    row = '<tr class="not-judged">' if finding.met is None else "<tr>"
    return (
        f'{row}<th scope="row">{escape(finding.measure.label)}</th>'
        f"<td>{escape(_finding_numbers(finding))}</td><td>{_over(finding)}</td>"
        f"<td>{escape(finding.measure.asked)}</td>"
        f'<td><span aria-hidden="true">{icon}</span> {_MET_WORDS[finding.met]}</td></tr>'
    )


def as_html(verdict: Verdict) -> str:
    """Write a verdict as an accessible table without any inline style.

    The book styles the classes ``latent-verdict`` and ``latent-verdict--holds``,
    ``--holds-in-part``, ``--does-not-hold``; JupyterLab's own table style does where they are
    unknown. The verdict is a word beside an icon, so that it never rests on colour.
    """
    slug = verdict.word.replace(" ", "-")
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("Measured", "Mean ± standard deviation", "Over", "Asked", "Met")
    )
    rows = "\n".join(_row(finding) for finding in verdict.findings)
    return (
        f'<div class="latent-verdict latent-verdict--{slug}">\n<table>\n'
        f"<caption><strong>Claim {verdict.claim.id}</strong> · "
        f"{escape(verdict.claim.statement)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        '<p class="latent-verdict-word">Verdict: <strong>'
        f'<span aria-hidden="true">{VERDICT_ICONS[verdict.word]}</span> {verdict.word}</strong> '
        f"({_score(verdict)})</p>\n</div>"
    )


def as_record(verdict: Verdict) -> dict[str, object]:
    """Turn a verdict into JSON-able data, numbers rounded to six significant digits."""
    return {
        "schema": SCHEMA,
        "claim": verdict.claim.id,
        "chapter": verdict.claim.chapter,
        "statement": verdict.claim.statement,
        "verdict": verdict.word,
        "measures": [_measure_record(finding) for finding in verdict.findings],
    }


def _measure_record(finding: Finding) -> dict[str, object]:
    measure = finding.measure
    return {
        "key": measure.key,
        "label": measure.label,
        "unit": measure.unit,
        "values": [float(f"{value:.6g}") for value in finding.values],
        "text": _finding_numbers(finding),
        "asked": measure.asked,
        "met": finding.met,
    }
