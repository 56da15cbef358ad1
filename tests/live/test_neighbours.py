"""`Neighbours`: its traits in Python, and the figure in a real browser."""

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, LATENT, assert_leaves_nothing, put
from sklearn.neighbors import NearestNeighbors
from torch import nn

from latentlib import data, recipes
from latentlib.live import Neighbours, UnsupportedLayerError
from latentlib.models import fit_pca

PIXELS = """() => {
  const canvas = document.querySelector(".latent-query canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""
#: Words of names that are broken, or stand out of their place, and places with something wider.
OUT_OF_PLACE = """() => [...document.querySelectorAll(".latent-row li")].flatMap((item) => {
  const [name] = item.querySelector(".latent-caption").childNodes;
  const place = name.parentElement.getBoundingClientRect();
  const wrong = [...name.data.matchAll(/[^ \\u200b]+/g)].filter(({ index, 0: word }) => {
    const range = document.createRange();
    range.setStart(name, index);
    range.setEnd(name, index + word.length);
    const [box, ...more] = range.getClientRects();
    const out = box.left < place.left - 0.5 || box.right > place.right + 0.5;
    return more.length || out || box.bottom > place.bottom + 2;
  });
  const wide = item.scrollWidth > item.clientWidth + 1 ? [`wider: ${name.data}`] : [];
  return [...wrong.map(([word]) => word), ...wide];
})"""
ALTERED = [(0, 0, 0.0), (3, 0, 0.0), (7, 2, 0.0), (11, -4, 0.25), (20, 0, 0.5), (88, 1, 0.05)]


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(600))


@pytest.fixture(scope="module")
def network():
    return recipes.load("fashion-autoencoder-16", seed=0)


@pytest.fixture
def figure(network, images):
    return Neighbours(network, images, n_images=100, name="near")


@pytest.fixture(scope="module")
def call(call):
    """Call a function of the module in the browser, by name, with arguments."""
    return call("figures/neighbours.js")


def alter(figure, image, shift, noise):
    figure.image, figure.shift, figure.noise = image, shift, noise
    return {"image": image, "shift": shift, "noise": noise}


def by_scikit_learn(rows, place, k, left_out):
    others = np.delete(np.arange(len(rows)), left_out)
    found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(rows[others])
    distances, positions = found.kneighbors(np.reshape(place, (1, -1)))
    return others[positions[0]], distances[0]


def test_the_query_is_moved_and_noised(figure):
    alter(figure, 3, 0, 0)
    image = figure._dataset.as_float()[3]
    assert np.array_equal(figure.query, image)
    figure.shift = 3
    assert np.array_equal(figure.query[..., 3:], image[..., :-3])
    assert not figure.query[..., :3].any()
    figure.shift = -2
    assert np.array_equal(figure.query[..., :-2], image[..., 2:])
    assert not figure.query[..., -2:].any()
    figure.shift, figure.noise = 0, 0.25
    assert np.array_equal(figure.query, np.clip(image + np.float32(0.25) * figure._added, 0, 1))


def test_the_noise_is_standard_and_seeded(network, images):
    first, same, other = (
        Neighbours(network, images, n_images=9, random_state=s) for s in (0, 0, 1)
    )
    assert np.array_equal(first._added, same._added)
    assert not np.array_equal(first._added, other._added)
    assert abs(first._added.mean()) < 4 / 28
    assert first._added.std() == pytest.approx(1, abs=4 / 28)


@pytest.mark.parametrize(("image", "shift", "noise"), ALTERED)
def test_neighbours_are_those_of_scikit_learn(image, shift, noise, figure, network):
    alter(figure, image, shift, noise)
    with torch.inference_mode():
        code = network.encoder(torch.tensor(figure.query[None]))[0].numpy()
    assert figure.code == pytest.approx(code.tolist(), abs=1e-5)
    found = figure.neighbours()
    flat = figure._dataset.flat()
    assert np.array_equal(found.pixels, by_scikit_learn(flat, figure.query, 6, image)[0])
    assert np.array_equal(found.code, by_scikit_learn(figure.points, code, 6, image)[0])


def test_points_are_codes_and_labels_go_with_them(figure, network):
    with torch.inference_mode():
        codes = network.encoder(figure._dataset.tensor()).numpy()
    assert np.allclose(figure.points, codes, atol=1e-5)
    assert np.array_equal(np.bincount(figure.labels), [10] * 10)
    with torch.inference_mode():
        truth = network.decoder(torch.tensor(codes[:2])).flatten(1).numpy()
    assert np.allclose(figure.decode(codes[:2]), truth, atol=1e-6)


def test_any_ten_that_follow_are_of_ten_classes(figure):
    assert all(len(set(figure.labels[start : start + 10])) == 10 for start in range(0, 100, 10))


def test_pca_has_neighbours_too(images):
    pca = fit_pca(images.flat(), 3)
    figure = Neighbours(pca, images, n_images=50, k=4, image=8, shift=1)
    code = pca.encode(figure.query.reshape(1, -1))[0]
    truth = by_scikit_learn(figure.points, code, 4, 8)[0]
    assert np.array_equal(figure.neighbours().code, truth)


def test_moving_and_resetting(figure):
    assert not figure.touched
    figure.image = 30
    assert figure.page == 2
    figure.noise = 0.1
    assert figure.touched
    assert figure.chosen == 30
    figure.reset()
    assert (figure.image, figure.page, figure.noise) == (0, 0, 0)
    assert not figure.touched


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: Neighbours(m, d, k=0), ValueError, "k is 0, expected a number from 1 to 12"),
        (lambda m, d: Neighbours(m, d, n_images=6), ValueError, "n_images is 6, .* 7 to 1000"),
        (lambda m, d: Neighbours(m, d.subset(slice(3))), ValueError, "dataset has 3 images"),
        (lambda m, d: Neighbours(m, d, colour=1), TypeError, "no trait 'colour', expected one"),
        (lambda m, d: Neighbours("net", d), TypeError, "model is a str, expected a module"),
        (
            lambda m, d: Neighbours(m, d, image=400),
            traitlets.TraitError,
            "image is 400, expected a number from 0 to 399",
        ),
        (lambda m, d: Neighbours(m, d, shift=5), traitlets.TraitError, "shift is 5, .* -4 to 4"),
        (lambda m, d: Neighbours(m, d, noise=np.nan), traitlets.TraitError, "noise is nan, exp"),
        (lambda m, d: Neighbours(m, d, noise="much"), traitlets.TraitError, "'noise' trait"),
        (lambda m, d: Neighbours(m, d, page=34), traitlets.TraitError, "page is 34, .* 0 to 33"),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, network, images):
    with pytest.raises(error, match=message):
        build(network, images)


def test_codes_that_are_no_vectors_are_refused(images):
    class Flatless(nn.Module):
        encoder = nn.Conv2d(1, 1, 4, stride=4)
        decoder = nn.Identity()

    with pytest.raises(ValueError, match=r"codes of shape \(1, 7, 7\), expected one axis"):
        Neighbours(Flatless(), images, n_images=10)


def test_a_layer_that_cannot_run_is_named(images):
    class Odd(nn.Module):
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 2), nn.Hardswish())
        decoder = nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28)))

    with pytest.raises(UnsupportedLayerError, match=r"layer '2' \(Hardswish\)"):
        Neighbours(Odd(), images, n_images=10)


def test_the_still_shows_query_and_neighbours(figure):
    assert figure._repr_mimebundle_()[0]["image/svg+xml"].lstrip().startswith("<?xml")
    query, grid = figure.still().axes
    assert query.get_xticklabels()[0].get_text() == figure._label_names[figure.labels[0]]
    assert [label.get_text() for label in grid.get_yticklabels()] == ["in pixels", "in code"]


def test_nearest_rows_are_those_of_scikit_learn(call):
    rng = np.random.default_rng(0)
    for n, n_dims, k in ((30, 1, 1), (50, 7, 6), (20, 100, 12)):
        table, place = rng.normal(size=(n, n_dims)), rng.normal(size=n_dims)
        for left_out in (-1, 4):
            given = {"except": left_out, "unit": 0.5}
            found = call("nearestRows", table.tolist(), place.tolist(), k, given)
            gone = [left_out] if left_out >= 0 else []
            positions, distances = by_scikit_learn(table / 2, place, k, gone)
            assert [one["index"] for one in found] == positions.tolist()
            assert [one["distance"] for one in found] == pytest.approx(distances.tolist())


def test_of_rows_equally_far_the_first_is_nearest(call):
    found = call("nearestRows", [[1], [-1], [1], [0]], [0], 3)
    assert [one["index"] for one in found] == [3, 0, 1]


def test_colour_images_are_moved_channel_by_channel(call):
    image = list(range(0, 240, 20))
    moved = call("alter", image, [3, 2, 2], 1, 0, [0] * 12)
    expected = np.zeros((3, 2, 2))
    expected[..., 1] = np.reshape(image, (3, 2, 2))[..., 0] / 255
    assert list(moved) == pytest.approx(expected.ravel().tolist())


def test_sentences(call):
    counts = {"k": 6, "pixels": 4, "code": 6}
    counted = "In pixels 4 of 6 neighbours are of its class, in code 6 of 6."
    assert call("describe", {"name": "Bag", **counts}) == f"Your image is of class “Bag”. {counted}"
    kept = {"pixels": 1, "code": 5}
    assert call("describe", {"name": "Bag", "kept": kept, **counts}) == (
        f"Of the 6 neighbours it had, pixels keep 1, the code keeps 5. {counted}"
    )
    said = [call("describeShift", shift) for shift in (-4, -1, 0, 1)]
    assert said == ["4 pixels left", "1 pixel left", "not moved", "1 pixel right"]


@pytest.mark.parametrize("k", [6, 12])
def test_a_page_finds_what_python_finds(k, network, images, show):
    figure = Neighbours(network, images, n_images=100, k=k)
    page = show(figure)
    for given in ALTERED:
        put(page, **alter(figure, *given))
        drawn = np.array(page.evaluate(PIXELS))
        assert np.abs(drawn - 255 * figure.query.ravel()).max() <= 0.5 + 1e-3
        assert page.evaluate(f"{LATENT}.code()") == pytest.approx(figure.code, abs=1e-3)
        found, truth = page.evaluate(f"{LATENT}.neighbours()"), figure.neighbours()
        assert found == {"pixels": truth.pixels.tolist(), "code": truth.code.tolist()}


def test_what_is_shown_are_the_neighbours(figure, show):
    page = show(figure)
    put(page, **alter(figure, 11, 2, 0.1))
    truth = figure.neighbours()
    names = np.array(figure._label_names)[figure.labels]
    for row, found in zip(page.locator(".latent-row").all(), truth, strict=True):
        captions = [text.replace("\u200b", "") for text in row.locator("li").all_inner_texts()]
        assert captions == names[found].tolist()
        alike = figure.labels[found] == figure.labels[11]
        marked = [
            "latent-same" in (item.get_attribute("class") or "") for item in row.locator("li").all()
        ]
        assert marked == alike.tolist()
        assert row.locator(".latent-count").inner_text() == f"{alike.sum()} of 6 of its class"
        canvas = row.locator("canvas").first
        pixels = canvas.evaluate(
            "(c) => [...c.getContext('2d').getImageData(0, 0, 28, 28).data]"
            ".filter((_, i) => i % 4 === 0)"
        )
        assert np.array_equal(pixels, figure._dataset.images[found[0]].ravel())


def test_words_say_what_is_left(figure, show):
    page = show(figure)
    put(page, image=11)
    figure.image = 11
    before = figure.neighbours()
    assert "Your image is of class" in page.locator(".latent-line").inner_text()
    put(page, **alter(figure, 11, 3, 0.2))
    after = figure.neighbours()
    left = [len(np.intersect1d(*pair)) for pair in zip(before, after, strict=True)]
    line = page.locator(".latent-line").inner_text()
    assert f"it had, pixels keep {left[0]}, the code keeps {left[1]}." in line
    assert page.locator(".latent-query span").all_inner_texts() == ["3 pixels right", "noise 0.20"]
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line


def test_keys_move_shift_and_noise_and_are_heard(figure, show):
    page = show(figure)
    shift, noise = page.get_by_label("shift"), page.get_by_label("noise")
    shift.press("ArrowLeft")
    shift.press("ArrowLeft")
    noise.press("ArrowRight")
    page.evaluate(FRAME)
    assert page.evaluate("model.get('shift')") == -2
    assert page.evaluate("model.get('noise')") == pytest.approx(0.05)
    assert shift.get_attribute("aria-valuetext") == "2 pixels left"
    assert noise.get_attribute("aria-valuetext") == "noise 0.05"
    alter(figure, 0, -2, 0.05)
    assert np.abs(np.array(page.evaluate(PIXELS)) - 255 * figure.query.ravel()).max() < 0.51


def test_pointer_and_keys_pick_among_dozens(figure, show):
    page = show(figure)
    assert page.get_by_role("radio").nth(0).is_checked()
    page.get_by_role("button", name="Another 12").click()
    page.evaluate(FRAME)
    assert page.evaluate("[model.get('page'), model.get('image')]") == [1, 0]
    assert page.get_by_role("radio", checked=True).count() == 0
    box = page.locator(".latent-picker label").nth(2).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate("model.get('image')") == 14
    page.keyboard.press("ArrowLeft")
    page.evaluate(FRAME)
    assert page.evaluate("model.get('image')") == 13
    assert np.array_equal(page.evaluate(PIXELS), figure._dataset.images[13].ravel())
    put(page, page=8)  # the last, of four
    assert page.get_by_role("radio").count() == 4
    page.get_by_role("button", name="Another 12").click()
    assert page.evaluate("model.get('page')") == 0


def test_a_finger_picks_and_slides(figure, show):
    page = show(figure, width=360, has_touch=True)
    target = page.locator(".latent-picker label").nth(5)
    target.tap()
    assert page.evaluate("model.get('image')") == 5
    slider = page.get_by_label("noise").bounding_box()
    y = slider["y"] + slider["height"] / 2
    page.touchscreen.tap(slider["x"] + slider["width"] - 8, y)
    assert page.evaluate("model.get('noise')") == 0.5
    assert min(target.bounding_box()[side] for side in ("width", "height")) >= 44


def test_setting_traits_moves_the_figure(figure, show):
    page = show(figure)
    put(page, image=7, shift=-3, noise=0.35)
    assert page.get_by_role("radio").nth(7).is_checked()
    assert page.get_by_label("shift").input_value() == "-3"
    assert page.get_by_label("noise").input_value() == "0.35"


def test_a_kept_state_that_fits_no_more_is_no_end(figure, show):
    page = show(figure, kept={"image": 999, "shift": 50, "noise": 9, "page": 70})
    assert page.evaluate(f"{LATENT}.chosen()") == 99
    assert page.get_by_label("shift").input_value() == "4"


def test_nothing_moves_while_sliding(figure, show):
    for width in (1000, 360):
        page = show(figure, width=width)
        heights = set()
        for given in ALTERED:
            put(page, **alter(figure, *given))
            heights.add(page.locator(".latent-figure").bounding_box()["height"])
        put(page, page=8)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
        assert len(heights) == 1


@pytest.mark.parametrize("width", [320, 360, 500, 620, 700])
def test_names_fit_under_their_pictures(width, network, images, show):
    page = show(Neighbours(network, images, n_images=300), width=width)
    for image in range(0, 300, 11):
        put(page, image=image)
        assert page.evaluate(OUT_OF_PLACE) == []


def test_reset_puts_all_back(figure, show):
    page = show(figure)
    assert not page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("radio").nth(2).check()
    page.get_by_label("noise").press("End")
    page.get_by_role("button", name="Another 12").click()
    assert page.evaluate(f"{LATENT}.touched()")
    page.get_by_role("button", name="Reset").click()
    page.evaluate(FRAME)
    state = "['image', 'shift', 'noise', 'page'].map((name) => model.get(name))"
    assert page.evaluate(state) == [0, 0, 0, 0]
    assert page.get_by_role("radio").nth(0).is_checked()
    assert not page.evaluate(f"{LATENT}.touched()")


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
