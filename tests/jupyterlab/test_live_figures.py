"""Live figures in JupyterLab: they render, listen to Python, tell Python, and survive a restart."""

import numpy as np
import torch
from axe_playwright_python.sync_playwright import Axe

from latentlib import recipes

SETUP = """import numpy as np
from latentlib import data, live, recipes
from latentlib.models import fit_pca
images = data.load_fashion_mnist("test").subset(slice(400))
flat = recipes.load("fashion-autoencoder-2", seed=0)
deep = recipes.load("fashion-autoencoder-16", seed=0)
words = data.load_word_vectors().restricted(200)"""

PAD = "pad = live.LatentPad(flat, images, name='pad')\npad"
PIXELS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""


def test_traits_go_both_ways_and_a_restart_is_said(open_lab):
    lab = open_lab("pad", SETUP, PAD, "print(pad.x, pad.y)", "pad.x, pad.y = 10.5, -5.25")
    lab.run(0)
    lab.run(1)
    lab.page.locator(".latent-map").wait_for()
    line = lab.page.locator(".latent-line")
    lab.page.get_by_text("The point is at").first.wait_for()

    box = lab.page.locator(".latent-map").bounding_box()
    lab.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    lab.page.wait_for_timeout(300)  # the message to the kernel has no event of its own
    x, y = (float(number) for number in lab.run(2).split())
    assert f"({x:.2f}, {y:.2f})".replace("-", "−") in line.inner_text()
    with torch.inference_mode():
        truth = recipes.load("fashion-autoencoder-2", seed=0).decode(torch.tensor([[x, y]]))
    drawn = lab.page.locator(".latent-side canvas").first.evaluate(PIXELS)
    assert np.abs(np.array(drawn) - 255 * truth.numpy().ravel()).max() <= 1

    lab.run(3)
    lab.page.get_by_text("(10.50, −5.25)").first.wait_for()

    notice = lab.page.get_by_text("run its cell again")
    assert notice.count() == 0
    lab.restart_kernel()
    notice.wait_for()
    lab.run(0)
    lab.run(1)
    lab.page.get_by_text("The point is at").first.wait_for()
    notice.wait_for(state="detached")


#: How each figure is made, and what it says at first.
FIGURES = {
    "AlignedWordMap": (
        "live.AlignedWordMap(words, words, -np.eye(100), pairs=[(w, w) for w in words.words[:5]])",
        "on the map 5 pairs are",
    ),
    "CodeSize": (
        "live.CodeSize({'net': {2: flat, 16: deep}}, images)",
        "With 16 numbers the net’s error is 0.0",
    ),
    "Draw": ("live.Draw(flat, images)", "of the 5 nearest images are of class"),
    "LatentPad": ("live.LatentPad(fit_pca(images.flat(), 2), images)", "The point is at ("),
    "LatentPads": (
        "live.LatentPads({'AE': flat, 'PCA': fit_pca(images.flat(), 2)}, images)",
        "AE: among the data, at an image",
    ),
    "Neighbours": ("live.Neighbours(deep, images)", "Your image is of class"),
    "Sliders": ("live.Sliders(deep, images)", "Each slider is one number of the code."),
    "StyleTransfer": (
        "live.StyleTransfer(recipes.load('glyphs-conditional-vae-16'), data.load_glyphs('test'))",
        "the network writes “Latent”",
    ),
    "WordMap": (
        "live.WordMap(words.words, words.vectors[:, :2])",
        "In view: 200 of 200 words",
    ),
    "WordMath": ("live.WordMath(data.load_word_vectors())", "Nearest to king − man + woman: queen"),
}
CONTROL = "[role=application], input[type=range]"
CONTROLS = {  # where it is another
    "StyleTransfer": ".latent-picker :checked",
    "WordMath": ".latent-sign",
}


def test_every_figure_renders_tells_python_and_hears_it(open_lab):
    cells = []
    for build, _ in FIGURES.values():
        show = f"figure = {build}\nfigure"
        cells += [show, "print(figure.touched)", "figure.reset()"]
    lab = open_lab("all", SETUP, *cells)
    lab.run(0)
    for number, (name, (_, words)) in enumerate(FIGURES.items()):
        at = 3 * number + 1
        assert "Error" not in lab.run(at), name
        figure = lab.cell(at).locator(".latent-figure")
        figure.locator("canvas, .latent-answers").first.wait_for()
        line = figure.locator(".latent-line")
        line.filter(has_text=words).wait_for()
        at_first = line.inner_text()
        control = figure.locator(CONTROLS.get(name, CONTROL)).first
        control.focus()
        for key in (" ", "ArrowRight", "ArrowRight", "ArrowLeft"):
            lab.page.keyboard.press(key)
        lab.page.wait_for_timeout(300)
        assert line.inner_text() != at_first, name
        assert lab.run(at + 1) == "True", name
        lab.run(at + 2)
        lab.page.wait_for_function(
            "(figure) => !figure.parentElement.latent.touched()", arg=figure.element_handle()
        )


def test_keys_in_a_figure_are_not_jupyterlabs(open_lab):
    """Alone, X cuts a cell, D twice deletes it, A and B add one, M and Y change its kind."""
    cells = [f"figure = {build}\nfigure" for build, _ in FIGURES.values()]
    lab = open_lab("keys", SETUP, *cells)
    lab.run(0)
    for number, name in enumerate(FIGURES):
        lab.run(number + 1)
        figure = lab.cell(number + 1).locator(".latent-figure")
        figure.locator("canvas, .latent-answers").first.wait_for()
        count = lab.page.locator(".jp-Notebook-cell").count()
        for kind in ("[tabindex='0']", "button", "[type=checkbox]", "[type=radio]", "[type=range]"):
            for target in figure.locator(kind).all()[:1]:
                for key in ("x", "z", "d", "d", "a", "b", "m"):
                    target.press(key)
                assert lab.page.locator(".jp-Notebook-cell").count() == count, (name, kind)
                assert figure.is_visible(), (name, kind)
        assert lab.page.locator(".jp-MarkdownCell").count() == 0, name


def test_the_dark_theme_is_followed(open_lab):
    lab = open_lab("dark", SETUP, PAD)
    lab.run(0)
    lab.run(1)
    lab.page.get_by_text("The point is at").first.wait_for()
    picture = "document.querySelector('.latent-map canvas').toDataURL()"
    light = lab.page.evaluate(picture)
    for item in ("Settings", "Theme", "JupyterLab Dark"):
        lab.page.get_by_text(item, exact=True).first.click()
    lab.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    lab.page.wait_for_function(f"(light) => {picture} !== light", arg=light)
    lab.page.locator("#jupyterlab-splash").wait_for(state="detached")
    found = Axe().run(lab.page, context=".latent-figure").response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_an_exercise_on_a_figure_checks_itself(open_lab):
    whole = "images = data.load_fashion_mnist('test')"
    pad = "pad = live.LatentPad(flat, images, name='map')\npad"
    check = "from latentlib.exercises import check\nprint(check('1.4', pad))"
    lab = open_lab("exercise", f"{SETUP}\n{whole}", pad, check, "pad.x, pad.y = -1.9, -9.0", check)
    lab.run(0)
    lab.run(1)
    lab.page.get_by_text("The point is at").first.wait_for()
    assert "not attempted" in lab.run(2)
    lab.cell(1).locator(".latent-map").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.wait_for_timeout(300)
    assert "not yet" in lab.run(2)
    lab.run(3)
    assert "correct" in lab.run(4)


def test_a_model_that_cannot_run_in_a_page_is_refused_in_plain_words(open_lab):
    odd = """from torch import nn
class Odd(nn.Module):
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
    decoder = nn.Sequential(nn.Linear(2, 784), nn.Hardswish(), nn.Unflatten(1, (1, 28, 28)))
live.LatentPad(Odd(), images)"""
    lab = open_lab("odd", SETUP, odd)
    lab.run(0)
    assert "layer '1' (Hardswish) cannot run in the page" in lab.run(1)


def test_a_control_of_ipywidgets_computes_again(open_lab):
    """What a page shows as a still; chapter 1 has one."""
    control = "ipywidgets.interact(lambda k=10: print('neighbours:', k), k=(5, 100, 5));"
    lab = open_lab("control", f"import ipywidgets\n{control}")
    lab.run(0)
    lab.page.get_by_text("neighbours: 10", exact=True).wait_for()
    lab.page.locator(".noUi-handle").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.get_by_text("neighbours: 15", exact=True).wait_for()
