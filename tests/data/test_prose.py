"""The prose: which documents, how they begin, and that nothing else is in them."""

from __future__ import annotations

import pytest

from latentlib.data import (
    Document,
    Prose,
    load_prose,
    load_state_of_the_union,
    load_verses,
    tokenize,
)

OPENINGS = {
    "State of the Union, 1790": "Fellow-Citizens of the Senate and House of Representatives:",
    "Moby Dick": "CHAPTER 1. Loomings.\n\nCall me Ishmael.",
    "Sense and Sensibility": "CHAPTER 1\n\nThe family of Dashwood had long been settled in Sussex.",
    "Pride and Prejudice": "Chapter 1\n\nIt is a truth universally acknowledged,",
    "Mansfield Park": "CHAPTER I\n\nAbout thirty years ago",
    "Emma": "VOLUME I\n\nCHAPTER I\n\nEmma Woodhouse, handsome, clever, and rich,",
    "Northanger Abbey": "CHAPTER 1\n\nNo one who had ever seen Catherine Morland",
    "Persuasion": "Chapter 1\n\nSir Walter Elliot, of Kellynch Hall,",
    "Apocolocyntosis": "This piece is ascribed to Seneca",
    "The House on the Borderland": "Many are the hours",
    "My First Years as a Frenchwoman": "I was married in Paris in November, 1874,",
    "The Warriors": "The universe is not awry.",
    "A Voyage to the Moon": "Having, by a train of fortunate circumstances,",
    "Carmilla": "_Upon a paper attached to the Narrative which follows,",
    "Wild Northern Scenes": '"It is a great institution," I said,',
    "Genesis": "In the beginning, God created the heavens and the earth.",
}


@pytest.mark.parametrize("title", OPENINGS)
def test_documents_begin_where_the_text_does(title: str) -> None:
    (document,) = (one for one in load_prose().documents if one.title == title)
    assert document.text.startswith(OPENINGS[title])


def test_speeches_books_and_bible_follow_each_other() -> None:
    prose = load_prose()
    assert len(prose) == 313
    assert repr(prose) == "Prose(313 documents)"
    speeches, books, bible = prose.documents[:233], prose.documents[233:247], prose.documents[247:]
    assert tuple(one.text for one in speeches) == tuple(s.text for s in load_state_of_the_union())
    assert [one.author for one in books[:7]] == ["Herman Melville"] + ["Jane Austen"] * 6
    assert {one.author for one in bible} == {"World English Bible"}
    verses = " ".join(" ".join(one.text.split("\n\n")) for one in bible)
    assert verses == " ".join(load_verses().english)
    assert prose is load_prose()


def test_empty_lines_separate_paragraphs_of_books_and_chapters_of_the_bible() -> None:
    documents, chapters = load_prose().documents, {}
    for book, _, place in (name.rpartition(" ") for name in load_verses().references):
        chapters.setdefault(book, set()).add(place.split(":")[0])
    parts = [1 + document.text.count("\n\n") for document in documents]
    assert set(parts[:233]) == {1}
    assert min(parts[233:247]) > 40
    assert parts[247:] == [len(chapters[document.title]) for document in documents[247:]]
    assert all("\n" not in document.text.replace("\n\n", "") for document in documents)


def test_no_document_comes_twice() -> None:
    documents = load_prose().documents
    titles = [one.title for one in documents if one.title[-4:] not in ("1953", "1961")]
    assert len(set(titles)) == len(titles)
    assert len({one.text[:300] for one in documents}) == len(documents)


def test_nothing_of_the_sources_frames_is_left() -> None:
    frames = ("gutenberg", "ebook", "transcriber", "proofread", "signet", "[illustration", "www.")
    for document in load_prose().documents[233:247]:
        text = document.text.lower()
        assert [frame for frame in frames if frame in text] == [], document.title


def test_text_keeps_case_and_punctuation() -> None:
    (emma,) = (one.text for one in load_prose().documents if one.title == "Emma")
    assert "Mr. Knightley" in emma
    assert '"' in emma
    assert "\n\n\n" not in emma


def test_sentences_hold_every_word_of_every_document() -> None:
    prose = Prose(load_prose().documents[240:246])
    words = [word for document in prose.documents for word in tokenize(document.text)]
    assert [word for sentence in prose.sentences for word in sentence] == words
    assert prose.sentences is prose.sentences


def test_sentences_are_of_a_readable_length() -> None:
    """Jane Austen's take some twenty words, and none is as long as a chapter."""
    (document,) = (one for one in load_prose().documents if one.title == "Pride and Prejudice")
    lengths = Prose((document,)).sentences.lengths
    assert 15 < lengths.mean() < 25
    assert lengths.max() < 200


def test_own_documents_are_taken() -> None:
    prose = Prose([Document("a", "b", "One. Two."), Document("c", "b", "Three.")])
    assert list(prose.sentences) == [["one"], ["two"], ["three"]]
