"""The live figures of the built book: each comes to life, answers, remembers, and asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from built import PAGES, built_pages
from playwright.sync_api import Browser, Locator, Page
from visits import Visit, accessibility_problems, layout_problems, visit

from latentlib import recipes

Open = Callable[..., Page]

#: Where each figure class is shown.
REFERENCE = {
    "code_size": "latent-code-size",
    "draw": "latent-draw",
    "latent_pad": "latent-pad",
    "latent_pads": "latent-pads",
    "neighbours": "latent-neighbours",
    "sliders": "latent-sliders",
    "style_transfer": "latent-style",
    "word_map": "latent-words",
    "word_math": "latent-math",
}
#: What the keyboard moves first: the map, the drawing, a slider, the picked font, a word's sign.
CONTROL = (
    "[role=application], [role=slider], input[type=range], .latent-style .latent-picker :checked, "
    ".latent-sign"
)
#: Where there are pictures to pick, one that is not picked at first.
THUMBNAILS = dict.fromkeys(
    ("code_size", "neighbours", "style_transfer"), ".latent-picker label:nth-child(3)"
)
#: Where a finger presses, in shares of width and height, if not at (0.8, 0.4): among the words.
PRESSED = {"word_map": (0.6, 0.4)}
HOLDER = "[data-live-name]"
TRAITS = """(holder) => {
  const { model } = holder.live;
  return JSON.stringify(model.get("_kept").map((name) => model.get(name)));
}"""
PICTURES = """(holder) => [...holder.querySelectorAll("canvas, .latent-answers")]
  .filter((drawn) => drawn.checkVisibility())
  .map((drawn) => drawn.toDataURL?.() ?? drawn.innerHTML).join()"""
FRAMES = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"


def live_pages() -> list[str]:
    """Return the pages that hold live figures."""
    mark = "application/vnd.jupyter.widget-view+json"
    return [name for name in built_pages() if mark in (PAGES / name).read_text("utf-8")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``live_path`` on every page with live figures."""
    if "live_path" in metafunc.fixturenames:
        metafunc.parametrize("live_path", live_pages() or ["(none built)"])


def wake(page: Page) -> list[Locator]:
    """Scroll to each figure of a page in turn and wait until it is ready."""
    holders = page.locator(HOLDER).all()
    for holder in holders:
        holder.scroll_into_view_if_needed()
        page.wait_for_function(
            "(holder) => ['ready', 'failed'].includes(holder.dataset.live)",
            arg=holder.element_handle(),
            timeout=60_000,
        )
    page.evaluate(FRAMES)
    return holders


@pytest.fixture(params=[("light", 1440), ("dark", 360)], ids=["desk", "pocket"])
def woken(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A page all of whose figures have been seen."""
    scheme, width = request.param
    path = request.getfixturevalue("live_path")
    here = visit(browser, address, path, width=width, scheme=scheme)
    wake(here.page)
    yield here
    here.page.context.close()


def test_every_figure_class_has_a_page() -> None:
    assert {f"book/figures/{name}.html" for name in REFERENCE} <= set(live_pages())


def test_figures_come_to_life_and_ask_nobody(woken: Visit, live_path: str) -> None:
    states = woken.page.locator(HOLDER).evaluate_all("(all) => all.map((h) => h.dataset.live)")
    assert states
    assert set(states) == {"ready"}
    assert woken.complaints == []
    assert layout_problems(woken.page) == []
    assert accessibility_problems(woken.page) == []


def open_figure(open_page: Open, name: str, **more: object) -> tuple[Page, Locator]:
    page = open_page(f"book/figures/{name}.html", **more)
    return page, wake(page)[0]


def seen(holder: Locator) -> tuple[str, str, str]:
    """What a reader has moved, the pictures, the words below them."""
    words = holder.locator(".latent-line").inner_text()
    return holder.evaluate(TRAITS), holder.evaluate(PICTURES), words


def assert_all_changed(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    for name, one, other in zip(("traits", "pictures", "words"), before, after, strict=True):
        assert one != other, f"{name} are as they were"


@pytest.mark.parametrize("name", REFERENCE)
def test_keys_change_traits_picture_and_words(name: str, open_page: Open) -> None:
    page, holder = open_figure(open_page, name)
    before = seen(holder)
    assert before[2]
    holder.locator(CONTROL).first.focus()
    for key in (" ", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.evaluate(FRAMES)
    assert_all_changed(before, seen(holder))


@pytest.mark.parametrize("name", REFERENCE)
def test_a_reload_restores_and_a_reset_forgets(name: str, open_page: Open) -> None:
    page, holder = open_figure(open_page, name)
    first = holder.evaluate(TRAITS)
    holder.locator(CONTROL).first.focus()
    for key in (" ", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    moved = holder.evaluate(TRAITS)
    assert moved != first
    page.reload()
    holder = wake(page)[0]
    assert holder.evaluate(TRAITS) == moved
    holder.get_by_role("button", name="Reset").click()
    assert holder.evaluate(TRAITS) == first
    page.reload()
    assert wake(page)[0].evaluate(TRAITS) == first


@pytest.mark.parametrize(
    ("name", "target"),
    [(name, CONTROL) for name in REFERENCE if name != "style_transfer"] + list(THUMBNAILS.items()),
)
def test_a_finger_changes_traits_picture_and_words(name: str, target: str, open_page: Open) -> None:
    page, holder = open_figure(open_page, name, width=360, has_touch=True)
    touched = holder.locator(target).first
    touched.scroll_into_view_if_needed()
    before = seen(holder)
    box, (u, v) = touched.bounding_box(), PRESSED.get(name, (0.8, 0.4))
    page.touchscreen.tap(box["x"] + u * box["width"], box["y"] + v * box["height"])
    page.evaluate(FRAMES)
    assert_all_changed(before, seen(holder))


@pytest.mark.parametrize("name", REFERENCE)
def test_figures_answer_without_a_connection(name: str, open_page: Open) -> None:
    page, holder = open_figure(open_page, name)
    page.context.set_offline(True)
    before = holder.evaluate(PICTURES)
    holder.locator(CONTROL).first.focus()
    for key in (" ", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.evaluate(FRAMES)
    assert holder.evaluate(PICTURES) != before


def test_the_page_draws_what_torch_draws(open_page: Open) -> None:
    """Over the whole map of the reference page, to one grey level."""
    network = recipes.load("fashion-autoencoder-2", seed=0)
    _, holder = open_figure(open_page, "latent_pad")
    codes = np.random.default_rng(0).uniform(-20, 30, (40, 2)).astype(np.float32)
    drawn = holder.evaluate(
        """async (holder, codes) => {
          const { model } = holder.live;
          const canvas = holder.querySelector(".latent-side canvas");
          const context = canvas.getContext("2d", { willReadFrequently: true });
          const frames = () => new Promise((r) =>
            requestAnimationFrame(() => requestAnimationFrame(r)));
          const found = [];
          for (const [x, y] of codes) {
            model.set("x", x);
            model.set("y", y);
            await frames();
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            found.push(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]));
          }
          return found;
        }""",
        codes.tolist(),
    )
    with torch.inference_mode():
        truth = 255 * network.decode(torch.from_numpy(codes)).flatten(1).numpy()
    assert np.abs(np.array(drawn) - truth).max() <= 1


@pytest.mark.parametrize("path", live_pages() or ["(none built)"])
def test_weights_and_images_are_fetched_once(path: str, browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path)
    wake(page)
    # A module is asked for twice, by the host and by the import, which finds it in the cache.
    files = [url for url in asked if "/_static/live/" in url and url.endswith(".bin")]
    assert files
    assert len(files) == len(set(files))
    context.close()


def test_a_control_that_needs_python_is_a_still_with_a_sentence(open_page: Open) -> None:
    page = open_page("chapters/01_dimensionality_reduction.html")
    cell = page.locator(".cell", has_text="ipywidgets.interact(neighbours_kept")
    assert "tsne" in cell.locator(".cell_output").inner_text()
    said = "This is a still of a result whose controls need Python"
    assert said in cell.inner_text()
    assert cell.locator("input, [role=slider], [class*=widget]").count() == 0
