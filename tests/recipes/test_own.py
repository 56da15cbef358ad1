"""A reader's own images: a folder in, a checkpoint out that every live figure opens."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from latentlib import checkpoints, live, recipes
from latentlib.checkpoints import CheckpointError
from latentlib.cli import main
from latentlib.data import load_faces, load_glyphs, read_image_folder
from latentlib.models import VAE, ConvAutoencoder

N = 220


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grey images, two of them broken."""
    folder = tmp_path_factory.mktemp("images") / "my letters"
    folder.mkdir()
    for number, glyph in enumerate(load_glyphs(characters="AB").images[:N, 0]):
        Image.fromarray(glyph).save(folder / f"{number:04d}.png")
    (folder / "broken.png").write_bytes(b"no image")
    (folder / "half.png").write_bytes((folder / "0000.png").read_bytes()[:80])
    return folder


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of them, made by the command."""
    out = tmp_path_factory.mktemp("made")
    command = ["train", "vae", "--images", str(folder), "--latent-dim", "2", "--epochs", "40"]
    assert main([*command, "--out", str(out), "--quiet"]) == 0
    return out


def test_the_card_says_what_was_learnt_from(made: Path, folder: Path) -> None:
    card = checkpoints.read_card("vae-my-letters", made)
    assert (card.data["n_images"], card.held_out["n_images"]) == (N - N // 10, N // 10)
    assert card.summary == "A convolutional variational autoencoder of a folder of 220 images."
    numbers = {number.key: number.mean for number in card.measured}
    assert set(numbers) == {"negative_elbo", "kl", "active_units", "reconstruction_error"}
    held_out = read_image_folder(folder, progress=False).split()[1].as_dataset()
    model = recipes.load("vae-my-letters", folder=made)
    with torch.no_grad():
        error = (model(held_out.tensor()).reconstruction - held_out.tensor()).square().mean()
    assert numbers["reconstruction_error"] == pytest.approx(error.item(), rel=1e-4)
    assert error < held_out.as_float().var()


def test_its_learning_curve_is_kept(made: Path) -> None:
    (curve,) = recipes.learning_curves("vae-my-letters", made)
    assert curve.step.tolist() == list(range(1, 40 * 4 + 1))  # 198 images in batches of 64
    assert curve.loss[-20:].mean() < curve.loss[:20].mean()
    assert list(curve.terms) == ["reconstruction", "kl"]


def test_every_figure_opens_it(made: Path, folder: Path) -> None:
    model = recipes.load("vae-my-letters", folder=made)
    assert isinstance(model, VAE)
    images = read_image_folder(folder, progress=False).as_dataset()
    pad = live.LatentPad(model, images, n_points=100)
    assert pad.points.shape == (100, 2)
    for figure in (live.Sliders(model, images), live.Neighbours(model, images, n_images=100)):
        assert figure.still() is not None
    assert live.Draw(model, images).still() is not None


def test_colour_and_another_size(tmp_path: Path) -> None:
    for number, face in enumerate(np.repeat(load_faces().images[:40], 3, axis=1)):
        tinted = (face * np.array([1.0, 0.6, 0.4]).reshape(3, 1, 1)).astype(np.uint8)
        (tmp_path / "faces").mkdir(exist_ok=True)
        Image.fromarray(tinted.transpose(1, 2, 0)).save(tmp_path / "faces" / f"{number}.png")
    options = {"size": 16, "latent_dim": 3, "epochs": 1, "progress": False}
    card = recipes.train_own("autoencoder", tmp_path / "faces", out=tmp_path, **options)
    model = recipes.load(card.name, folder=tmp_path)
    assert isinstance(model, ConvAutoencoder)
    assert (model.config.image_shape, model.config.latent_dim) == ((3, 16, 16), 3)


def test_the_command_counts_what_it_skipped(made, folder, tmp_path, capsys) -> None:
    command = ["train", "vae", "--images", str(folder), "--latent-dim", "2", "--epochs", "40"]
    assert main([*command, "--out", str(tmp_path), "--quiet", "--checkpoint-name", "map"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "220 images read, 2 skipped"
    assert [line.split(":")[0].strip() for line in lines[1:3]] == ["broken.png", "half.png"]
    assert lines[3].startswith(f"map is in {tmp_path}: ")
    first, again = (
        checkpoints.read_card(name, place).weights["sha256"]
        for name, place in (("vae-my-letters", made), ("map", tmp_path))
    )
    stored = {
        place: checkpoints.read_weights(name, 0, place)
        for name, place in (("vae-my-letters", made), ("map", tmp_path))
    }
    assert first != again  # the file names what it is
    assert all(torch.equal(stored[made][key], value) for key, value in stored[tmp_path].items())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "gan", "--images", "."], "kind is 'gan', but one of autoencoder, vae"),
        (["train", "vae", "--images", "nowhere"], "nowhere is no folder"),
        (["train", "vae", "--images", ".", "--size", "30"], "size is 30, but a multiple of 4"),
        (["train", "vae", "--images", ".", "--smoke"], "--smoke is for recipes"),
        (["train", "fashion-vae-2", "--size", "32"], "--size is for your own images"),
        (["train", "fashion-vae-2", "--latent-dim", "3"], "--latent-dim is for your own"),
        (
            ["train", "vae", "--images", ".", "--checkpoint-name", "../x"],
            "name is '../x', but letters, digits",
        ),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_said(arguments, message, capsys) -> None:
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


def test_too_few_images_are_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "few").mkdir()
    for name in ("0000.png", "0001.png"):
        shutil.copy(folder / name, tmp_path / "few")
    with pytest.raises(ValueError, match="has 2 images, but at least 20"):
        recipes.train_own("vae", tmp_path / "few", progress=False)


def test_a_card_of_no_model_is_named(made: Path, tmp_path: Path) -> None:
    for suffix in (".json", ".safetensors"):
        shutil.copy(made / f"vae-my-letters{suffix}", tmp_path)
    path = tmp_path / "vae-my-letters.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    for model in ({"class": "GAN"}, {"class": "VAEConfig", "colour": 3}, {}):
        path.write_text(json.dumps(fields | {"model": model}), encoding="utf-8")
        with pytest.raises(CheckpointError, match="describes no model"):
            recipes.load("vae-my-letters", folder=tmp_path)
