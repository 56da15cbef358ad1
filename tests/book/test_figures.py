"""Figures: two papers, sizes, alternative texts, and pixels that stay as they are."""

from __future__ import annotations

import io
import re
from pathlib import Path

import figures
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import rc_context

from latentlib.plots import style

DARK = {"#1f2328": "#e6e8eb", "#ffffff": "#14181e", "#e6e8eb": "#000000"}


@pytest.fixture(scope="module")
def drawn() -> str:
    """Figure in the house style, with a rasterised artist."""
    with rc_context(style.house_rc()):
        figure, (left, right) = plt.subplots(1, 2, figsize=(4, 2))
        left.plot([0.123456, 1, 2], [1, -4.987654, 2], label="a line")
        left.legend()
        right.scatter(*np.random.default_rng(0).normal(size=(2, 500)), rasterized=True)
        stream = io.StringIO()
        figure.savefig(stream, format="svg")
        plt.close(figure)
    return stream.getvalue()


@pytest.fixture
def images(small_book: Path) -> list[dict[str, str]]:
    """Attributes of the images in the pages of the small book."""
    html = small_book / "_build" / "html"
    text = "".join(
        (html / f"{name}.html").read_text() for name in ("book/index", "chapters/01_small")
    )
    return [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<img [^>]*>", text)
    ]


def test_only_whole_colours_of_the_table_change() -> None:
    svg = (
        '<path style="fill: #1F2328; stroke: #abcdef"/><path fill="#ffffff"/><g id="c"/>'
        '<use xlink:href="#ffffff"/><path clip-path="url(#1f2328)" stroke="#1f232899"/>'
        "<text fill='#e6e8eb'>#1f2328x</text>"
    )
    assert figures.dark_variant(svg, DARK) == (
        '<path style="fill: #e6e8eb; stroke: #abcdef"/><path fill="#14181e"/><g id="c"/>'
        '<use xlink:href="#ffffff"/><path clip-path="url(#1f2328)" stroke="#1f232899"/>'
        "<text fill='#000000'>#1f2328x</text>"
    ), "each colour is exchanged once, links and longer words are not"


def test_embedded_pixels_stay(drawn: str) -> None:
    pixels = re.findall(r'href="data:image/png;base64,([^"]+)"', drawn)
    dark = figures.dark_variant(figures.without_paper(figures.tidy(drawn)), figures.colours())
    assert pixels
    assert re.findall(r'href="data:image/png;base64,([^"]+)"', dark) == pixels


def test_frame_is_exchanged_and_series_stay(drawn: str) -> None:
    dark = figures.dark_variant(figures.without_paper(drawn), figures.colours())
    for colour in (style.INK, style.MUTED, style.GRID):
        assert f": {colour}" in drawn
        assert colour not in dark
        assert f": {figures.colours()[colour]}" in dark
    first = next(iter(style.CATEGORIES.values()))
    assert dark.count(f": {first}") == drawn.count(f": {first}") > 0


def test_paper_is_taken_away_and_nothing_else(drawn: str) -> None:
    bare = figures.without_paper(drawn)
    lost = len(re.findall("<path", drawn)) - len(re.findall("<path", bare))
    assert lost == 3, "the background of the figure and of both axes"
    assert f"fill: {style.PAPER}" not in bare
    blue = drawn.replace(f"fill: {style.PAPER}", "fill: #0000ff")
    assert figures.without_paper(blue) == blue, "a background that was chosen stays"


def test_tidying_moves_nothing_visibly(drawn: str) -> None:
    small = figures.tidy(drawn)
    assert len(small) < len(drawn)
    assert "metadata" not in small
    assert "<!--" not in small
    before, after = (
        [float(n) for path in re.findall(r' d="([^"]*)"', s) for n in re.findall(r"-?[\d.]+", path)]
        for s in (drawn, small)
    )
    assert np.abs(np.subtract(before, after)).max() <= 0.005 + 1e-9


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('<svg width="72pt" height="36pt" viewBox="0 0 72 36">', (96, 48)),
        ('<svg height="1in" width="2.54cm">', (96, 96)),
        ('<svg width="100%" viewBox="0 0 40 20">', (40, 20)),
        ('<svg viewBox="0,0,40,20">', (40, 20)),
        ("<svg>", None),
        ("no picture", None),
    ],
)
def test_size_in_pixels(root: str, size: tuple[float, float] | None) -> None:
    assert figures.svg_size(root) == (pytest.approx(size) if size else None)


def test_page_has_both_papers_with_size_and_text(images: list[dict[str, str]]) -> None:
    assert [image["class"] for image in images] == ["only-light", "only-dark"] * 2
    for image in images:
        assert image["loading"] == "lazy"
    hand, chapter = images[0], images[2]
    assert (hand["width"], hand["height"], hand["alt"]) == ("40", "20", "A hand-drawn square.")
    assert (chapter["width"], chapter["height"]) == ("288", "192"), "3 by 2 inches"
    assert chapter["alt"] == images[3]["alt"] == "A line with a bend."


def test_files_are_named_for_people_and_in_the_right_colours(
    small_book: Path, images: list[dict[str, str]]
) -> None:
    names = [re.sub(r"[0-9a-f]{12}", "*", Path(image["src"]).name) for image in images]
    assert names == [
        "square.*.light.svg",
        "square.*.dark.svg",
        "fig-line.*.light.svg",
        "fig-line.*.dark.svg",
    ]
    folder = small_book / "_build" / "html" / "_images"
    light, dark = ((folder / Path(image["src"]).name).read_text() for image in images[2:])
    assert style.MUTED in light
    assert style.DARK[style.MUTED] in dark
    assert dark == figures.dark_variant(light, style.DARK)
    assert {p.name for p in folder.iterdir()} == {Path(i["src"]).name for i in images}


def test_caption_is_not_beside_the_images(small_book: Path) -> None:
    # The theme hides a caption that follows an image it hides.
    chapter = (small_book / "_build" / "html" / "chapters" / "01_small.html").read_text()
    figure = re.search(r"<figure.*?</figure>", chapter, re.DOTALL)[0]
    assert re.search(r'<span class="picture">(<img [^>]*>){2}</span>\s*<figcaption>', figure)
