"""Plain Markdown links become the book's own references."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))
import plain_links

TERMS = {"code": "code", "t-sne": "t-SNE"}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("a [code](../book/glossary.md#term-code).", "a {term}`code <code>`."),
        ("[the map](../book/glossary.md#term-t-sne)", "{term}`the map <t-SNE>`"),
        ("([Pearson 1901](../book/references.md#pearson1901))", "({cite:label}`pearson1901`)"),
        ("[a page](../book/glossary.md) stays", "[a page](../book/glossary.md) stays"),
        ("[x](../book/glossary.md#term-unknown)", "[x](../book/glossary.md#term-unknown)"),
        ("text\n\n### Exercise 1.2 · Title", "text\n\n(exercise-1-2)=\n### Exercise 1.2 · Title"),
    ],
)
def test_rewrite(plain: str, expected: str) -> None:
    assert plain_links.rewrite(plain, TERMS) == expected


def test_terms_are_the_unindented_lines_of_the_glossary() -> None:
    page = (
        "text\n```{glossary}\n:sorted:\nt-SNE\nlong name (with brackets)\n    Its meaning.\n```\n"
    )
    assert plain_links.terms_by_anchor(page) == {
        "t-sne": "t-SNE",
        "long-name-with-brackets": "long name (with brackets)",
    }
