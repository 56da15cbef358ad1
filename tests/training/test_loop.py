"""The loop: its steps, its learning curve, its rates, and how it stops."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from torch import nn

from latentlib.models import Autoencoder, AutoencoderConfig, fit_pca, reconstruction_objective
from latentlib.training import TrainConfig, TrainingError, evaluate, fit

SHAPE = (1, 2, 3)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def images(n: int = 50, seed: int = 0) -> torch.Tensor:
    return torch.rand((n, *SHAPE), generator=seeded(seed))


def linear_model(seed: int = 0, latent_dim: int = 2) -> Autoencoder:
    config = AutoencoderConfig(image_shape=SHAPE, latent_dim=latent_dim, linear=True)
    return Autoencoder(config, generator=seeded(seed))


def test_steps_are_those_of_torch():
    config = TrainConfig(epochs=2, batch_size=20, lr=0.01, warmup=0, final_lr=1, weight_decay=0.1)
    model, x = linear_model(), images()
    history = fit(model, x, reconstruction_objective, config, generator=seeded(7), progress=False)
    reference = linear_model()
    optimizer = torch.optim.AdamW(reference.parameters(), lr=0.01, weight_decay=0.1, fused=True)
    generator, losses = seeded(7), []
    for _ in range(2):
        order = torch.randperm(50, generator=generator)
        for start in (0, 20, 40):
            batch = x[order[start : start + 20]]
            loss = nn.functional.mse_loss(reference(batch).reconstruction, batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert history.loss.tolist() == losses
    assert history.step.tolist() == [1, 2, 3, 4, 5, 6]
    for ours, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_linear_autoencoder_learns_what_pca_computes():
    x = images(64) @ torch.rand(3, 3, generator=seeded(1))
    model = linear_model()
    config = TrainConfig(epochs=1000, batch_size=64, lr=0.1)
    fit(model, x, reconstruction_objective, config, generator=seeded(), progress=False)
    flat = x.flatten(1).numpy()
    pca = fit_pca(flat, 2)
    best = np.mean((pca.decode(pca.encode(flat)) - flat) ** 2)
    assert evaluate(model, x, reconstruction_objective) == pytest.approx(best, rel=0.01)


def test_randomness_comes_from_the_generator_alone():
    def train(seed: int) -> torch.Tensor:
        model = linear_model()
        config = TrainConfig(epochs=1, batch_size=10)
        fit(
            model,
            images(),
            reconstruction_objective,
            config,
            generator=seeded(seed),
            progress=False,
        )
        return model.encoder.layers[0].weight

    before = torch.get_rng_state()
    assert torch.equal(train(0), train(0))
    assert not torch.equal(train(0), train(1))
    assert torch.equal(torch.get_rng_state(), before)


def test_validation_is_looked_at_after_each_epoch_and_not_learnt_from():
    x, held_out = images(50), images(30, seed=9)
    config = TrainConfig(epochs=3, batch_size=20)

    def train(validation):
        model = linear_model()
        arguments = {"generator": seeded(), "progress": False, "validation": validation}
        return model, fit(model, x, reconstruction_objective, config, **arguments)

    with_validation, history = train(held_out)
    without, empty = train(None)
    assert torch.equal(with_validation.decoder.layers[0].bias, without.decoder.layers[0].bias)
    assert history.validation_epoch.tolist() == [1, 2, 3]
    assert history.validation_step.tolist() == [3, 6, 9]
    final = evaluate(with_validation, held_out, reconstruction_objective)
    assert history.validation_loss[-1] == final
    assert empty.validation_loss.shape == empty.validation_step.shape == (0,)


def test_evaluation_does_not_depend_on_batches_or_mode():
    class Dropping(nn.Module):
        def __init__(self):
            super().__init__()
            self.drop, self.scale = nn.Dropout(0.5), nn.Parameter(torch.ones(()))

        def forward(self, x):
            return self.drop(x) * self.scale

    model, x = Dropping().train(), images(50)
    for batch_size in (1, 7, 50):
        error = evaluate(
            model, x, lambda m, x, _: (m(x) - x).square().mean(), batch_size=batch_size
        )
        assert error == 0.0
        weighted = evaluate(model, x, lambda m, x, _: m(x).mean(), batch_size=batch_size)
        assert weighted == pytest.approx(x.mean().item(), rel=1e-5)
    assert model.training


def test_the_learning_rate_rises_and_falls():
    config = TrainConfig(lr=2.0, warmup=0.1, final_lr=0.25)
    rates = [config.lr_at(step, 100) for step in range(100)]
    assert np.argmax(rates) == 10
    assert max(rates) == 2.0
    assert rates[:10] == pytest.approx([2.0 * (i + 1) / 11 for i in range(10)])
    assert rates[55] == pytest.approx(2.0 * (1 + 0.25) / 2)
    assert rates[-1] == pytest.approx(0.5, abs=0.001)
    constant = TrainConfig(lr=2.0, warmup=0, final_lr=1)
    assert {constant.lr_at(step, 100) for step in range(100)} == {2.0}


def test_a_rate_that_is_too_high_stops_with_step_and_cause():
    config = TrainConfig(epochs=200, batch_size=50, lr=1e30, warmup=0)
    with pytest.raises(TrainingError, match=r"loss of step \d+ is .*weights have run away"):
        fit(linear_model(), images(), reconstruction_objective, config, generator=seeded())


def test_images_that_are_not_finite_stop_with_step_and_cause():
    x = images()
    x[17, 0, 0, 0] = float("nan")
    config = TrainConfig(epochs=1, batch_size=50)
    with pytest.raises(TrainingError, match="loss of step 1 is nan: the data of this batch"):
        fit(linear_model(), x, reconstruction_objective, config, generator=seeded())


def test_a_loss_that_overflows_stops_with_step_and_cause():
    config = TrainConfig(epochs=1, batch_size=50)
    with pytest.raises(TrainingError, match=r"loss of step 1 is inf: .*the loss function"):
        fit(
            linear_model(),
            images(),
            lambda m, x, _: m(x).code.square().sum() * 1e38 * 1e38,
            config,
            generator=seeded(),
        )


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        (np.zeros((5, *SHAPE), np.float32), TypeError, "data is ndarray"),
        (torch.zeros((5, *SHAPE), dtype=torch.uint8), TypeError, "data is torch.uint8"),
        (torch.zeros((0, *SHAPE)), ValueError, "data has no rows"),
    ],
    ids=["numpy", "bytes", "none"],
)
def test_data_must_be_floating_point_tensors(bad, error, words):
    with pytest.raises(error, match=words):
        fit(linear_model(), bad, reconstruction_objective, TrainConfig(), generator=seeded())


@pytest.mark.parametrize(
    "arguments",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"lr": 0.0},
        {"lr": float("inf")},
        {"warmup": 1.0},
        {"final_lr": 1.5},
        {"weight_decay": -1.0},
        {"max_norm": 0.0},
        {"patience": 0},
    ],
    ids=str,
)
def test_configurations_that_make_no_sense_are_refused(arguments):
    ((name, value),) = arguments.items()
    with pytest.raises(ValueError, match=f"{name} is {value}, but .* was expected"):
        TrainConfig(**arguments)


def test_nothing_is_shown_where_nobody_looks(capfd):
    config = TrainConfig(epochs=1)
    fit(linear_model(), images(), reconstruction_objective, config, generator=seeded())
    assert capfd.readouterr() == ("", "")


def test_an_executed_notebook_holds_one_line_of_progress_and_no_widget():
    code = """
from latentlib._progress import ProgressLine
import time
with ProgressLine(3, "training") as line:
    for loss in (0.3, 0.2, 0.1):
        line.advance(f"loss {loss}")
        time.sleep(0.25)
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output["output_type"] == "display_data"
    (line,) = output["data"]["text/plain"].splitlines()
    assert line.startswith("training")
    assert "100%" in line
    assert line.endswith("loss 0.1")
    assert set(output["data"]) == {"text/plain"}
