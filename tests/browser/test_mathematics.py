"""Formulas as a browser draws them: what must stand above, below, beside, and how tall."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "book" / "_ext"))

from texmath import to_mathml

REPOSITORY = Path(__file__).resolve().parents[2]
STYLE = "".join(
    (REPOSITORY / "book/_static/css" / name).read_text(encoding="utf-8")
    for name in ("10-tokens.css", "40-math.css")
)

#: What the course writes, and more: a formula of each kind.
CONSTRUCTS = (
    r"\mathbb{E}_{x \sim p_{\text{data}}}\left[\log p_\theta(x)\right]",
    r"D_{\mathrm{KL}}\bigl(q_\phi(z \mid x) \,\big\|\, p(z)\bigr)",
    r"\operatorname*{arg\,min}_{\theta \in \Theta} \mathcal{L}(\theta)",
    r"\lVert X - X W W^\top \rVert_F^2",
    r"f(x) = \begin{cases} 1 & \text{if } x > 0, \\ 0 & \text{otherwise} \end{cases}",
    r"\hat{x}, \bar{x}, \tilde{z}, \widehat{xyz}, \overline{abc}, \dot{x}, \vec{v}",
    r"\frac{\partial \mathcal{L}}{\partial \theta_i} = \nabla_\theta J",
    r"\sum_{i=1}^{N} x_i + \prod_{t=1}^T \alpha_t + \int_{-\infty}^{\infty} e^{-x^2/2} \, dx",
    r"\mathbf{X} = \mathbf{U} \boldsymbol{\Sigma} \mathbf{V}^{\top}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} \begin{bmatrix} 1 \\ 2 \end{bmatrix}",
    r"\begin{align} a &= b + c \\ &= d \end{align}",
    r"z = \mu + \sigma \odot \varepsilon, \quad \varepsilon \sim \mathcal{N}(0, I)",
    r"\max_{D} \min_G V(D, G), \sup_{x}, \lim_{n\to\infty}",
    r"\underbrace{a+b}_{\text{both}}, \overbrace{a+b}^{n}",
    r"\sqrt{1-\bar{\alpha}_t}\, \epsilon, \sqrt[3]{x}",
    r"\left. \frac{dx}{dt} \right|_{t=0}",
    r"\cos\theta = \frac{\langle a, b\rangle}{\|a\|\,\|b\|}",
    r"p(x) = \Pr(A \mid B), \binom{n}{k}, \mathbb{1}[x > 0]",
)


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Callable[..., Page]]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()

    def draw(*formulas: str, display: bool = True) -> Page:
        maths = (to_mathml(tex, display=display) for tex in formulas)
        body = "".join(
            f'<div class="math-block"><div class="math-scroll">{m}</div></div>' for m in maths
        )
        page.set_content(
            f'<html data-theme="light"><style>{STYLE} body {{ font: 18px serif }}</style>{body}'
        )
        return page

    yield draw
    context.close()


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found = page.locator(selector)
    return [found.nth(index).bounding_box() for index in range(found.count())]


def middle(box: dict[str, float]) -> float:
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize("tex", CONSTRUCTS)
def test_everything_is_drawn_and_no_source_is_seen(paper: Callable[..., Page], tex: str) -> None:
    page = paper(tex)
    assert "\\" not in page.locator("math").text_content()
    for selector in ("mi", "mn", "mtext"):
        for box in boxes(page, f"math {selector}"):
            assert box["width"] > 0, selector
            assert box["height"] > 0, selector


def test_numerator_above_denominator(paper: Callable[..., Page]) -> None:
    above, below = boxes(paper(r"\frac{a}{b}"), "mfrac > mi")
    assert above["y"] + above["height"] <= below["y"] + 1


def test_limits_stand_below_in_display_and_beside_in_a_line(paper: Callable[..., Page]) -> None:
    tex = r"\operatorname*{arg\,min}_w f"
    name, limit = boxes(paper(tex), "munder > *")
    assert limit["y"] > middle(name)
    assert abs((limit["x"] + limit["width"] / 2) - (name["x"] + name["width"] / 2)) < 3
    name, limit = boxes(paper(tex, display=False), "munder > *")
    assert limit["x"] >= name["x"] + name["width"] - 1


def test_sums_have_their_limits_above_and_below(paper: Callable[..., Page]) -> None:
    sign, below, above = boxes(paper(r"\sum_{i=1}^{N} x"), "munderover > *")
    assert above["y"] < sign["y"] < below["y"]


def test_hats_stand_over_their_letters(paper: Callable[..., Page]) -> None:
    letter, hat = boxes(paper(r"\hat{x}"), "mover > *")
    assert hat["y"] < letter["y"]
    assert hat["x"] < letter["x"] + letter["width"]


def test_a_line_is_as_wide_as_what_it_covers(paper: Callable[..., Page]) -> None:
    page = paper(r"\overline{abc}")
    line = page.locator(".math-overline")
    assert line.evaluate("(e) => getComputedStyle(e).borderTopStyle") == "solid"
    letters = boxes(page, ".math-overline mi")
    assert line.bounding_box()["width"] >= sum(box["width"] for box in letters) - 1


def test_fences_are_as_tall_as_what_they_hold(paper: Callable[..., Page]) -> None:
    for tex in (
        r"\left( \frac{a}{\frac{b}{c}} \right)",
        r"\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}",
        r"\begin{cases} 1 & a \\ 0 & b \end{cases}",
    ):
        page = paper(tex)
        fence = boxes(page, 'mo[fence="true"]')[0]
        held = boxes(page, "math mfrac, math mtable")[0]
        assert fence["height"] >= 0.85 * held["height"], tex


def test_aligned_equations_stand_under_one_sign(paper: Callable[..., Page]) -> None:
    page = paper(r"\begin{align} a + b &= c \\ d &= e + f \end{align}")
    first, second = (
        box
        for box, text in zip(boxes(page, "mo"), page.locator("mo").all_text_contents(), strict=True)
        if text == "="
    )
    assert abs(first["x"] - second["x"]) < 1
    assert second["y"] > first["y"] + first["height"] / 2


def test_columns_of_an_array_follow_its_letters(paper: Callable[..., Page]) -> None:
    page = paper(r"\begin{array}{lr} x & x \\ xxxx & xxxx \end{array}")
    rows = [
        [
            page.locator("mtr").nth(row).locator("mtd").nth(column).locator("mi")
            for column in range(2)
        ]
        for row in range(2)
    ]
    left = [row[0].first.bounding_box()["x"] for row in rows]
    right = [row[1].last.bounding_box() for row in rows]
    assert abs(left[0] - left[1]) < 1
    assert (
        abs(sum(right[0][k] for k in ("x", "width")) - sum(right[1][k] for k in ("x", "width"))) < 1
    )


def test_a_sign_is_closer_than_a_subtraction(paper: Callable[..., Page]) -> None:
    def gap(tex: str) -> float:
        page = paper(tex)
        minus, after = boxes(page, "mo")[-1], boxes(page, "mi")[-1]
        return after["x"] - (minus["x"] + minus["width"])

    assert gap("-a") < gap("b - a")


def test_screen_readers_meet_mathematics(paper: Callable[..., Page]) -> None:
    math = paper(r"x^2 + 1").get_by_role("math")
    assert math.get_attribute("alttext") == "x^2 + 1"


def test_a_long_formula_scrolls_in_its_box_on_a_phone(paper: Callable[..., Page]) -> None:
    page = paper(" + ".join(rf"\alpha_{{{n}}} x^{n}" for n in range(1, 30)))
    page.set_viewport_size({"width": 360, "height": 700})
    box = page.locator(".math-scroll")
    assert box.evaluate("(e) => e.scrollWidth > 2 * e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box.evaluate("(e) => { e.scrollLeft = 1e6; }")
    last = boxes(page, "msup")[-1]
    assert last["x"] + last["width"] <= 360
    page.set_viewport_size({"width": 900, "height": 700})
