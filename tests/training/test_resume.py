"""Training that was broken off goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from training_runs import CONFIG, SHAPE, small_vae, train

from latentlib.models import VAE, VAEConfig
from latentlib.training import StateError, TrainConfig, sitting

N_STEPS = 16


class BrokenOff(Exception):
    """The power is gone."""


@pytest.fixture
def whole():
    model = small_vae()
    return model, train(model)


def train_until(step: int, path: Path, monkeypatch, **more) -> None:
    """Train up to a step, and break off before it is counted."""
    real, taken = sitting.Sitting._step, [0]

    def stepping(run, index):
        if run.state.step == step:
            raise BrokenOff
        taken[0] += 1
        real(run, index)

    with monkeypatch.context() as patch:
        patch.setattr(sitting.Sitting, "_step", stepping)
        with pytest.raises(BrokenOff):
            train(small_vae(), state_file=path, **more)


def facts_of(path: Path) -> dict:
    with safe_open(path, framework="pt") as file:
        return json.loads(file.metadata()["training"])


def assert_same(found, expected) -> None:
    for (name, a), b in zip(
        found.state_dict().items(), expected.state_dict().values(), strict=True
    ):
        assert torch.equal(a, b), name


@pytest.mark.parametrize("step", [1, 3, 4, 5, 11, 15])
@pytest.mark.parametrize("save_every", [1, 3])
def test_whenever_it_is_broken_off_the_end_is_the_same(
    whole, step, save_every, tmp_path, monkeypatch
):
    path = tmp_path / "state.safetensors"
    train_until(step, path, monkeypatch, save_every=save_every)
    model = small_vae()
    history = train(model, state_file=path, save_every=save_every)
    assert_same(model, whole[0])
    assert np.array_equal(history.loss, whole[1].loss)
    assert np.array_equal(history.terms["kl"], whole[1].terms["kl"])
    assert np.array_equal(history.validation_loss, whole[1].validation_loss)


def test_keeping_state_changes_nothing(whole, tmp_path):
    model = small_vae()
    train(model, state_file=tmp_path / "state", save_every=1)
    assert_same(model, whole[0])


def test_at_most_the_steps_since_the_last_saving_are_lost(tmp_path, monkeypatch):
    path = tmp_path / "state"
    train_until(8, path, monkeypatch, save_every=3)
    assert facts_of(path)["step"] == 6


def test_a_finished_training_is_not_done_again(whole, tmp_path, monkeypatch):
    path = tmp_path / "state"
    first = train(small_vae(), state_file=path)
    monkeypatch.setattr(sitting.Sitting, "_step", None)
    model = small_vae()
    again = train(model, state_file=path)
    assert_same(model, whole[0])
    assert np.array_equal(again.loss, first.loss)
    seconds, processor_seconds = facts_of(path)["spent"]
    assert again.seconds > seconds > 0
    assert again.processor_seconds > processor_seconds > 0


def test_early_stopping_survives(tmp_path, monkeypatch):
    config = TrainConfig(60, 15, lr=0.05, warmup=0, final_lr=1, patience=2)
    model = small_vae()
    whole = train(model, config=config)
    stopped = len(whole.step)
    assert stopped < 60 * 4
    assert whole.best_epoch == len(whole.validation_loss) - 2
    train_until(stopped - 3, tmp_path / "state", monkeypatch, config=config, save_every=2)
    resumed = small_vae()
    history = train(resumed, config=config, state_file=tmp_path / "state", save_every=2)
    assert_same(resumed, model)
    assert np.array_equal(history.loss, whole.loss)


def test_killed_at_any_moment_nothing_is_damaged(tmp_path):
    """A real process, killed without warning, again and again, until it is through."""
    script = Path(__file__).parent / "training_runs.py"
    state, out = tmp_path / "state", tmp_path / "out"
    command = [sys.executable, str(script), "1", str(state), str(out), "150"]
    kills = 0
    while not out.exists():
        process = subprocess.Popen(command)
        before = state.stat().st_mtime_ns if state.exists() else 0
        while process.poll() is None:  # let it start, and save a few times
            if state.exists() and state.stat().st_mtime_ns != before and kills < 2:
                time.sleep(0.05 + 0.03 * kills)
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
            time.sleep(0.005)
        assert process.returncode in (0, -signal.SIGKILL)
        if state.exists():
            assert facts_of(state)["step"] >= 1
    assert kills == 2
    unbroken = tmp_path / "unbroken"
    subprocess.run([*command[:3], "-", str(unbroken), "150"], check=True)
    found, expected = (torch.load(p, weights_only=True) for p in (out, unbroken))
    assert found["loss"] == expected["loss"]
    assert all(torch.equal(found["model"][k], v) for k, v in expected["model"].items())


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "state"
    train(small_vae(), state_file=path)
    content = path.read_bytes()
    for damaged in (b"", content[: len(content) // 2], b"{}" * 100):
        path.write_bytes(damaged)
        with pytest.raises(StateError, match=r"state holds no state of a training .*begin anew"):
            train(small_vae(), state_file=path)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"config": replace(CONFIG, lr=0.02)}, "other settings: lr is 0.01, expected 0.02"),
        ({"model": VAE(VAEConfig(SHAPE, 3, (8,)), generator=torch.Generator())}, "other weights"),
    ],
    ids=["settings", "model"],
)
def test_the_state_of_another_training_is_refused(more, message, tmp_path):
    train(small_vae(), state_file=tmp_path / "state")
    model = more.pop("model", small_vae())
    with pytest.raises(StateError, match=message):
        train(model, state_file=tmp_path / "state", **more)


def test_savings_must_be_apart(tmp_path):
    with pytest.raises(ValueError, match="save_every is 0, but at least 1"):
        train(small_vae(), state_file=tmp_path / "state", save_every=0)


def test_nothing_else_is_left_behind(tmp_path):
    train(small_vae(), state_file=tmp_path / "new" / "state", save_every=1)
    assert os.listdir(tmp_path / "new") == ["state"]
