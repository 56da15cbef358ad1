from __future__ import annotations

import hashlib
import json

import pytest
import torch
from safetensors.torch import load_file

from latentlib import checkpoints
from latentlib.checkpoints import Card, CheckpointError, MeasuredNumber

WEIGHTS = {
    0: {"layer.weight": torch.tensor([[1.0, 0.1]]), "layer.bias": torch.tensor([3.0])},
    1: {"layer.weight": torch.tensor([[2.0, 0.2]]), "layer.bias": torch.tensor([4.0])},
}


def card(**changes) -> Card:
    fields = {
        "name": "toy",
        "summary": "A toy – with a dash.",
        "use": "None.",
        "model": {"class": "Toy", "widths": [2, 1]},
        "n_parameters": 3,
        "training": {"epochs": 1},
        "objective": {"function": "reconstruction_objective"},
        "data": {"n_images": 5},
        "held_out": {"n_images": 2},
        "seeds": (0, 1),
        "hardware": "2 CPU cores",
        "minutes": 0.1,
        "libraries": {"torch": "2"},
        "largest_change_by_storage": 1e-4,
        "measured": (MeasuredNumber("error", "Error", "", (1.0, 3.0), 0.1, baseline=5.0),),
    }
    return Card(**{**fields, **changes})


@pytest.fixture
def folder(tmp_path):
    checkpoints.write_checkpoint(tmp_path / "new", card(), WEIGHTS)
    return tmp_path / "new"


def test_what_is_written_is_read(folder):
    for seed, expected in WEIGHTS.items():
        found = checkpoints.read_weights("toy", seed, folder)
        assert found.keys() == expected.keys()
        for name, weight in found.items():
            assert weight.dtype == torch.float32
            assert torch.equal(weight, expected[name].half().float())
    assert checkpoints.card_names(folder) == ("toy",)
    assert sorted(path.name for path in folder.iterdir()) == ["toy.json", "toy.safetensors"]


def test_weights_can_keep_their_32_bits(tmp_path):
    written = checkpoints.write_checkpoint(tmp_path, card(), WEIGHTS, torch.float32)
    assert written.weights["stored_as"] == "float32"
    for seed, expected in WEIGHTS.items():
        found = checkpoints.read_weights("toy", seed, tmp_path)
        assert all(torch.equal(weight, expected[name]) for name, weight in found.items())


def test_the_card_survives_and_knows_its_weights(folder):
    content = (folder / "toy.safetensors").read_bytes()
    read = checkpoints.read_card("toy", folder)
    assert read == card(weights=read.weights)
    assert read.weights["sha256"] == hashlib.sha256(content).hexdigest()
    assert read.weights["bytes"] == len(content)
    assert {t.dtype for t in load_file(folder / "toy.safetensors").values()} == {torch.float16}


def test_the_same_checkpoint_is_the_same_bytes(folder, tmp_path):
    checkpoints.write_checkpoint(tmp_path / "again", card(), WEIGHTS)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_mean_and_spread_over_seeds():
    number = card().measured[0]
    assert number.mean == 2.0
    assert number.standard_deviation == pytest.approx(2**0.5)
    assert MeasuredNumber("error", "Error", "", (1.5,), 0.1).standard_deviation == 0.0


def test_nothing_is_left_of_a_write_that_fails(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        checkpoints.write_checkpoint(folder, card(minutes=9.0), WEIGHTS)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_is_replaced_and_not_written_over(folder, tmp_path):
    before = (folder / "toy.json").read_bytes()
    (tmp_path / "held-open").hardlink_to(folder / "toy.json")
    checkpoints.write_checkpoint(folder, card(minutes=9.0), WEIGHTS)
    assert checkpoints.read_card("toy", folder).minutes == 9.0
    assert (tmp_path / "held-open").read_bytes() == before


def test_damage_is_noticed(folder):
    path = folder / "toy.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"toy.safetensors is damaged: its SHA-256 .* make"):
        checkpoints.read_weights("toy", 0, folder)


@pytest.mark.parametrize("name", ["toy.safetensors", "toy.json"])
def test_a_missing_file_is_named_with_what_to_do(folder, name):
    (folder / name).unlink()
    with pytest.raises(CheckpointError, match=rf"{name} is missing; make it with: latentlib train"):
        checkpoints.read_weights("toy", 0, folder)


@pytest.mark.parametrize("text", ["", "{}", '{"name": "toy"}', "[1, 2]"])
def test_a_card_that_is_none_is_named(folder, text):
    (folder / "toy.json").write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"toy.json is not a card"):
        checkpoints.read_card("toy", folder)


def test_weights_that_are_no_safetensors_are_named(folder):
    (folder / "toy.safetensors").write_bytes(b"junk")
    fields = json.loads((folder / "toy.json").read_text(encoding="utf-8"))
    fields["weights"]["sha256"] = hashlib.sha256(b"junk").hexdigest()
    (folder / "toy.json").write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"toy.safetensors cannot be read"):
        checkpoints.read_weights("toy", 0, folder)


def test_a_seed_that_is_not_there_is_refused(folder):
    with pytest.raises(ValueError, match=r"seed is 7, but one of \(0, 1\) was expected"):
        checkpoints.read_weights("toy", 7, folder)


def test_weights_that_do_not_fit_16_bits_are_refused():
    with pytest.raises(ValueError, match=r"weights\['w'\] has values that are not finite"):
        checkpoints.as_stored({"w": torch.tensor([1e6])})
