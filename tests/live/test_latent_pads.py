"""`LatentPads`: two maps side by side, in Python and in a real browser."""

import re

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, assert_leaves_nothing, line_of

from latentlib import data, recipes
from latentlib.live import LatentPads, UnsupportedLayerError
from latentlib.models import VAE, VAEConfig, fit_pca

PIXELS = """(which) => {
  const canvas = document.querySelectorAll(".latent-stand canvas")[which];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""
MAPS = """[...document.querySelectorAll(".latent-map canvas")].map((c) => c.toDataURL())"""


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(400))


@pytest.fixture(scope="module")
def networks():
    """A trained autoencoder, and a variational one that has learnt nothing."""
    vae = VAE(VAEConfig(latent_dim=2, hidden=(16,)), generator=torch.Generator().manual_seed(0))
    return {"autoencoder": recipes.load("fashion-autoencoder-2", seed=0), "VAE": vae}


@pytest.fixture(scope="module")
def made(networks, images):
    return LatentPads(networks, images, n_points=200, name="pads")


@pytest.fixture
def pads(made):
    made.reset()
    return made


def places(page):
    page.evaluate(FRAME)
    return page.evaluate("model.get('places')")


def box_of(page, which):
    return page.locator(".latent-map").nth(which).bounding_box()


def assert_draws(page, networks):
    """Each canvas shows what torch draws at its ring, to one grey level."""
    for which, (place, network) in enumerate(zip(places(page), networks.values(), strict=True)):
        with torch.inference_mode():
            truth = network.decode(torch.tensor([place])).numpy().ravel()
        assert np.abs(np.array(page.evaluate(PIXELS, which)) - 255 * truth).max() <= 1


def gap_of(codes, share):
    distances = np.linalg.norm(codes[:, None] - codes[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return np.sort(distances.min(axis=1))[int(share * len(codes))]


def test_both_maps_show_the_same_images(pads, networks, images):
    for which, network in enumerate(networks.values()):
        pads.chosen = which
        codes = network.encode(images.tensor()).detach().numpy()
        distances = np.abs(codes[None] - pads.points[:, None]).sum(axis=-1)
        assert np.allclose(distances.min(axis=1), 0, atol=1e-4)
        assert np.array_equal(images.labels[distances.argmin(axis=1)], pads.labels)


def test_the_rings_begin_at_one_image(pads):
    found = []
    for which in (0, 1):
        pads.chosen = which
        found.append(np.linalg.norm(pads.points - pads.code, axis=1).argmin())
    assert found[0] == found[1]
    assert pads.gaps == [0, 0]


def test_code_and_decode_are_of_the_chosen_map(pads, networks):
    codes = [[0.5, -1.0], [2.0, 3.0]]
    for which, network in enumerate(networks.values()):
        pads.chosen = which
        assert pads.code == pads.places[which]
        with torch.inference_mode():
            truth = network.decode(torch.tensor(codes)).flatten(1).numpy()
        assert np.allclose(pads.decode(codes), truth, atol=1e-6)


def test_gaps_are_in_units_of_the_median(pads):
    pads.places = [[40.0, 40.0], pads.places[1]]
    pads.chosen = 0
    nearest = np.linalg.norm(pads.points - [40, 40], axis=1).min()
    assert pads.gaps == pytest.approx([nearest / gap_of(pads.points, 0.5), 0])


def test_moving_and_resetting(pads):
    start = pads.places
    pads.chosen, pads.show_density = 1, True
    assert not pads.touched
    pads.places = [[1.0, 2.0], [3.0, 4.0]]
    assert pads.touched
    pads.reset()
    assert pads.places == start
    assert pads.chosen == 0
    assert not pads.touched


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: LatentPads([*m.values()], d), TypeError, "models is a list, expected"),
        (lambda m, d: LatentPads({"one": m["VAE"]}, d), ValueError, "1 models, expected two"),
        (lambda m, d: LatentPads(m, d, n_points=1), ValueError, "n_points is 1, expected"),
        (lambda m, d: LatentPads(m, d, colour="red"), TypeError, "no trait 'colour', expected"),
        (lambda m, d: LatentPads(m, d, chosen=2), traitlets.TraitError, "'chosen' trait"),
        (lambda m, d: LatentPads(m, d, places=[[0.0, 1.0]]), traitlets.TraitError, "expected two"),
        (
            lambda m, d: LatentPads(m, d, places=[[0.0, 1.0], [0.0, np.inf]]),
            traitlets.TraitError,
            "expected finite",
        ),
        (
            lambda m, d: LatentPads(m | {"VAE": fit_pca(d.flat(), 3)}, d),
            ValueError,
            r"models\['VAE'\] gives codes of shape \(3,\), expected two",
        ),
        (
            lambda m, d: LatentPads(m | {"VAE": "net"}, d),
            TypeError,
            r"models\['VAE'\] is a str, expected a module",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, networks, images):
    with pytest.raises(error, match=message):
        build(networks, images)


def test_a_layer_that_cannot_run_is_named(networks, images):
    class Odd(torch.nn.Module):
        encoder = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 2))
        decoder = torch.nn.Sequential(torch.nn.Linear(2, 784), torch.nn.Hardswish())

    with pytest.raises(UnsupportedLayerError, match="Hardswish"):
        LatentPads(networks | {"VAE": Odd()}, images, n_points=10)


def test_the_still_shows_both_maps_and_pictures(pads):
    axes = pads.still().axes
    assert [ax.get_title(loc="left") for ax in axes[:2]] == ["autoencoder", "VAE"]
    for ax, place in zip(axes[:2], pads.places, strict=True):
        assert np.allclose(ax.lines[-1].get_xydata(), [place])
    assert all(len(ax.images) == 1 for ax in axes[2:])


def test_a_page_draws_what_torch_draws(pads, networks, show):
    page = show(pads)
    assert_draws(page, networks)
    shares = np.random.default_rng(0).uniform(size=(8, 2, 2))
    low, high = np.array(pads._limits).reshape(2, 2, 2).transpose(2, 0, 1)
    for rings in (low + shares * (high - low)).tolist():
        page.evaluate("(places) => model.set('places', places)", rings)
        assert_draws(page, networks)


@pytest.mark.parametrize("which", [0, 1])
def test_the_pointer_moves_one_ring(which, pads, networks, show):
    page = show(pads)
    before, box = places(page), box_of(page, which)
    x0, x1, y0, y1 = pads._limits[which]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.up()
    after = places(page)
    unit = (x1 - x0) / 200
    assert after[which] == pytest.approx([x0 + 0.75 * (x1 - x0), (y0 + y1) / 2], abs=unit)
    assert after[1 - which] == before[1 - which]
    assert page.evaluate("model.get('chosen')") == which
    assert page.evaluate("document.querySelector('#figure').latent.code()") == after[which]
    assert_draws(page, networks)


def test_a_finger_moves_the_lower_ring(pads, networks, show):
    page = show(pads, width=360, has_touch=True)
    upper, lower = box_of(page, 0), box_of(page, 1)
    assert lower["y"] > upper["y"] + upper["height"]
    before = places(page)
    page.locator(".latent-map").nth(1).scroll_into_view_if_needed()
    lower = box_of(page, 1)
    page.touchscreen.tap(lower["x"] + 0.8 * lower["width"], lower["y"] + 0.2 * lower["height"])
    after = places(page)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert_draws(page, networks)


def test_keys_and_sliders_move_a_ring_and_are_heard(pads, networks, show):
    page = show(pads)
    before = places(page)
    page.get_by_role("application", name="Map of the VAE, with a ring to move").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    x0, x1, y0, y1 = pads._limits[1]
    expected = [before[1][0] + 0.02 * (x1 - x0), before[1][1] + 0.1 * (y1 - y0)]
    assert places(page) == [before[0], pytest.approx(expected)]
    slider = page.get_by_role("group", name="autoencoder").get_by_role("slider", name="x")
    slider.press("End")
    assert places(page)[0] == pytest.approx([pads._limits[0][1], before[0][1]])
    assert page.evaluate("model.get('chosen')") == 0
    assert_draws(page, networks)
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line_of(page)


def test_what_exercises_read_is_of_the_ring_that_was_moved_last(pads, show):
    page = show(pads)
    asked = """async () => {
      const { latent } = document.querySelector("#figure");
      const [picture] = await latent.decode([latent.code()]);
      return [latent.points, [...picture], latent.labels];
    }"""
    for which in (1, 0):
        page.locator(".latent-map").nth(which).press("ArrowLeft")
        pads.places, pads.chosen = places(page), which
        points, picture, labels = page.evaluate(asked)
        assert np.allclose(points, pads.points)
        assert np.allclose(picture, pads.decode([pads.code])[0], atol=0.005)
        assert labels == pads.labels.tolist()


def test_words_say_where_there_is_data(pads, show):
    page = show(pads)
    name = pads._label_names[pads.labels[np.abs(pads.points - pads.code).sum(1).argmin()]]
    at = f"among the data, at an image, “{name}”."
    assert line_of(page) == f"Autoencoder: {at} VAE: {at}"
    rings = [[pads._limits[0][1], pads._limits[0][2]], pads.places[1]]
    pads.places = rings
    page.evaluate("(places) => model.set('places', places)", rings)
    said = re.match(r"Autoencoder: no data here, ([\d.]+) usual gaps from the near", line_of(page))
    assert float(said[1]) == pytest.approx(pads.gaps[0], abs=0.051)
    assert page.locator(".latent-where").all_inner_texts() == ["no data here", "among the data"]
    step = 0.99 * gap_of(pads.points, 0.95)
    far = pads.points[pads.points[:, 0].argmax()] + np.array([step, 0])
    page.evaluate("(places) => model.set('places', places)", [far.tolist(), rings[1]])
    assert line_of(page).startswith("Autoencoder: among the data")
    far[0] += 0.05 * step
    page.evaluate("(places) => model.set('places', places)", [far.tolist(), rings[1]])
    assert line_of(page).startswith("Autoencoder: no data here, off the map")


def test_switches_change_both_maps(pads, show):
    page = show(pads)
    seen = [page.evaluate(MAPS)]
    for label in ("classes", "density"):
        page.get_by_label(label).click()
        page.evaluate(FRAME)
        seen.append(page.evaluate(MAPS))
    assert [len({maps[which] for maps in seen}) for which in (0, 1)] == [3, 3]


@pytest.mark.parametrize("kept", [[[0, 1]], [[0, 1], [0]], [[0, 1], [0, None]], [0, 1]])
def test_kept_places_that_fit_no_more(kept, pads, networks, show):
    page = show(pads, kept={"places": kept})
    assert page.evaluate("refused.why").endswith("expected 2 of two numbers")
    assert page.evaluate("refused.left") == 0
    assert_draws(page, networks)


def test_reset_puts_all_back(pads, show):
    page = show(pads)
    page.get_by_label("density").check()
    page.locator(".latent-map").nth(1).press("ArrowLeft")
    assert page.evaluate("document.querySelector('#figure').latent.touched()")
    page.get_by_role("button", name="Reset").click()
    assert places(page) == pads.places
    assert not page.get_by_label("density").is_checked()
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_jumps(pads, show, width):
    page = show(pads, width=width)
    heights = set()
    corners = [[limits[i] for i in (1, 3)] for limits in pads._limits]
    for rings in (pads.places, corners, [corners[0], pads.places[1]]):
        page.evaluate("(places) => model.set('places', places)", rings)
        page.evaluate(FRAME)
        heights.add(page.locator(".latent-figure").bounding_box()["height"])
    assert len(heights) == 1


def test_clean_up_leaves_nothing(pads, show):
    page = show(pads)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(pads, show, width, scheme):
    page = show(pads, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
