from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
import torch

from latentlib import checkpoints, recipes
from latentlib.checkpoints import CheckpointError
from latentlib.cli import main
from latentlib.data import WordVectors, cache_folder, load_fashion_mnist
from latentlib.models import ArrayCoder
from latentlib.recipes import RECIPES, Recipe, making, run
from latentlib.recipes import recipe as recipe_module
from latentlib.recipes.cards import as_json
from latentlib.training import StateError, sitting

NAMES = sorted(name for name, recipe in RECIPES.items() if recipe.shipped)
OF_IMAGES = [name for name in NAMES if isinstance(RECIPES[name], Recipe)]
TWO = "fashion-autoencoder-2"


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    folder = tmp_path_factory.mktemp("smoke")
    return folder, recipes.train(TWO, smoke=True, out=folder, progress=False)


# Every number on every card is measured again, with the weights that are shipped. The tolerances
# are the cards': 5e-5 for an error, 0.01 for an accuracy; rounding on another machine is a
# hundredth of that, another seed is more.
@pytest.mark.parametrize("name", NAMES)
def test_what_the_card_states_is_measured_again(name):
    comparisons = recipes.verify(name)
    card = checkpoints.read_card(name)
    assert len(comparisons) == len(card.seeds) * len(RECIPES[name].measures) >= 3
    assert [c for c in comparisons if not c.agrees] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_card_is_of_this_recipe(name):
    recipe, card = RECIPES[name], checkpoints.read_card(name)
    assert card.name == name == recipe.name
    assert card.seeds == recipe.seeds == (0, 1, 2)
    assert (card.model, card.training, card.objective) == (
        as_json(recipe.model),
        as_json(recipe.training),
        as_json(recipe.objective),
    )
    assert tuple(number.key for number in card.measured) == recipe.measures
    assert card.minutes < 30
    # The one pixel (or share of a class, or cosine) of millions that moves most: by fewer than 5 of
    # 255.
    assert card.largest_change_by_storage < 5 / 255


@pytest.mark.parametrize("name", OF_IMAGES)
def test_the_card_is_of_all_images(name):
    card = checkpoints.read_card(name)
    sizes = (card.data["n_images"], card.held_out["n_images"])
    assert sizes == ((19_530, 4960) if RECIPES[name].data == "glyphs" else (16_000, 4000))


def test_the_shipped_set_is_whole_and_small():
    assert checkpoints.card_names() == tuple(NAMES)
    weights = sorted(checkpoints.FOLDER.glob("*.safetensors"))
    assert [path.stem for path in weights] == NAMES
    sizes = [path.stat().st_size for path in weights]
    assert max(sizes) < 2_000_000
    assert sum(sizes) < 25_000_000


def test_every_size_beats_pca_and_more_numbers_are_better():
    errors = []
    for size in recipes.CODE_SIZES:
        error = checkpoints.read_card(f"fashion-autoencoder-{size}").measured[0]
        assert error.key == "reconstruction_error"
        assert max(error.values) < error.baseline
        errors.append(error.mean)
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize("name", ["shapes-autoencoder-8", "glyphs-autoencoder-16"])
def test_shapes_and_glyphs_are_drawn_far_better_than_by_pca(name):
    error = checkpoints.read_card(name).measured[0]
    assert max(error.values) < error.baseline / 2


def test_each_seed_is_another_model_that_draws_clothes():
    images = load_fashion_mnist("test").flat()[:200]
    drawn = []
    for seed in (0, 1, 2):
        model = recipes.load("fashion-autoencoder-16", seed)
        assert not model.training
        coder = ArrayCoder(model)
        drawn.append(coder.decode(coder.encode(images)))
    for reconstruction in drawn:
        assert np.mean((reconstruction - images) ** 2) < 0.2 * images.var(axis=0).mean()
    assert not np.allclose(drawn[0], drawn[1], atol=1e-3)
    assert not np.allclose(drawn[1], drawn[2], atol=1e-3)


def test_the_smoke_run_makes_a_checkpoint_that_loads(smoke):
    folder, card = smoke
    assert card.seeds == (0,)
    assert card.training["epochs"] == 1
    assert card.data["n_images"] == card.held_out["n_images"] == 248
    assert checkpoints.read_card(TWO, folder) == card
    images = load_fashion_mnist("test").tensor()[:248]
    with torch.no_grad():
        error = (recipes.load(TWO, folder=folder)(images).reconstruction - images).square().mean()
    assert card.measured[0].values[0] == pytest.approx(error.item(), rel=1e-5)


def test_the_smoke_run_can_be_repeated(smoke, tmp_path):
    _, card = smoke
    again = recipes.train(TWO, smoke=True, out=tmp_path, progress=False)
    assert again.weights["sha256"] == card.weights["sha256"]
    assert again.measured == card.measured


def test_where_rounding_would_show_nothing_is_rounded(smoke, tmp_path, monkeypatch):
    _, rounded = smoke
    monkeypatch.setattr(making, "_VISIBLE", rounded.largest_change_by_storage / 2)
    whole = recipes.train(TWO, smoke=True, out=tmp_path, progress=False)
    assert (rounded.weights["stored_as"], whole.weights["stored_as"]) == ("float16", "float32")
    assert rounded.largest_change_by_storage > whole.largest_change_by_storage == 0
    before, after = (recipes.load(TWO, folder=f).state_dict() for f in (tmp_path, smoke[0]))
    assert any(not torch.equal(weight, weight.half().float()) for weight in before.values())
    for name, weight in checkpoints.as_stored(before).items():
        assert torch.equal(weight.float(), after[name])


def test_a_card_of_other_images_is_refused(smoke):
    message = r"is of other data than those here \(fashion_mnist, training split\); make it again"
    with pytest.raises(CheckpointError, match=message):
        recipes.verify(TWO, folder=smoke[0])


def test_a_number_that_is_not_as_stated_is_found(tmp_path, capsys):
    for suffix in (".safetensors", ".json"):
        source = checkpoints.FOLDER / f"{TWO}{suffix}"
        (tmp_path / source.name).write_bytes(source.read_bytes())
    path = tmp_path / f"{TWO}.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["measured"][0]["values"][1] -= 0.001
    path.write_text(json.dumps(fields), encoding="utf-8")
    assert main(["verify", TWO, "--folder", str(tmp_path)]) == 1
    head, *lines = capsys.readouterr().err.splitlines()
    assert head == f"latentlib: {TWO} is not what its card says"
    assert len(lines) == 6
    (wrong,) = [line for line in lines if line.endswith("DIFFERS")]
    assert wrong.startswith("seed 1 reconstruction_error: ")


def test_a_checkpoint_of_an_older_recipe_is_refused(smoke, monkeypatch):
    model = dataclasses.replace(RECIPES[TWO].model, channels=(3, 3))
    newer = {**RECIPES, TWO: dataclasses.replace(RECIPES[TWO], model=model)}
    monkeypatch.setattr(run, "RECIPES", newer)
    with pytest.raises(CheckpointError, match=r"'channels': \[3, 3\]"):
        recipes.load(TWO, folder=smoke[0])


def test_names_that_are_none_are_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"name is 'nothing', but one of fashion-autoencoder-1, "):
        recipes.load("nothing")
    with pytest.raises(ValueError, match="out is None"):
        recipes.train(TWO, smoke=True)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_recipe_goes_through_the_motions(name, tmp_path, monkeypatch):
    if name == TWO:
        pytest.skip("it does, above")
    if RECIPES[name].data == "mnist":
        monkeypatch.setitem(recipe_module.LOADERS, "mnist", load_fashion_mnist)
    card = recipes.train(name, smoke=True, out=tmp_path, progress=False)
    assert checkpoints.card_names(tmp_path) == (name,)
    assert tuple(number.key for number in card.measured) == RECIPES[name].measures
    assert all(np.isfinite(number.values).all() for number in card.measured)
    model = recipes.load(name, folder=tmp_path)
    assert n_numbers(model) == card.n_parameters


def n_numbers(model):
    """How many numbers a model consists of."""
    if isinstance(model, WordVectors):
        return model.vectors.size
    return sum(p.numel() for p in model.parameters())


def test_what_was_broken_off_goes_on(smoke, tmp_path, monkeypatch):
    """The state is found again, and is gone once the checkpoint is written."""
    _, whole = smoke
    real, steps = sitting.Sitting._step, []

    def stepping(run, index):
        if len(steps) == 2:
            raise KeyboardInterrupt
        steps.append(run.state.step)
        real(run, index)

    states = cache_folder() / "training"
    monkeypatch.setattr(making, "_SAVE_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr(sitting.Sitting, "_step", stepping)
        with pytest.raises(KeyboardInterrupt):
            recipes.train(TWO, smoke=True, out=tmp_path, progress=False)
    assert [path.name for path in states.iterdir()] == [f"{TWO}-smoke-seed0.safetensors"]
    card = recipes.train(TWO, smoke=True, out=tmp_path, progress=False)
    assert card.weights["sha256"] == whole.weights["sha256"]
    assert list(states.iterdir()) == []


def test_begun_anew_what_was_broken_off_is_forgotten(smoke, tmp_path):
    _, whole = smoke
    state = cache_folder() / "training" / f"{TWO}-smoke-seed0.safetensors"
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_bytes(b"nothing of the kind")
    with pytest.raises(StateError, match="begin anew"):
        recipes.train(TWO, smoke=True, out=tmp_path, progress=False)
    card = recipes.train(TWO, smoke=True, out=tmp_path, progress=False, fresh=True)
    assert card.weights["sha256"] == whole.weights["sha256"]


def test_what_is_not_shipped_goes_elsewhere():
    with pytest.raises(ValueError, match="out is None, but with mnist-vae-50, which is not shipp"):
        recipes.train("mnist-vae-50")


def test_the_command_lists_makes_and_verifies(tmp_path, capsys):
    assert main(["recipes"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(RECIPES)
    assert main(["train", TWO, "--smoke", "--quiet", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{TWO} is in {tmp_path}: ")
    assert "Reconstruction error: " in said
    assert checkpoints.card_names(tmp_path) == (TWO,)
    assert main(["verify", TWO]) == 0
    assert capsys.readouterr().out.count(": agrees\n") == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "nothing"], "name is 'nothing', but one of fashion-autoencoder-1, "),
        (["train", TWO, "--smoke"], "out is None, but with smoke=True"),
        (["train", TWO, "--devices", "0"], "devices is 0, but at least 1 was expected"),
        (["train", TWO, "--accelerator", "abacus"], "accelerator is 'abacus'"),
        (["verify", "nothing"], "name is 'nothing'"),
        (["verify", TWO, "--folder", "nowhere"], "is missing; make it with: latentlib train"),
    ],
    ids=" ".join,
)
def test_the_command_says_what_is_wrong(arguments, message, capsys):
    assert main(arguments) == 1
    assert message in capsys.readouterr().err
