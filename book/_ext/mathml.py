"""Sphinx extension: mathematics as MathML made at build time, no script and no font to load.

It becomes the renderer unless ``html_math_renderer`` names another. A formula outside the subset
of `texmath` is a warning that names page, line and formula (warnings fail the book's build), and
the page shows its source in place of something wrong.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator
from texmath import TexError, to_mathml

__all__ = ["setup"]

logger = logging.getLogger(__name__)


def _converted(node: nodes.Element, *, display: bool) -> str:
    tex = node.astext()
    try:
        return to_mathml(tex, display=display)
    except TexError as error:
        logger.warning("%s", error, location=node, type="mathml")
        return f'<code class="math-error">{escape(tex)}</code>'


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    math = _converted(node, display=False)
    self.body.append(f'<span class="math">{math}</span>')
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number and the link to itself.

    Long formulas scroll inside ``.math-scroll``; the number stays in view beside it.
    """
    identifiers = node.get("ids", [])
    spans = "".join(f'<span id="{escape(other)}"></span>' for other in identifiers[1:])
    anchor = f' id="{escape(identifiers[0])}"' if identifiers else ""
    math = _converted(node, display=True)
    self.body.append(
        f'{spans}<div class="math-block"{anchor}><div class="math-scroll">{math}</div>'
    )
    if node.get("number"):
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({escape(str(number))})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _select(app: Sphinx, config: Config) -> None:
    if config.html_math_renderer is None:
        config.html_math_renderer = "mathml"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer."""
    app.connect("config-inited", _select)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
