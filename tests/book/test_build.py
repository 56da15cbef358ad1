"""The book as Sphinx makes it, how it is published, and what a failure leaves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from build import BuildFailed, build_book, is_current, main
from inputs import book_digest, environment_digest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(small_book: Path) -> Callable[[str], str]:
    """Text of a published page."""
    return lambda name: (small_book / "_build" / "html" / f"{name}.html").read_text()


@pytest.fixture
def edited(small_book: Path) -> Iterator[Callable[[str, str, str], None]]:
    """Edit files of the small book; all is undone afterwards."""
    saved: dict[Path, str] = {}

    def edit(name: str, old: str, new: str) -> None:
        path = small_book / name
        saved.setdefault(path, path.read_text())
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    yield edit
    for path, text in saved.items():
        path.write_text(text)


def test_no_page_outside_the_table_of_contents(small_book: Path) -> None:
    html = small_book / "_build" / "html"
    pages = {p.relative_to(html).as_posix() for p in html.rglob("*.html")}
    listed = {"book/index.html", "book/claims.html", "book/api.html", "book/glossary.html"}
    listed.add("chapters/01_small.html")
    assert {p for p in pages if not p.startswith("_static/")} == listed | {
        "index.html",
        "search.html",
    }


def test_the_root_leads_to_the_first_page(page: Callable[[str], str]) -> None:
    root = page("index")
    assert '<meta http-equiv="refresh" content="0; url=book/index.html">' in root
    assert '<a href="book/index.html">' in root
    assert "<script" not in root


def test_numbers_references_and_citations(page: Callable[[str], str]) -> None:
    first = page("book/index")
    assert re.search(r'href="\.\./chapters/01_small\.html#fig-line"[^>]*>.*?Figure 1', first)
    assert re.search(r'class="eqno">\(1\)', first)
    assert re.search(r"Alain and Bengio,? \(?2016|Alain and Bengio, 2016|\[.*2016\]", first)


def test_outputs_come_from_the_executed_copy(small_book: Path, page: Callable[[str], str]) -> None:
    chapter = page("chapters/01_small")
    assert "Verdict: " in chapter
    assert not list(small_book.rglob(".jupyter_cache"))
    assert (small_book / "_build/html/_sources/chapters/01_small.ipynb").exists()


def test_a_progress_bar_is_not_in_the_page(page: Callable[[str], str]) -> None:
    chapter = page("chapters/01_small")
    assert "0/2" not in chapter
    assert "2/2" not in chapter
    assert "widget-view+json" not in chapter


def test_previous_next_and_search(page: Callable[[str], str]) -> None:
    chapter = page("chapters/01_small")
    assert re.search(r'<a class="left-prev"\s+href="\.\./book/index\.html"', chapter)
    assert re.search(r'<a class="right-next"\s+href="\.\./book/claims\.html"', chapter)
    assert 'action="../search.html"' in chapter


def test_a_chapter_can_be_downloaded(page: Callable[[str], str]) -> None:
    assert re.search(r'href="\.\./_sources/chapters/01_small\.ipynb"', page("chapters/01_small"))


def test_nothing_changed_imports_no_sphinx(small_book: Path) -> None:
    assert is_current(small_book)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import build; "
        "code = build.main(['--root', sys.argv[2]]); "
        "sys.exit(code or any(m in sys.modules for m in ('sphinx', 'nbformat', 'yaml')))"
    )
    command = [sys.executable, "-c", code, str(ROOT / "tools"), str(small_book)]
    environment = {k: v for k, v in os.environ.items() if k != "LATENT_COURSE_REPOSITORY"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The book is up to date.\n", "")


def test_edited_prose_is_published_and_executes_nothing(
    small_book: Path, page: Callable[[str], str], edited: Callable[[str, str, str], None]
) -> None:
    copies = small_book / "_build" / "executed"
    timings = (copies / "timings.json").stat().st_mtime_ns
    edited("chapters/01_small.ipynb", "Prose.", "Prose, edited.")
    assert not is_current(small_book)
    build_book(small_book)
    assert "Prose, edited." in page("chapters/01_small")
    assert (copies / "timings.json").stat().st_mtime_ns == timings


def test_redoing_what_changed_gives_what_a_fresh_build_gives(
    small_book: Path, edited: Callable[[str, str, str], None]
) -> None:
    edited("book/index.md", "# A small book", "# A small book, renamed\n\nMore.")
    build_book(small_book)
    redone = contents(small_book / "_build" / "html")
    shutil.rmtree(small_book / "_build" / "sphinx")
    (small_book / "_build" / "stamp.json").unlink()
    build_book(small_book)
    fresh = contents(small_book / "_build" / "html")
    differing = {name for name in redone | fresh if redone.get(name) != fresh.get(name)}
    assert differing <= {"searchindex.js"}, "whose entries have no fixed order"


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, without the checksums of styles that a link may have."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): re.sub(rb"\.css\?v=\w+", b".css", path.read_bytes())
        for path in files
    }


def test_a_warning_fails_the_build_every_time_and_leaves_the_last_book(
    small_book: Path,
    page: Callable[[str], str],
    edited: Callable[[str, str, str], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = page("book/index")
    edited("book/index.md", "# A small book", "# A small book\n\n{ref}`nowhere`")
    for _ in range(2):
        assert main(["--root", str(small_book)]) == 1
        messages = capfd.readouterr().err
        assert "index.md:" in messages
        assert "nowhere" in messages
        assert messages.rstrip().endswith(
            "The book was not built.\nThe messages above say what is wrong in the pages."
        )
        assert page("book/index") == before
        assert not is_current(small_book)


def test_a_failing_cell_fails_the_build_and_leaves_the_last_book(
    small_book: Path, page: Callable[[str], str], edited: Callable[[str, str, str], None]
) -> None:
    before = page("chapters/01_small")
    edited("chapters/01_small.ipynb", "claim = next(", "claim = 1 / 0\\nclaim = next(")
    with pytest.raises(BuildFailed) as failure:
        build_book(small_book)
    assert "chapters/01_small.ipynb, cell 4 of 4 (code cell 3)" in str(failure.value)
    assert "ZeroDivisionError: division by zero" in str(failure.value)
    assert page("chapters/01_small") == before


def test_an_interrupted_publication_is_undone(small_book: Path) -> None:
    build_book(small_book)
    html = small_book / "_build" / "html"
    html.rename(html.with_name("html.old"))
    build_book(small_book)
    assert (html / "index.html").exists()
    assert not html.with_name("html.old").exists()


def test_digests_see_what_matters(small_book: Path) -> None:
    first = book_digest(small_book)
    environment = environment_digest(small_book)
    added = small_book / "book" / "added.md"
    added.write_text("")
    assert book_digest(small_book) != first, "a new page"
    assert environment_digest(small_book) == environment
    added.unlink()
    assert book_digest(small_book) == first
    (small_book / "book" / "__pycache__").mkdir()
    (small_book / "book" / "__pycache__" / "x.pyc").touch()
    assert book_digest(small_book) == first, "byte code is no source"


def test_the_setting_of_the_repository_is_an_input(
    small_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LATENT_COURSE_REPOSITORY", raising=False)
    first = book_digest(small_book)
    monkeypatch.setenv("LATENT_COURSE_REPOSITORY", "https://github.com/owner/name")
    assert book_digest(small_book) != first
