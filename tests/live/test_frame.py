"""What all figures share: which keys leave them, what is spoken, room for a finger that scrolls."""

import base64

import numpy as np
import pytest
import torch
from fingers import Fingers, inside

from latentlib import data
from latentlib.live import (
    AlignedWordMap,
    CodeSize,
    Draw,
    LatentPad,
    LatentPads,
    Neighbours,
    Sliders,
    StyleTransfer,
    WordMap,
    WordMath,
)
from latentlib.models import ConditionalVAE, ConditionalVAEConfig, VAEConfig, fit_pca


def style_transfer():
    """A figure of letters, whose network has learnt nothing."""
    config = ConditionalVAEConfig(VAEConfig((1, 32, 32), 2, (4,)), n_classes=7)
    model = ConditionalVAE(config, generator=torch.Generator().manual_seed(0))
    return StyleTransfer(model, data.load_glyphs("test", characters="RLaten1"), fonts=5)


def word_map():
    """The most frequent words, at the first two numbers of their vectors."""
    words = data.load_word_vectors().restricted(300)
    return WordMap(words.words, words.vectors[:, :2], themes={"war": ["war"]})


def aligned_word_map():
    """A language that turns onto itself, by a quarter in each of its planes."""
    words = data.load_word_vectors().restricted(100)
    pairs = [(word, word) for word in words.words[:5]]
    turn = np.kron(np.eye(50), [[0, -1], [1, 0]])
    return AlignedWordMap(words, words, turn, pairs=pairs, languages=("one", "other"))


FIGURES = {
    "AlignedWordMap": lambda *_: aligned_word_map(),
    "CodeSize": lambda pca, images: CodeSize(
        {"PCA": {1: pca.truncate(1), 2: pca}}, images, n_images=5
    ),
    "Draw": lambda pca, images: Draw(pca, images, n_points=50),
    "LatentPad": lambda pca, images: LatentPad(pca, images, n_points=50),
    "LatentPads": lambda pca, images: LatentPads({"a": pca, "b": pca}, images, n_points=50),
    "Neighbours": lambda pca, images: Neighbours(pca, images, n_images=30),
    "Sliders": lambda _, images: Sliders(fit_pca(images.flat(), 24), images),
    "StyleTransfer": lambda *_: style_transfer(),
    "WordMap": lambda *_: word_map(),
    "WordMath": lambda *_: WordMath(data.load_word_vectors(), n_words=1000),
}
CONTROLS = ("[tabindex='0']", "button", "[type=checkbox]", "[type=radio]", "[type=range]")
PHONE = {"width": 360, "has_touch": True}


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(200))


@pytest.fixture(params=FIGURES)
def figure(request, images):
    return FIGURES[request.param](fit_pca(images.flat(), 2), images)


def test_keys_stay_in_the_figure_but_those_that_lead_out(figure, show):
    page = show(figure)
    page.evaluate(
        "window.heard = []; addEventListener('keydown', (event) => heard.push(event.key));"
    )
    for kind in CONTROLS:
        for control in page.locator(f"#figure {kind}").all()[:1]:
            for key in ("x", "d", "Z", "ArrowDown", "Enter", "Shift+a"):
                control.press(key)
            assert page.evaluate("heard.filter((key) => key !== 'Shift')") == [], kind
    page.locator("#figure button").last.press("Control+s")
    page.keyboard.press("Alt+x")
    page.keyboard.press("Escape")
    assert page.evaluate("heard.filter((key) => key.length === 1 || key === 'Escape')") == [
        "s",
        "x",
        "Escape",
    ]
    page.keyboard.press("Tab")
    assert not page.locator("#figure button").last.evaluate("(b) => b === document.activeElement")


def test_a_finger_can_scroll_the_page_past_the_figure(figure, show):
    """Beside what a finger moves, and over the list of sliders, once that is at its end."""
    page = show(figure, **PHONE)
    page.add_style_tag(content="body { padding-bottom: 2000px; }")
    end = inside(page.locator(".latent-stage").bounding_box(), 1, 0)[0]
    edges = [
        inside(moved.bounding_box(), 1, 0.5)
        for moved in page.locator(".latent-map, .latent-paper").all()
    ]
    places = [((x + end) / 2, y) for x, y in edges]
    assert all(x < end - 20 for x, _ in edges)
    for scrolled in page.locator(".latent-scrolled").all():
        scrolled.evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
        places.append(inside(scrolled.locator("label").last.bounding_box(), 0.5, 0.5))
    fingers = Fingers(page)
    for x, y in places:
        for _ in range(2):  # a list takes the rest of a pixel that it has for a whole swipe
            fingers.drag(*((x, y - step) for step in range(0, 120, 20)))
        assert page.evaluate("scrollY") > 50
        page.evaluate("scrollTo(0, 0)")


SWITCHED = {
    "Draw": {"brush": 3, "erase": True},
    "LatentPad": {"show_labels": False, "show_density": True, "show_neighbours": False},
    "LatentPads": {"chosen": 1, "show_labels": False, "show_density": True},
    "Neighbours": {"page": 1},
    "StyleTransfer": {"show_real": True},
    "WordMap": {"centre": [0.5, 0.5], "zoom": 3.0, "theme": "war"},
}
BLANK = base64.b64encode(bytes(784)).decode()
MOVED = {
    "Draw": ("sketch", BLANK),
    "LatentPad": ("y", 0.5),
    "LatentPads": ("places", [[0.5, 1.5], [2.5, 3.5]]),
    "Neighbours": ("shift", 1),
    "StyleTransfer": ("text", "tea"),
    "WordMap": ("chosen", "war"),
}


@pytest.mark.parametrize("name", SWITCHED)
def test_switches_are_no_attempt(name, images, show):
    figure = FIGURES[name](fit_pca(images.flat(), 2), images)
    page = show(figure)
    touched = "document.querySelector('#figure').latent.touched()"
    for trait, value in SWITCHED[name].items():
        setattr(figure, trait, value)
        page.evaluate("([trait, value]) => model.set(trait, value)", [trait, value])
    assert not figure.touched
    assert not page.evaluate(touched)
    setattr(figure, *MOVED[name])
    page.evaluate("([trait, value]) => model.set(trait, value)", list(MOVED[name]))
    assert figure.touched
    assert page.evaluate(touched)
    figure.reset()
    page.get_by_role("button", name="Reset").click()
    for trait, value in SWITCHED[name].items():
        assert getattr(figure, trait) != value
        assert page.evaluate("(trait) => model.get(trait)", trait) != value


def test_a_figure_speaks_when_something_was_moved(figure, show):
    page = show(figure)
    spoken = page.locator(".latent-spoken")
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    page.wait_for_timeout(900)  # longer than the rest after which a line is spoken
    assert spoken.inner_text() == ""
    control = ":is([role=application], [type=range], .latent-picker :checked, .latent-sign)"
    page.locator(f"#figure {control}").first.focus()
    for key in (" ", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert spoken.inner_text().endswith(page.locator(".latent-line").inner_text())
