"""The conditional variational autoencoder: told what is drawn, the code says how."""

from __future__ import annotations

import pytest
import torch
from torch.utils.data import TensorDataset

from latentlib.live import export
from latentlib.models import (
    ConditionalNegativeELBO,
    ConditionalVAE,
    ConditionalVAEConfig,
    VAEConfig,
    negative_elbo,
)
from latentlib.training import RowRandom, TrainConfig, fit

SHAPE = (1, 8, 8)
SHAPES = {
    "dense": VAEConfig(SHAPE, 2, (16,)),
    "convolutions": VAEConfig(SHAPE, 2, (16,), channels=(4, 8), neck=4),
}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(params=SHAPES, ids=str)
def model(request) -> ConditionalVAE:
    config = ConditionalVAEConfig(SHAPES[request.param], n_classes=3)
    return ConditionalVAE(config, generator=seeded())


def test_output_is_what_its_parts_give(model):
    x, y = torch.rand((4, *SHAPE), generator=seeded(1)), torch.tensor([0, 1, 2, 1])
    eps = torch.randn(4, 2, generator=seeded(2))
    output = model(x, y, eps)
    q = model.posterior(x, y)
    torch.testing.assert_close(output.code, q.mean + torch.exp(q.log_variance / 2) * eps)
    torch.testing.assert_close(output.reconstruction, model.decode(output.code, y))
    assert torch.equal(model(x, y).code, model.encode(x, y))


def test_the_class_matters_at_both_ends(model):
    x, z = torch.rand((1, *SHAPE), generator=seeded(1)), torch.zeros(1, 2)
    a, b = torch.tensor([0]), torch.tensor([1])
    assert not torch.equal(model.encode(x, a), model.encode(x, b))
    assert not torch.equal(model.decode(z, a), model.decode(z, b))


def test_objective_is_the_bound_given_the_class(model):
    x, y = torch.rand((4, *SHAPE), generator=seeded(1)), torch.tensor([0, 1, 2, 1])
    found = ConditionalNegativeELBO(beta=0.5)(model, (x, y), RowRandom(seeded(5), 4))
    eps = RowRandom(seeded(5), 4).normal(2)
    assert found == negative_elbo(model(x, y, eps), x, model.config.vae, beta=0.5)


def test_the_code_is_left_with_what_the_class_does_not_say():
    """Bars whose row is their class and whose brightness is free: the code tells brightness."""
    y = torch.arange(8).repeat(64)
    brightness = torch.rand(512, generator=seeded(3))
    x = torch.zeros(512, 1, 8, 8)
    x[torch.arange(512), 0, y] = brightness[:, None]
    config = ConditionalVAEConfig(VAEConfig(SHAPE, 2, (64,)), n_classes=8)
    model = ConditionalVAE(config, generator=seeded())
    rows = TensorDataset(x, y)
    options = {"generator": seeded(4), "progress": False}
    fit(model, rows, ConditionalNegativeELBO(), TrainConfig(30, 64, lr=2e-2), **options)
    z = model.encode(x, y).detach()
    drawn = torch.stack([model.decode(z[:64], torch.full((64,), k)) for k in range(8)]).detach()
    # Whatever row is asked for is drawn, in the brightness that the code says.
    row_sums = drawn[:, :, 0].sum(-1)  # (asked, image, row)
    assert (row_sums.argmax(-1) == torch.arange(8)[:, None]).float().mean() > 0.95
    told = row_sums.amax(-1).mean(0)
    assert torch.corrcoef(torch.stack([told, brightness[:64]]))[0, 1] > 0.9


@pytest.mark.parametrize(
    "y",
    [torch.tensor([0]), torch.tensor([0, 3]), torch.tensor([0, -1]), torch.tensor([0.0, 1.0])],
    ids=["too few", "too large", "negative", "not whole"],
)
def test_classes_that_do_not_fit_are_refused(model, y):
    with pytest.raises(ValueError, match=r"y has shape .* whole numbers from 0 to 2 were expected"):
        model.encode(torch.zeros(2, *SHAPE), y)


@pytest.mark.parametrize("sigma", [0.3, None], ids=["given", "learnt"])
def test_gaussian_pixels_have_the_noise_that_was_asked_for(sigma):
    vae = VAEConfig(SHAPE, 2, (16,), likelihood="gaussian", sigma=sigma)
    model = ConditionalVAE(ConditionalVAEConfig(vae, n_classes=3), generator=seeded())
    assert model.log_sigma.exp().item() == pytest.approx(sigma or 1.0)
    assert ("log_sigma" in dict(model.named_parameters())) == (sigma is None)
    x, y = torch.rand((4, *SHAPE), generator=seeded(1)), torch.tensor([0, 1, 2, 1])
    output = model(x, y)
    pixels = torch.distributions.Normal(output.reconstruction, sigma or 1.0)
    expected = -pixels.log_prob(x).flatten(1).sum(1).mean()
    torch.testing.assert_close(negative_elbo(output, x, vae).reconstruction, expected)


def test_one_class_is_no_condition():
    with pytest.raises(ValueError, match="n_classes is 1, but at least 2"):
        ConditionalVAEConfig(VAEConfig(), n_classes=1)


def test_the_decoder_can_be_exported(model):
    assert export(model.decoder).description["input_shape"] == [5]
