r"""Letters of the mathematical styles (``\mathbb``, ``\mathcal``, ``\mathbf`` and so on).

MathML Core has no attribute for them: each styled letter is a character of its own in Unicode's
block "Mathematical Alphanumeric Symbols" (U+1D400 to U+1D7FF), with a few that were encoded
earlier and live elsewhere.
"""

from __future__ import annotations

__all__ = ["STYLES", "styled"]

# First code points of (A, a, alpha capital, alpha small, 0); 0 where the style has none.
STYLES: dict[str, tuple[int, int, int, int, int]] = {
    "bold": (0x1D400, 0x1D41A, 0x1D6A8, 0x1D6C2, 0x1D7CE),
    "bold-italic": (0x1D468, 0x1D482, 0x1D71C, 0x1D736, 0x1D7CE),
    "double-struck": (0x1D538, 0x1D552, 0, 0, 0x1D7D8),
    "fraktur": (0x1D504, 0x1D51E, 0, 0, 0),
    "monospace": (0x1D670, 0x1D68A, 0, 0, 0x1D7F6),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0, 0, 0x1D7E2),
    "script": (0x1D49C, 0x1D4B6, 0, 0, 0),
}

# Letters that Unicode already had when the block was made.
_ELSEWHERE: dict[str, dict[str, str]] = {
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
}

# Greek letters whose bold forms stand after omega in the block, in this order.
_LATE_GREEK = "∂ϵϑϰϕϱϖ"


def styled(character: str, style: str) -> str | None:
    """Return `character` in a mathematical style.

    Parameters
    ----------
    character : str
        One character.
    style : str
        One of `STYLES`.

    Returns
    -------
    str or None
        The styled character, or None where Unicode has none (a comma, say, or a bold sum sign).
    """
    upper, lower, greek_upper, greek_lower, digit = STYLES[style]
    if early := _ELSEWHERE.get(style, {}).get(character):
        return early
    for first, last, base in (
        ("A", "Z", upper),
        ("a", "z", lower),
        ("Α", "Ω", greek_upper),
        ("α", "ω", greek_lower),
        ("0", "9", digit),
    ):
        if base and first <= character <= last:
            return chr(base + ord(character) - ord(first))
    if greek_lower and character in _LATE_GREEK:
        return chr(greek_lower + 25 + _LATE_GREEK.index(character))
    if greek_upper and character == "∇":
        return chr(greek_upper + 25)
    return None
