from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import model_cards
import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from latentlib import checkpoints, recipes
from latentlib.checkpoints import MeasuredNumber

NAME = "fashion-autoencoder-16"

PAGE = f"""\
# Model cards

[one of them](#model-card-{NAME})

```{{model-cards}}
```
"""


def build(folder: Path) -> str:
    """Build a page with the cards; return it as text, and fail on any warning."""
    (folder / "index.md").write_text(PAGE, encoding="utf-8")
    warnings = io.StringIO()
    with docutils_namespace():  # or else the next build in this process finds names taken
        Sphinx(
            folder,
            None,
            folder / "out",
            folder / "doctrees",
            "text",
            confoverrides={"extensions": ["myst_parser", "model_cards"]},
            status=None,
            warning=warnings,
        ).build()
    assert warnings.getvalue() == ""
    return (folder / "out" / "index.txt").read_text(encoding="utf-8")


def test_the_page_says_what_the_cards_say(tmp_path):
    text = " ".join(build(tmp_path).replace("|", " ").split())
    shipped = [name for name, recipe in recipes.RECIPES.items() if recipe.shipped]
    assert len(shipped) < len(recipes.RECIPES)
    for name in shipped:
        card = checkpoints.read_card(name)
        for number in card.measured:
            digits = 4 if abs(number.mean) < 10 else 2
            assert f"{number.mean:.{digits}f} ± {number.standard_deviation:.{digits}f}" in text
            if number.baseline_name:  # cells break lines
                assert f"{number.baseline:.{digits}f})" in text
                assert number.baseline_name.split()[0] in text
        assert card.weights["sha256"][:16] in text
        assert f"latentlib train {name}" in text


def test_learning_curves_are_named_where_there_are_some(tmp_path, monkeypatch):
    (tmp_path / f"{NAME}.curves.csv").touch()
    monkeypatch.setattr(model_cards, "curves_file", lambda name: tmp_path / f"{name}.curves.csv")
    text = "".join(build(tmp_path).split())  # lines break anywhere
    assert text.count("Learningcurves:") == 1
    assert f'Learningcurves:"latentlib.recipes.learning_curves",of{NAME}.' in text


def test_a_missing_card_stops_the_build_and_is_named(tmp_path, monkeypatch):
    newer = dataclasses.replace(recipes.RECIPES[NAME], name="not-made-yet")
    monkeypatch.setattr(recipes, "RECIPES", {**recipes.RECIPES, "not-made-yet": newer})
    with pytest.raises(ExtensionError, match=r"cannot be made: .*not-made-yet\.json is missing"):
        build(tmp_path)


def test_a_number_without_a_baseline_is_written_without_one():
    number = MeasuredNumber("error", "Error", "", (0.1, 0.2, 0.3), 0.01)
    assert model_cards.with_spread(number) == "0.2000 ± 0.1000"
