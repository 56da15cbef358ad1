"""What the pages of prose promise, compared with the files they speak of."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from latentlib import metrics
from latentlib.metrics import (
    EnergyTestResult,
    ProbeR2Result,
    ProbeResult,
    ShepardResult,
)
from latentlib.models import PCAModel

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
PAGES = (
    "claims",
    "glossary",
    "index",
    "licences",
    "notation",
    "references",
    "running",
    "teachers",
    "train_your_own",
)
WRITTEN = {int(path.name[:2]) for path in (ROOT / "chapters").glob("[0-9][0-9]_*.ipynb")}


def text_of(page: str) -> str:
    """Source of a page."""
    return (BOOK / f"{page}.md").read_text(encoding="utf-8")


def code_spans(page: str) -> list[str]:
    """What stands in single backquotes, roles left out."""
    return re.findall(r"(?<![`}])`([^`\n]+)`(?!`)", text_of(page))


def test_landing_page_says_of_each_chapter_whether_it_is_there():
    lines = dict(re.findall(r"^(\d)\. (.+)$", text_of("index"), re.MULTILINE))
    assert sorted(map(int, lines)) == list(range(10))
    for number, line in lines.items():
        linked = f"(../chapters/0{number}_" in line
        assert linked == (int(number) in WRITTEN), f"chapter {number}: {line}"
        assert line.endswith("*Coming.*") != linked, f"chapter {number}: {line}"


def test_glossary_is_in_order_and_defines_no_term_twice():
    blocks = re.findall(
        r"^## (\w)\n\n```\{glossary\}\n(.*?)\n```", text_of("glossary"), re.MULTILINE | re.DOTALL
    )
    terms, heads = [], []
    for letter, block in blocks:
        entries = re.split(r"\n\n(?=\S)", block)
        first = [entry.split("\n")[0] for entry in entries]
        assert all(term[0].upper() == letter for term in first), f"under {letter}: {first}"
        heads += [re.sub(r"[^a-z0-9 ]", "", term.lower().replace("²", "2")) for term in first]
        terms += [line.lower() for entry in entries for line in entry.split("\n") if line[0] != " "]
    assert heads == sorted(heads)
    assert len(terms) == len(set(terms)) > 100


RESULTS = {
    "shepard": ShepardResult,
    "linear_probe": ProbeResult,
    "linear_probe_r2": ProbeR2Result,
    "energy_test": EnergyTestResult,
    "two_nn": metrics.DimensionEstimate,
    "levina_bickel": metrics.DimensionEstimate,
    "precision_recall": metrics.PrecisionRecallResult,
    "active_units": metrics.ActiveUnitsResult,
    "code_information": metrics.CodeInformationResult,
    "word_similarity": metrics.WordSimilarityResult,
    "weat": metrics.WeatResult,
    "neighbour_overlap": metrics.NeighbourOverlapResult,
}


def test_notation_names_what_the_metrics_have():
    calls = [re.match(r"(\w+)\(.*\)(?:\.(\w+))?$", span) for span in code_spans("notation")]
    named = {(call[1], call[2]) for call in calls if call and call[1] in metrics.__all__}
    measured = {n for n in metrics.__all__ if n[0].islower() and not n.startswith("load_")}
    assert {name for name, _ in named} == measured, (
        "a metric is missing on the page, or named there and gone"
    )
    for name, attribute in named:
        if attribute:
            assert attribute in RESULTS[name]._fields, f"{name}(…).{attribute}"


def test_notation_names_what_a_pca_has():
    own = {field.name for field in fields(PCAModel)} | {"encode", "decode"}
    named = {m[1] for span in code_spans("notation") if (m := re.match(r"\.(\w+)", span))}
    assert named - {"chance"} <= own
    assert {"mean", "components", "singular_values", "explained_variance"} <= named


def test_pages_name_only_commands_that_make_knows():
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = {m[1] for span in code_spans(page) if (m := re.match(r"make ([a-z]+)", span))}
        named |= set(re.findall(r"^make ([a-z]+)$", text_of(page), re.MULTILINE))
        assert named <= known, f"{page}: {sorted(named - known)}"


def errors_on_the_page() -> list[str]:
    """The sentences of the table of errors, without what stands for other words."""
    table = text_of("running").split("* - It says\n", 1)[1].split("```", 1)[0]
    return [line.strip(" …") for line in re.findall(r"^\* - (.+)$", table, re.MULTILINE)]


@pytest.mark.parametrize("sentence", errors_on_the_page())
def test_every_error_on_the_page_is_one_that_the_course_gives(sentence):
    sources = [*(ROOT / "tools").glob("*.py"), *(ROOT / "src").rglob("*.py")]
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    whole = re.sub(r'"\s*\n\s*f?"', "", whole)  # strings written on several lines
    words = re.sub(r"3\.11 to 3\.13|8000", "@", sentence)
    pattern = re.escape(words).replace(
        "@", r"(?:\{\}\.\{\} to \{\}\.\{\}|\{[^}]+\}|3\.11 to 3\.13)"
    )
    assert re.search(pattern, whole), f"nothing says: {sentence}"
