"""Known wrong answers to the exercises of chapter 4, each with a part of the hint it must get.

Each is the source of a whole cell, as a reader might have written it.
"""

from __future__ import annotations

from answer_cells import HEAD, cells

CALCULATOR = """from latentlib import data, live
from latentlib.exercises import check

glove = data.load_word_vectors()
calculator = live.WordMath(glove, name="calculator")
"""


def _pmi(term: str) -> str:
    return f"lambda n: ({term})"


def _solved(best: str, *, added: str = "unit", step: str = "{v}[b] - {v}[a]") -> str:
    """A solution in which some part is exchanged."""
    return (
        f"{HEAD}def solve(vectors, a, b, c):\n"
        "    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)\n"
        f"    total = {step.format(v=added)} + {added}[c]\n"
        f"    {best}\n\n\n"
        'check("4.3", solve)'
    )


OUT = "p[[a, b, c]] = -9e9"


def _turned(term: str) -> str:
    return (
        f"{HEAD}def turn(x, y):\n"
        "    left, sizes, right = np.linalg.svd(x.T @ y)\n"
        f"    return {term}\n\n\n"
        'check("4.4", turn)'
    )


def _sums(exercise_id: str, *sums: tuple[str, str], keep: bool = False) -> list[tuple[str, str]]:
    return [
        (
            f'{CALCULATOR}calculator.expression = "{expression}"\n'
            f'calculator.keep_query = {keep}\ncheck("{exercise_id}", calculator)',
            hint,
        )
        for expression, hint in sums
    ]


CHANCE = "n.sum(1, keepdims=True) * n.sum(0)"

WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
    "4.1": cells(
        "4.1",
        ('"a"', "opposed in one respect"),
        ('"c"', "They share a lot"),
        ('"d"', "elsewhere in a sentence"),
        ('"e"', "give one of"),
    ),
    "4.2": cells(
        "4.2",
        (_pmi(f"np.log2(n * n.sum() / ({CHANCE}))"), "in bits"),
        (_pmi(f"n * n.sum() / ({CHANCE})"), "ts logarithm is missing"),
        (_pmi(f"np.log(({CHANCE}) / n / n.sum())"), "he sign is turned"),
        (_pmi(f"np.maximum(np.log(n * n.sum() / ({CHANCE})), 0)"), "That would be PPMI"),
        (_pmi(f"np.log(n / ({CHANCE}))"), "by dividing by the total"),
        (_pmi("np.log(n / n.sum(1, keepdims=True))"), "the row alone"),
        (_pmi("np.log(n / n.sum(0))"), "the column alone"),
        (_pmi("np.log(n / n.sum())"), "not yet compared with chance"),
        (_pmi("np.log(n * n.sum() / (n.sum(1) * n.sum(0)))"), "at index"),
    ),
    "4.3": [
        (_solved("return np.argmax(unit @ total)"), "the words of the question answer"),
        (_solved("p = unit @ total; p[[b, c]] = -9e9; return p.argmax()"), "All three go"),
        (
            _solved(f"p = unit @ total; {OUT}; return p.argmax()", step="{v}[a] - {v}[b]"),
            "ou go from b to a",
        ),
        (
            _solved(f"p = vectors @ total; {OUT}; return p.argmax()", added="vectors"),
            "ong vectors count for more",
        ),
        (_solved(f"p = vectors @ total; {OUT}; return p.argmax()"), "but the candidates are not"),
        (_solved(f"p = unit @ total; {OUT}; return p.max()"), "how near the best word is"),
        (_solved(f"p = unit @ total; {OUT}; return p"), "more than one number"),
    ],
    "4.4": [
        (_turned(term), hint)
        for term, hint in (
            ("(left @ right).T", "urns `y` onto `x`"),
            ("np.linalg.lstsq(x, y, rcond=None)[0]", "it stretches and shears"),
            ("x.T @ y", "he singular values are still in it"),
            ("left @ right.T", "transposed once too often"),
            (
                "left @ np.diag([1, 1, 1, np.linalg.det(left @ right)]) @ right",
                "ou forbid mirror images",
            ),
        )
    ],
    "4.5": _sums(
        "4.5",
        ("paris - france + italy", "`paris` may not be used here"),
        ("madrid - spain + italy", "he first answer is `milan`"),
        ("athens - greece + italy", "he first answer is `turin`"),
        ("emperor + italy + city", "othing is subtracted"),
        ("cardinal - bread + italy", "`cardinal` may not be used here"),
        ("italy + rome + tokyo", "`rome` is in your sum itself"),
        ("cairo + italy", "made of 2 words, and 3 or more"),
        ("cold - hot + tall", "not among the first 100"),
    ),
    "4.6": _sums(
        "4.6",
        ("dollar - america + japan", "`dollar` may not be used here"),
        ("euro - germany + japan", "he first answer is `dollar`"),
        ("japan + money + asia", "othing is subtracted"),
        ("yen - japan + asia", "`yen` is in your sum itself"),
        ("cold - hot + tall", "not among the first 100"),
    ),
    "4.7": [
        *_sums("4.7", ("king - prince + princess", "may not answer yet")),
        *_sums(
            "4.7",
            ("king - man + woman", "he first answer is `king`, a word of the sum itself"),
            ("king - lord + lady", "he first answer is `lady`, a word of the sum itself"),
            ("paris - france + italy", "`king` is not added in your sum"),
            ("king - man", "made of 2 words, and 3 or more"),
            ("king + man + woman", "othing is subtracted"),
            ("king - man - woman", "othing is added to `king`"),
            ("king - king + man - man + woman - woman", "t is added is subtracted again"),
            keep=True,
        ),
    ],
}
