"""The classifier, and the noise that the denoising objective adds."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from latentlib.models import (
    AutoencoderOutput,
    Classifier,
    ClassifierConfig,
    DenoisingObjective,
    cross_entropy_objective,
)
from latentlib.training import RowRandom

CONFIG = ClassifierConfig((1, 8, 8), n_classes=3, channels=(4, 6), n_features=5, dropout=0.4)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def model() -> Classifier:
    return Classifier(CONFIG, generator=seeded())


def images(n: int = 4) -> torch.Tensor:
    return torch.rand((n, 1, 8, 8), generator=seeded(1))


def test_answers_are_read_off_the_features(model):
    h = model.features(images())
    assert h.shape == (4, 5)
    assert h.min() >= 0
    torch.testing.assert_close(model(images()), h @ model.head.weight.T + model.head.bias)


def test_what_is_left_out_is_made_up_for(model):
    keep = torch.rand((20_000, 5), generator=seeded(2)) >= CONFIG.dropout
    x = images(1).expand(20_000, 1, 8, 8)
    with torch.no_grad():
        answers = model(x, keep)
        expected = model(images(1))
    assert answers.std(0).min() > 0
    torch.testing.assert_close(answers.mean(0, keepdim=True), expected, atol=5e-3, rtol=0)


def test_objective_is_the_cross_entropy_of_torch(model):
    y = torch.tensor([0, 2, 1, 1])
    found = cross_entropy_objective(model.eval(), (images(), y), None)
    torch.testing.assert_close(found, F.cross_entropy(model(images()), y))
    in_training = cross_entropy_objective(model.train(), (images(), y), RowRandom(seeded(3), 4))
    keep = RowRandom(seeded(3), 4).uniform(5) >= CONFIG.dropout
    torch.testing.assert_close(in_training, F.cross_entropy(model(images(), keep), y))


def test_weights_come_from_the_generator_alone(model):
    before = torch.get_rng_state()
    again = Classifier(CONFIG, generator=seeded())
    assert all(
        torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True)
    )
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image_shape": (1, 10, 8)}, "multiples of 4 were expected"),
        ({"n_classes": 1}, "n_classes is 1, but at least 2"),
        ({"n_features": 0}, "n_features is 0, but at least 1"),
        ({"channels": (4,)}, r"channels is \(4,\), but two"),
        ({"dropout": 1.0}, "dropout is 1.0, but 0 to less than 1"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_configurations_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        ClassifierConfig(**arguments)


def test_images_that_do_not_fit_are_refused(model):
    with pytest.raises(ValueError, match=r"x has shape \(1, 1, 4, 4\)"):
        model(torch.zeros(1, 1, 4, 4))


# --- denoising -----------------------------------------------------------------------------------


class Listener(nn.Module):
    """Draws everything half grey, and remembers what it was given."""

    def forward(self, x):
        self.heard = x
        return AutoencoderOutput(torch.full_like(x, 0.5), x.flatten(1))


def test_noise_is_as_strong_as_said_and_cut_off_at_black_and_white():
    listener, x = Listener(), torch.full((4000, 1, 8, 8), 0.5)
    loss = DenoisingObjective(0.02, 0.06)(listener, x, RowRandom(seeded(), 4000))
    assert loss == 0  # against the clean image, which is half grey
    strengths = (listener.heard - x).flatten(1).std(1)
    assert 0.01 < strengths.min() < 0.025
    assert 0.055 < strengths.max() < 0.08
    assert strengths.mean().item() == pytest.approx(0.04, abs=0.001)
    DenoisingObjective(2, 2)(listener, x, RowRandom(seeded(), 4000))
    assert (listener.heard.min(), listener.heard.max()) == (0, 1)


@pytest.mark.parametrize(("least", "most"), [(-0.1, 0.5), (0.5, 0.1), (0, float("inf"))])
def test_noise_that_makes_no_sense_is_refused(least, most):
    with pytest.raises(ValueError, match="0 <= least <= most"):
        DenoisingObjective(least, most)
