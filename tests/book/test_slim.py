"""A page loads one style sheet and one script, whatever extensions would add."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).resolve().parents[2] / "book" / "_ext"

CONFIGURATION = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton", "sphinx_togglebutton",
              "sphinx_thebe", "sphinx_book_theme", "mathml", "icons", "slim"]
html_theme = "sphinx_book_theme"
myst_enable_extensions = ["colon_fence", "dollarmath"]
"""

INDEX = """\
# The first page

Text with a [link](other.md), `code` and a formula, $x^2$.

```{toctree}
other
```

```{note}
A note.
```
"""

OTHER = """\
# Another page

::::{tab-set}
:::{tab-item} One
1
:::
::::
"""


def build(folder: Path, *options: str, more: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "conf.py").write_text(CONFIGURATION + more)
    command = [sys.executable, "-m", "sphinx", "-q", *options, str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "index.md").write_text(INDEX)
    (tmp_path / "other.md").write_text(OTHER)
    return tmp_path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slim")
    (folder / "index.md").write_text(INDEX)
    (folder / "other.md").write_text(OTHER)
    done = build(folder, "-W", "-j", "2")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def loaded(page: Path) -> list[str]:
    """Files that a page loads, without their versions."""
    html = page.read_text(encoding="utf-8")
    tags = re.findall(r'<script[^>]*\ssrc="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', html)
    return [(script or style).split("?")[0] for script, style in tags]


def test_a_page_loads_two_files(built: Path) -> None:
    assert sorted(loaded(built / "index.html")) == ["_static/course.css", "_static/course.js"]


def test_a_page_with_tabs_loads_their_script_too(built: Path) -> None:
    assert "_static/design-tabs.js" in loaded(built / "other.html")


def test_the_search_page_loads_the_index(built: Path) -> None:
    assert loaded(built / "search.html")[-3:] == [
        "_static/searchtools.js",
        "_static/language_data.js",
        "searchindex.js",
    ]


def test_the_style_sheet_has_what_pages_use_and_no_more(built: Path) -> None:
    css = (built / "_static" / "course.css").read_text(encoding="utf-8")
    theme = (built / "_static/styles/pydata-sphinx-theme.css").read_text(encoding="utf-8")
    assert len(css) < len(theme) / 2
    for used in (".bd-article", ".admonition", ".prev-next-area", "--icon-menu", ".math-block"):
        assert used in css
    for unused in (
        ".carousel",
        ".fa-unicorn",
        "@font-face",
        "Font Awesome\\ 6",
        "--pst-icon",
        ".accordion",
    ):
        assert unused not in css
    assert css.index("@layer theme") < css.index("--icon-menu")


def test_nothing_in_the_theme_outranks_the_book(built: Path) -> None:
    css = (built / "_static" / "course.css").read_text(encoding="utf-8")
    theme = css[css.index("@layer theme") : css.index("--icon-menu")]
    assert set(re.findall(r"([^;{}]*)!important", theme)) <= {"display:none", "display:none "}


def test_addresses_carry_the_hash_of_the_content(built: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in built.glob("*.html")]
    for name in ("course.css", "course.js"):
        versions = {v for html in pages for v in re.findall(rf"{name}\?v=(\w*)", html)}
        assert len(versions) == 1
        assert len(versions.pop()) == 12


def test_what_no_page_needs_is_not_published(built: Path) -> None:
    static = built / "_static"
    assert not list(static.rglob("*.map"))
    assert not list(static.rglob("*.woff2"))
    assert not (static / "scripts" / "fontawesome.js").exists()


def test_one_edited_page_builds_again_to_the_same_as_from_nothing(source: Path) -> None:
    assert build(source, "-W").returncode == 0
    (source / "index.md").write_text(INDEX + "\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert build(source, "-W").returncode == 0
    static = source / "out" / "_static"
    again = [(static / name).read_bytes() for name in ("course.css", "course.js")]
    html = (source / "out" / "other.html").read_text(encoding="utf-8")
    assert build(source, "-W", "-E", "-a").returncode == 0
    assert again == [(static / name).read_bytes() for name in ("course.css", "course.js")]
    assert html == (source / "out" / "other.html").read_text(encoding="utf-8")


def test_a_build_with_nothing_to_do_changes_nothing(source: Path) -> None:
    assert build(source, "-W").returncode == 0
    before = {p: p.read_bytes() for p in (source / "out").rglob("*.html")}
    assert build(source, "-W").returncode == 0
    assert before == {p: p.read_bytes() for p in (source / "out").rglob("*.html")}


ADDS_A_SCRIPT = 'html_js_files = ["https://example.org/tracker.js"]\n'


def test_a_file_that_nobody_decided_on_fails_the_build(source: Path) -> None:
    done = build(source, "-W", more=ADDS_A_SCRIPT)
    assert done.returncode != 0
    assert "would load https://example.org/tracker.js" in done.stderr


def test_a_file_that_is_wanted_is_kept(source: Path) -> None:
    (source / "live.js").write_text("")
    more = 'html_static_path = ["live.js"]\nhtml_js_files = ["live.js"]\nslim_keep = ["live.js"]\n'
    done = build(source, "-W", more=more)
    assert done.returncode == 0, done.stderr
    assert "_static/live.js" in loaded(source / "out" / "index.html")


def test_an_icon_without_a_drawing_fails_the_build(source: Path) -> None:
    (source / "index.md").write_text(INDEX + '\n<i class="fa-solid fa-unicorn"></i>\n')
    done = build(source, "-W")
    assert done.returncode != 0
    assert "fa-unicorn" in done.stderr
