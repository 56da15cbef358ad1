"""`CodeSize`: its traits in Python, and the figure in a real browser."""

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, LATENT, assert_leaves_nothing, put
from torch import nn

from latentlib import data, recipes
from latentlib.live import CodeSize, UnsupportedLayerError
from latentlib.live.link import link
from latentlib.models import ArrayCoder, fit_pca

SIZES = (1, 4, 16)
PIXELS = """(place) => {
  const canvas = document.querySelectorAll(".latent-told canvas")[place];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""
SECOND_LINES = "() => [...document.querySelectorAll('.latent-told figcaption')]" + (
    ".map((caption) => caption.lastChild.lastChild.textContent)"
)


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(600))


@pytest.fixture(scope="module")
def networks():
    return {size: recipes.load(f"fashion-autoencoder-{size}", seed=0) for size in SIZES}


@pytest.fixture(scope="module")
def pca(images):
    return fit_pca(images.flat(), max(SIZES))


@pytest.fixture(scope="module")
def coders(networks, pca):
    return {"PCA": {size: pca.truncate(size) for size in SIZES}, "autoencoder": networks}


@pytest.fixture
def figure(coders, images):
    return CodeSize(coders, images, n_images=20, name="size")


@pytest.fixture(scope="module")
def functions(blank):
    """The module's functions, by name, in the browser."""
    blank.evaluate(
        """async (code) => {
          const blob = new Blob([code], { type: "text/javascript" });
          window.codeSize = await import(URL.createObjectURL(blob));
        }""",
        link("figures/code_size.js"),
    )
    return lambda call: blank.evaluate(f"codeSize.{call}")


def picked(figure):
    return torch.tensor(figure._dataset.as_float()[figure.image])[None]


def answer_of(network, image):
    with torch.inference_mode():
        return network.decoder(network.encoder(image)).numpy().ravel()


def test_images_are_of_all_classes_and_sorted(figure):
    labels = figure._dataset.labels
    assert np.array_equal(np.bincount(labels), [2] * 10)
    assert np.array_equal(labels, np.sort(labels))
    assert figure._class_names[-1] == "Ankle boot"


def test_errors_are_the_mean_squared_differences(figure, networks, pca):
    figure.image = 7
    image = picked(figure)
    flat = image.numpy().reshape(1, -1)
    for at, size in enumerate(SIZES):
        answer = answer_of(networks[size], image)
        assert figure.errors["autoencoder"][at] == pytest.approx(np.mean((answer - flat) ** 2))
        part = pca.truncate(size)
        difference = part.decode(part.encode(flat)) - flat
        assert figure.errors["PCA"][at] == pytest.approx(np.mean(difference**2), rel=1e-5)


def test_code_and_decode_are_the_last_models(figure, networks):
    figure.image, figure.size = 3, 16
    with torch.inference_mode():
        code = networks[16].encoder(picked(figure))[0].tolist()
    assert figure.code == pytest.approx(code, abs=1e-5)
    assert figure.decode([code])[0] == pytest.approx(answer_of(networks[16], picked(figure)))
    assert figure.chosen == 3


def test_nested_axes_travel_once(figure, coders, images):
    assert len(figure._weights) == 1 + len(SIZES)
    assert figure._places == [[0, 0, 0], [1, 2, 3]]
    apart = {size: fit_pca(images.flat()[size:300], size) for size in SIZES}
    other = CodeSize({"PCA": apart}, images, n_images=5)
    assert other._places == [[0, 1, 2]]


def test_an_array_coder_is_as_good_as_its_network(figure, networks, images):
    wrapped = {"net": {size: ArrayCoder(network) for size, network in networks.items()}}
    other = CodeSize(wrapped, images, n_images=20)
    assert np.array_equal(other.errors["net"], figure.errors["autoencoder"])


def test_moving_and_resetting(figure):
    assert (figure.image, figure.size, figure.touched) == (0, 4, False)
    figure.image, figure.size = 5, 16
    assert figure.touched
    figure.reset()
    assert (figure.image, figure.size, figure.touched) == (0, 4, False)


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda c, d: CodeSize({}, d), ValueError, "coders is {}, expected a label"),
        (lambda c, d: CodeSize({"PCA": {}}, d), ValueError, "expected a label or more"),
        (
            lambda c, d: CodeSize({"PCA": dict(reversed(c["PCA"].items()))}, d),
            ValueError,
            r"coders\['PCA'\] has sizes \[16, 4, 1\], expected .* ascend",
        ),
        (
            lambda c, d: CodeSize({"PCA": {0: c["PCA"][1]}}, d),
            ValueError,
            r"has sizes \[0\], expected positive",
        ),
        (
            lambda c, d: CodeSize({**c, "other": {1: c["PCA"][1]}}, d),
            ValueError,
            r"coders\['other'\] has sizes \[1\], expected those of 'PCA', \[1, 4, 16\]",
        ),
        (
            lambda c, d: CodeSize({"PCA": {2: c["PCA"][4]}}, d),
            ValueError,
            r"coders\['PCA'\]\[2\] gives codes of shape \(4,\), expected \(2,\)",
        ),
        (lambda c, d: CodeSize(c, d, n_images=0), ValueError, "n_images is 0, expected"),
        (lambda c, d: CodeSize(c, d, n_images=49), ValueError, "from 1 to 48"),
        (
            lambda c, d: CodeSize({"a": {1: "net"}}, d),
            TypeError,
            r"coders\['a'\]\[1\] is a str, exp",
        ),
        (lambda c, d: CodeSize(c, d, hue=1), TypeError, "no trait 'hue', expected one of image"),
        (lambda c, d: CodeSize(c, d, size=3), traitlets.TraitError, "size is 3, expected one of 1"),
        (lambda c, d: CodeSize(c, d, image=24), traitlets.TraitError, "image is 24, expected a"),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, coders, images):
    with pytest.raises(error, match=message):
        build(coders, images)


def test_a_layer_that_cannot_run_is_named(images):
    class Odd(nn.Module):
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
        decoder = nn.Sequential(nn.Linear(2, 784), nn.Hardswish(), nn.Unflatten(1, (1, 28, 28)))

    with pytest.raises(UnsupportedLayerError, match=r"layer '1' \(Hardswish\)"):
        CodeSize({"odd": {2: Odd()}}, images, n_images=5)


def test_the_still_shows_pictures_and_curve(figure):
    assert figure._repr_mimebundle_()[0]["image/svg+xml"].lstrip().startswith("<?xml")
    *_, curve = figure.still().axes
    assert len(figure.still().axes) == 4
    for line, errors in zip(curve.lines, figure.errors.values(), strict=False):
        assert np.array_equal(line.get_ydata(), errors)


def test_all_images_of_a_small_data_set(coders, images):
    assert len(CodeSize(coders, images.subset(slice(3)))._class_names) == 3


def test_the_end_of_an_axis_is_just_above(functions):
    for value in (1e-5, 0.0099, 0.01, 0.0375, 0.051, 0.9, 1, 7):
        end = functions(f"axisEnd({value})")
        assert value <= end <= 1.5 * value
        assert float(f"{end / 2:.2g}") == pytest.approx(end / 2)
    assert functions("axisEnd(0)") == 1


def test_sentences(functions):
    two = '["PCA", "autoencoder"]'
    assert functions(f"describe(16, [0.02, 0.0101], {two})") == (
        "With 16 numbers the autoencoder’s error is 0.51 times PCA’s."
    )
    assert functions(f"describe(1, [0.001, 0.25], {two})") == (
        "With 1 number the autoencoder’s error is 250 times PCA’s."
    )
    assert functions('describe(2, [0.01234], ["PCA"])') == "With 2 numbers PCA’s error is 0.0123."
    assert "PCA’s error is 0.00, the" in functions(f"describe(2, [0, 0.1], {two})")


def test_a_page_draws_what_torch_draws(figure, networks, pca, show):
    page = show(figure)
    for image, size in ((0, 4), (0, 1), (13, 16), (19, 4), (6, 1)):
        put(page, image=image, size=size)
        figure.image, figure.size = image, size
        truth = picked(figure)
        assert np.array_equal(page.evaluate(PIXELS, 0), np.rint(255 * truth.numpy().ravel()))
        drawn = np.array(page.evaluate(PIXELS, 2))
        answer = 255 * answer_of(networks[size], truth).clip(0, 1)
        assert np.abs(drawn - answer).max() <= 1
        part = pca.truncate(size)
        flat = 255 * part.decode(part.encode(truth.numpy().reshape(1, -1)))[0].clip(0, 1)
        # half a level of rounding, and less than one of the weights for 99 of 100 pixels
        assert np.quantile(np.abs(np.array(page.evaluate(PIXELS, 1)) - flat), 0.99) <= 1.5


def test_the_errors_are_those_of_python(figure, show):
    page = show(figure)
    for size in SIZES:
        put(page, image=4, size=size)
        figure.image, figure.size = 4, size
        at = SIZES.index(size)
        first, second = (float(text) for text in page.evaluate(SECOND_LINES)[1:])
        assert first == pytest.approx(figure.errors["PCA"][at], rel=0.01)
        assert second == pytest.approx(figure.errors["autoencoder"][at], rel=0.006)


def test_the_curve_shows_the_errors(figure, show):
    page = show(figure)
    heights = page.evaluate(
        """() => {
          const signs = [...document.querySelectorAll(".latent-plot > svg")];
          return signs.map((sign) => parseFloat(sign.getAttribute("y")));
        }"""
    )
    shares = 1 - np.array(heights).reshape(2, len(SIZES)) / 100
    errors = np.array(list(figure.errors.values()))
    assert shares / shares.max() == pytest.approx(errors / errors.max(), rel=0.01)
    assert f"autoencoder {figure.errors['autoencoder'][0]:.3g} with 1" in page.locator(
        ".latent-plot"
    ).get_attribute("aria-label")


def test_the_slider_stands_below_its_place_on_the_curve(figure, show):
    for width in (1000, 360):
        page = show(figure, width=width)
        for at, size in enumerate(SIZES):
            put(page, size=size)
            line = page.locator(".latent-now").bounding_box()
            slider = page.get_by_role("slider").bounding_box()
            thumb = slider["x"] + 10 + (slider["width"] - 20) * at / (len(SIZES) - 1)
            assert line["x"] + line["width"] / 2 == pytest.approx(thumb, abs=1)


def test_keys_on_the_slider_change_the_size_and_are_heard(figure, show):
    page = show(figure)
    slider = page.get_by_role("slider", name="numbers")
    slider.press("ArrowRight")
    page.evaluate(FRAME)
    assert page.evaluate("model.get('size')") == 16
    assert slider.get_attribute("aria-valuetext") == "16 numbers"
    figure.size = 16
    errors = [row[2] for row in figure.errors.values()]
    expected = (
        f"With 16 numbers the autoencoder’s error is {errors[1] / errors[0]:.2g} times PCA’s."
    )
    assert page.locator(".latent-line").inner_text() == expected
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == expected
    slider.press("Home")
    page.evaluate(FRAME)
    assert slider.get_attribute("aria-valuetext") == "1 number"


def test_pointer_and_keys_pick_an_image(figure, show):
    page = show(figure)
    box = page.locator(".latent-picker label").nth(9).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate("model.get('image')") == 9
    page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('image')") == 10
    page.evaluate(FRAME)
    shown = figure._dataset.images[10].ravel()
    assert np.array_equal(page.evaluate(PIXELS, 0), shown)
    name = page.get_by_role("radio", checked=True).get_attribute("aria-label")
    assert name == f"{figure._class_names[10]}, 11 of 20"


def test_a_finger_picks_and_slides(figure, show):
    page = show(figure, width=360, has_touch=True)
    target = page.locator(".latent-picker label").nth(3)
    target.tap()
    assert page.evaluate("model.get('image')") == 3
    slider = page.get_by_role("slider").bounding_box()
    y = slider["y"] + slider["height"] / 2
    page.touchscreen.tap(slider["x"] + slider["width"] - 8, y)
    assert page.evaluate("model.get('size')") == 16
    assert min(target.bounding_box()[side] for side in ("width", "height")) >= 44


def test_setting_traits_moves_the_figure(figure, show):
    page = show(figure)
    put(page, image=12, size=1)
    assert page.get_by_role("slider").input_value() == "0"
    assert page.get_by_role("radio").nth(12).is_checked()
    assert page.locator(".latent-plot .latent-here").text_content() == "1"


def test_a_kept_state_that_fits_no_more_is_no_end(figure, show):
    page = show(figure, kept={"image": 999, "size": 5})
    assert page.get_by_role("radio").nth(19).is_checked()
    assert page.get_by_role("slider").input_value() == "0"


def test_nothing_moves_while_sliding(figure, show):
    for width in (1000, 360):
        page = show(figure, width=width)
        tops = set()
        for size in (*SIZES, 4):
            put(page, size=size)
            box = page.locator(".latent-figure").bounding_box()
            tops.add((box["height"], page.locator(".latent-picker").bounding_box()["y"]))
        assert len(tops) == 1


def test_reset_puts_all_back(figure, show):
    page = show(figure)
    assert not page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("slider").press("End")
    assert page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("button", name="Reset").click()
    page.evaluate(FRAME)
    assert page.evaluate("[model.get('image'), model.get('size')]") == [0, 4]
    assert page.get_by_role("radio").nth(0).is_checked()
    assert not page.evaluate(f"{LATENT}.touched()")


def test_exercises_get_what_python_gives(figure, show):
    page = show(figure)
    figure.image = 8
    put(page, image=8)
    assert page.evaluate(f"{LATENT}.code()") == pytest.approx(figure.code)
    assert page.evaluate(f"{LATENT}.chosen()") == 8
    codes = [figure.code, [1.0, -1.0, 2.0, 0.0]]
    drawn = page.evaluate(
        f"async (codes) => (await {LATENT}.decode(codes)).map((p) => [...p])", codes
    )
    assert np.array(drawn) == pytest.approx(figure.decode(codes), abs=1 / 255)


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
