"""Links to the repository and to Binder: right when the setting is there, absent when not."""

from __future__ import annotations

import re
from pathlib import Path

import launch
import pytest
from build import BuildFailed, build_book
from sphinx.errors import ConfigError

REPOSITORY = "https://github.com/some-one/the.course"


def pages(root: Path) -> dict[str, str]:
    """Published pages by name."""
    html = root / "_build" / "html"
    return {p.relative_to(html).as_posix(): p.read_text() for p in html.rglob("*.html")}


def test_unset_there_is_no_trace(small_book: Path) -> None:
    for name, text in pages(small_book).items():
        for trace in ("mybinder", "launch-button", "/edit/", "issues/new", "executablebooks/jup"):
            assert trace not in text, f"{trace} in {name}"
    assert "There is no repository yet." in pages(small_book)["book/index.html"]
    assert "Get it from" not in pages(small_book)["book/index.html"]


def test_set_every_link_is_right(small_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_COURSE_REPOSITORY", f"{REPOSITORY}/")
    try:
        build_book(small_book)
        chapter = pages(small_book)["chapters/01_small.html"]
        index = pages(small_book)["book/index.html"]
    finally:
        monkeypatch.delenv("LATENT_COURSE_REPOSITORY")
        build_book(small_book)
    assert "mybinder" not in pages(small_book)["chapters/01_small.html"], "the setting stuck"
    binder = "https://mybinder.org/v2/gh/some-one/the.course/main"
    assert f'"{binder}?urlpath=lab/tree/chapters/01_small.ipynb"' in chapter
    assert f'href="{REPOSITORY}"' in chapter
    assert f'href="{REPOSITORY}/edit/main/chapters/01_small.ipynb"' in chapter
    assert f'href="{REPOSITORY}/issues/new?' in chapter
    assert re.search(rf'Get it from <a [^>]*href="{REPOSITORY}"', index)
    assert "There is no repository yet." not in index


@pytest.mark.parametrize(
    "address", ["github.com/a/b", "https://example.org/a/b", "https://github.com/a"]
)
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(address))):
        launch.theme_options(address)


def test_a_refused_address_stops_the_build(
    small_book: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LATENT_COURSE_REPOSITORY", "elsewhere")
    with pytest.raises(BuildFailed):
        build_book(small_book)
    assert "LATENT_COURSE_REPOSITORY is 'elsewhere', expected" in capfd.readouterr().err


def test_what_pages_may_insert() -> None:
    inserted = launch.substitutions(REPOSITORY)
    assert inserted["binder_url"] == (
        "https://mybinder.org/v2/gh/some-one/the.course/main?urlpath=lab/tree/chapters"
    )
    assert inserted["repository_link"] == f"[some-one/the.course]({REPOSITORY})"
    assert set(launch.substitutions("").values()) == {""}
    assert set(launch.substitutions("")) == set(inserted)
