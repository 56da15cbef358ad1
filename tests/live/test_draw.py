"""`Draw`: its traits in Python, and the figure in a real browser."""

import base64
import re

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, assert_leaves_nothing, line_of

from latentlib import data, recipes
from latentlib.data import ImageDataset
from latentlib.live import Draw
from latentlib.live._noise import make_noise
from latentlib.live.link import STATIC, link
from latentlib.models import fit_pca

PIXELS = """(which) => {
  const canvas = document.querySelectorAll(".latent-draw canvas.latent-image")[which];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""
BLANK = base64.b64encode(bytes(784)).decode()


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(600))


@pytest.fixture(scope="module")
def network():
    return recipes.load("fashion-autoencoder-16", seed=0)


@pytest.fixture(scope="module")
def made(network, images):
    return Draw(network, images, n_points=300, name="draw")


@pytest.fixture
def figure(made):
    made.reset()
    return made


def answer(network, pixels):
    """What torch makes of a drawing: the code and the reconstruction."""
    with torch.inference_mode():
        x = torch.from_numpy(np.asarray(pixels, np.float32).reshape(1, 1, 28, 28) / 255)
        code = network.encode(x)
        return code[0].numpy(), network.decode(code).ravel().numpy()


def drawing_of(page):
    return np.frombuffer(base64.b64decode(page.evaluate("model.get('sketch')")), np.uint8)


def put(page, pixels):
    text = base64.b64encode(np.asarray(pixels, np.uint8).tobytes()).decode()
    page.evaluate("(text) => model.set('sketch', text)", text)
    page.evaluate(FRAME)


def assert_answers(page, network, codes):
    """Both canvases show what they should, and the code is torch's."""
    page.evaluate(FRAME)
    pixels = drawing_of(page)
    assert np.array_equal(page.evaluate(PIXELS, 0), pixels)
    code, _ = answer(network, pixels)
    in_page = page.evaluate("document.querySelector('#figure').latent.code()")
    assert np.abs(np.array(in_page) - code).max() < 0.01 * np.ptp(codes)
    with torch.inference_mode():
        drawn = network.decode(torch.tensor([in_page], dtype=torch.float32)).ravel().numpy()
    assert np.abs(np.array(page.evaluate(PIXELS, 1)) - 255 * drawn).max() <= 1


def test_code_and_error_are_the_networks(figure, network, images):
    figure.image = images.images[5, 0] / 255
    code, drawn = answer(network, images.images[5])
    assert np.allclose(figure.code, code, atol=1e-4)
    assert figure.error == pytest.approx(np.square(drawn - images.flat()[5]).mean(), rel=1e-4)
    assert np.allclose(figure.decode([code])[0], drawn, atol=1e-5)


def test_points_and_errors_are_those_of_the_data(figure, network, images):
    with torch.inference_mode():
        codes = network.encode(images.tensor())
        errors = (network.decode(codes) - images.tensor()).square().flatten(1).mean(1).numpy()
    distances = np.abs(codes.numpy()[None] - figure.points[:, None]).sum(axis=-1)
    assert np.allclose(distances.min(axis=1), 0, atol=1e-3)
    found = distances.argmin(axis=1)
    assert np.array_equal(images.labels[found], figure.labels)
    assert np.allclose(figure._errors, np.quantile(errors[found], np.linspace(0, 1, 101)))


def test_an_image_goes_in_and_comes_out(figure):
    image = np.random.default_rng(0).uniform(size=(28, 28))
    figure.image = image
    assert figure.touched
    assert np.abs(figure.image - image).max() <= 0.5 / 255 + 1e-6
    again = figure.image
    figure.image = again
    assert np.array_equal(figure.image, again)
    figure.reset()
    assert not figure.touched


def test_the_map_is_the_plane_of_the_first_two_axes(figure):
    pca = fit_pca(figure.points, 2)
    places = np.frombuffer(figure._points, "<f4").reshape(-1, 2)
    assert np.allclose(places, pca.encode(figure.points), atol=1e-4)
    share = 100 * pca.explained_variance_ratio.sum()
    assert figure._caption == f"first 2 principal axes of 16: {share:.0f} % of the variance"


def test_two_numbers_are_a_map_themselves(network, images):
    direct = Draw(fit_pca(images.flat(), 2), images, n_points=50)
    assert direct._caption == "the two numbers of the code"
    assert direct._points == direct._codes
    other = Draw(network, images, map_model=fit_pca(images.flat(), 2), n_points=50)
    assert other._caption == "the two numbers of another code"
    assert np.allclose(
        np.frombuffer(other._points, "<f4"), np.frombuffer(direct._points, "<f4"), atol=1e-4
    )


def in_colour(images):
    pixels = np.repeat(images.images[:5], 3, axis=1)
    return ImageDataset("colour", pixels, images.labels[:5], images.label_names)


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: Draw(m, d, n_points=1), ValueError, "n_points is 1, expected"),
        (lambda m, d: Draw(m, d, colour="red"), TypeError, "no trait 'colour', expected"),
        (lambda m, d: Draw(m, d, brush=4), traitlets.TraitError, "'brush' trait"),
        (lambda m, d: Draw(m, d, noise=0.7), traitlets.TraitError, "'noise' trait"),
        (lambda m, d: Draw(m, d, throw=-1), traitlets.TraitError, "'throw' trait"),
        (lambda m, d: Draw(m, d, sketch="?"), traitlets.TraitError, "sketch is no base64"),
        (lambda m, d: Draw(m, d, sketch="AAAA"), traitlets.TraitError, "has 3 pixels, expected"),
        (lambda m, d: Draw("net", d), TypeError, "model is a str, expected a module"),
        (lambda m, d: Draw(m, in_colour(d)), ValueError, "3 channels, expected grey"),
        (
            lambda m, d: Draw(fit_pca(d.flat(), 1), d),
            ValueError,
            r"model gives codes of shape \(1,\), expected at least two",
        ),
        (
            lambda m, d: Draw(m, d, map_model=fit_pca(d.flat(), 3)),
            ValueError,
            r"map_model gives codes of shape \(3,\), expected two",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, network, images):
    with pytest.raises(error, match=message):
        build(network, images)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((28, 27)), r"shape \(28, 27\), expected \(28, 28\)"),
        (np.full((28, 28), 1.5), r"outside \[0, 1\]"),
        (np.full((28, 28), np.nan), r"outside \[0, 1\]"),
    ],
)
def test_an_image_that_does_not_fit_is_refused(figure, image, message):
    before = figure.sketch
    with pytest.raises(traitlets.TraitError, match=message):
        figure.image = image
    assert figure.sketch == before


def test_the_still_shows_drawing_answer_and_map(figure, network):
    _, answered, flat = figure.still().axes
    shown = answered.images[0].get_array()
    truth = 255 * answer(network, figure.image * 255)[1].reshape(28, 28)
    assert np.abs(np.asarray(shown)[..., 0].astype(float) - truth).max() <= 1
    [[x, y]] = fit_pca(figure.points, 2).encode([figure.code])
    assert np.allclose(flat.lines[-1].get_xydata(), [[x, y]], atol=1e-3)


def test_a_pen_covers_what_lies_under_it(blank):
    script = (STATIC / "kit" / "pen.js").read_text("utf-8")
    drawn, erased, text = blank.evaluate(
        """async (script) => {
          const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const { drawLine, fromText, toText } = await import(address);
          const line = (pixels, erase) => drawLine(pixels, [20, 30], [5, 4], [25, 16], 3, erase);
          const drawn = line(new Uint8Array(600), false);
          const half = drawn.map((value) => value || 128);
          return [[...drawn], [...line(half, true)], [...fromText(toText(drawn))]];
        }""",
        script,
    )
    x, y = np.meshgrid(np.arange(30) + 0.5, np.arange(20) + 0.5)
    t = np.clip(((x - 5) * 20 + (y - 4) * 12) / (20**2 + 12**2), 0, 1)
    distance = np.hypot(x - 5 - 20 * t, y - 4 - 12 * t)
    drawn, erased = (np.reshape(pixels, (20, 30)) for pixels in (drawn, erased))
    assert (drawn[distance <= 2.5] == 255).all()
    assert (drawn[distance >= 3.5] == 0).all()
    assert drawn.sum() / 255 == pytest.approx(np.pi * 3**2 + 6 * np.hypot(20, 12), rel=0.01)
    assert (erased[distance <= 2.5] == 0).all()
    assert (erased[distance >= 3.5] == 128).all()
    assert np.array_equal(text, drawn.ravel())


def test_a_page_answers_what_torch_answers(figure, network, images, show):
    page = show(figure)
    assert_answers(page, network, figure.points)
    for i in range(8):
        put(page, images.images[i])
        assert_answers(page, network, figure.points)


def test_the_pointer_draws_in_one_step(figure, network, show):
    page = show(figure)
    page.get_by_role("button", name="Clear").click()
    assert drawing_of(page).max() == 0
    box = page.locator(".latent-paper").bounding_box()
    unit = box["width"] / 28
    page.mouse.move(box["x"] + 7 * unit, box["y"] + 14 * unit)
    page.mouse.down()
    for x in (10, 15, 21):
        page.mouse.move(box["x"] + x * unit, box["y"] + 14 * unit)
    page.mouse.up()
    drawn = drawing_of(page).reshape(28, 28)
    assert (drawn[13:15, 7:21] == 255).all()
    assert drawn[:12].max() == drawn[16:].max() == 0
    page.mouse.move(box["x"] + 14 * unit, box["y"] + 2 * unit)
    assert np.array_equal(drawing_of(page).reshape(28, 28), drawn)
    assert_answers(page, network, figure.points)
    page.get_by_role("button", name="Undo").click()
    assert drawing_of(page).max() == 0
    page.locator(".latent-paper").press("Control+z")
    assert page.evaluate("model.get('sketch')") == figure.sketch
    page.get_by_role("button", name="Undo").click()
    assert page.locator(".latent-hint").inner_text() == "There is nothing to undo."


def test_the_advice_comes_back(figure, show):
    page = show(figure)
    hint, undo = page.locator(".latent-hint"), page.get_by_role("button", name="Undo")
    advice = hint.inner_text()
    undo.click()
    assert hint.inner_text() == "There is nothing to undo."
    page.locator(".latent-paper").click()
    assert hint.inner_text() == advice
    undo.click()
    assert hint.inner_text() == advice
    undo.click()
    assert hint.inner_text() == "There is nothing to undo."
    page.wait_for_function(
        "(advice) => document.querySelector('.latent-hint').textContent === advice", arg=advice
    )


def test_brushes_and_erasing(figure, show):
    page = show(figure)
    inked = []
    for brush in ("fine", "medium", "broad"):
        page.evaluate("(text) => model.set('sketch', text)", BLANK)
        page.get_by_label(brush).check()
        page.locator(".latent-paper").click()
        inked.append(int(drawing_of(page).sum()))
    assert 0 < inked[0] < inked[1] < inked[2]
    assert page.evaluate("model.get('brush')") == 3
    page.get_by_label("erase").check()
    page.locator(".latent-paper").click()
    assert drawing_of(page).sum() < inked[2] / 3
    page.get_by_label("erase").uncheck()
    page.locator(".latent-paper").click()
    page.locator(".latent-paper").click(modifiers=["Shift"])
    assert drawing_of(page).sum() < inked[2] / 3


def test_a_finger_draws(figure, network, show):
    page = show(figure, width=360, has_touch=True)
    page.get_by_role("button", name="Clear").click()
    box = page.locator(".latent-paper").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    drawn = drawing_of(page).reshape(28, 28)
    assert drawn[14, 7] == 255
    assert drawn[:, 14:].max() == 0
    assert_answers(page, network, figure.points)


def test_keys_draw_and_erase_and_are_heard(figure, network, show):
    page = show(figure)
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("fine").check()
    paper, hint = page.locator(".latent-paper"), page.locator(".latent-hint")
    paper.focus()
    paper.press("ArrowLeft")
    assert drawing_of(page).max() == 0
    assert hint.inner_text() == "The pen is up: column 14, row 15."
    paper.press(" ")
    for _ in range(4):
        paper.press("ArrowUp")
    assert hint.inner_text() == "The pen draws: column 14, row 11."
    drawn = drawing_of(page).reshape(28, 28)
    assert (drawn[10:15, 13] == 255).all()
    assert max(drawn[:, :13].max(), drawn[:, 14:].max()) < 128
    assert_answers(page, network, figure.points)
    paper.press("Shift+ArrowDown")
    assert drawing_of(page).reshape(28, 28)[10:12, 13].max() == 0
    paper.press(" ")
    for _ in range(3):
        paper.press("Control+z")
    assert page.evaluate("model.get('sketch')") == figure.sketch


def test_the_pen_stays_on_the_paper(figure, show):
    page = show(figure)
    paper = page.locator(".latent-paper")
    for key in ("ArrowLeft", "ArrowUp"):
        for _ in range(30):
            paper.press(key)
    assert page.locator(".latent-hint").inner_text() == "The pen is up: column 1, row 1."


def test_images_to_start_from(figure, images, show):
    page = show(figure)
    known = {image.tobytes() for image in images.images}
    seen = {drawing_of(page).tobytes()}
    for _ in range(24):
        page.get_by_role("button", name="Start from an image").click()
        seen.add(drawing_of(page).tobytes())
    assert len(seen) == 24
    assert seen <= known
    assert page.evaluate("model.get('sketch')") == figure.sketch


def test_words_say_what_the_drawing_is_like(figure, network, images, show):
    page = show(figure)
    put(page, images.images[0])
    code, drawn = answer(network, images.images[0])
    nearest = np.argsort(np.linalg.norm(figure.points - code, axis=1), kind="stable")[:5]
    names = [images.label_names[i] for i in figure.labels[nearest]]
    common = max(names, key=names.count)
    line = line_of(page)
    assert line.startswith(f"{names.count(common)} of the 5 nearest images are of class “{common}”")
    error = np.square(drawn - images.flat()[0]).mean()
    share = np.interp(error, figure._errors, np.linspace(0, 100, 101))
    said = re.search(r"error, ([\d.]+) a pixel, is larger than for (\d+) % of real images\.", line)
    assert float(said[1]) == pytest.approx(error, rel=0.03)  # the weights are in 8 bits
    assert int(said[2]) == pytest.approx(share, abs=1.5)
    put(page, np.random.default_rng(0).integers(0, 256, 784))
    line = line_of(page)
    assert line.endswith(
        "is larger than for any real image: it looks like nothing the network knows."
    )
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    inked = round(100 * drawing_of(page).mean() / 255)
    heard = page.locator(".latent-spoken").inner_text()
    assert heard == f"Your drawing is {inked} % inked, around the middle. {line}"


def test_what_is_drawn_and_where_it_lands_is_said(figure, network, images, show):
    page = show(figure)
    drawing = np.zeros((28, 28))
    for part, rows, columns, said in (
        ("nothing", slice(0), slice(0), "empty"),
        ("a dot", slice(1), slice(26, 27), "less than 1 % inked, around the top right"),
        ("a corner", slice(0, 7), slice(0, 14), "13 % inked, around the top left"),
        ("a stripe", slice(24, 28), slice(None), "14 % inked, around the bottom"),
        ("a column", slice(None), slice(20, 28), "29 % inked, around the right"),
        ("all", slice(None), slice(None), "100 % inked, around the middle"),
    ):
        drawing[:] = 0
        drawing[rows, columns] = 255
        put(page, drawing)
        label = page.get_by_role("application").get_attribute("aria-label")
        assert label == f"Your drawing, 28 by 28 pixels: {said}", part
    put(page, images.images[0])
    code, _ = answer(network, images.images[0])
    nearest = np.argsort(np.linalg.norm(figure.points - code, axis=1), kind="stable")[:5]
    names = [images.label_names[i] for i in figure.labels[nearest]]
    counted = ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names))
    label = page.locator(".latent-place").get_attribute("aria-label")
    assert label == f"Map: your drawing lands on it; of the 5 nearest images, {counted}."


@pytest.mark.parametrize("kind", ["axes", "two numbers", "another code"])
def test_the_ring_is_where_torch_puts_it(kind, network, images, show):
    pca = fit_pca(images.flat(), 2)
    model = pca if kind == "two numbers" else network
    figure = Draw(model, images, map_model=pca if kind == "another code" else None, n_points=60)
    page = show(figure)
    picture = """() => {
      const canvas = document.querySelector(".latent-place canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.width, [...data]];
    }"""
    put(page, np.zeros(784))
    side, before = page.evaluate(picture)
    put(page, images.images[3])
    after = page.evaluate(picture)[1]
    changed = (np.array(before) != after).reshape(side, side, 4).any(axis=-1)
    tensor = images.tensor()[3:4]
    [[x, y]] = figure._map.project(tensor, figure._coder.encode(tensor))
    x0, x1, y0, y1 = figure._limits
    column, row = side * (x - x0) / (x1 - x0), side * (y1 - y) / (y1 - y0)
    rows, columns = np.nonzero(changed)
    ring = np.hypot(columns + 0.5 - column, rows + 0.5 - row) < 13
    assert ring.sum() > 200
    assert columns[ring].mean() + 0.5 == pytest.approx(column, abs=1)
    assert rows[ring].mean() + 0.5 == pytest.approx(row, abs=1)


@pytest.mark.parametrize("size", [0, 3, 2 * 784])
def test_a_kept_drawing_that_fits_no_more_is_refused(size, figure, network, show):
    page = show(figure, kept={"sketch": base64.b64encode(bytes(size)).decode()})
    expected = {"why": f"sketch has {size} pixels, expected 784", "left": 0}
    assert page.evaluate("refused") == expected
    assert_answers(page, network, figure.points)


def test_a_kept_brush_that_fits_no_more_still_draws(figure, show):
    page = show(figure, kept={"sketch": BLANK, "brush": 7})
    page.locator(".latent-paper").click()
    assert drawing_of(page).max() == 255


def test_reset_puts_all_back(figure, show):
    page = show(figure)
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("broad").check()
    assert page.evaluate("document.querySelector('#figure').latent.touched()")
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("model.get('sketch')") == figure.sketch
    assert page.get_by_label("medium").is_checked()
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_jumps(figure, show, width):
    page = show(figure, width=width)
    heights = set()
    for pixels in (np.zeros(784), np.random.default_rng(0).integers(0, 256, 784)):
        put(page, pixels)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
    page.locator(".latent-paper").press("ArrowLeft")
    heights.add(page.locator(".latent-figure").bounding_box()["height"])
    assert len(heights) == 1


def test_clean_up_leaves_nothing(figure, show):
    page = show(figure)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(figure, show, width, scheme):
    page = show(figure, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.fixture(scope="module")
def made_noisy(network, images):
    return Draw(network, images, n_points=300, name="noisy", noise=0.2)


@pytest.fixture
def noisy(made_noisy):
    made_noisy.reset()
    return made_noisy


def noise_slider(page):
    return page.get_by_role("slider", name="noise")


def test_noise_is_normal_and_its_number_brings_it_back():
    noise = make_noise(3, 200_000)
    assert np.array_equal(make_noise(3, 500), noise[:500])
    assert not np.isclose(make_noise(4, 500), noise[:500]).any()
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(1, abs=0.01)
    assert np.mean(np.abs(noise) < 1) == pytest.approx(0.6827, abs=0.005)
    assert np.mean(noise**3) == pytest.approx(0, abs=0.03)
    assert np.corrcoef(noise[:-1], noise[1:])[0, 1] == pytest.approx(0, abs=0.01)
    assert np.corrcoef(make_noise(0, 50_000), make_noise(1, 50_000))[0, 1] == pytest.approx(
        0, abs=0.02
    )


@pytest.mark.parametrize("seed", [0, 1, 7, 2**31 - 1])
def test_a_page_throws_the_noise_of_python(seed, blank):
    found = blank.evaluate(
        """async ([code, seed]) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          return [...(await import(address)).makeNoise(seed, 784)];
        }""",
        [link("kit/noise.js"), seed],
    )
    assert np.allclose(found, make_noise(seed, 784), atol=1e-12)


def test_the_noisy_drawing_is_what_is_encoded(noisy, network, images):
    noisy.image = images.images[5, 0] / 255
    noisy.noise, noisy.throw = 0.3, 2
    expected = np.clip(images.flat()[5] + 0.3 * make_noise(2, 784), 0, 1)
    assert np.allclose(noisy.noisy.ravel(), expected, atol=1e-6)
    code, drawn = answer(network, 255 * expected)
    assert np.allclose(noisy.code, code, atol=1e-4)
    assert noisy.error == pytest.approx(np.square(drawn - images.flat()[5]).mean(), rel=1e-4)
    noisy.noise = 0
    assert np.array_equal(noisy.noisy, noisy.image)


def test_noise_moves_and_is_put_back(noisy):
    assert not noisy.touched
    noisy.throw += 1
    assert noisy.touched
    noisy.reset()
    noisy.noise = 0.5
    assert noisy.touched
    noisy.reset()
    assert (noisy.noise, noisy.throw) == (0.2, 0)
    assert len(noisy.still().axes) == 4


def test_without_noise_there_is_no_slider(figure, show):
    page = show(figure)
    assert noise_slider(page).count() == 0
    assert page.get_by_role("button", name="Throw again").count() == 0
    assert page.locator(".latent-draw canvas.latent-image:visible").count() == 2
    page.evaluate("model.set('noise', 0.1)")
    page.evaluate(FRAME)
    assert noise_slider(page).is_visible()
    assert page.locator(".latent-draw canvas.latent-image:visible").count() == 3


def test_a_page_shows_and_encodes_the_noisy_drawing(noisy, network, images, show):
    page = show(noisy)
    for i, (noise, throw) in enumerate(((0.2, 0), (0.6, 5), (0.04, 1), (0, 3))):
        put(page, images.images[i])
        page.evaluate(
            "([noise, throw_]) => { model.set('noise', noise); model.set('throw', throw_); }",
            [noise, throw],
        )
        page.evaluate(FRAME)
        expected = np.clip(images.flat()[i] + noise * make_noise(throw, 784), 0, 1)
        assert np.abs(np.array(page.evaluate(PIXELS, 2)) - 255 * expected).max() <= 1
        code, _ = answer(network, 255 * expected)
        in_page = page.evaluate("document.querySelector('#figure').latent.code()")
        assert np.abs(np.array(in_page) - code).max() < 0.01 * np.ptp(noisy.points)


def test_a_slider_and_a_button_change_the_noise(noisy, show):
    page = show(noisy)
    slider = noise_slider(page)
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('noise')") == pytest.approx(0.22)
    page.evaluate(FRAME)
    assert slider.get_attribute("aria-valuetext") == "0.22 of white"
    assert page.get_by_text("with noise 0.22").is_visible()
    before = page.evaluate(PIXELS, 2)
    page.get_by_role("button", name="Throw again").click()
    page.evaluate(FRAME)
    assert page.evaluate("model.get('throw')") == 1
    assert page.evaluate(PIXELS, 2) != before
    page.keyboard.press("Tab")
    page.evaluate("model.set('throw', 0)")
    page.evaluate(FRAME)
    assert page.evaluate(PIXELS, 2) == before
    slider.press("Home")
    page.evaluate(FRAME)
    assert page.get_by_text("no noise").is_visible()
    assert np.array_equal(page.evaluate(PIXELS, 2), drawing_of(page))
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("[model.get('noise'), model.get('throw')]") == [0.2, 0]


def test_words_say_whether_noise_was_taken_away(noisy, show):
    page = show(noisy)
    clean = noisy.image
    for noise in (0.06, 0.5):
        noisy.noise = noise
        page.evaluate("(noise) => model.set('noise', noise)", noise)
        thrown = np.square(noisy.noisy - clean).mean()
        word = "nearer to" if noisy.error < thrown else "farther from"
        said = re.search(
            r"What comes back is (\w+ \w+) your drawing than what has noise: "
            r"squared errors ([\d.]+) and ([\d.]+)\.$",
            line_of(page),
        )
        assert said[1] == word
        assert float(said[2]) == pytest.approx(noisy.error, rel=0.03)
        assert float(said[3]) == pytest.approx(thrown, abs=0.0001)
    page.evaluate("model.set('noise', 0)")
    assert "of real images" in line_of(page)


@pytest.mark.parametrize(("noise", "throw"), [(7, -3), (-1, 2.5)])
def test_kept_noise_that_fits_no_more(noise, throw, noisy, show):
    page = show(noisy, kept={"noise": noise, "throw": throw})
    shown = np.array(page.evaluate(PIXELS, 2))
    sigma, seed = min(0.6, max(0, noise)), int(max(0, throw))
    expected = np.clip(noisy.image.ravel() + sigma * make_noise(seed, 784), 0, 1)
    assert np.abs(shown - 255 * expected).max() <= 1


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_noise_is_within_reach(noisy, show, width, scheme):
    page = show(noisy, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    heights = set()
    for noise in (0, 0.02, 0.6):
        page.evaluate("(noise) => model.set('noise', noise)", noise)
        page.evaluate(FRAME)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
    assert len(heights) == 1
