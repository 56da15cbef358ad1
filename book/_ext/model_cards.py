"""The model cards, made from the cards that lie beside the weights.

``{model-cards}`` writes one table that compares all checkpoints of the package, then a section for
each card. Nothing on the page is typed: a checkpoint that is made again changes it. A card can be
linked to by the name ``model-card-`` and the checkpoint's: ``[its card](#model-card-NAME)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from latentlib import checkpoints, recipes
from latentlib.checkpoints import Card, MeasuredNumber
from latentlib.recipes.curves import curves_file


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("model-cards", ModelCards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class ModelCards(SphinxDirective):
    """``{model-cards}``: one table for all, then one section a card."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Make the page; it is made again when a card changes."""
        for pattern in ("*.json", "*.curves.csv"):
            for path in sorted(checkpoints.FOLDER.glob(pattern)):
                self.env.note_dependency(str(path))
        try:
            cards = [
                checkpoints.read_card(name)
                for name, recipe in recipes.RECIPES.items()
                if recipe.shipped
            ]
        except checkpoints.CheckpointError as error:
            raise ExtensionError(f"the model cards cannot be made: {error}") from error
        return [overview(cards), *map(self._section, cards)]

    def _section(self, card: Card) -> nodes.section:
        name = card_target(card.name)
        section = nodes.section(ids=[name], names=[name])
        section += nodes.title(text=card.name)
        section += nodes.paragraph(text=card.summary)
        section += nodes.paragraph(text=card.use)
        head = ("Measured on held-out data", "Mean ± standard deviation", "Measured again")
        section += table(head, _number_rows(card), widths=(40, 40, 20))
        section += table(("Made", "How"), _origin_rows(card), widths=(20, 80))
        if curves_file(card.name).exists():
            section += learning_curves(card.name)
        self.state.document.note_explicit_target(section)
        return section


def card_target(name: str) -> str:
    """Name by which a card can be linked to."""
    return f"model-card-{name}"


def learning_curves(name: str) -> nodes.paragraph:
    """Line that says how to read the learning curves of a checkpoint."""
    function = nodes.literal(text="latentlib.recipes.learning_curves")
    return nodes.paragraph(
        "", "", nodes.Text("Learning curves: "), function, nodes.Text(f", of {name}.")
    )


def overview(cards: Iterable[Card]) -> nodes.table:
    """Table of all checkpoints, with the first number of each card; the sections have the rest."""
    rows = []
    for card in cards:
        first, size = card.measured[0], f"{card.weights['bytes'] / 1000:.0f} kB"
        rows.append((_reference(card.name), f"{_named(first)}: {with_spread(first)}", size))
    return table(("Checkpoint", "Measured first", "Size"), rows, widths=(34, 52, 14))


def with_spread(number: MeasuredNumber) -> str:
    """Return mean and standard deviation over the seeds, and the baseline."""
    decimals = 4 if abs(number.mean) < 10 else 2
    text = f"{number.mean:.{decimals}f} ± {number.standard_deviation:.{decimals}f}"
    if number.baseline is None:
        return text
    return f"{text} ({number.baseline_name} {number.baseline:.{decimals}f})"


def _named(number: MeasuredNumber) -> str:
    return f"{number.label}, {number.unit}" if number.unit else number.label


def _number_rows(card: Card) -> Iterable[tuple[str, str, str]]:
    for number in card.measured:
        values = f"{with_spread(number)} over {_count(len(number.values), 'seed')}"
        yield _named(number), values, f"within {number.tolerance:g}"


def _origin_rows(card: Card) -> Iterable[tuple[str, str]]:
    stored = card.weights["stored_as"]
    yield "Trained on", _data(card.data)
    yield "Measured on", _data(card.held_out)
    yield "Model", f"{_fields(card.model)}; {card.n_parameters:,} weights"
    yield "Training", _fields(card.training)
    yield "Seeds", ", ".join(str(seed) for seed in card.seeds)
    yield "Time", f"{card.minutes:g} minutes on {card.hardware}, for all seeds"
    yield "Libraries", ", ".join(f"{name} {version}" for name, version in card.libraries.items())
    yield (
        "File",
        f"{card.name}.safetensors, {card.weights['bytes']:,} bytes, {stored}, "
        f"SHA-256 {card.weights['sha256'][:16]}…; {_rounding(card)}",
    )
    yield "Made by", f"latentlib train {card.name}"


def _rounding(card: Card) -> str:
    if card.largest_change_by_storage == 0:
        return "stored unrounded, since rounding to float16 would show"
    stored = card.weights["stored_as"]
    return f"rounding to {stored} moves no answer by more than {card.largest_change_by_storage:g}"


def _data(about: Mapping[str, Any]) -> str:
    """Name, numbers such as ``n_images``, licence, checksums such as ``sha256_of_pixels``."""
    numbers = [f"{about[key]:,} {_plain(key, 'n_')}" for key in about if key.startswith("n_")]
    sums = [
        f"SHA-256 of the {_plain(key, 'sha256_of_')} {about[key][:16]}…"
        for key in about
        if key.startswith("sha256_of_")
    ]
    licence = f"licence {about['licence']}"
    return f"{about['name']}: {'; '.join([', '.join(numbers), licence, *sums])}"


def _plain(key: str, prefix: str) -> str:
    return key.removeprefix(prefix).replace("_", " ")


def _fields(config: Mapping[str, Any]) -> str:
    if "function" in config:
        return f"{config['function']}, with the settings of the model"
    fields = ", ".join(f"{key}={value}" for key, value in config.items() if key != "class")
    return f"{config['class']}({fields})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _reference(name: str) -> nodes.paragraph:
    link = nodes.reference("", name, refid=card_target(name), internal=True)
    return nodes.paragraph("", "", link)


def table(
    head: Sequence[str], rows: Iterable[Iterable[str | nodes.Node]], widths: Sequence[int]
) -> nodes.table:
    """Return a table of texts and nodes."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *[_row(row) for row in rows])
    return nodes.table("", group, classes=["model-card"])


def _row(cells: Iterable[str | nodes.Node]) -> nodes.row:
    contents = [nodes.paragraph(text=cell) if isinstance(cell, str) else cell for cell in cells]
    return nodes.row("", *[nodes.entry("", content) for content in contents])
