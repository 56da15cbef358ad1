"""The variational autoencoder, beside `torch.distributions` and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import distributions, nn

from latentlib.live import export
from latentlib.models import (
    VAE,
    NegativeELBO,
    VAEConfig,
    importance_weighted_bound,
    kl_to_standard_normal,
    log_likelihood,
    negative_elbo,
)
from latentlib.training import RowRandom

SHAPE = (1, 8, 8)
CONFIGS = {
    "dense": VAEConfig(SHAPE, 3, (16,)),
    "convolutions": VAEConfig(SHAPE, 3, (16,), channels=(4, 8), neck=4),
    "gaussian": VAEConfig(SHAPE, 3, (16,), likelihood="gaussian", sigma=0.3),
    "learnt": VAEConfig(SHAPE, 3, (16,), likelihood="gaussian"),
}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def images(n: int = 5) -> torch.Tensor:
    return torch.rand((n, *SHAPE), generator=seeded(1))


@pytest.fixture(params=CONFIGS, ids=str)
def model(request) -> VAE:
    return VAE(CONFIGS[request.param], generator=seeded())


def test_output_is_what_its_parts_give(model):
    x, eps = images(), torch.randn(5, 3, generator=seeded(2))
    output = model(x, eps)
    mean, log_variance = model.posterior(x)
    torch.testing.assert_close(output.code, mean + torch.exp(log_variance / 2) * eps)
    torch.testing.assert_close(output.reconstruction, model.decode(output.code))
    torch.testing.assert_close(model.encode(x), mean)
    assert torch.equal(model(x).code, mean)
    assert output.reconstruction.shape == x.shape


def test_randomness_of_weights_comes_from_the_generator_alone(model):
    before = torch.get_rng_state()
    again, other = (VAE(model.config, generator=seeded(s)) for s in (0, 1))
    pairs = zip(model.parameters(), again.parameters(), other.parameters(), strict=True)
    assert all(torch.equal(a, b) and (a.ndim == 0 or not torch.equal(a, c)) for a, b, c in pairs)
    assert torch.equal(torch.get_rng_state(), before)


def test_bound_is_that_of_torch_distributions(model):
    x, eps = images(), torch.randn(5, 3, generator=seeded(2))
    x = x.round() if model.config.likelihood == "bernoulli" else x
    output = model(x, eps)
    if model.config.likelihood == "bernoulli":
        pixels = distributions.Bernoulli(logits=output.logits)
    else:
        pixels = distributions.Normal(output.reconstruction, model.log_sigma.exp())
    q = distributions.Normal(output.posterior.mean, (output.posterior.log_variance / 2).exp())
    kl = distributions.kl_divergence(q, distributions.Normal(0.0, 1.0)).sum(1).mean()
    reconstruction = -pixels.log_prob(x).flatten(1).sum(1).mean()
    terms = negative_elbo(output, x, model.config, beta=0.5)
    torch.testing.assert_close(terms.reconstruction, reconstruction)
    torch.testing.assert_close(terms.kl, kl)
    torch.testing.assert_close(terms.loss, reconstruction + 0.5 * kl)


def test_free_nats_cost_nothing_and_are_not_pressed_out(model):
    x, eps = images(), torch.randn(5, 3, generator=seeded(2))
    output = model(x, eps)
    by_coordinate = kl_to_standard_normal(output.posterior).mean(0)
    largest = by_coordinate.max().item()
    terms = negative_elbo(output, x, model.config, free_nats=2 * largest)
    assert terms.loss.item() == pytest.approx(terms.reconstruction.item() + 6 * largest, rel=1e-5)
    assert terms.kl.item() == pytest.approx(by_coordinate.sum().item(), rel=1e-6)
    (gradient,) = torch.autograd.grad(terms.loss - terms.reconstruction, output.posterior.mean)
    assert gradient.abs().max() == 0


@pytest.mark.parametrize("name", ["gaussian", "learnt"])
def test_learnt_sigma_is_a_weight_and_a_fixed_one_is_none(name):
    model = VAE(CONFIGS[name], generator=seeded())
    assert ("log_sigma" in dict(model.named_parameters())) == (name == "learnt")
    assert model.log_sigma.exp().item() == pytest.approx(0.3 if name == "gaussian" else 1.0)
    assert ("log_sigma" in model.state_dict()) == (name == "learnt")


def test_the_best_learnt_sigma_is_the_root_of_the_mean_squared_error():
    x = images()
    logits = torch.zeros_like(x)
    rms = (x - 0.5).square().mean().sqrt()
    log_sigma = rms.log().requires_grad_()
    log_likelihood(x, logits, log_sigma, "gaussian").sum().backward()
    assert abs(log_sigma.grad.item()) < 1e-3


def test_objective_draws_what_the_bound_needs(model):
    x = images()
    found = NegativeELBO(beta=0.7)(model, x, RowRandom(seeded(5), len(x)))
    eps = RowRandom(seeded(5), len(x)).normal(3)
    assert found == negative_elbo(model(x, eps), x, model.config, beta=0.7)


def test_binarised_pixels_are_white_as_often_as_they_are_bright():
    class Listener(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = VAE(CONFIGS["dense"], generator=seeded())
            self.config, self.heard = self.inner.config, None

        def forward(self, x, eps):
            self.heard = x
            return self.inner(x, eps)

    listener = Listener()
    x = torch.tensor([0.0, 0.25, 0.5, 1.0]).repeat(16).reshape(1, *SHAPE).expand(4000, *SHAPE)
    NegativeELBO(binarize=True)(listener, x, RowRandom(seeded(), len(x)))
    assert set(listener.heard.unique().tolist()) == {0.0, 1.0}
    shares = listener.heard.mean(0).flatten().reshape(-1, 4).mean(0)
    torch.testing.assert_close(shares, torch.tensor([0, 0.25, 0.5, 1.0]), atol=0.01, rtol=0)


# --- the evidence, where it is known --------------------------------------------------------------


def linear_gaussian(noise: float = 0.4) -> tuple[VAE, torch.Tensor]:
    """A model whose evidence is a Gaussian: a decoder that is as good as straight.

    Returns
    -------
    VAE
        With the true posterior for encoder, but for what the squashing bends.
    Tensor, shape (4,)
        How far each pixel moves with the code.
    """
    config = VAEConfig((1, 2, 2), 1, (), likelihood="gaussian", sigma=noise)
    model = VAE(config, generator=seeded())
    slope = torch.tensor([0.02, -0.01, 0.03, 0.015])  # so small that the sigmoid is straight
    precision = 1 + (slope.square().sum() / noise**2).item()
    with torch.no_grad():
        model.decoder.layers[0].weight.copy_(4 * slope[:, None])  # sigmoid(u) = 1/2 + u/4 + ...
        model.decoder.layers[0].bias.zero_()
        model.encoder.mean.weight.copy_(slope[None] / noise**2 / precision)
        model.encoder.mean.bias.fill_(-0.5 * slope.sum() / noise**2 / precision)
        model.encoder.log_variance.weight.zero_()
        model.encoder.log_variance.bias.fill_(-math.log(precision))
    return model, slope


def log_evidence(x: torch.Tensor, slope: torch.Tensor, noise: float = 0.4) -> torch.Tensor:
    covariance = noise**2 * torch.eye(4) + slope[:, None] * slope
    normal = distributions.MultivariateNormal(torch.full((4,), 0.5), covariance)
    return normal.log_prob(x.flatten(1))


def test_with_the_true_posterior_every_bound_is_the_evidence():
    model, slope = linear_gaussian()
    x = torch.rand((50, 1, 2, 2), generator=seeded(3))
    bound = importance_weighted_bound(model, x, 1, generator=seeded(4))
    torch.testing.assert_close(bound, log_evidence(x, slope), atol=1e-3, rtol=0)


def test_the_bound_rises_with_the_samples_to_the_evidence():
    model, slope = linear_gaussian()
    with torch.no_grad():
        model.encoder.mean.bias += 1.0  # a wrong posterior
        model.encoder.log_variance.bias += 0.5
    x = torch.rand((400, 1, 2, 2), generator=seeded(3))
    truth = log_evidence(x, slope).mean().item()
    means = [
        importance_weighted_bound(model, x, k, generator=seeded(4)).mean().item()
        for k in (1, 10, 100, 5000)
    ]
    assert means == sorted(means)
    assert means[-1] == pytest.approx(truth, abs=2e-3)
    q = model.posterior(x)
    exact = -math.log(1 + (slope.square().sum() / 0.16).item())
    true_mean = (q.mean - 1.0).double()
    gap = distributions.kl_divergence(
        distributions.Normal(q.mean, (q.log_variance / 2).exp()),
        distributions.Normal(true_mean.float(), math.exp(exact / 2)),
    ).mean()
    # One sample: the evidence lower bound, which falls short by the divergence of the posteriors.
    assert truth - means[0] == pytest.approx(gap.item(), abs=0.1)


def test_memory_does_not_change_the_bound():
    model = VAE(CONFIGS["dense"], generator=seeded())
    x = images(7).round()
    means = [
        importance_weighted_bound(model, x, 3000, generator=seeded(4), rows=rows).numpy()
        for rows in (1000, 3000, 30_000)
    ]
    for found in means[1:]:
        np.testing.assert_allclose(found, means[0], atol=0.15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"likelihood": "poisson"}, "likelihood is 'poisson', but one of bernoulli, gaussian"),
        ({"sigma": 0.0}, "sigma is 0.0, but more than 0"),
        ({"activation": "step"}, "activation is 'step', but one of relu, silu, tanh"),
        ({"latent_dim": 0}, "latent_dim is 0, but at least 1"),
        ({"channels": (4,)}, r"channels is \(4,\), but two positive numbers"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_configurations_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        VAEConfig(**arguments)


def test_what_does_not_fit_is_refused():
    model = VAE(CONFIGS["dense"], generator=seeded())
    with pytest.raises(ValueError, match=r"x has shape \(2, 1, 9, 9\)"):
        model(torch.zeros(2, 1, 9, 9))
    with pytest.raises(ValueError, match=r"z has shape \(2, 4\)"):
        model.decode(torch.zeros(2, 4))
    with pytest.raises(ValueError, match="n_samples is 0"):
        importance_weighted_bound(model, images(), 0, generator=seeded())
    with pytest.raises(ValueError, match=r"beta is -1, but at least 0"):
        NegativeELBO(beta=-1)
    with pytest.raises(ValueError, match="likelihood is 'poisson'"):
        log_likelihood(images(), images(), torch.zeros(()), "poisson")


def test_both_halves_can_be_exported(model):
    assert export(model.decoder).description["output_shape"] == list(SHAPE)
    encoder = export(model.encoder, input_shape=SHAPE).description
    assert encoder["output_shape"] == [3]
