"""`LatentPad`: its traits in Python, and the figure in a real browser."""

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, assert_leaves_nothing
from torch import nn

from latentlib import data, recipes
from latentlib.live import LatentPad, UnsupportedLayerError
from latentlib.models import Autoencoder, AutoencoderConfig, fit_pca

PIXELS = """() => {
  const canvas = document.querySelector(".latent-side canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(600))


@pytest.fixture(scope="module")
def network():
    return recipes.load("fashion-autoencoder-2", seed=0)


@pytest.fixture
def pad(network, images):
    return LatentPad(network, images, n_points=300, name="pad")


def place(page):
    return page.evaluate("[model.get('x'), model.get('y')]")


def assert_draws(page, network, code):
    """The canvas shows what torch draws for a code, to one grey level."""
    page.evaluate(FRAME)
    truth = network.decode(torch.tensor([code], dtype=torch.float32)).detach().numpy().ravel()
    assert np.abs(np.array(page.evaluate(PIXELS)) - 255 * truth).max() <= 1


def test_the_points_are_the_codes_of_the_images(pad, network, images):
    codes = network.encode(images.tensor()).detach().numpy()
    distances = np.abs(codes[None] - pad.points[:, None]).sum(axis=-1)
    assert np.allclose(distances.min(axis=1), 0, atol=1e-4)
    assert len(pad.points) == 300
    assert np.array_equal(images.labels[distances.argmin(axis=1)], pad.labels)


def test_decode_is_the_models(pad, network):
    codes = np.array([[0, 1], [3, -2]])
    truth = network.decode(torch.tensor(codes, dtype=torch.float32)).flatten(1).detach().numpy()
    assert np.allclose(pad.decode(codes), truth, atol=1e-6)


def test_moving_and_resetting(pad):
    assert not pad.touched
    start = pad.code
    pad.x += 1.5
    assert pad.touched
    assert pad.code == [start[0] + 1.5, start[1]]
    pad.reset()
    assert pad.code == start
    assert not pad.touched


def test_pca_gives_a_map_too(images):
    pad = LatentPad(fit_pca(images.flat(), 2), images, n_points=50)
    truth = fit_pca(images.flat(), 2).decode([pad.code])
    assert np.allclose(pad.decode([pad.code]), truth, atol=1e-5)


def test_a_model_trained_a_moment_ago(images):
    config = AutoencoderConfig(latent_dim=2, hidden=(16,))
    model = Autoencoder(config, generator=torch.Generator().manual_seed(0))
    assert LatentPad(model, images, n_points=20)._decoder["layers"][-1]["kind"] == "unflatten"


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: LatentPad(m, d, n_points=1), ValueError, "n_points is 1, expected"),
        (lambda m, d: LatentPad(m, d, colour="red"), TypeError, "no trait 'colour', expected"),
        (lambda m, d: LatentPad(m, d, x=np.nan), traitlets.TraitError, "x is nan, expected"),
        (lambda m, d: LatentPad(m, d, x="left"), traitlets.TraitError, "'x' trait"),
        (lambda m, d: LatentPad("net", d), TypeError, "model is a str, expected a module"),
        (
            lambda m, d: LatentPad(fit_pca(d.flat(), 3), d),
            ValueError,
            r"codes of shape \(3,\), expected two",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, network, images):
    with pytest.raises(error, match=message):
        build(network, images)


def test_a_layer_that_cannot_run_is_named(images):
    class Odd(nn.Module):
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
        decoder = nn.Sequential(nn.Linear(2, 784), nn.Hardswish(), nn.Unflatten(1, (1, 28, 28)))

    with pytest.raises(UnsupportedLayerError, match=r"layer '1' \(Hardswish\)"):
        LatentPad(Odd(), images, n_points=10)


def test_the_still_shows_map_and_image(pad):
    still = pad._repr_mimebundle_()[0]["image/svg+xml"]
    assert still.lstrip().startswith("<?xml")
    assert len(pad.still().axes) == 2


def test_a_page_draws_what_torch_draws(pad, network, show):
    page = show(pad)
    assert_draws(page, network, pad.code)
    for code in np.random.default_rng(0).uniform(-15, 25, (20, 2)).tolist():
        page.evaluate("([x, y]) => { model.set('x', x); model.set('y', y); }", code)
        assert_draws(page, network, code)


def test_the_pointer_moves_the_point(pad, network, show):
    page = show(pad)
    box = page.locator(".latent-map").bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    page.mouse.move(*middle)
    page.mouse.down()
    x0, x1, y0, y1 = pad._limits
    assert place(page) == pytest.approx([(x0 + x1) / 2, (y0 + y1) / 2], abs=(x1 - x0) / 400)
    page.mouse.move(middle[0] + box["width"] / 4, middle[1])
    assert place(page)[0] == pytest.approx(x0 + 0.75 * (x1 - x0), abs=(x1 - x0) / 400)
    page.mouse.up()
    before = place(page)
    page.mouse.move(*middle)
    assert place(page) == before
    assert_draws(page, network, before)


def test_the_point_stays_on_the_map(pad, show):
    page = show(pad)
    box = page.locator(".latent-map").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 50, box["y"] - 50)
    assert place(page) == pytest.approx([pad._limits[0], pad._limits[3]])


def test_a_finger_moves_the_point(pad, network, show):
    page = show(pad, width=360, has_touch=True)
    before = place(page)
    box = page.locator(".latent-map").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.2)
    after = place(page)
    assert after != before
    assert_draws(page, network, after)


def test_keys_move_the_point_and_are_heard(pad, network, show):
    page = show(pad)
    before, width = place(page), pad._limits[1] - pad._limits[0]
    page.locator(".latent-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    after = place(page)
    assert after == pytest.approx([before[0] + 0.02 * width, before[1] + 0.1 * width])
    assert_draws(page, network, after)
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    text = page.locator(".latent-spoken").inner_text()
    assert f"({after[0]:.2f}, {after[1]:.2f})".replace("-", "−") in text
    spoken_by_itself = page.locator("[aria-live], [role=status], [aria-valuetext]")
    said = [
        one.inner_text() or one.get_attribute("aria-valuetext") for one in spoken_by_itself.all()
    ]
    assert said.count(text) == 1


def test_keys_that_leap(pad, show):
    page = show(pad)
    x0, x1, y0, _ = pad._limits
    page.evaluate("(y) => model.set('y', y)", y0)
    for key, expected in (
        ("Home", [x0, y0]),
        ("End", [x1, y0]),
        ("PageUp", [x1, y0 + 0.1 * (x1 - x0)]),
        ("PageDown", [x1, y0]),
    ):
        page.locator(".latent-map").press(key)
        assert place(page) == pytest.approx(expected)


def test_two_sliders_do_what_the_map_does(pad, network, show):
    page = show(pad)
    before, (x0, x1, y0, y1) = place(page), pad._limits
    horizontal, vertical = (page.get_by_role("slider", name=name, exact=True) for name in "xy")
    assert float(horizontal.input_value()) == pytest.approx(before[0], abs=(x1 - x0) / 200)
    horizontal.press("End")
    assert place(page) == pytest.approx([x1, before[1]])
    vertical.press("Home")
    assert place(page) == pytest.approx([x1, y0])
    vertical.press("PageUp")
    assert place(page)[1] == pytest.approx(y0 + 0.1 * (y1 - y0), abs=(y1 - y0) / 100)
    assert_draws(page, network, place(page))
    assert vertical.get_attribute("aria-valuetext") == f"{place(page)[1]:.2f}".replace("-", "−")
    page.locator(".latent-map").press("ArrowLeft")
    page.evaluate(FRAME)
    assert float(horizontal.input_value()) == pytest.approx(place(page)[0], abs=(x1 - x0) / 200)


def test_a_screen_reader_is_told_what_the_map_is(pad, show):
    page = show(pad)
    box = page.get_by_role("application", name="Map of the data, with a ring to move")
    hint = box.get_attribute("aria-describedby")
    assert "arrow keys" in page.locator(f"#{hint}").inner_text()


def test_words_say_where_there_is_no_data(pad, show):
    page = show(pad)
    page.evaluate("([x, y]) => { model.set('x', x); model.set('y', y); }", pad._limits[1:3])
    page.evaluate(FRAME)
    assert "the decoder makes up" in page.locator(".latent-line").inner_text()
    page.evaluate("([x, y]) => { model.set('x', x); model.set('y', y); }", pad.points[0].tolist())
    page.evaluate(FRAME)
    name = pad._label_names[pad.labels[0]]
    assert f"“{name}”" in page.locator(".latent-line").inner_text()


def test_a_kept_place_that_fits_no_more(pad, network, show):
    page = show(pad, kept={"x": None})
    assert page.evaluate("refused.why").endswith("expected two numbers")
    assert page.evaluate("refused.left") == 0
    assert_draws(page, network, pad.code)
    page = show(pad, kept={"x": 1e4})
    assert "off the map" in page.locator(".latent-line").inner_text()
    assert_draws(page, network, [1e4, pad.y])
    picture = "document.querySelector('.latent-map canvas').toDataURL()"
    at_the_edge = page.evaluate(picture)
    page.evaluate("model.set('show_neighbours', false)")
    page.evaluate(FRAME)
    without_lines = page.evaluate(picture)
    page.evaluate("(x) => model.set('x', x)", pad._limits[1])
    page.evaluate(FRAME)
    assert at_the_edge != without_lines == page.evaluate(picture)


def test_reset_puts_all_back(pad, show):
    page = show(pad)
    page.get_by_label("density").check()
    page.locator(".latent-map").press("ArrowLeft")
    assert page.evaluate("document.querySelector('#figure').latent.touched()")
    page.get_by_role("button", name="Reset").click()
    assert place(page) == pad.code
    assert not page.get_by_label("density").is_checked()
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")


def test_switches_change_the_map(pad, show):
    page = show(pad)
    picture = "document.querySelector('.latent-map canvas').toDataURL()"
    seen = {page.evaluate(picture)}
    for label in ("classes", "density", "neighbours"):
        page.get_by_label(label).click()
        page.evaluate(FRAME)
        seen.add(page.evaluate(picture))
    assert len(seen) == 4
    assert page.get_by_text("nearest images").is_hidden()


def test_clean_up_leaves_nothing(pad, show):
    page = show(pad)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(pad, show, width, scheme):
    page = show(pad, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
