"""The loss of a code that a group shares: what it is made of, and that it learns the style."""

from __future__ import annotations

import pytest
import torch

from latentlib.models import (
    ConditionalNegativeELBO,
    ConditionalVAE,
    ConditionalVAEConfig,
    SharedStyleELBO,
    VAEConfig,
    negative_elbo,
)
from latentlib.training import RowRandom, TrainConfig, fit

SHAPE, N_CLASSES = (1, 4, 4), 3


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def model() -> ConditionalVAE:
    config = ConditionalVAEConfig(VAEConfig(SHAPE, 2, (32,)), N_CLASSES)
    return ConditionalVAE(config, generator=seeded())


def groups(n: int, seed: int = 1) -> torch.Tensor:
    """Groups of three: a bright row for the class, as bright as the group's style says."""
    style = torch.rand(n, 1, 1, 1, generator=seeded(seed))
    x = torch.zeros(n, N_CLASSES, *SHAPE)
    for k in range(N_CLASSES):
        x[:, k, :, k] = 0.2 + 0.8 * style[:, 0]
    return x


def test_it_is_the_bound_of_the_drawn_given_the_seen_pair_by_pair(model):
    x, n_pairs = torch.rand(2, N_CLASSES, *SHAPE, generator=seeded(3)), 4
    found = SharedStyleELBO(n_pairs, beta=0.3)(model, x, RowRandom(seeded(5), 2))
    random = RowRandom(seeded(5), 2)
    seen, drawn = random.integers(N_CLASSES, n_pairs), random.integers(N_CLASSES, n_pairs)
    eps, terms = random.normal(n_pairs, 2), []
    for i in range(2):
        for j in range(n_pairs):
            a, b = seen[i, j : j + 1], drawn[i, j : j + 1]
            output = model(x[i, a], a, eps[i, j : j + 1], b)
            torch.testing.assert_close(output.code, model(x[i, a], a, eps[i, j : j + 1]).code)
            torch.testing.assert_close(output.reconstruction, model.decode(output.code, b))
            terms.append(negative_elbo(output, x[i, b], model.config.vae, beta=0.3))
    for name, value in found._asdict().items():
        expected = torch.stack([getattr(term, name) for term in terms]).mean()
        torch.testing.assert_close(value, expected)


def test_a_group_of_one_class_each_the_same_is_the_plain_bound(model):
    """Where all images of a group are the class that is seen, nothing is carried over."""
    x = torch.rand(5, *SHAPE, generator=seeded(3))
    y = torch.zeros(5, dtype=torch.int64)

    class OnlyFirst(RowRandom):
        def integers(self, high, *sizes):
            return torch.zeros(5, *sizes, dtype=torch.int64)

    shared = SharedStyleELBO(1)(model, x[:, None].repeat(1, 3, 1, 1, 1), OnlyFirst(seeded(5), 5))
    plain = ConditionalNegativeELBO()(model, (x, y), RowRandom(seeded(5), 5))
    torch.testing.assert_close(shared.loss, plain.loss)


def test_a_style_carries_over_to_classes_that_were_not_seen():
    config = ConditionalVAEConfig(VAEConfig(SHAPE, 1, (32,), likelihood="gaussian"), N_CLASSES)
    model = ConditionalVAE(config, generator=seeded())
    options = {"generator": seeded(7), "progress": False}
    config = TrainConfig(60, 16, lr=1e-2)
    fit(model, groups(400), SharedStyleELBO(4, beta=1 / 3), config, **options)
    x = groups(50, seed=2)
    a, b = torch.zeros(50, dtype=torch.int64), torch.full((50,), 2)
    with torch.no_grad():
        drawn = model(x[:, 0], a, drawn=b).reconstruction
    error = (drawn - x[:, 2]).square().mean()
    assert error < (x[:, 2] - x[:, 2].mean(0)).square().mean() / 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"n_pairs": 0}, "n_pairs is 0"), ({"beta": -1.0}, "beta is -1.0")],
)
def test_settings_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        SharedStyleELBO(**arguments)


@pytest.mark.parametrize("shape", [(2, *SHAPE), (2, N_CLASSES - 1, *SHAPE)])
def test_rows_that_are_no_groups_are_refused(model, shape):
    with pytest.raises(ValueError, match=r"x has shape .* \(B, 3, C, H, W\) was expected"):
        SharedStyleELBO()(model, torch.zeros(shape), RowRandom(seeded(), 2))
