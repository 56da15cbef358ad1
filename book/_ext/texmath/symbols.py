r"""Which TeX command is which character, and of which kind.

Kinds are TeX's: they decide the space around a symbol. `ORDINARY` needs none, `BINARY` and
`RELATION` stand between two things, `OPEN` and `CLOSE` hold something, `PUNCTUATION` has space
after it only. Big operators and named functions have tables of their own.
"""

from __future__ import annotations

__all__ = [
    "ACCENTS",
    "BIG_OPERATORS",
    "DELIMITERS",
    "FUNCTIONS",
    "INSTEAD",
    "LIMIT_FUNCTIONS",
    "NEGATED",
    "SPACES",
    "SYMBOLS",
    "WIDE_ACCENTS",
]


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _table(r"""
    \alpha α \beta β \gamma γ \delta δ \epsilon ϵ \varepsilon ε \zeta ζ \eta η \theta θ
    \vartheta ϑ \iota ι \kappa κ \lambda λ \mu μ \nu ν \xi ξ \omicron ο \pi π \varpi ϖ \rho ρ
    \varrho ϱ \sigma σ \varsigma ς \tau τ \upsilon υ \phi ϕ \varphi φ \chi χ \psi ψ \omega ω
    \Gamma Γ \Delta Δ \Theta Θ \Lambda Λ \Xi Ξ \Pi Π \Sigma Σ \Upsilon Υ \Phi Φ \Psi Ψ \Omega Ω
    \ell ℓ \hbar ℏ \imath ı \jmath ȷ \Re ℜ \Im ℑ \aleph ℵ
    \partial ∂ \nabla ∇ \infty ∞ \emptyset ∅ \varnothing ∅ \forall ∀ \exists ∃ \nexists ∄ \neg ¬
    \lnot ¬ \top ⊤ \bot ⊥ \intercal ⊺ \prime ′ \angle ∠ \triangle △ \square □ \star ⋆ \dagger †
    \ldots … \dots … \dotsc … \cdots ⋯ \dotsb ⋯ \vdots ⋮ \ddots ⋱ \degree ° \checkmark ✓
    \% % \# # \& & \$ $ \_ _
""")

_BINARY = _table(r"""
    + + - − * ∗ \pm ± \mp ∓ \times × \div ÷ \cdot ⋅ \ast ∗ \circ ∘ \bullet ∙ \odot ⊙ \otimes ⊗
    \oplus ⊕ \ominus ⊖ \oslash ⊘ \cup ∪ \cap ∩ \setminus ∖ \land ∧ \wedge ∧ \lor ∨ \vee ∨
    \sqcup ⊔ \sqcap ⊓ \uplus ⊎ \wr ≀ \diamond ⋄
""")

_RELATION = _table(r"""
    = = < < > > : : := ≔ \lt < \gt > \le ≤ \leq ≤ \ge ≥ \geq ≥ \ne ≠ \neq ≠ \ll ≪ \gg ≫ \approx ≈
    \equiv ≡ \sim ∼ \simeq ≃ \cong ≅ \propto ∝ \doteq ≐ \triangleq ≜ \coloneqq ≔ \asymp ≍
    \in ∈ \notin ∉ \ni ∋ \subset ⊂ \subseteq ⊆ \supset ⊃ \supseteq ⊇ \prec ≺ \succ ≻
    \preceq ⪯ \succeq ⪰ \lesssim ≲ \gtrsim ≳ \mid ∣ \nmid ∤ \parallel ∥ \perp ⟂ \vdash ⊢
    \models ⊨ \to → \rightarrow → \gets ← \leftarrow ← \leftrightarrow ↔ \mapsto ↦
    \longrightarrow ⟶ \longleftarrow ⟵ \longmapsto ⟼ \Rightarrow ⇒ \Leftarrow ⇐
    \Leftrightarrow ⇔ \implies ⟹ \impliedby ⟸ \iff ⟺ \uparrow ↑ \downarrow ↓ \nearrow ↗
    \searrow ↘ \hookrightarrow ↪ \rightsquigarrow ⇝ \rightleftharpoons ⇌
""")

_OPEN = _table(r"( ( [ [ \{ { \lbrace { \lbrack [ \langle ⟨ \lfloor ⌊ \lceil ⌈ \lvert | \lVert ‖")
_CLOSE = _table(r") ) ] ] \} } \rbrace } \rbrack ] \rangle ⟩ \rfloor ⌋ \rceil ⌉ \rvert | \rVert ‖")
_PUNCTUATION = _table(r", , ; ; \colon :")
_PLAIN = _table(r"/ / | | \| ‖ \vert | \Vert ‖ . . ! ! ? ? @ @ \backslash \ ")

#: Command or character to (character, kind).
SYMBOLS: dict[str, tuple[str, str]] = {
    name: (character, kind)
    for kind, table in (
        ("letter", _LETTERS),
        ("binary", _BINARY),
        ("relation", _RELATION),
        ("open", _OPEN),
        ("close", _CLOSE),
        ("punctuation", _PUNCTUATION),
        ("plain", _PLAIN),
    )
    for name, character in table.items()
}

#: What may follow ``\left``, ``\right``, ``\middle`` and ``\big``; the full stop is "nothing".
DELIMITERS: dict[str, str] = {
    **_OPEN,
    **_CLOSE,
    **_table(r"| | \| ‖ \vert | \Vert ‖ / / \mid | \uparrow ↑ \downarrow ↓ < ⟨ > ⟩"),
    ".": "",
}

#: Large in display, limits above and below there.
BIG_OPERATORS = _table(r"""
    \sum ∑ \prod ∏ \coprod ∐ \bigcup ⋃ \bigcap ⋂ \bigoplus ⨁ \bigotimes ⨂ \bigodot ⨀
    \bigvee ⋁ \bigwedge ⋀ \int ∫ \iint ∬ \iiint ∭ \oint ∮
""")

#: Upright names; scripts stay beside them.
FUNCTIONS = _table(r"""
    \arccos arccos \arcsin arcsin \arctan arctan \arg arg \cos cos \cosh cosh \cot cot \coth coth
    \csc csc \deg deg \dim dim \exp exp \hom hom \ker ker \lg lg \ln ln \log log \sec sec \sin sin
    \sinh sinh \tan tan \tanh tanh
""")

#: Upright names; limits go below them in display.
LIMIT_FUNCTIONS = {
    **_table(r"\det det \gcd gcd \inf inf \lim lim \max max \min min \Pr Pr \sup sup"),
    r"\liminf": "lim\u2009inf",
    r"\limsup": "lim\u2009sup",
}

ACCENTS = _table(
    r"\hat ^ \bar ¯ \tilde ~ \dot ˙ \ddot ¨ \vec → \check ˇ \breve ˘ \acute ´ \grave ` \mathring ˚"
)

#: Stretch over (True) or under (False) what they mark. Without a character it is a plain line,
#: drawn by the style sheet because fonts do not stretch theirs.
WIDE_ACCENTS: dict[str, tuple[str, bool]] = {
    r"\widehat": ("\u0302", True),
    r"\widetilde": ("\u0303", True),
    r"\overline": ("", True),
    r"\overrightarrow": ("→", True),
    r"\overbrace": ("⏞", True),
    r"\underline": ("", False),
    r"\underbrace": ("⏟", False),
}

#: What ``\not`` makes of a relation where Unicode has one character for both.
NEGATED = _table("= ≠ ∈ ∉ ∋ ∌ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ ≡ ≢ ≈ ≉ ∼ ≁ ≃ ≄ ≅ ≇ < ≮ > ≯ ≤ ≰ ≥ ≱ ∣ ∤ ∥ ∦")

#: Width of each space in em.
SPACES: dict[str, float] = {
    r"\,": 0.1667,
    r"\thinspace": 0.1667,
    r"\:": 0.2222,
    r"\>": 0.2222,
    r"\;": 0.2778,
    r"\!": -0.1667,
    r"\ ": 0.25,
    "~": 0.25,
    r"\enspace": 0.5,
    r"\quad": 1.0,
    r"\qquad": 2.0,
}

#: What to write instead of commands that come to mind but that JupyterLab's MathJax lacks, or
#: that the page does another way.
INSTEAD: dict[str, str] = {
    r"\argmax": r"\operatorname*{arg\,max}",
    r"\argmin": r"\operatorname*{arg\,min}",
    r"\bm": r"\boldsymbol",
    r"\label": "the :label: option of the math directive",
    r"\mathds": r"\mathbb",
    r"\mbox": r"\text",
    r"\pmb": r"\boldsymbol",
    r"\rm": r"\mathrm",
    r"\tag": "the :label: option of the math directive, which numbers the equation",
}
