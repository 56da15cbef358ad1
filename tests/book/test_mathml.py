"""Formulas become the right MathML, and one that cannot is an error that names it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from texmath import TexError, to_mathml
from texmath.alphabets import styled

EXTENSIONS = Path(__file__).resolve().parents[2] / "book" / "_ext"


def math(tex: str, *, display: bool = True) -> Element:
    return fromstring(to_mathml(tex, display=display))


def shape(element: Element) -> str:
    """Write an element compactly: ``msub(x i)``; spaces and operators as they are."""
    children = " ".join(shape(child) for child in element)
    text = (element.text or "").strip("\n")
    if element.tag in ("mi", "mn", "mo", "mtext"):
        return text
    if element.tag == "mspace":
        return "␣"
    return f"{element.tag}({children})"


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x_i^2", "math(msubsup(x i 2))"),
        ("x^12", "math(msup(x 1) 2)"),
        (r"\frac12", "math(mfrac(1 2))"),
        (r"\sqrt[3]{x}", "math(mroot(x 3))"),
        (r"\lVert x \rVert_2", "math(‖ x msub(‖ 2))"),
        (r"W^\top", "math(msup(W ⊤))"),
        (r"\mathbb{E}_{x}[x]", "math(msub(𝔼 x) [ x ])"),
        (r"D_{\mathrm{KL}}(q \parallel p)", "math(msub(D KL) ( q ∥ p ))"),
        (r"\hat{x} + \bar z", "math(mover(x ^) + mover(z ¯))"),
        (r"\frac{\partial L}{\partial \theta}", "math(mfrac(mrow(∂ L) mrow(∂ θ)))"),
        (r"\sum_{i=1}^{N} x_i", "math(munderover(∑ mrow(i = 1) N) msub(x i))"),
        (r"\int_0^1 f", "math(msubsup(∫ 0 1) f)"),
        (r"\operatorname*{arg\,min}_w f(w)", "math(munder(arg\u2009min w) \u2061 ␣ f ( w ))"),
        (r"\log p", "math(log \u2061 ␣ p)"),
        (r"\log(p)", "math(log \u2061 ( p ))"),
        (r"2 \log p", "math(2 ␣ log \u2061 ␣ p)"),
        (r"x'", "math(msup(x ′))"),
        (r"x \sim \mathcal{N}(0, I)", "math(x ∼ 𝒩 ( 0 , I ))"),
        (r"\text{if } x", "math(if\u00a0 x)"),
        (r"1{,}000", "math(1,000)"),
        (r"a := b", "math(a ≔ b)"),
        (r"x \not\in S", "math(x ∉ S)"),
        (r"\binom{n}{k}", "math(mrow(( mfrac(n k) )))"),
        (r"\underbrace{a}_{b}", "math(munder(munder(a ⏟) b))"),
    ],
)
def test_structure(tex: str, expected: str) -> None:
    assert shape(math(tex)) == expected


def test_the_whole_formula_is_its_alternative_text() -> None:
    assert math("a +\n  b").get("alttext") == "a + b"


def test_only_display_stands_on_its_own_line() -> None:
    assert math("x", display=True).get("display") == "block"
    assert math("x", display=False).get("display") is None


@pytest.mark.parametrize(
    ("tex", "forms"),
    [
        ("a - b", ["infix"]),
        ("-a", ["prefix"]),
        ("a = -b", ["prefix"]),
        ("(-a)", ["prefix"]),
        ("a + (-b) - c", ["infix", "prefix", "infix"]),
        (r"\exp -x", ["prefix"]),
    ],
)
def test_a_minus_is_a_sign_or_a_subtraction(tex: str, forms: list[str]) -> None:
    signs = [mo for mo in math(tex).iter("mo") if mo.text in "+−"]
    assert [mo.get("form") for mo in signs] == forms


def test_a_continued_line_of_an_alignment_adds() -> None:
    table = next(math(r"\begin{aligned} a &= b \\ &+ c \end{aligned}").iter("mtable"))
    plus = next(mo for mo in table.iter("mo") if mo.text == "+")
    assert plus.get("form") == "infix"


def test_operators_in_scripts_have_no_space_around_them() -> None:
    equals = next(mo for mo in math(r"\sum_{i=1}^n").iter("mo") if mo.text == "=")
    assert (equals.get("lspace"), equals.get("rspace")) == ("0", "0")
    outside = next(mo for mo in math("a = b").iter("mo") if mo.text == "=")
    assert outside.get("lspace") is None


@pytest.mark.parametrize(
    ("tex", "rows", "columns"),
    [
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", 2, 2),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", 2, 2),
        (r"\begin{align} a &= b \\ c &= d \\ e &= f \end{align}", 3, 2),
        (r"\begin{array}{lcr} a & b & c \end{array}", 1, 3),
        (r"\begin{gather} a \\ b \\ \end{gather}", 2, 1),
    ],
)
def test_tables_have_their_rows_and_columns(tex: str, rows: int, columns: int) -> None:
    table = next(math(tex).iter("mtable"))
    assert [len(row) for row in table] == [columns] * rows


def test_fences_of_a_matrix_stretch() -> None:
    fences = math(r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}").iter("mo")
    assert [(mo.text, mo.get("stretchy"), mo.get("form")) for mo in fences] == [
        ("[", "true", "prefix"),
        ("]", "true", "postfix"),
    ]


def test_letters_of_styles_are_those_of_unicode() -> None:
    assert styled("E", "double-struck") == "𝔼"
    assert styled("R", "double-struck") == "ℝ"  # encoded before the block was
    assert styled("L", "script") == "ℒ"
    assert styled("x", "bold") == "𝐱"
    assert styled("Σ", "bold") == "𝚺"
    assert styled("μ", "bold-italic") == "𝝁"
    assert styled("1", "double-struck") == "𝟙"
    assert styled(",", "bold") is None


def test_capital_greek_and_runs_of_letters_stand_upright() -> None:
    assert next(math(r"\Sigma").iter("mi")).get("mathvariant") == "normal"
    assert next(math(r"\sigma").iter("mi")).get("mathvariant") is None
    assert next(math(r"\mathrm{d}x").iter("mi")).get("mathvariant") == "normal"


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"a + \foo{x}", r"unsupported command \\foo \(character 5 of the formula: a \+ \\foo"),
        (r"\argmin_x", r"write \\operatorname\*\{arg\\,min\}"),
        (r"\bm{x}", r"write \\boldsymbol"),
        (r"x = y \label{a}", ":label:"),
        (r"\frac{1}", "an argument is missing"),
        (r"\left( x", r"\\left without \\right"),
        (r"{x", "expected } but found the end"),
        (r"x}", "unexpected }|unsupported character }"),
        (r"\begin{foo} x \end{foo}", "unsupported environment foo"),
        (r"\begin{align} x \end{gather}", r"\\begin\{align\} is closed by \\end\{gather\}"),
        (r"\begin{matrix} a & b", "an environment is not closed"),
        (r"x_1_2", "a second subscript"),
        ("50% of x", r"write \\%"),
        (r"\mathbb{\alpha}", "no double-struck form of α"),
        (r"\left| x \right.5", None),
        (r"\text{\foo}", "a command inside text"),
        ("é", None),
        ("→", "unsupported character →"),
    ],
)
def test_what_is_outside_the_subset_is_named(tex: str, message: str | None) -> None:
    if message is None:
        to_mathml(tex)
    else:
        with pytest.raises(TexError, match=message):
            to_mathml(tex)


PAGE = """\
# A page

Inline $x^2$, and see {eq}`square`.

$$
y = x^2
$$ (square)

\\begin{align}
a &= b
\\end{align}
"""

CONFIGURATION = """\
import sys
sys.path.insert(0, {extensions!r})
extensions = ["myst_parser", "mathml"]
myst_enable_extensions = ["dollarmath", "amsmath"]
"""


def build(folder: Path, page: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conf.py").write_text(CONFIGURATION.format(extensions=str(EXTENSIONS)))
    (folder / "index.md").write_text(page)
    command = [sys.executable, "-m", "sphinx", "-q", *options, str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_page_has_numbered_formulas_and_no_script_for_them(tmp_path: Path) -> None:
    done = build(tmp_path, PAGE, "-W")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert '<span class="math"><math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup>' in html
    assert '<div class="math-block" id="equation-square">' in html
    assert '<span class="eqno">(1)<a class="headerlink" href="#equation-square"' in html
    assert html.count("<math ") == 3
    assert "MathJax" not in html


def test_a_bad_formula_fails_the_build_and_is_named(tmp_path: Path) -> None:
    done = build(tmp_path, "# A page\n\nSome text.\n\n$$\nx = \\foo\n$$\n", "-W", "-j", "2")
    assert done.returncode != 0
    assert "index.md:5" in done.stderr
    assert "unsupported command \\foo" in done.stderr
