"""Word vectors as a checkpoint: bytes for each seed, the words once."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from latentlib import checkpoints
from latentlib.checkpoints import Card, CheckpointError
from latentlib.checkpoints.files import write_stored
from latentlib.data.quantised import Quantised, quantise

WORDS = ("the", "señor", "d'arcy", "北")
TABLES = {seed: quantise(np.random.default_rng(seed).normal(size=(4, 3))) for seed in (0, 7)}


def card(**changes: object) -> Card:
    fields = {
        "name": "toy",
        "summary": "A toy.",
        "use": "None.",
        "model": {"class": "SkipGramConfig", "dim": 3},
        "n_parameters": 12,
        "training": {"function": "train_skip_gram"},
        "objective": {"function": "negative_sampling_loss"},
        "data": {"n_words": 5},
        "held_out": {"n_questions": 2},
        "seeds": (0, 7),
        "hardware": "1 CPU core",
        "minutes": 0.1,
        "libraries": {"torch": "2"},
        "largest_change_by_storage": 1e-3,
        "measured": (),
    }
    return Card(**{**fields, **changes})


@pytest.fixture
def folder(tmp_path):
    checkpoints.write_word_vectors(tmp_path / "new", card(), WORDS, TABLES)
    return tmp_path / "new"


def test_what_is_written_is_read(folder):
    for seed, table in TABLES.items():
        found = checkpoints.read_word_vectors("toy", seed, folder)
        assert found.words == WORDS
        assert found.vectors.dtype == np.float32
        assert np.array_equal(found.vectors, table.vectors)


def test_bytes_for_each_seed_and_the_words_once(folder):
    stored = load_file(folder / "toy.safetensors")
    n_letters = len("\n".join(WORDS).encode())
    assert {key: (t.dtype, tuple(t.shape)) for key, t in stored.items()} == {
        "seed0.steps": (torch.int8, (4, 3)),
        "seed0.scale": (torch.float32, (4,)),
        "seed7.steps": (torch.int8, (4, 3)),
        "seed7.scale": (torch.float32, (4,)),
        "shared.words": (torch.uint8, (n_letters,)),
    }
    content = (folder / "toy.safetensors").read_bytes()
    assert checkpoints.read_card("toy", folder).weights == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "stored_as": "int8",
    }


def test_the_same_checkpoint_is_the_same_bytes(folder, tmp_path):
    checkpoints.write_word_vectors(tmp_path / "again", card(), WORDS, TABLES)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_damage_is_noticed(folder):
    path = folder / "toy.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"toy.safetensors is damaged: its SHA-256 .* make"):
        checkpoints.read_word_vectors("toy", 0, folder)


def test_a_seed_that_is_not_there_is_refused(folder):
    with pytest.raises(ValueError, match=r"seed is 1, but one of \(0, 7\) was expected for toy"):
        checkpoints.read_word_vectors("toy", 1, folder)


@pytest.mark.parametrize(
    ("tensors", "what"),
    [
        ({"weight": torch.zeros(2)}, "'words'"),
        ({"words": torch.tensor([255], dtype=torch.uint8)}, "decode"),
        (
            {
                "words": torch.tensor(list(b"a\nb"), dtype=torch.uint8),
                "steps": torch.ones(3, 2, dtype=torch.int8),
                "scale": torch.ones(3),
            },
            r"expected shape \(2, D\)",
        ),
    ],
    ids=("weights", "no text", "too few words"),
)
def test_a_file_that_holds_no_words_is_named(tmp_path, tensors, what):
    write_stored(tmp_path, card(), {0: tensors}, stored_as="int8")
    with pytest.raises(CheckpointError, match=rf"toy.safetensors holds no words: .*{what}"):
        checkpoints.read_word_vectors("toy", 0, tmp_path)


@pytest.mark.parametrize("words", [("a", "", "b", "c"), ("a", "b\nc", "d", "e"), ("a\u2028b",) * 4])
def test_words_that_would_not_come_back_are_refused(words, tmp_path):
    with pytest.raises(ValueError, match="words has one that is empty or holds a line break"):
        checkpoints.write_word_vectors(tmp_path, card(), words, TABLES)


def test_a_table_of_other_words_is_refused(tmp_path):
    short = Quantised(*(part[:3] for part in TABLES[7]))
    with pytest.raises(ValueError, match=r"tables\[7\] has 3 rows, but 4, the number of words"):
        checkpoints.write_word_vectors(tmp_path, card(), WORDS, {0: TABLES[0], 7: short})
    assert list(tmp_path.iterdir()) == []
