"""TeX formulas to MathML Core, at build time and strictly.

The book needs no script and no font for its mathematics: browsers set MathML themselves. The
subset of TeX is what MathJax in JupyterLab understands too, so that a notebook looks the same in
both places; a command outside the subset is an error, never a formula that is quietly wrong.

`parser` reads TeX and builds the elements, with `commands` and `environments`; `atoms` sets the
space between them; `symbols` holds the tables, `alphabets` the letters of the mathematical styles.
"""

from __future__ import annotations

from .parser import to_mathml
from .reader import TexError

__all__ = ["TexError", "to_mathml"]
