"""What the loop does with an objective: its terms, its random numbers, its gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset
from training_runs import images, small_vae, train

from latentlib.models import NegativeELBO
from latentlib.training import TrainConfig, TrainingError, evaluate, fit


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Line(nn.Module):
    """One weight."""

    def __init__(self, start: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(start))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * x


class Terms(NamedTuple):
    loss: torch.Tensor
    pull: torch.Tensor
    size: torch.Tensor


def test_named_terms_are_recorded_and_the_first_is_minimised():
    x = torch.ones(10, 1)

    def objective(model, batch, random):
        pull = (model(batch) - 3).square().mean()
        return Terms(pull + model.weight, pull, model.weight.square())

    model = Line()
    config = TrainConfig(300, 10, lr=0.1)
    history = fit(model, x, objective, config, generator=seeded(), progress=False)
    assert model.weight.item() == pytest.approx(2.5, abs=1e-3)  # where 2 (w - 3) + 1 = 0
    assert list(history.terms) == ["pull", "size"]
    np.testing.assert_allclose(
        history.loss, history.terms["pull"] + np.sqrt(history.terms["size"]), rtol=1e-5
    )


def test_rows_may_come_in_pairs():
    x, y = torch.arange(12.0)[:, None], 2 * torch.arange(12.0)[:, None]

    def objective(model, batch, random):
        assert len(batch) == 2
        return (model(batch[0]) - batch[1]).square().mean()

    model = Line()
    config = TrainConfig(200, 5, lr=0.05)
    fit(model, TensorDataset(x, y), objective, config, generator=seeded(), progress=False)
    assert model.weight.item() == pytest.approx(2, abs=1e-3)


def test_rows_may_be_anything_that_has_rows():
    class Squares:
        """No tensor, but rows that are made when they are asked for."""

        def __len__(self):
            return 9

        def __getitem__(self, index):
            return index[:, None].float() ** 2

    seen = []

    def objective(model, batch, random):
        seen.extend(batch[:, 0].tolist())
        return model(batch).mean()

    fit(Line(), Squares(), objective, TrainConfig(1, 4), generator=seeded(), progress=False)
    assert sorted(seen) == [float(i**2) for i in range(9)]


def test_a_long_gradient_is_shortened_as_torch_shortens_it():
    """Measured before each step: Adam hides the length of what it is given."""
    lengths = []
    real = torch.nn.utils.clip_grad_norm_

    def spying(parameters, max_norm):
        found = list(parameters)
        norm = real(found, max_norm)
        lengths.append((norm.item(), sum(p.grad.square().sum() for p in found).sqrt().item()))
        return norm

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.utils, "clip_grad_norm_", spying)
        train(small_vae(), config=TrainConfig(2, 15, max_norm=1.2))
        train(small_vae(), config=TrainConfig(2, 15))
    before, after = np.array(lengths).T
    assert before.min() < 1.2 < before.max()
    np.testing.assert_allclose(after, np.minimum(before, 1.2), rtol=1e-4)
    assert len(lengths) == 8  # none without max_norm


def test_a_gradient_that_is_not_finite_stops_with_step_and_cause():
    model = Line()
    config = TrainConfig(1, 10, max_norm=1.0)
    with pytest.raises(TrainingError, match=r"gradient of step 1 is not finite, though its loss"):
        fit(
            model,
            torch.zeros(10, 1),
            lambda m, x, _: m(x).abs().sqrt().mean() + m.weight.abs().sqrt(),  # steep at zero
            config,
            generator=seeded(),
            progress=False,
        )
    assert model.weight == 0  # no step was taken with it


def test_stopped_early_the_model_has_its_best_weights():
    model, held_out = small_vae(), images(20, 2)
    config = TrainConfig(60, 15, lr=0.05, warmup=0, final_lr=1, patience=2)
    history = train(model, config=config, validation=held_out)
    assert len(history.validation_loss) == history.best_epoch + 2 < 60
    assert evaluate(model, held_out, NegativeELBO()) == history.validation_loss.min()


def test_evaluation_draws_the_same_numbers_every_time():
    model, x = small_vae(), images()
    first, again = (evaluate(model, x, NegativeELBO()) for _ in range(2))
    assert first == again
    more = evaluate(model, torch.cat([x] * 40), NegativeELBO())
    assert more == pytest.approx(first, rel=0.05)
    assert more != first


def test_the_users_number_of_threads_is_put_back():
    before = torch.get_num_threads()
    seen = []

    def objective(model, batch, random):
        seen.append(torch.get_num_threads())
        return model(batch).mean()

    for threads in (1, 2):
        config = TrainConfig(1, 10)
        options = {"generator": seeded(), "progress": False, "threads": threads}
        fit(Line(), torch.ones(10, 1), objective, config, **options)
        assert torch.get_num_threads() == before
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"threads": 0}, "threads is 0, but at least 1"),
        ({"config": TrainConfig(patience=1), "validation": None}, "validation is None, but with"),
    ],
    ids=["threads", "patience"],
)
def test_what_makes_no_sense_is_refused(more, message):
    with pytest.raises(ValueError, match=message):
        train(small_vae(), **more)


def test_best_epoch_needs_validation():
    history = train(small_vae(), validation=None)
    with pytest.raises(ValueError, match="validation_loss is empty"):
        history.best_epoch  # noqa: B018
