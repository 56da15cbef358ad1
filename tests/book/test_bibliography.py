"""Labels of the reference list: readable, and different from each other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pybtex.database import BibliographyData, parse_string

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import bibliography  # noqa: E402


def entries(*authors_and_years: tuple[str, str]) -> BibliographyData:
    """Make a bibliography with one entry for each (author, year)."""
    text = "".join(
        f"@article{{key{number}, author={{{author}}}, year={{{year}}}, title={{T}}}}\n"
        for number, (author, year) in enumerate(authors_and_years)
    )
    return parse_string(text, "bibtex")


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Shepard, Roger N.", "Shepard 1962"),
        ("Hinton, G. E. and Salakhutdinov, R. R.", "Hinton & Salakhutdinov 1962"),
        ("Pope, P. and Zhu, C. and Abdelkader, A.", "Pope et al. 1962"),
        ("van der Maaten, Laurens", "van der Maaten 1962"),
        ('Bj{\\"o}rck, {\\AA}ke', "Björck 1962"),
    ],
)
def test_label_names_authors_as_a_citation_does(author, expected):
    data = entries((author, "1962"))
    assert bibliography.label(data.entries["key0"]) == expected


def test_equal_labels_are_told_apart_and_others_left_alone():
    data = entries(("Shepard, R.", "1962"), ("Shepard, Q.", "1962"), ("Kruskal, J.", "1964"))
    labels = bibliography.AuthorYearLabels().format_labels(data.entries.values())
    assert list(labels) == ["Shepard 1962a", "Shepard 1962b", "Kruskal 1964"]


def test_accents_do_not_count_in_the_order():
    names = ("Zhang, X.", r"{\v{R}}eh{\r{u}}{\v{r}}ek, Radim", "Rogers, A.", r"Nu{\~n}ez, J.")
    data = entries(*((name, "2010") for name in names))
    ordered = bibliography.AuthorYearStyle().sort(data.entries.values())
    labels = [bibliography.label(entry) for entry in ordered]
    assert labels == ["Nuñez 2010", "Řehůřek 2010", "Rogers 2010", "Zhang 2010"]


def test_list_of_the_book_is_sorted_by_author_with_unique_labels():
    text = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    style = bibliography.AuthorYearStyle()
    ordered = style.sort(parse_string(text, "bibtex").entries.values())
    labels = list(style.format_labels(ordered))
    assert len(labels) == len(set(labels)) > 30
    assert labels[0].startswith("Alain")
    assert labels[-1].startswith("Xing")
