"""Let chapters link in plain Markdown, and make the book's own references of it.

JupyterLab knows nothing of Sphinx's roles: a reader there would see ``{term}`` in the text. So a
chapter links as any notebook does, and here, when the book is built, these links become what Sphinx
resolves and warns about:

- ``[code](../book/glossary.md#term-code)`` becomes the glossary's term;
- ``[Pearson 1901](../book/references.md#pearson1901)`` becomes the citation of that key;
- ``### Exercise 1.2 · Title`` gets the anchor ``exercise-1-2``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
TERM = re.compile(r"\[([^\]]+)\]\(\.\./book/glossary\.md#term-([\w-]+)\)")
CITATION = re.compile(r"\[[^\]]+\]\(\.\./book/references\.md#(\w+)\)")
EXERCISE = re.compile(r"^(?=### Exercise (\d)\.(\d+) )", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("source-read", rewrite_notebook)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def rewrite_notebook(app: Sphinx, docname: str, source: list[str]) -> None:
    """Rewrite the links in the prose of a notebook that is being read."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    glossary = Path(app.srcdir, "book", "glossary.md")
    app.env.note_dependency(str(glossary))
    terms = terms_by_anchor(glossary.read_text(encoding="utf-8"))
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            for anchor in sorted({a for _, a in TERM.findall(text)} - terms.keys()):
                LOGGER.warning(
                    "no term of the glossary has the anchor term-%s", anchor, location=docname
                )
            cell["source"] = rewrite(text, terms)
    source[0] = json.dumps(notebook)


def rewrite(text: str, terms: dict[str, str]) -> str:
    """Rewrite one Markdown text; links to unknown terms stay as they are."""

    def as_term(match: re.Match[str]) -> str:
        term = terms.get(match[2])
        return match[0] if term is None else f"{{term}}`{match[1]} <{term}>`"

    text = TERM.sub(as_term, text)
    text = CITATION.sub(r"{cite:label}`\1`", text)
    return EXERCISE.sub(r"(exercise-\1-\2)=\n", text)


def terms_by_anchor(glossary: str) -> dict[str, str]:
    """Read the terms out of the page's ``{glossary}`` blocks: their unindented lines."""
    blocks = re.findall(r"^```\{glossary\}\n(.*?)^```", glossary, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line[:1].strip()]
    return {re.sub(r"[^a-z0-9]+", "-", t.lower()).strip("-"): t for t in lines if t[0] != ":"}
