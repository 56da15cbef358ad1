"""Gaussians with independent coordinates, beside `torch.distributions`."""

from __future__ import annotations

import pytest
import torch
from torch import distributions

from latentlib.models import DiagonalGaussian, kl_to_standard_normal, log_normal, reparameterize


@pytest.fixture
def q() -> DiagonalGaussian:
    generator = torch.Generator().manual_seed(0)
    return DiagonalGaussian(
        2 * torch.randn(6, 3, generator=generator), torch.randn(6, 3, generator=generator)
    )


def as_torch(q: DiagonalGaussian) -> distributions.Normal:
    return distributions.Normal(q.mean, q.log_variance.exp().sqrt())


def test_divergence_is_that_of_torch(q):
    reference = distributions.kl_divergence(as_torch(q), distributions.Normal(0.0, 1.0))
    torch.testing.assert_close(kl_to_standard_normal(q), reference)


def test_divergence_of_the_standard_normal_is_zero_and_the_least():
    zeros = torch.zeros(2, 4, requires_grad=True)
    kl = kl_to_standard_normal(DiagonalGaussian(zeros, zeros))
    assert kl.abs().max() == 0
    assert torch.autograd.grad(kl.sum(), zeros)[0].abs().max() == 0


def test_densities_are_those_of_torch(q):
    z = torch.randn(5, 6, 3, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(log_normal(z, q), as_torch(q).log_prob(z).sum(-1))
    torch.testing.assert_close(log_normal(z), distributions.Normal(0.0, 1.0).log_prob(z).sum(-1))


def test_draws_have_mean_and_variance(q):
    eps = torch.randn(200_000, 6, 3, generator=torch.Generator().manual_seed(2))
    z = reparameterize(q, eps)
    torch.testing.assert_close(z.mean(0), q.mean, atol=0.03, rtol=0)
    torch.testing.assert_close(z.var(0), q.log_variance.exp(), atol=0, rtol=0.03)


def test_gradients_reach_mean_and_variance_through_a_draw(q):
    mean, log_variance = (part.clone().requires_grad_() for part in q)
    eps = torch.randn(6, 3, generator=torch.Generator().manual_seed(3))
    reparameterize(DiagonalGaussian(mean, log_variance), eps).sum().backward()
    assert torch.equal(mean.grad, torch.ones_like(mean))
    torch.testing.assert_close(log_variance.grad, eps * torch.exp(q.log_variance / 2) / 2)
