"""Sphinx extension: the book's icons, drawn for it, in place of Font Awesome.

The theme's templates name icons by Font Awesome's classes and load half a megabyte of script to
draw them. Here each class is a mask in the style sheet: one line of SVG, painted in the colour of
the text around it. `style_sheet` makes the rules; a page that names an icon without a drawing is a
warning (and so fails the book's build).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util import logging

__all__ = ["DRAWINGS", "NAMES", "missing_icons", "setup", "style_sheet"]

logger = logging.getLogger(__name__)

#: Lines on a grid of 24 by 24, as SVG path data.
DRAWINGS: dict[str, str] = {
    "arrow-up": "M12 20V5M6 11l6-6 6 6",
    "book": "M12 6.5C10 5 7 4 3.5 5v13.5c3.5-1 6.5 0 8.5 1.5 2-1.5 5-2.5 8.5-1.5V5"
    "C17 4 14 5 12 6.5zM12 6.5V20",
    "branch": "M6 8v8M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 21a2.5 2.5 0 1 0 0-5"
    " 2.5 2.5 0 0 0 0 5zM18 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM18 11c0 3-4 5-9.5 6",
    "bullseye": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
    "check": "M5 12.5l4.5 4.5L19.5 7",
    "chevron-down": "M6 9l6 6 6-6",
    "chevron-left": "M15 6l-6 6 6 6",
    "chevron-right": "M9 6l6 6-6 6",
    "code": "M8.5 7l-5 5 5 5M15.5 7l5 5-5 5",
    "contents": "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
    "copy": "M9 9h11v11H9zM15 5.5V4H4v11h1.5",
    "cross": "M6 6l12 12M18 6L6 18",
    "download": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
    "exclamation": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.5h.01",
    "expand": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5",
    "home": "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
    "half": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 3.5v17M14 4v16M16 5.5v13M18 7.5v9",
    "information": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.5h.01",
    "lightbulb": "M9.5 18h5M10.5 21h3M8.5 15a6 6 0 1 1 7 0c-.7.6-1 1.5-1 3h-5c0-1.5-.3-2.4-1-3z",
    "magnifier": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3L20.5 20.5",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "moon": "M19.8 14.3A8.3 8.3 0 0 1 9.7 4.2a8.3 8.3 0 1 0 10.1 10.1z",
    "pencil": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "play": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM10 8.5l6 3.5-6 3.5z",
    "printer": "M7 8V3.5h10V8M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z",
    "stop": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9l6 6M15 9l-6 6",
    "sun": "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2"
    "M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
    "triangle": "M12 4L2.5 20.5h19zM12 10.5v4.5M12 17.8h.01",
}

#: The theme's name for an icon (a class of Font Awesome's) to our drawing.
NAMES: dict[str, str] = {
    "fa-angle-left": "chevron-left",
    "fa-angle-right": "chevron-right",
    "fa-arrow-up": "arrow-up",
    "fa-bars": "menu",
    "fa-chevron-down": "chevron-down",
    "fa-circle-half-stroke": "half",
    "fa-code": "code",
    "fa-download": "download",
    "fa-expand": "expand",
    "fa-file": "file",
    "fa-file-lines": "file",
    "fa-file-pdf": "printer",
    "fa-github": "branch",
    "fa-home": "home",
    "fa-lightbulb": "lightbulb",
    "fa-list": "contents",
    "fa-magnifying-glass": "magnifier",
    "fa-moon": "moon",
    "fa-outdent": "contents",
    "fa-pencil": "pencil",
    "fa-pencil-alt": "pencil",
    "fa-play": "play",
    "fa-rocket": "play",
    "fa-sun": "sun",
}

_FAMILIES = frozenset({"fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands"})
_SIZES = frozenset({"fa-lg"})
_ICON_CLASSES = re.compile(r'class="([^"]*\bfa[srb]?\b[^"]*)"')
_SHAPE = """
.icon, .fa-solid, .fas, .far, .fab, .fa-brands {
  display: inline-block;
  width: 1em;
  height: 1em;
  vertical-align: -0.125em;
  background: currentColor;
  mask: var(--icon) center / contain no-repeat;
  print-color-adjust: exact;
}
.fa-lg { font-size: 1.25em; }
@media (forced-colors: active) {
  .icon, .fa-solid, .fas, .far, .fab, .fa-brands {
    forced-color-adjust: none;
    background: ButtonText;
  }
}
"""


def _data_uri(path: str) -> str:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' "
        f"stroke-width='1.9' stroke-linecap='round' stroke-linejoin='round'><path d='{path}'/>"
        "</svg>"
    )
    return f'url("data:image/svg+xml,{quote(svg, safe=" /:=.,-")}")'


def style_sheet() -> str:
    """Return the rules that draw the icons.

    Every drawing is a custom property ``--icon-NAME``; a class in `NAMES` shows it, and so does
    any other rule of the book's style that sets ``--icon: var(--icon-NAME)``.
    """
    drawings = "".join(f"--icon-{name}:{_data_uri(d)};" for name, d in DRAWINGS.items())
    classes = "".join(
        f".{name}{{--icon:var(--icon-{drawing})}}\n" for name, drawing in NAMES.items()
    )
    return f":root{{{drawings}}}\n{_SHAPE}{classes}"


def missing_icons(html: str) -> set[str]:
    """Return the icons that a page names and that have no drawing."""
    classes = {name for match in _ICON_CLASSES.findall(html) for name in match.split()}
    wanted = {name for name in classes if name.startswith("fa-")}
    return wanted - set(NAMES) - _FAMILIES - _SIZES


def _check_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        for name in sorted(missing_icons(page.read_text(encoding="utf-8"))):
            where = page.relative_to(app.outdir)
            logger.warning(
                "%s names the icon %s, which has no drawing: add one to book/_ext/icons.py",
                where,
                name,
                type="icons",
            )


def setup(app: Sphinx) -> dict[str, Any]:
    """Check the finished pages; `slim` takes the style sheet."""
    app.connect("build-finished", _check_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
