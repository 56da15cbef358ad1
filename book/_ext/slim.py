"""Sphinx extension: a page loads one style sheet, one script and nothing else.

The theme and its extensions link some fifteen files, 840 kB compressed, most of it never used.
Here their style sheets are pruned to what the built pages can match (`cssprune`), joined with the
book's own and the icons, and written as ``_static/course.css``; the scripts that are needed are
joined with the book's own as ``_static/course.js``. Both carry the hash of their content in the
address, so that a browser may keep them for ever and never sees a stale one.

Each file that another extension adds is either bundled, dropped or kept, by the lists below; one
that no list knows stays in the page and is a warning, so that a new dependency cannot add weight
unseen. ``slim_keep`` (patterns) names scripts and styles that pages of this book load on purpose.
"""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from cssprune import Used, prune
from icons import style_sheet
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

__all__ = ["setup"]

logger = logging.getLogger(__name__)

_BOOK = Path(__file__).resolve().parents[1]
_OURS = _BOOK / "_static"

#: Style sheets of the theme and of extensions, pruned and joined in this order.
STYLES = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
)

#: Scripts joined in this order; the book's own comes last.
SCRIPTS = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "scripts/pydata-sphinx-theme.js",
    "scripts/sphinx-book-theme.js",
)

#: Files that no page needs: their work is done by ``course.js`` and ``course.css`` or not wanted.
DROPPED = (
    "clipboard.min.js",
    "copybutton.css",
    "copybutton.js",
    "pygments.css",
    "sphinx-thebe.css",
    "sphinx-thebe.js",
    "togglebutton.css",
    "togglebutton.js",
)

#: Scripts that only some pages need, with what such a page holds.
OPTIONAL = {
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-set\b'),
    "live/host.js": re.compile(r'<div class="live-figure"'),
}

#: Scripts written into the page that set up what was dropped or bundled.
_DROPPED_INLINE = re.compile(
    r"toggleHint|toggleOpenOnPrint|togglebuttonSelector|thebe_selector"
    r"|DOCUMENTATION_OPTIONS\.(pagename|search_as_you_type)"
)

#: Files of the theme that would be published for nothing.
_LITTER = (
    "scripts/*.map",
    "styles/*.map",
    "scripts/fontawesome.js*",
    "scripts/bootstrap.js*",
    "vendor/fontawesome/webfonts/*",
    "*webpack-macros.html",
)

#: Options of the theme, and parts of it that this book leaves out. (With anything in
#: `navbar_persistent` there is a second, hidden pair of buttons for the sidebars, and the theme's
#: script finds that one.)
_THEME_OPTIONS: dict[str, Any] = {
    "back_to_top_button": False,
    "navbar_persistent": [],
    "primary_sidebar_end": [],
    "toc_title": "On this page",
}

#: Rules that show a letter of the icon font, which is not loaded.
_ICON_FONT = re.compile(
    r"[^{};]+\{[^{}]*(?:content:var\(--pst-icon|Font Awesome|var\(--fa-font-solid)[^{}]*\}"
)

#: What the theme does after every change of a page, such as each move of a live figure: look
#: through all boxes for those that scroll. `course.js` does it when their size may have changed.
_WATCHING = re.compile(
    r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)

#: On a phone, where the sidebar is a dialog, the theme lays the whole page out to see how far it
#: has to be scrolled; there it need not be.
_SIDEBAR = 'if(!document.querySelector(".bd-docs-nav"))return;'
_SHOWN_SIDEBAR = _SIDEBAR.replace("))return", ')||!matchMedia("(min-width:960px)").matches)return')

#: Roles that Sphinx writes and that are no longer good: an entry of a bibliography is by now an
#: item of its list.
_ROLES = {"doc-biblioentry": "listitem"}

_CREDITS = """\
/*! Contains parts of Sphinx (BSD-2-Clause), PyData Sphinx Theme, Sphinx Book Theme and MyST-NB
 * (BSD-3-Clause), Bootstrap and sphinx-design (MIT). The rest belongs to this book (MIT). */
"""

#: Files whose addresses carry the hash of their content; it is known when all pages are written.
_VERSION = re.compile(r"(_static/(course\.css|course\.js|live/host\.js)\?v=)(\w*)")


def _configure(app: Sphinx, config: Config) -> None:
    """Put the book's templates before the theme's, and leave out parts that would stay empty."""
    config.templates_path.insert(0, str(_BOOK / "_templates"))
    for option, value in _THEME_OPTIONS.items():
        config.html_theme_options.setdefault(option, value)


def _matches(name: str, patterns: tuple[str, ...] | list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _stays(name: str, page: str, body: str, keep: list[str]) -> bool:
    """Say whether a page keeps the link to a file, and warn of a file that nobody decided on."""
    name = name.split("?")[0].removeprefix("_static/")
    if _matches(name, STYLES + SCRIPTS + DROPPED):
        return False
    if name in OPTIONAL:
        return bool(OPTIONAL[name].search(body))
    if not _matches(name, keep):
        logger.warning(
            "the page %s would load %s: add it to a list in book/_ext/slim.py, or to slim_keep",
            page,
            name,
            type="slim",
        )
    return True


def _trim_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take the bundled and the dropped files out of a page."""
    body, keep = context.get("body", ""), app.config.slim_keep
    for role, better in _ROLES.items():
        body = body.replace(f'role="{role}"', f'role="{better}"')
    if body:
        context["body"] = body
    context["css_files"] = [
        css
        for css in context["css_files"]
        if _stays(str(getattr(css, "filename", css)), pagename, body, keep)
    ]
    scripts = []
    for script in context["script_files"]:
        name = str(getattr(script, "filename", script) or "")
        inline = getattr(script, "attributes", {}).get("body") or ""
        needed = bool(inline) and not _DROPPED_INLINE.search(inline)
        if _stays(name, pagename, body, keep) if name else needed:
            scripts.append(script)
    context["script_files"] = scripts


def _bundle(app: Sphinx, exception: Exception | None) -> None:
    """Write the two bundles and their hashes into the finished pages."""
    if exception or app.builder.format != "html" or app.builder.name == "epub":
        return
    static = Path(app.outdir, "_static")
    for pattern in _LITTER:
        for path in static.glob(pattern):
            path.unlink()
    pages = {p: p.read_text(encoding="utf-8") for p in Path(app.outdir).rglob("*.html")}
    script = _script(static)
    used = Used()
    for html in pages.values():
        used.add_page(html)
    for path in static.rglob("*.js"):
        used.add_script(path.read_text(encoding="utf-8"))
    used.add_script(script)
    versions = {
        "course.css": _write(static / "course.css", _style(static, used)),
        "course.js": _write(static / "course.js", script),
        "live/host.js": _hash(static / "live" / "host.js"),
    }
    for path, html in pages.items():
        current = _VERSION.sub(lambda m: m.group(1) + versions[m.group(2)], html)
        if current != html:
            path.write_text(current, encoding="utf-8")


def _script(static: Path) -> str:
    parts = [(static / name).read_text(encoding="utf-8") for name in SCRIPTS]
    parts[0] += "\nDOCUMENTATION_OPTIONS.search_as_you_type = false;\n"
    parts.append((_OURS / "course.js").read_text(encoding="utf-8"))
    without_maps = [re.sub(r"//# sourceMappingURL=.*", "", part) for part in parts]
    place = SCRIPTS.index("scripts/pydata-sphinx-theme.js")
    without_maps[place], found = _WATCHING.subn("0", without_maps[place])
    if not found:
        logger.warning("the theme watches pages in another way: see _WATCHING in slim.py")
    if _SIDEBAR not in without_maps[place]:
        logger.warning("the theme scrolls its sidebar in another way: see _SIDEBAR in slim.py")
    without_maps[place] = without_maps[place].replace(_SIDEBAR, _SHOWN_SIDEBAR)
    # The first ; keeps the "use strict" of one file from ruling over all.
    return _CREDITS + ";\n".join(["", *without_maps])


def _style(static: Path, used: Used) -> str:
    """Join the style sheets; theirs form a layer, so that any rule of ours wins over them."""
    theirs = []
    for pattern in STYLES:
        theirs += [path.read_text(encoding="utf-8") for path in sorted(static.glob(pattern))]
    ours = [path.read_text(encoding="utf-8") for path in sorted((_OURS / "css").glob("*.css"))]
    own = prune("\n".join([style_sheet(), *ours]), used)
    used.variables.update(re.findall(r"var\(\s*(--[\w-]+)", own))
    used.names = {name for name in used.names if not re.fullmatch(r"fa[srb]?(-.*)?", name)}
    theme = _ICON_FONT.sub("", prune("\n".join(theirs), used))
    theme = prune(theme, used)  # once more, for what only the dropped rules referred to
    theme = re.sub(r"(?<!display:none)\s*!important", "", theme)  # else it would win over ours
    return f"{_CREDITS}@layer theme{{{theme}}}\n{own}"


def _write(path: Path, text: str) -> str:
    """Write a file if it changed; return the hash of its content."""
    data = text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
    return _hash(path)


def _hash(path: Path) -> str:
    """Hash of a file's content; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Trim every page, and bundle when all are written."""
    app.add_config_value("slim_keep", [], "html", [list])
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _trim_page, priority=900)
    app.connect("build-finished", _bundle, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
