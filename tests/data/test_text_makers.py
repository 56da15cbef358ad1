"""The makers of the bundled texts: each rule by itself, and the files again where sources are."""

from __future__ import annotations

import io
import json
import lzma
import shutil
import tarfile
from pathlib import Path

import pytest

from latentlib.data import bundled, load_sentiment, load_verses, prose, state_of_the_union, verses
from latentlib.data.sentiment import COLUMNS as SENTIMENT_COLUMNS

# What is written


def test_written_table_is_read_back_and_has_the_same_bytes_again(maker, folder: Path) -> None:
    bundle, rows = maker("bundle"), [("1", "“Ah,” said he.\u2028"), ("2", "")]
    bundle.write_table(folder / "a.tsv.xz", ("number", "text"), iter(rows))
    first = (folder / "a.tsv.xz").read_bytes()
    assert bundled.read_table("a.tsv.xz", ("number", "text")) == rows
    bundle.write_table(folder / "a.tsv.xz", ("number", "text"), rows)
    assert (folder / "a.tsv.xz").read_bytes() == first
    assert lzma.decompress(first).startswith(b"number\ttext\n1\t")


@pytest.mark.parametrize("row", [("1",), ("1", "a\tb"), ("1", "a\nb"), ("1", "a\rb")])
def test_fields_that_would_break_a_table_are_refused(maker, tmp_path: Path, row: tuple) -> None:
    with pytest.raises(ValueError, match="expected 2 fields, no tab or line break"):
        maker("bundle").write_table(tmp_path / "a.tsv.xz", ("number", "text"), [row])
    assert not (tmp_path / "a.tsv.xz").exists()


# Sources


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def packed(path: Path, name: str, content: bytes) -> None:
    with tarfile.open(path, "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))


def test_npm_package_is_fetched_once_and_unpacked(maker, tmp_path: Path, monkeypatch) -> None:
    packed(tmp_path / "ready.tgz", "package/data/a.txt", b"text")
    program(tmp_path, "npm", f'echo "$@" >> {tmp_path}/asked; cp {tmp_path}/ready.tgz a-1.0.tgz')
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    for _ in range(2):
        folder = maker("packages").npm_package(tmp_path / "cache", "@scope/a", "1.0")
        assert (folder / "data" / "a.txt").read_text() == "text"
    assert (tmp_path / "asked").read_text() == "pack --silent @scope/a@1.0\n"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["@scope_a_1.0"]


def test_archive_that_reaches_out_of_its_folder_is_refused(
    maker, tmp_path: Path, monkeypatch
) -> None:
    packed(tmp_path / "ready.tgz", "../../escaped.txt", b"text")
    program(tmp_path, "npm", f"cp {tmp_path}/ready.tgz a-1.0.tgz")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(tarfile.OutsideDestinationError):
        maker("packages").npm_package(tmp_path / "cache", "a", "1.0")
    assert not list(tmp_path.rglob("escaped.txt"))


def test_python_source_is_unpacked(maker, tmp_path: Path, monkeypatch) -> None:
    packages, asked = maker("packages"), []

    def download(*command: str, folder: Path) -> None:
        asked.append(command[1:])
        (tmp_path / "thing-0.5").mkdir()
        (tmp_path / "thing-0.5" / "a.txt").write_text("text")
        shutil.make_archive(str(folder / "thing-0.5"), "zip", tmp_path, "thing-0.5")

    monkeypatch.setattr(packages, "_run", download)
    folder = packages.python_source(tmp_path / "cache", "thing", "0.5")
    assert (folder / "a.txt").read_text() == "text"
    assert asked == [("-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "thing==0.5")]


# State of the Union


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harry S Truman", "Harry S. Truman"),
        ("William Mc Kinley", "William McKinley"),
        ("George W Bush", "George W. Bush"),
        ("George Bush", "George H. W. Bush"),
        ("Abraham Lincoln", "Abraham Lincoln"),
    ],
)
def test_names_are_written_as_usual(maker, name: str, expected: str) -> None:
    assert maker("state_of_the_union").full_name(name) == expected


def test_addresses_come_in_order_of_time(maker, tmp_path: Path) -> None:
    for year, name in ((1961, "John F Kennedy"), (1960, "X"), (1961, "Dwight D Eisenhower")):
        content = {"year": year, "name": name, "party": "?", "text": " One\n two 4 1\x02 per cent "}
        (tmp_path / f"{year}_{name}.json").write_text(json.dumps(content))
    found = maker("state_of_the_union").read_addresses(tmp_path)
    assert [row[:2] for row in found] == [
        ("1960", "X"),
        ("1961", "Dwight D. Eisenhower"),
        ("1961", "John F. Kennedy"),
    ]
    assert {row[2] for row in found} == {"One two 4 1/2 per cent"}


def test_bundled_addresses_are_those_of_the_package(maker, sources: Path) -> None:
    module = maker("state_of_the_union")
    folder = sources / f"{module.PACKAGE.replace('/', '_')}_{module.VERSION}" / "package" / "data"
    if not folder.exists():
        pytest.skip("the package of addresses is not at hand: run its maker once")
    found = bundled.read_table(state_of_the_union.FILE, state_of_the_union.COLUMNS)
    assert found == module.read_addresses(folder)


# Verses


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ('<w lemma="a">Jesus</w> <w lemma="b">wept</w>.', "Jesus wept."),
        ("Yahweh<note>a <seg>name</seg></note>God", "Yahweh God"),
        (
            "a man<note>or, woman</note> <note>so.</note>, said<l eID='1'/>“he”<l/>.",
            "a man, said “he” .",
        ),
        ('<title canonical="true" type="psalm">Of <w>David</w>.</title>Sing!', "Of David. Sing!"),
        ('<title>BETH</title> <lg sID="1"/><l sID="2"/>How<lb type="x-p"/>can', "How can"),
        ("<w>Y</w><transChange>si</transChange><w>condenó</w> <w>give</w>n", "Y si condenó given"),
        ("¶ The <divineName>LORD</divineName>’s <transChange>own</transChange>", "The LORD’s own"),
        (r"my name \+nd JEHOVAH\+nd* and \nd LORD", "my name JEHOVAH and LORD"),
        ('Amen.<speaker>All</speaker> <div sID="1" type="glossary"/>Abba\nfather', "Amen."),
    ],
)
def test_markup_is_taken_out_and_the_text_stays(maker, marked: str, plain: str) -> None:
    assert maker("verses").plain(marked) == plain


def test_verses_are_read_by_place(maker) -> None:
    exported = (
        "$$$[ Module Heading ]\n\n$$$Genesis 0:0\nPreface\n$$$Genesis 1:0\n<chapter/>x\n"
        "$$$Genesis 1:1\nIn the\nbeginning\n$$$Genesis 1:2\n<note>lacking</note>\n"
        "$$$I Samuel 24:10\nEnd"
    )
    found = maker("verses").read_verses(exported)
    assert found == {"Genesis 1:1": "In the beginning", "I Samuel 24:10": "End"}


def test_passages_numbered_otherwise_are_left_out(maker) -> None:
    module = maker("verses")
    assert module.is_renumbered("I Kings 22:43")
    assert not module.is_renumbered("I Kings 22:42")
    assert not module.is_renumbered("I Kings 21:43")
    assert not any(module.is_renumbered(reference) for reference in load_verses().references)


def test_verses_are_put_side_by_side(maker) -> None:
    places = ("John 1:2", "John 1:1", "Jonah 2:1", "John 1:3")
    english, king_james, spanish = ({place: f"{k}{place}" for place in places} for k in "eks")
    del english["John 1:3"]
    rows = maker("verses").side_by_side(english, king_james, spanish)
    assert rows == [(place, f"e{place}", f"k{place}", f"s{place}") for place in places[:2]]


def test_bundled_verses_are_those_of_the_modules(maker, sources: Path) -> None:
    module = maker("verses")
    if not (sources / "_".join(module.PROGRAM)).exists():
        pytest.skip("the modules of verses are not at hand: run their maker once")
    translations = (module.read_verses(module.export(name, sources)) for name in module.MODULES)
    found = bundled.read_table(verses.FILE, verses.COLUMNS)
    assert found == module.side_by_side(*translations)


# Sentiment


def test_snippets_are_read_line_by_line(maker) -> None:
    text = "1_1\t-0.9\tbad &amp; ugly  \u2028.\r\n1_2\t2.26666666667\tAT&amp;#38;T\r\n"
    found = list(maker("sentiment").read_snippets(text, "products"))
    assert found == [
        ("1_1", "products", "-0.9000", "bad & ugly ."),
        ("1_2", "products", "2.2667", "AT&T"),
    ]


def test_words_that_were_there_are_left_out(maker) -> None:
    texts = ["Great!", "GREAT :)", "!!!", "not great", "Great"]
    rows = [(str(k), "tweets", "1.0000", text) for k, text in enumerate(texts)]
    assert [row[0] for row in maker("sentiment").once(rows)] == ["0", "3"]


def test_bundled_snippets_are_those_of_the_archive(maker, sources: Path) -> None:
    module = maker("sentiment")
    path = sources / f"{module.PACKAGE}_{module.VERSION}" / f"{module.PACKAGE}-{module.VERSION}"
    if not path.exists():
        pytest.skip("the archive of snippets is not at hand: run its maker once")
    found = bundled.read_table("sentiment.tsv.xz", SENTIMENT_COLUMNS)
    read = list(module.read_archive(path / module.ARCHIVE))
    assert len(read) == 18_513
    assert list(module.once(read)) == found
    assert len(found) == len(load_sentiment())


# Prose


def test_book_is_cut_out_of_its_source(maker) -> None:
    module = maker("prose")
    text = (
        "TITLE\n\nby X\n\n\nChapter 1\n\nOne\n two.\n\n[Illustration: a\nship]\n\n* * *\n\n"
        "[1] Note.\n\nINDEX\n\nOne, 3"
    )
    book = module.Book("", "Title", "X", "Chapter", "INDEX")
    assert module.body(book, text) == ["Chapter 1", "One two.", "[1] Note."]
    assert module.body(book._replace(after=None), text)[-1] == "One, 3"


def test_frame_of_project_gutenberg_is_taken_off(maker) -> None:
    text = (
        "The Project Gutenberg EBook\n\n*** START OF THIS PROJECT GUTENBERG EBOOK A ***\nOne.\n"
        "End of {}Project Gutenberg's A\n\n*** END OF THIS PROJECT GUTENBERG EBOOK A ***\nLicense"
    )
    for article in ("", "the "):
        assert maker("prose").without_frame(text.format(article)).strip() == "One."


def test_bundled_books_are_those_of_the_packages(maker, sources: Path) -> None:
    pytest.importorskip("rdata", reason="tools/make_data/requirements.txt is not installed")
    module = maker("prose")
    if not (sources / "_".join(module.GUTENBERG)).exists():
        pytest.skip("the packages of books are not at hand: run their maker once")
    found = bundled.read_table(prose.FILE, prose.COLUMNS)
    books = module.read_books(sources)
    assert found == [(title, author, part) for title, author, parts in books for part in parts]
