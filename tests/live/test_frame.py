"""What all figures share: which keys leave them."""

import pytest

from latentlib import data
from latentlib.live import CodeSize, Draw, LatentPad, Neighbours, Sliders
from latentlib.models import fit_pca

FIGURES = {
    "CodeSize": lambda pca, images: CodeSize({"PCA": {2: pca}}, images, n_images=5),
    "Draw": lambda pca, images: Draw(pca, images, n_points=50),
    "LatentPad": lambda pca, images: LatentPad(pca, images, n_points=50),
    "Neighbours": lambda pca, images: Neighbours(pca, images, n_images=30),
    "Sliders": lambda _, images: Sliders(fit_pca(images.flat(), 24), images),
}
CONTROLS = ("[tabindex='0']", "button", "[type=checkbox]", "[type=radio]", "[type=range]")


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
