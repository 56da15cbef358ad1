"""Every link, image, script and style of the built book leads somewhere, anchors included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
IGNORED_ANCHORS = {"", "top"}


@dataclass
class Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note links and anchors."""
        values = {key: value or "" for key, value in attributes}
        self.anchors |= {values[key] for key in ("id", "name") if values.get(key)}
        keys = ("href", "src", "poster", "data-src", "action")
        self.links += [values[key] for key in keys if values.get(key)]
        self.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part]
        refresh = re.search(r"url=(\S+)", values.get("content", ""))
        if values.get("http-equiv", "").lower() == "refresh" and refresh:
            self.links.append(refresh[1])


def read(path: Path) -> Page:
    """Parse one page."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def dead_links(folder: Path) -> Iterator[str]:
    """Links of all pages in `folder` that lead nowhere, with where they stand."""
    paths = [p for p in folder.rglob("*.html") if "_static" not in p.relative_to(folder).parts]
    pages = {path: read(path) for path in paths}
    for path, page in pages.items():
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            target, anchor = urldefrag(link)
            file = (path.parent / unquote(urlsplit(target).path)).resolve() if target else path
            where = f"{path.relative_to(folder)}: {link}"
            if not file.is_relative_to(folder.resolve()) or not file.is_file():
                yield f"{where}: no such file"
            elif file in pages and not has_anchor(pages[file], unquote(anchor)):
                yield f"{where}: no such anchor"


def has_anchor(page: Page, anchor: str) -> bool:
    """Tell whether an anchor is in a page."""
    return anchor in IGNORED_ANCHORS or anchor in page.anchors


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("there.html", None),
        ("there.html#here", None),
        ("there.html?x=1#here", None),
        ("#own", None),
        ("https://example.org/nowhere", None),
        ("mailto:somebody", None),
        ("there.html#gone", "no such anchor"),
        ("#gone", "no such anchor"),
        ("gone.html", "no such file"),
        ("../outside.html", "no such file"),
    ],
)
def test_the_checker_itself(tmp_path: Path, link: str, complaint: str | None) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("")
    (site / "here.html").write_text(f'<p id="own"><a href="{link}">a</a>')
    (site / "there.html").write_text('<p id="here">')
    found = list(dead_links(site))
    assert found == ([f"here.html: {link}: {complaint}"] if complaint else [])


def test_every_link_of_the_small_book(small_book: Path) -> None:
    assert list(dead_links(small_book / "_build" / "html")) == []


def test_every_link_of_the_book(built_book: Path) -> None:
    assert list(dead_links(built_book)) == []


def test_pages_are_those_of_the_table_of_contents(built_book: Path) -> None:
    def documents(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(node[key]) for key in ("root", "file") if key in node)
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list):
                yield from documents(child)

    listed = set(documents(yaml.safe_load((ROOT / "_toc.yml").read_text())))
    built = {
        path.relative_to(built_book).with_suffix("").as_posix()
        for path in built_book.rglob("*.html")
        if "_static" not in path.parts
    }
    assert built == listed | {"index", "search"}
