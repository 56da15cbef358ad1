"""`Sliders`: its traits in Python, and the figure in a real browser."""

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, assert_leaves_nothing, line_of

from latentlib import data, recipes
from latentlib.live import Sliders
from latentlib.live.link import STATIC
from latentlib.models import Autoencoder, AutoencoderConfig, fit_pca

PIXELS = """() => {
  const canvas = document.querySelector(".latent-drawn canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(600))


@pytest.fixture(scope="module")
def network():
    return recipes.load("fashion-autoencoder-16", seed=0)


@pytest.fixture(scope="module")
def codes(network, images):
    with torch.inference_mode():
        return network.encode(images.tensor()).double().numpy()


@pytest.fixture(scope="module")
def made(network, images):
    return Sliders(network, images, name="numbers")


@pytest.fixture
def sliders(made):
    made.reset()
    return made


def code_of(page):
    return page.evaluate("model.get('code')")


def draw(network, code):
    with torch.inference_mode():
        return network.decode(torch.tensor(np.atleast_2d(code), dtype=torch.float32)).numpy()


def assert_draws(page, network, code):
    """The canvas shows what torch draws for a code, to one grey level."""
    page.evaluate(FRAME)
    truth = 255 * draw(network, code).ravel()
    assert np.abs(np.array(page.evaluate(PIXELS)) - truth).max() <= 1


def test_effects_are_what_the_network_does(sliders, network, codes):
    low, high = np.quantile(codes, (0.05, 0.95), axis=0)
    for i in (0, 6, 15):
        ends = np.stack([codes.mean(axis=0)] * 2)
        ends[:, i] = low[i], high[i]
        one, two = draw(network, ends)
        assert sliders.effects[i] == pytest.approx(255 * np.abs(one - two).mean(), rel=1e-4)


def test_it_begins_with_the_image_in_the_middle(sliders, codes):
    away = codes - codes.mean(axis=0)
    distances = np.einsum("nd,de,ne->n", away, np.linalg.inv(np.cov(codes.T)), away)
    assert np.allclose(sliders.code, codes[distances.argmin()], atol=1e-5)
    assert sliders.chosen == -1
    assert not sliders.touched


def test_usualness_is_the_rank_of_the_distance(sliders, codes):
    away = codes - codes.mean(axis=0)
    distances = np.einsum("nd,de,ne->n", away, np.linalg.inv(np.cov(codes.T)), away)
    for i in (3, 50, 400):
        sliders.code = codes[i]
        assert sliders.usualness == pytest.approx((distances < distances[i]).mean(), abs=0.01)
    sliders.code = codes.mean(axis=0) + 20 * codes.std(axis=0)
    assert sliders.usualness == 1


def test_decode_is_the_models(sliders, network, codes):
    assert np.allclose(
        sliders.decode(codes[:3]), draw(network, codes[:3]).reshape(3, -1), atol=1e-6
    )


def test_moving_and_resetting(sliders):
    start = sliders.code
    sliders.code = np.array(start) + 1
    sliders.chosen = 4
    assert sliders.touched
    assert sliders.code == [value + 1 for value in start]
    sliders.reset()
    assert sliders.code == start
    assert sliders.chosen == -1


def test_pca_and_numbers_that_never_change(images):
    pca = Sliders(fit_pca(images.flat(), 3), images)
    truth = fit_pca(images.flat(), 3).decode([pca.code])
    assert np.allclose(pca.decode([pca.code]), truth, atol=1e-5)
    model = Autoencoder(
        AutoencoderConfig(latent_dim=2, hidden=(8,)), generator=torch.Generator().manual_seed(0)
    )
    with torch.no_grad():
        model.encoder.layers[-1].weight[0] = 0
    dead = Sliders(model, images)
    assert dead.effects[0] == 0
    assert all(low < high for low, high in dead._ranges)
    assert np.isfinite(dead.usualness)


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: Sliders(m, d, colour="red"), TypeError, "no trait 'colour', expected"),
        (lambda m, d: Sliders(m, d, code=[1, 2]), traitlets.TraitError, "code has 2 numbers, exp"),
        (lambda m, d: Sliders(m, d, code=[np.inf] * 16), traitlets.TraitError, "finite numbers"),
        (lambda m, d: Sliders(m, d, code=["a"] * 16), traitlets.TraitError, "'code' trait"),
        (lambda m, d: Sliders(m, d, chosen=16), traitlets.TraitError, "chosen is 16, expected"),
        (lambda m, d: Sliders(None, d), TypeError, "model is a NoneType, expected a module"),
        (
            lambda m, d: Sliders(fit_pca(d.flat(), 33), d),
            ValueError,
            r"codes of shape \(33,\), expected at most 32 numbers",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, network, images):
    with pytest.raises(error, match=message):
        build(network, images)


def test_a_refused_code_changes_nothing(sliders):
    before = sliders.code
    with pytest.raises(traitlets.TraitError):
        sliders.code = [0.0]
    assert sliders.code == before


def test_the_still_shows_picture_and_numbers(sliders):
    _, bars = sliders.still().axes
    lengths = [bar.get_width() for bar in bars.patches]
    assert lengths == sorted(sliders.effects, reverse=True)
    most = int(sliders.effects.argmax())
    assert bars.get_yticklabels()[0].get_text().startswith(f"number {most + 1}:")


def test_random_codes_are_distributed_like_the_data(sliders, codes, blank):
    script = (STATIC / "kit" / "gaussian.js").read_text("utf-8")
    factor = np.frombuffer(sliders._factor, "<f4").reshape(16, 16)
    drawn, distances = blank.evaluate(
        """async ([script, mean, factor]) => {
          const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const { drawCode, distanceFromMean } = await import(address);
          let seed = 1;
          const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
          const codes = Array.from({ length: 20000 }, () => drawCode(mean, factor, uniform));
          return [codes, codes.map((code) => distanceFromMean(code, mean, factor))];
        }""",
        [script, sliders._mean, factor.astype(float).tolist()],
    )
    spread = np.sqrt(np.diag(np.cov(codes.T)))
    assert np.abs(np.mean(drawn, axis=0) - codes.mean(axis=0)).max() < 0.04 * spread.max()
    difference = np.cov(np.transpose(drawn)) - np.cov(codes.T)
    assert np.abs(difference / np.outer(spread, spread)).max() < 0.04
    assert np.mean(np.square(distances)) == pytest.approx(16, rel=0.02)  # chi squared's mean


def test_a_page_draws_what_torch_draws(sliders, network, codes, show):
    page = show(sliders)
    assert_draws(page, network, sliders.code)
    for code in codes[:10].tolist():
        page.evaluate("(code) => model.set('code', code)", code)
        assert_draws(page, network, code)


def test_sliders_stand_in_the_order_of_their_effects(sliders, show):
    page = show(sliders)
    labels = page.locator(".latent-number label").all_inner_texts()
    order = np.argsort(-sliders.effects, kind="stable")
    assert labels == [f"number {i + 1}" for i in order]
    widths = [page.locator(".latent-effect span").nth(i).bounding_box()["width"] for i in range(16)]
    assert np.allclose(
        np.array(widths) / widths[0], sliders.effects[order] / sliders.effects.max(), atol=0.02
    )


def test_a_drag_is_one_step_back(sliders, network, show):
    page = show(sliders)
    first = int(sliders.effects.argmax())
    box = page.locator(".latent-number input").first.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, height)
    page.mouse.down()
    for share in (0.3, 0.2, 0.1):
        page.mouse.move(box["x"] + share * box["width"], height)
    page.mouse.up()
    after = code_of(page)
    assert page.evaluate("model.get('chosen')") == first
    assert [i for i in range(16) if after[i] != sliders.code[i]] == [first]
    assert_draws(page, network, after)
    change = 255 * np.abs(draw(network, after) - draw(network, sliders.code)).mean()
    line = line_of(page)
    assert line.startswith(
        f"Number {first + 1} went from {sliders.code[first]:.2f}".replace("-", "−")
    )
    assert f"changed by {change:.1f} of" in line
    page.get_by_role("button", name="Undo").click()
    assert code_of(page) == sliders.code
    assert line_of(page).startswith("Undone")
    page.get_by_role("button", name="Undo").click()
    assert line_of(page).startswith("There is nothing to undo")


def test_keys_move_a_slider_and_are_heard(sliders, network, show):
    page = show(sliders)
    slider = page.get_by_role("slider", name="number 1", exact=True)
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    after = code_of(page)
    low, high = sliders._ranges[0]
    assert after[0] - sliders.code[0] == pytest.approx((high - low) / 100, abs=(high - low) / 399)
    assert_draws(page, network, after)
    text = slider.get_attribute("aria-valuetext")
    effect = f"changes the picture by {sliders.effects[0]:.1f} grey levels"
    assert text == f"{after[0]:.2f}, {effect}".replace("-", "−")
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line_of(page)
    slider.press("Control+z")
    slider.press("Control+z")
    assert code_of(page) == sliders.code


def test_a_key_that_is_held_is_one_step(sliders, show):
    page = show(sliders)
    page.get_by_role("slider", name="number 2", exact=True).focus()
    for _ in range(5):
        page.keyboard.down("ArrowLeft")
    page.keyboard.up("ArrowLeft")
    assert code_of(page)[1] < sliders.code[1]
    page.get_by_role("button", name="Undo").click()
    assert code_of(page) == sliders.code


def test_a_finger_moves_a_slider(sliders, network, show):
    page = show(sliders, width=360, has_touch=True)
    box = page.locator(".latent-number input").first.bounding_box()
    assert box["height"] >= 44
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    after = code_of(page)
    assert after != sliders.code
    assert_draws(page, network, after)


def test_random_zero_and_all_the_way_back(sliders, network, show):
    page = show(sliders)
    page.get_by_role("button", name="Random").click()
    drawn = code_of(page)
    assert_draws(page, network, drawn)
    page.get_by_role("button", name="Random").click()
    assert code_of(page) != drawn
    page.get_by_role("button", name="Zero").click()
    assert code_of(page) == [0] * 16
    assert_draws(page, network, [0] * 16)
    sliders.code = [0] * 16
    assert f"farther than {100 * sliders.usualness:.0f} % of the data" in line_of(page)
    sliders.reset()
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    assert code_of(page) == sliders.code


def test_words_say_what_is_unusual(sliders, show):
    page = show(sliders)
    far = (np.array(sliders._mean) + 30).tolist()
    page.evaluate("(code) => model.set('code', code)", far)
    assert "Unusually far from the middle: farther than all of the data." in line_of(page)
    page.evaluate("(code) => model.set('code', code)", sliders._mean)
    assert "in the middle of the data" in line_of(page)
    page.get_by_role("button", name="Undo").click()
    assert code_of(page) == far


def test_zero_outside_the_data_is_said(images, show):
    model = Autoencoder(
        AutoencoderConfig(latent_dim=3, hidden=()), generator=torch.Generator().manual_seed(0)
    )
    with torch.no_grad():
        model.encoder.layers[-1].bias += 50
    page = show(Sliders(model, images))
    page.get_by_role("button", name="Zero").click()
    assert line_of(page).startswith("All numbers are 0, which lies outside the data")


def test_what_exercises_ask_for(sliders, network, codes, show):
    page = show(sliders)
    assert page.evaluate("document.querySelector('#figure').latent.chosen()") == -1
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")
    page.get_by_role("slider", name="number 5", exact=True).press("PageUp")
    assert page.evaluate("document.querySelector('#figure').latent.chosen()") == 4
    assert page.evaluate("document.querySelector('#figure').latent.touched()")
    assert page.evaluate("document.querySelector('#figure').latent.code()") == code_of(page)
    drawn = page.evaluate(
        """async (codes) =>
          (await document.querySelector('#figure').latent.decode(codes)).map((x) => [...x])""",
        codes[:2].tolist(),
    )
    assert np.abs(np.array(drawn) - draw(network, codes[:2]).reshape(2, -1)).max() < 1 / 255


@pytest.mark.parametrize("code", [[1.0, 2.0], [0.5] * 32, [None] * 16, []])
def test_a_kept_code_that_fits_no_more_is_refused(code, sliders, network, show):
    page = show(sliders, kept={"code": code, "chosen": 1})
    refused = page.evaluate("refused")
    assert refused["why"].endswith("expected 16 numbers")
    assert refused["left"] == 0
    assert_draws(page, network, sliders.code)
    page.get_by_role("button", name="Reset").click()
    assert_draws(page, network, sliders.code)


def test_a_kept_choice_that_fits_no_more_is_none(sliders, show):
    page = show(sliders, kept={"chosen": 20})
    assert page.evaluate("document.querySelector('#figure').latent.chosen()") == -1


def test_reset_puts_all_back(sliders, show):
    page = show(sliders)
    page.get_by_role("slider").first.press("PageDown")
    page.get_by_role("button", name="Reset").click()
    assert code_of(page) == sliders.code
    assert page.evaluate("model.get('chosen')") == -1
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")
    assert page.locator(".latent-chosen").count() == 0


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_jumps(sliders, show, width):
    page = show(sliders, width=width)
    heights = set()
    for button in ("Random", "Zero", "Undo", "Undo", "Undo"):
        page.get_by_role("button", name=button).click()
        line_of(page)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
    far = (np.array(sliders._mean) + 30).tolist()
    page.evaluate("(code) => model.set('code', code)", far)
    page.get_by_role("slider", name="number 16", exact=True).press("PageDown")
    assert "Unusually far" in line_of(page)
    heights.add(page.locator(".latent-figure").bounding_box()["height"])
    assert len(heights) == 1


def test_clean_up_leaves_nothing(sliders, show):
    page = show(sliders)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(sliders, show, width, scheme):
    page = show(sliders, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
