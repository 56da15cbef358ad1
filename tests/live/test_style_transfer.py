"""`StyleTransfer`: its traits in Python, and the figure in a real browser."""

import re

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from figure_page import FRAME, assert_leaves_nothing, line_of
from torch.nn import functional as F

from latentlib import data, recipes
from latentlib.data import ImageDataset
from latentlib.live import StyleTransfer
from latentlib.live.link import STATIC
from latentlib.models import Autoencoder, AutoencoderConfig, ConditionalVAE, ConditionalVAEConfig
from latentlib.models.vae import VAEConfig

CHARACTERS = "ABLRabcelnt012"
PICTURES = """(which) => [...document.querySelectorAll(".latent-word li:not([hidden])")]
  .map((cell) => cell.querySelectorAll("canvas")[which])
  .map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
  })"""


@pytest.fixture(scope="module")
def glyphs():
    return data.load_glyphs("test", characters=CHARACTERS)


def small_model(n_classes=14):
    shape = VAEConfig((1, 32, 32), 4, (16,), channels=(4, 6), neck=3)
    config = ConditionalVAEConfig(shape, n_classes)
    return ConditionalVAE(config, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def network():
    return small_model()


@pytest.fixture(scope="module")
def made(network, glyphs):
    return StyleTransfer(network, glyphs, fonts=7, name="style")


@pytest.fixture
def figure(made):
    made.reset()
    return made


def glyph(glyphs, font, character):
    """The picture of a character in a font, shape (32, 32), values in [0, 1]."""
    here = glyphs.factors["font"] == glyphs.levels["font"].index(font)
    [row] = np.flatnonzero(here & (glyphs.labels == glyphs.label_names.index(character)))
    return glyphs.images[row, 0].astype(np.float32) / 255


def written(network, glyphs, font, letter, text):
    """What torch makes of one letter: the style, and the word in it."""
    labels = [glyphs.label_names.index(character) for character in text]
    with torch.inference_mode():
        seen = torch.from_numpy(glyph(glyphs, font, letter))[None, None]
        style = network.encode(seen, torch.tensor([glyphs.label_names.index(letter)]))
        pictures = network.decode(style.repeat(len(text), 1), torch.tensor(labels))
    return style[0].numpy(), pictures[:, 0].numpy()


def state_of(page):
    page.evaluate(FRAME)
    return page.evaluate("['text', 'font', 'letter', 'show_real'].map((name) => model.get(name))")


def word(page):
    return page.get_by_label("your word")


def assert_writes(page, network, glyphs):
    """Style and pictures are torch's, to one grey level."""
    text, font, letter, _ = state_of(page)
    style, pictures = written(network, glyphs, font, letter, text)
    in_page = page.evaluate("document.querySelector('#figure').latent.code()")
    assert np.allclose(in_page, style, atol=1e-5)
    shown = np.array(page.evaluate(PICTURES, 0)).reshape(pictures.shape)
    assert np.abs(shown - 255 * pictures).max() <= 1


def test_python_writes_what_torch_writes(figure, network, glyphs):
    figure.text, figure.letter, figure.font = "Bent2", "a", figure.fonts[3]
    style, pictures = written(network, glyphs, figure.fonts[3], "a", "Bent2")
    assert np.allclose(figure.code, style, atol=1e-5)
    assert figure.written.shape == (5, 32, 32)
    assert np.allclose(figure.written, pictures, atol=1e-5)
    real = np.stack([glyph(glyphs, figure.fonts[3], character) for character in "Bent2"])
    assert np.array_equal(figure.real, real)
    assert figure.error == pytest.approx(np.square(pictures - real).mean(), rel=1e-4)
    assert np.allclose(
        figure.decode([style])[0],
        written(network, glyphs, figure.fonts[3], "a", "a")[1].ravel(),
        atol=1e-5,
    )


def test_points_are_the_styles_of_all_glyphs(figure, network, glyphs):
    n = len(CHARACTERS)
    assert figure.points.shape == (7 * n, 4)
    assert np.array_equal(figure.labels, np.repeat(np.arange(7), n))
    style, _ = written(network, glyphs, figure.fonts[2], CHARACTERS[5], "A")
    assert np.allclose(figure.points[2 * n + 5], style, atol=1e-5)
    figure.font = figure.fonts[2]
    assert figure.chosen == 2


def test_categories_take_turns(glyphs, network):
    figure = StyleTransfer(network, glyphs, fonts=10)
    kinds = {
        glyphs.levels["font"][font]: kind
        for font, kind in zip(glyphs.factors["font"], glyphs.factors["category"], strict=True)
    }
    counts = np.bincount([kinds[font] for font in figure.fonts])
    assert counts.tolist() == [2] * 5
    assert StyleTransfer(network, glyphs, fonts=10, random_state=1).fonts != figure.fonts


def test_fonts_by_name(glyphs, network):
    there = [glyphs.levels["font"][i] for i in np.unique(glyphs.factors["font"])]
    named = [there[5], there[2]]
    assert StyleTransfer(network, glyphs, fonts=named).fonts == (there[5], there[2])


def test_moving_and_resetting(figure):
    assert not figure.touched
    figure.show_real = True
    assert not figure.touched
    figure.text = "ab"
    assert figure.touched
    figure.reset()
    assert not figure.touched
    assert figure.text == "Latent"
    assert not figure.show_real


def test_an_empty_word(figure):
    figure.text = ""
    assert figure.written.shape == figure.real.shape == (0, 32, 32)
    assert np.isnan(figure.error)
    assert len(figure.still().axes) == 2


def in_colour(glyphs):
    pixels = np.repeat(glyphs.images, 3, axis=1)
    return ImageDataset(
        "colour", pixels, glyphs.labels, glyphs.label_names, glyphs.factors, glyphs.levels
    )


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda m, d: StyleTransfer(m, d, fonts=0), ValueError, "fonts is 0, expected"),
        (lambda m, d: StyleTransfer(m, d, fonts=25), ValueError, "fonts is 25, expected"),
        (lambda m, d: StyleTransfer(m, d, fonts=["?"]), ValueError, "fonts has '\\?', expected"),
        (lambda m, d: StyleTransfer(m, d, fonts=[]), ValueError, "fonts are 0, expected"),
        (lambda m, d: StyleTransfer(m, d, colour=1), TypeError, "no trait 'colour', expected"),
        (lambda m, d: StyleTransfer(m, d, text="a!"), traitlets.TraitError, "'!' is not among"),
        (lambda m, d: StyleTransfer(m, d, text="a" * 13), traitlets.TraitError, "at most 12"),
        (lambda m, d: StyleTransfer(m, d, font="?"), traitlets.TraitError, "font is '\\?'"),
        (lambda m, d: StyleTransfer(m, d, letter="?"), traitlets.TraitError, "letter is '\\?'"),
        (lambda _, d: StyleTransfer("net", d), TypeError, "model is a str, expected"),
        (
            lambda _, d: StyleTransfer(
                Autoencoder(AutoencoderConfig(), generator=torch.Generator()), d
            ),
            TypeError,
            "model is a Autoencoder, expected a ConditionalVAE",
        ),
        (lambda _, d: StyleTransfer(small_model(5), d), ValueError, "14 characters, expected 5"),
        (lambda m, d: StyleTransfer(m, in_colour(d)), ValueError, "expected grey"),
        (lambda m, d: StyleTransfer(m, d.subset(slice(5))), ValueError, "each character once"),
        (
            lambda m, d: StyleTransfer(m, ImageDataset("plain", d.images, d.labels, d.label_names)),
            ValueError,
            "'plain' is not of single characters with a factor 'font'",
        ),
    ],
)
def test_what_does_not_fit_is_refused(build, error, message, network, glyphs):
    with pytest.raises(error, match=message):
        build(network, glyphs)


def test_the_readers_model_stays_as_it_is(glyphs):
    model = small_model().train()
    figure = StyleTransfer(model, glyphs, fonts=2)
    assert model.training
    before = figure.written
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    assert np.array_equal(figure.written, before)


def test_the_still_shows_letter_and_word(figure, network, glyphs):
    figure.show_real = True
    seen, shown = (ax.images[0].get_array() for ax in figure.still().axes)
    assert np.array_equal(np.asarray(seen)[..., 0], 255 * glyph(glyphs, figure.font, figure.letter))
    _, pictures = written(network, glyphs, figure.font, figure.letter, "Latent")
    first = np.asarray(shown)[:32, :32, 0].astype(float)
    assert np.abs(first - 255 * pictures[0]).max() <= 1


def test_what_may_be_written(blank):
    script = (STATIC / "kit" / "field.js").read_text("utf-8").replace('"./frame.js"', '"data:,x"')
    script = re.sub(r"^import .*$", "", script, flags=re.MULTILINE)
    found = blank.evaluate(
        """async (script) => {
          const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const { clean } = await import(address);
          return ["ab", "a b!!", "aaaab", "é😀b", ""].map((text) => clean(text, ["a", "b"], 4));
        }""",
        script,
    )
    assert found == [
        {"text": "ab", "refused": [], "cut": False},
        {"text": "ab", "refused": [" ", "!"], "cut": False},
        {"text": "aaaa", "refused": [], "cut": True},
        {"text": "b", "refused": ["é", "😀"], "cut": False},
        {"text": "", "refused": [], "cut": False},
    ]


def test_a_page_writes_what_torch_writes(figure, network, glyphs, show):
    page = show(figure)
    assert_writes(page, network, glyphs)
    rng = np.random.default_rng(0)
    for n in (1, 5, 12):
        text = "".join(rng.choice(list(CHARACTERS), n))
        page.evaluate(
            "(state) => Object.entries(state).forEach(([k, v]) => model.set(k, v))",
            {
                "text": text,
                "letter": str(rng.choice(list(CHARACTERS))),
                "font": str(rng.choice(figure.fonts)),
            },
        )
        assert_writes(page, network, glyphs)


def test_decode_in_the_page_is_the_seen_letter(figure, show):
    page = show(figure)
    figure.letter = "b"
    page.evaluate("model.set('letter', 'b')")
    styles = figure.points[[3, 40]]
    drawn = page.evaluate(
        "async (styles) => (await document.querySelector('#figure').latent.decode(styles))"
        ".map((image) => [...image])",
        styles.tolist(),
    )
    assert np.allclose(drawn, figure.decode(styles), atol=0.01)


def test_typing_a_word(figure, network, glyphs, show):
    page = show(figure)
    word(page).fill("")
    assert "Type a word" in line_of(page)
    assert page.locator(".latent-word li:visible").count() == 0
    word(page).press_sequentially("Babel")
    assert state_of(page)[0] == "Babel"
    assert "the network writes “Babel”." in line_of(page)
    assert_writes(page, network, glyphs)
    word(page).press("Home")
    word(page).press("Delete")
    assert state_of(page)[0] == "abel"


def test_what_is_no_letter_is_refused_in_words(figure, show):
    page = show(figure)
    hint = page.locator(".latent-typing .latent-caption")
    advice = hint.inner_text()
    word(page).fill("ab")
    word(page).press("Home")
    word(page).press("ArrowRight")
    word(page).press("!")
    assert hint.inner_text() == "No letter or digit: “!”."
    word(page).press("c")
    assert hint.inner_text() == advice
    assert word(page).input_value() == state_of(page)[0] == "acb"
    word(page).fill("a b, c?d-e")
    assert hint.inner_text() == "No letter or digit: a space, “,”, “?” and others."
    word(page).fill("a" * 20)
    assert hint.inner_text() == "At most 12 characters."
    assert word(page).input_value() == state_of(page)[0] == "a" * 12
    assert hint.get_attribute("aria-live") == "polite"
    assert word(page).get_attribute("aria-describedby") == hint.get_attribute("id")
    page.wait_for_function(
        "(advice) => document.querySelector('.latent-typing .latent-caption').textContent "
        "=== advice",
        arg=advice,
    )


def test_picking_a_font_with_mouse_keys_and_finger(figure, network, glyphs, show):
    page = show(figure)
    page.locator(".latent-picker label").nth(3).click()
    assert state_of(page)[1] == figure.fonts[3]
    assert_writes(page, network, glyphs)
    page.keyboard.press("ArrowRight")
    assert state_of(page)[1] == figure.fonts[4]
    name = figure.fonts[4].replace("-", " ").title()
    assert page.locator(".latent-name").inner_text().lower() == name.lower()
    assert page.get_by_role("radio", name=name, exact=False).is_checked()
    page = show(figure, width=360, has_touch=True)
    box = page.locator(".latent-picker label").nth(5).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert state_of(page)[1] == figure.fonts[5]
    assert_writes(page, network, glyphs)


def test_another_letter_is_seen_everywhere(figure, network, glyphs, show):
    page = show(figure)
    picture = """(which) => {
      const canvas = document.querySelectorAll(which)[1] ?? document.querySelector(which);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
    }"""
    page.get_by_role("combobox", name="letter").select_option("e")
    assert state_of(page)[2] == "e"
    assert_writes(page, network, glyphs)
    for where, font in ((".latent-seen canvas", 0), (".latent-picker canvas", 1)):
        truth = 255 * glyph(glyphs, figure.fonts[font], "e").ravel()
        assert np.array_equal(page.evaluate(picture, where), truth), where
    assert "“e” of" in line_of(page)


def test_the_real_font_beneath(figure, network, glyphs, show):
    page = show(figure)
    assert page.locator(".latent-word canvas:visible").count() == 6
    assert "error" not in line_of(page)
    page.get_by_label("the real font").check()
    line = line_of(page)
    assert page.locator(".latent-word canvas:visible").count() == 12
    truth = 255 * figure.real.reshape(6, -1)
    assert np.array_equal(page.evaluate(PICTURES, 1), truth)
    said = re.search(r"is ([\d.]+) a pixel, (less|more) than the ([\d.]+) of", line)
    with torch.inference_mode():
        labels = torch.tensor([CHARACTERS.index(character) for character in "Latent"])
        middle = network.decode(torch.zeros(6, 4), labels)[:, 0].numpy()
    plain = np.square(middle - figure.real).mean()
    assert float(said[1]) == pytest.approx(figure.error, abs=0.0011)
    assert float(said[3]) == pytest.approx(plain, abs=0.0011)
    errors = np.square(figure.written - figure.real).mean(axis=(1, 2))
    assert f"Least alike is “{'Latent'[errors.argmax()]}”." in line
    page.wait_for_function("document.querySelector('.latent-spoken').textContent")
    assert page.locator(".latent-spoken").inner_text() == line


@pytest.mark.parametrize(
    ("trait", "value", "why"),
    [
        ("text", "a!", "text is “a!”, expected at most 12 letters and digits"),
        ("font", "gone", "font is “gone”, expected one that is shown"),
        ("letter", "", "letter is “”, expected another"),
    ],
)
def test_what_was_kept_and_fits_no_more(trait, value, why, figure, network, glyphs, show):
    page = show(figure, kept={trait: value})
    assert page.evaluate("refused") == {"why": why, "left": 0}
    assert_writes(page, network, glyphs)


def test_reset_puts_all_back(figure, network, glyphs, show):
    page = show(figure)
    start = state_of(page)
    word(page).fill("cab")
    page.get_by_label("the real font").check()
    page.locator(".latent-picker label").nth(2).click()
    page.get_by_role("combobox", name="letter").select_option("t")
    assert page.evaluate("document.querySelector('#figure').latent.touched()")
    page.get_by_role("button", name="Reset").click()
    assert state_of(page) == start
    assert word(page).input_value() == "Latent"
    assert page.get_by_role("combobox", name="letter").input_value() == start[2]
    assert not page.evaluate("document.querySelector('#figure').latent.touched()")
    assert_writes(page, network, glyphs)


@pytest.mark.parametrize("width", [360, 1000])
def test_words_do_not_move_the_figure(figure, show, width):
    page = show(figure, width=width)
    height = "document.querySelector('.latent-figure').getBoundingClientRect().height"
    page.evaluate("model.set('text', 'Latent')")
    page.get_by_label("the real font").check()
    heights = set()
    for font in figure.fonts:
        page.evaluate("(font) => model.set('font', font)", font)
        page.evaluate(FRAME)
        heights.add(page.evaluate(height))
    word(page).press("!")
    heights.add(page.evaluate(height))
    assert len(heights) == 1


def test_clean_up_leaves_nothing(figure, show):
    page = show(figure)
    assert_leaves_nothing(page)


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(figure, show, width, scheme):
    page = show(figure, width=width, scheme=scheme)
    page.get_by_label("the real font").check()
    word(page).fill("Latent012abc")
    page.evaluate(FRAME)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_the_shipped_network_has_learnt_styles():
    """From one letter alone the word comes nearer to the font than the middle of all styles."""
    model, glyphs = recipes.load("glyphs-conditional-vae-16"), data.load_glyphs("test")
    figure = StyleTransfer(model, glyphs)
    labels = torch.tensor([glyphs.label_names.index(character) for character in figure.text])
    with torch.inference_mode():
        middle = model.decode(torch.zeros(len(labels), 16), labels)[:, 0].numpy()
    better = []
    for font in figure.fonts:
        figure.font = font
        better.append(figure.error < F.mse_loss(*map(torch.tensor, (middle, figure.real))).item())
    assert np.mean(better) > 0.7
    size = len(figure._weights) + len(figure._codes) + len(figure._glyphs)
    assert size < 700_000
