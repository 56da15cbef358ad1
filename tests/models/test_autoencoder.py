from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from latentlib.models import (
    Autoencoder,
    AutoencoderConfig,
    AutoencoderOutput,
    fit_pca,
    reconstruction_loss,
)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def images(n: int, shape: tuple[int, int, int], seed: int = 0) -> torch.Tensor:
    return torch.rand((n, *shape), generator=seeded(seed))


def test_the_network_is_what_the_formula_says():
    config = AutoencoderConfig(image_shape=(1, 4, 5), latent_dim=3, hidden=(7,))
    model, x = Autoencoder(config, generator=seeded()), images(6, (1, 4, 5))
    w1, b1, w2, b2 = (p.detach().double().numpy() for p in model.encoder.parameters())
    w3, b3, w4, b4 = (p.detach().double().numpy() for p in model.decoder.parameters())
    flat = x.double().numpy().reshape(6, 20)
    code = np.maximum(flat @ w1.T + b1, 0) @ w2.T + b2
    logits = np.maximum(code @ w3.T + b3, 0) @ w4.T + b4
    output = model(x)
    assert output.code.detach().numpy() == pytest.approx(code, abs=1e-6)
    drawn = output.reconstruction.detach().numpy()
    assert drawn.shape == (6, 1, 4, 5)
    assert drawn.reshape(6, 20) == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-6)


def test_the_linear_autoencoder_with_the_axes_of_pca_is_pca_and_cannot_do_better():
    shape = (1, 3, 4)
    x = images(200, shape) @ torch.rand(4, 4, generator=seeded(1))
    flat = x.flatten(1).double().numpy()
    pca = fit_pca(flat, 2)
    config = AutoencoderConfig(image_shape=shape, latent_dim=2, linear=True)
    model = Autoencoder(config, generator=seeded()).double()
    axes, mean = torch.from_numpy(pca.components), torch.from_numpy(pca.mean)
    with torch.no_grad():
        model.encoder.layers[0].weight.copy_(axes)
        model.encoder.layers[0].bias.copy_(-axes @ mean)
        model.decoder.layers[0].weight.copy_(axes.T)
        model.decoder.layers[0].bias.copy_(mean)
    output = model(x.double())
    assert output.code.detach().numpy() == pytest.approx(pca.encode(flat), abs=1e-10)
    loss = reconstruction_loss(output, x.double())
    assert loss.item() == pytest.approx(np.mean((pca.decode(pca.encode(flat)) - flat) ** 2))
    loss.backward()
    assert max(p.grad.abs().max().item() for p in model.parameters()) < 1e-12


def test_encode_and_decode_are_the_two_halves_of_forward():
    model = Autoencoder(AutoencoderConfig(hidden=(32, 8)), generator=seeded())
    x = images(3, (1, 28, 28))
    output = model(x)
    assert torch.equal(model.encode(x), output.code)
    assert torch.equal(model.decode(output.code), output.reconstruction)
    assert [tuple(p.shape) for p in model.encoder.parameters() if p.ndim == 2] == [
        (32, 784),
        (8, 32),
        (16, 8),
    ]


def test_what_is_drawn_is_an_image_unless_the_model_is_linear():
    z = 100 * torch.randn(50, 16, generator=seeded())
    drawn = Autoencoder(AutoencoderConfig(), generator=seeded()).decode(z)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    free = Autoencoder(AutoencoderConfig(linear=True), generator=seeded()).decode(z)
    assert free.min() < 0
    assert free.max() > 1


def test_initial_weights_are_those_of_torch_and_come_from_the_generator_alone():
    before = torch.get_rng_state()
    model = Autoencoder(AutoencoderConfig(), generator=seeded(3))
    same = Autoencoder(AutoencoderConfig(), generator=seeded(3))
    other = Autoencoder(AutoencoderConfig(), generator=seeded(4))
    assert torch.equal(torch.get_rng_state(), before)
    for ours, again, different in zip(
        model.parameters(), same.parameters(), other.parameters(), strict=True
    ):
        assert torch.equal(ours, again)
        assert not torch.equal(ours, different)
    weight = model.encoder.layers[0].weight.detach()
    reference = torch.nn.Linear(784, 256).weight.detach()
    assert weight.std().item() == pytest.approx(reference.std().item(), rel=0.01)
    assert weight.abs().max().item() == pytest.approx(reference.abs().max().item(), rel=0.01)


def test_the_loss_is_the_squared_error_per_pixel():
    x = torch.tensor([0.0, 1.0]).reshape(1, 1, 1, 2)
    drawn = torch.tensor([0.5, 0.8]).reshape(1, 1, 1, 2)
    output = AutoencoderOutput(reconstruction=drawn, code=torch.zeros(1, 1))
    assert reconstruction_loss(output, x).item() == pytest.approx((0.25 + 0.04) / 2)


def test_the_configuration_is_frozen_and_survives_json():
    config = AutoencoderConfig(latent_dim=4, hidden=[64, 32])
    assert config.hidden == (64, 32)
    assert AutoencoderConfig(**{**dataclasses.asdict(config), "image_shape": [1, 28, 28]}) == config
    assert AutoencoderConfig(linear=True, hidden=(9,)).hidden == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.latent_dim = 8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"latent_dim": 0}, "latent_dim is 0"),
        ({"hidden": (64, 0)}, r"hidden is \(64, 0\)"),
        ({"image_shape": (28, 28)}, r"image_shape is \(28, 28\)"),
    ],
)
def test_configurations_that_make_no_sense_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        AutoencoderConfig(**arguments)


def test_images_and_codes_of_the_wrong_shape_are_refused():
    model = Autoencoder(AutoencoderConfig(), generator=seeded())
    with pytest.raises(ValueError, match=r"x has shape \(2, 784\)"):
        model.encode(torch.zeros(2, 784))
    with pytest.raises(ValueError, match=r"z has shape \(2, 15\), but \(B, 16\)"):
        model.decode(torch.zeros(2, 15))
