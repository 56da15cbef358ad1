"""Fingers that drag over a phone: the map, the paper, a slider."""

import base64

import numpy as np
import pytest
from fingers import Fingers, inside

from latentlib import data, recipes
from latentlib.live import Draw, LatentPad, Sliders
from latentlib.models import fit_pca

PHONE = {"width": 360, "has_touch": True}


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(200))


@pytest.fixture
def pad(images):
    return LatentPad(recipes.load("fashion-autoencoder-2", seed=0), images, n_points=50)


@pytest.fixture
def drawing(images):
    blank = base64.b64encode(bytes(784)).decode()
    return Draw(fit_pca(images.flat(), 2), images, n_points=50, sketch=blank)


def place_of(page):
    return page.evaluate("[model.get('x'), model.get('y')]")


def drawn_on(page):
    pixels = base64.b64decode(page.evaluate("model.get('sketch')"))
    return np.frombuffer(pixels, np.uint8).reshape(28, 28)


def box_of(page, selector):
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    return target.bounding_box()


def on_the_map(pad, u, v):
    x0, x1, y0, y1 = pad._limits
    return pytest.approx([x0 + u * (x1 - x0), y1 - v * (y1 - y0)], abs=(x1 - x0) / 100)


def test_a_finger_drags_the_ring(pad, show):
    page = show(pad, **PHONE)
    box = box_of(page, ".latent-map")
    Fingers(page).drag(*(inside(box, share, 0.3) for share in (0.2, 0.4, 0.6, 0.8)))
    assert place_of(page) == on_the_map(pad, 0.8, 0.3)
    assert page.evaluate("scrollY") == 0


def test_the_ring_follows_the_first_finger(pad, show):
    page = show(pad, **PHONE)
    box, fingers = box_of(page, ".latent-map"), Fingers(page)
    first, second = inside(box, 0.3, 0.3), inside(box, 0.8, 0.8)
    fingers.press(first)
    fingers.press(first, second)
    assert place_of(page) == on_the_map(pad, 0.3, 0.3)
    fingers.move(first, inside(box, 0.9, 0.6))
    assert place_of(page) == on_the_map(pad, 0.3, 0.3)
    fingers.move(inside(box, 0.4, 0.5), inside(box, 0.9, 0.6))
    assert place_of(page) == on_the_map(pad, 0.4, 0.5)
    fingers.lift()
    fingers.drag(second, inside(box, 0.7, 0.7))
    assert place_of(page) == on_the_map(pad, 0.7, 0.7)


def test_a_finger_draws_a_line(drawing, show):
    page = show(drawing, **PHONE)
    box = box_of(page, ".latent-paper")
    Fingers(page).drag(*(inside(box, share, 0.5) for share in (0.25, 0.5, 0.75)))
    drawn = drawn_on(page)
    assert (drawn[13:15, 7:21] == 255).all()
    assert drawn[:12].max() == drawn[16:].max() == 0
    page.get_by_role("button", name="Undo").tap()
    assert drawn_on(page).max() == 0


def test_two_fingers_are_not_joined_by_a_line(drawing, show):
    page = show(drawing, **PHONE)
    box, fingers = box_of(page, ".latent-paper"), Fingers(page)
    first, second = inside(box, 0.2, 0.2), inside(box, 0.8, 0.8)
    fingers.press(first)
    fingers.press(first, second)
    fingers.move(inside(box, 0.2, 0.3), inside(box, 0.8, 0.7))
    fingers.lift()
    drawn = drawn_on(page)
    assert drawn[6:8, 5].min() == 255
    assert drawn[:, 8:].max() == 0


def test_a_finger_drags_a_slider(images, show):
    sliders = Sliders(fit_pca(images.flat(), 3), images)
    page = show(sliders, **PHONE)
    box = box_of(page, ".latent-number input")
    Fingers(page).drag(*(inside(box, share, 0.5) for share in (0.5, 0.7, 0.9)))
    first = int(sliders.effects.argmax())
    low, high = sliders._ranges[first]
    after = page.evaluate("model.get('code')")
    assert after[first] == pytest.approx(low + 0.93 * (high - low), abs=0.1 * (high - low))
    page.get_by_role("button", name="Undo").tap()
    assert page.evaluate("model.get('code')") == sliders.code
