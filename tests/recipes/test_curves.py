"""Learning curves, kept beside the card: thinned, but of every step."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentlib import checkpoints, plots, recipes
from latentlib.checkpoints import CheckpointError
from latentlib.data import cache_folder
from latentlib.models import NegativeELBO
from latentlib.recipes import RECIPES, making
from latentlib.recipes.curves import curves_file, thinned, write_curves
from latentlib.recipes.sets import Sets
from latentlib.training import Hardware, History, fit, sitting

NAME = "fashion-vae-2"  # its objective names two terms
SHIPPED = sorted(name for name, recipe in RECIPES.items() if recipe.shipped)


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    folder = tmp_path_factory.mktemp("smoke")
    recipes.train(NAME, smoke=True, out=folder, progress=False)
    return folder


def history(n_steps, n_epochs=0, **terms):
    """A training whose losses are 1, 2, 3, ...; and 10, 20, ... on validation data."""
    step = np.arange(1, n_steps + 1)
    epoch = np.arange(1, n_epochs + 1)
    return History(step, step.astype(float), epoch, 10.0 * epoch, 1.0, terms=terms)


def steps_of_rows(curve):
    return np.diff(curve.step, prepend=0)


def assert_same(found, expected):
    assert found.seed == expected.seed
    assert list(found.terms) == list(expected.terms)
    for name in ("step", "loss", "validation_step", "validation_loss"):
        a, b = getattr(found, name), getattr(expected, name)
        assert (a.dtype, a.tolist()) == (b.dtype, b.tolist()), name
    for name, values in expected.terms.items():
        assert found.terms[name].tolist() == values.tolist(), name


def test_a_short_training_is_kept_step_by_step():
    run = history(6, 2, kl=np.full(6, 0.5))
    curve = thinned(3, run)
    assert curve.seed == 3
    assert curve.step.tolist() == [1, 2, 3, 4, 5, 6]
    assert curve.loss.tolist() == run.loss.tolist()
    assert curve.terms["kl"].tolist() == [0.5] * 6
    assert curve.validation_step.tolist() == [3, 6]
    assert curve.validation_loss.tolist() == [10, 20]


def test_a_long_one_has_rows_that_end_where_they_should():
    """500 steps in 200 rows: of two steps and three in turn."""
    curve = thinned(0, history(500, 2, double=2.0 * np.arange(1, 501)))
    assert steps_of_rows(curve).tolist() == [2, 3] * 100
    assert curve.step[:4].tolist() == [2, 5, 7, 10]
    assert curve.loss[:4].tolist() == [1.5, 4, 6.5, 9]  # of 1 2, 3 4 5, 6 7, 8 9 10
    assert curve.terms["double"].tolist() == (2 * curve.loss).tolist()
    assert curve.validation_step.tolist() == [250, 500]
    assert curve.validation_loss.tolist() == [10, 20]


def test_a_validation_loss_stands_in_the_row_of_its_step():
    """Epochs of 71 steps; rows of 639 steps end at 3, 6, 9, 12, 15, 19, ..."""
    curve = thinned(0, history(639, 9))
    for step, row in zip(71 * np.arange(1, 10), curve.validation_step, strict=True):
        assert row == curve.step[curve.step >= step].min()
    assert set(curve.validation_step) - set(71 * np.arange(1, 10))  # not all end an epoch


def test_several_validation_losses_of_a_row_are_averaged():
    curve = thinned(0, history(300, 300))
    assert curve.step[:4].tolist() == [1, 3, 4, 6]
    assert curve.validation_step.tolist() == curve.step.tolist()
    assert curve.validation_loss[:4].tolist() == [10, 25, 40, 55]


@given(n_steps=st.integers(1, 5000), seed=st.integers(0, 99))
def test_every_step_counts_once(n_steps, seed):
    """The rows' means, weighted by their steps, have the mean of all."""
    loss = np.random.default_rng(seed).normal(size=n_steps)
    run = history(n_steps, kl=loss**2)
    curve = thinned(seed, History(run.step, loss, run.validation_epoch, run.validation_loss, 0.0))
    rows = steps_of_rows(curve)
    assert len(rows) == min(200, n_steps)
    assert curve.step[-1] == rows.sum() == n_steps
    assert rows.max() - rows.min() <= 1
    assert np.average(curve.loss, weights=rows) == pytest.approx(loss.mean(), abs=1e-12)
    of_term = np.average(thinned(0, run).terms["kl"], weights=rows)
    assert of_term == pytest.approx(np.mean(loss**2), abs=1e-12)


def test_what_is_written_is_read(tmp_path):
    random = np.random.default_rng(0)
    curves = [
        thinned(
            seed,
            history(n, epochs, reconstruction=random.normal(size=n), kl=1 / np.arange(1, n + 1)),
        )
        for seed, n, epochs in ((0, 500, 4), (1, 470, 0), (7, 3, 3))
    ]
    path = curves_file("toy", tmp_path / "new")
    write_curves(path, curves)
    for found, expected in zip(recipes.learning_curves("toy", path.parent), curves, strict=True):
        assert_same(found, expected)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("seed,step,loss,reconstruction,kl,validation_loss\n0,2,1.5,")
    assert text.endswith("\n")
    assert [entry.name for entry in path.parent.iterdir()] == ["toy.curves.csv"]


def test_a_bare_loss_is_read_as_one(tmp_path):
    curves = [thinned(0, history(2))]
    write_curves(curves_file("toy", tmp_path), curves)
    text = curves_file("toy", tmp_path).read_text(encoding="utf-8")
    assert text == "seed,step,loss,validation_loss\n0,1,1.0,\n0,2,2.0,\n"
    (found,) = recipes.learning_curves("toy", str(tmp_path))
    assert_same(found, curves[0])


def test_the_smoke_run_leaves_its_curve(smoke):
    """It is that of the same training, begun by hand."""
    names = [f"{NAME}.curves.csv", f"{NAME}.json", f"{NAME}.safetensors"]
    assert sorted(path.name for path in smoke.iterdir()) == names
    assert checkpoints.card_names(smoke) == (NAME,)
    (curve,) = recipes.learning_curves(NAME, smoke)
    assert (curve.seed, curve.step.tolist()) == (0, [1, 2, 3, 4])
    assert curve.terms["kl"] + curve.terms["reconstruction"] == pytest.approx(curve.loss, rel=1e-5)
    recipe, generator = RECIPES[NAME], torch.Generator().manual_seed(0)
    model = recipe.build(generator)
    images = recipe.images("train", 248).tensor()
    short = replace(recipe.training, epochs=1)
    run = fit(model, images, NegativeELBO(), short, generator=generator, progress=False)
    assert_same(curve, thinned(0, run))


def test_a_figure_draws_it(smoke):
    axes = plots.learning_curve(recipes.learning_curves(NAME, smoke)[0], window=1)
    assert len(axes.lines[0].get_xdata()) == 4
    plt.close(axes.figure)


def test_resumed_it_is_that_of_the_unbroken(tmp_path, monkeypatch):
    """Killed in the third step of the second of two seeds, and begun once more."""
    real, taken = sitting.Sitting._step, []

    def stepping(run, index):
        if len(taken) == 8 + 2:
            raise KeyboardInterrupt
        taken.append(run.state.step)
        real(run, index)

    monkeypatch.setattr(making, "_SAVE_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr(sitting.Sitting, "_step", stepping)
        with pytest.raises(KeyboardInterrupt):
            make_two_seeds(tmp_path / "resumed")
    assert not (tmp_path / "resumed").exists()
    assert len(list((cache_folder() / "training").iterdir())) == 2
    for folder in ("resumed", "unbroken"):
        make_two_seeds(tmp_path / folder)
    resumed, unbroken = (curves_file(NAME, tmp_path / f) for f in ("resumed", "unbroken"))
    assert resumed.read_bytes() == unbroken.read_bytes()
    curves = recipes.learning_curves(NAME, tmp_path / "resumed")
    assert [(curve.seed, len(curve.step)) for curve in curves] == [(0, 8), (1, 8)]


def make_two_seeds(folder):
    """Make a checkpoint of two models, of 8 steps each."""
    recipe = RECIPES[NAME]
    short = replace(recipe, training=replace(recipe.training, epochs=2), seeds=(0, 1))
    sets = Sets(*(recipe.images(split, 248) for split in ("train", "test")))
    making.make(short, sets, folder, state_name="two-seeds", progress=False)


class NotTheFirst(Hardware):
    """One process of several that share a training."""

    def launch(self):
        return SimpleNamespace(is_global_zero=False, device=torch.device("cpu"))


def test_only_the_first_process_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "fit", lambda *_, **__: history(5))
    options = {"smoke": True, "out": tmp_path, "hardware": NotTheFirst(accelerator="cpu")}
    assert recipes.train(NAME, **options) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_ones_are_of_the_checkpoint_or_missed(name):
    if not curves_file(name).exists():
        with pytest.raises(CheckpointError, match=f"^{name} has no learning curves: "):
            recipes.learning_curves(name)
        return
    curves = recipes.learning_curves(name)
    card = checkpoints.read_card(name)
    epochs = (card.training | card.model)["epochs"]  # of word vectors, the model's
    assert tuple(curve.seed for curve in curves) == card.seeds
    assert all(curve.step[-1] % epochs == 0 for curve in curves)
    assert curves_file(name).stat().st_size < 60_000


def test_where_there_are_none_the_recipe_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"name is 'nothing', but one of fashion-autoencoder-1, "):
        recipes.learning_curves("nothing")
    path = re.escape(str(tmp_path / f"{NAME}.curves.csv"))
    missing = f"^{NAME} has no learning curves: {path} is missing, .* with: latentlib train {NAME}$"
    with pytest.raises(CheckpointError, match=missing):
        recipes.learning_curves(NAME, tmp_path)
    with pytest.raises(CheckpointError, match=r"^vae-shells has no .*; make the checkpoint again$"):
        recipes.learning_curves("vae-shells", tmp_path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not enough values"),
        (b"\xff\xfe", "decode"),
        (b"seed,loss\n0,1.0\n", "its columns are seed, loss, but seed, step, loss, ..., valid"),
        (b"seed,step,loss,validation_loss\n0,1,much,\n", "could not convert"),
        (b"seed,step,loss,validation_loss\n0,1,1.0,\n0,2\n", "shorter"),
        (b"seed,step,loss,kl,validation_loss\n0,1,1.0,\n", "shorter"),
    ],
    ids=str,
)
def test_a_damaged_file_is_named(content, what, tmp_path):
    path = curves_file(NAME, tmp_path)
    path.write_bytes(content)
    message = f"^the learning curves of {NAME} cannot be read from .*{what}.*latentlib train {NAME}"
    with pytest.raises(CheckpointError, match=message):
        recipes.learning_curves(NAME, tmp_path)
