"""nbval compares verdict cells: decimals may move inside their band, words may not.

The chapters themselves are run by nbval's own plugin (see CONTRIBUTING.md); these tests prove, on
a tiny notebook with a claim that costs nothing, that it would notice. Each of its cells is a case.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from xml.etree import ElementTree

import nbformat
import pytest
from chapter_model import REPOSITORY
from nbformat.v4 import new_code_cell, new_notebook, new_output

from latentlib.claims import AtLeast, Claim, Measure
from latentlib.claims.verdicts import judge

SANITIZE = REPOSITORY / "tests" / "chapters" / "nbval_sanitize.cfg"
SOURCE = """\
from latentlib.claims import AtLeast, Claim, Measure
from latentlib.claims.verdicts import judge

measures = [Measure("a", "the first", "units", (-1, 1), AtLeast(0.5)),
            Measure("b", "the second", "", (-1, 1), AtLeast(0.5)),
            Measure("c", "the third", "bytes", (-9, 9), exact=True)]
numbers = {"a": [0.6, 0.7, 0.8], "b": [-0.02, 0.01, 0.0], "c": 2.5}
judge(Claim("Z1", "A fake.", 1, measures), numbers)"""


def stored_verdict(
    a: float, b: float, c: float = 2.5, *, threshold: float = 0.5, unit: str = "units"
) -> object:
    """What a notebook holds that was executed when the numbers were `a` and `b`."""
    measures = [
        Measure("a", "the first", unit, (-1, 1), AtLeast(threshold)),
        Measure("b", "the second", "", (-1, 1), AtLeast(0.5)),
        Measure("c", "the third", "bytes", (-9, 9), exact=True),
    ]
    values = {"a": [a, a, a + 0.03], "b": [b, b, b + 0.03], "c": c}
    data, metadata = judge(Claim("Z1", "A fake.", 1, measures), values)._repr_mimebundle_()
    return new_output("execute_result", data=data, metadata=metadata, execution_count=1)


def cell(output: object, *, source: str = SOURCE, count: int | None = 1) -> object:
    tags = {"tags": ["nbval-check-output"]}
    return new_code_cell(source, outputs=[output], execution_count=count, metadata=tags)


CASES: Mapping[str, tuple[object, str]] = {
    "same": (cell(stored_verdict(0.69, -0.01)), "passes"),
    "other_decimals_and_sign": (cell(stored_verdict(0.93, 0.41)), "passes"),
    "other_exact_number": (cell(stored_verdict(0.69, -0.01, -7)), "passes"),
    "other_word": (cell(stored_verdict(0.69, 0.9)), "Cell outputs differ"),
    "other_threshold": (cell(stored_verdict(0.69, 0, threshold=0.6)), "Cell outputs differ"),
    "other_unit": (cell(stored_verdict(0.69, 0, unit="yards")), "Cell outputs differ"),
    "without_count": (cell(stored_verdict(0.69, 0), count=None), "Unrun reference cell"),
    "out_of_band": (
        cell(stored_verdict(0.69, 0), source=SOURCE.replace("0.6, 0.7", "9.6, 9.7")),
        "Z1 is out of its band",
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run nbval once over all cases; what it says of each, empty where it passed."""
    folder = tmp_path_factory.mktemp("nbval")
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    nbformat.write(new_notebook(cells=[case for case, _ in CASES.values()]), folder / "cases.ipynb")
    report = folder / "report.xml"
    options = ["--nbval-lax", "--nbval-current-env", "--nbval-sanitize-with", str(SANITIZE)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--junitxml={report}", "cases.ipynb"],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), run.stdout + run.stderr
    cells = ElementTree.parse(report).iter("testcase")
    said = ["".join(child.text or "" for child in element) for element in cells]
    return dict(zip(CASES, said, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_nbval(name: str, results: dict[str, str]) -> None:
    expected = CASES[name][1]
    if expected == "passes":
        assert results[name] == ""
    else:
        assert expected in results[name]
