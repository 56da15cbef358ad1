from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d
from torch import nn

from latentlib.models import ConvAutoencoder, ConvAutoencoderConfig

SMALL = ConvAutoencoderConfig(
    image_shape=(1, 8, 12), latent_dim=3, channels=(2, 5), neck=4, hidden=(7,)
)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))


def halve(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A convolution with windows of 4 x 4, every other place, one pixel of margin."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    maps = [
        sum(
            correlate2d(plane, kernel, mode="valid")
            for plane, kernel in zip(padded, kernels, strict=True)
        )
        for kernels in weight
    ]
    return np.stack(maps)[:, ::2, ::2] + bias[:, None, None]


def double(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Its transpose: every value stamps a 4 x 4 window, every other place, margin cut off."""
    _, height, width = x.shape
    stamped = np.zeros((weight.shape[1], 2 * height + 2, 2 * width + 2))
    for i in range(height):
        for j in range(width):
            window = np.tensordot(x[:, i, j], weight, axes=1)
            stamped[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4] += window
    return stamped[:, 1:-1, 1:-1] + bias[:, None, None]


def test_the_network_is_what_the_formula_says():
    model = ConvAutoencoder(SMALL, generator=seeded())
    x = torch.rand((3, 1, 8, 12), generator=seeded(1))
    e1, f1, e2, f2, en, fn, e3, f3, e4, f4 = (
        p.detach().numpy() for p in model.encoder.parameters()
    )
    d1, g1, d2, g2, dn, gn, d3, g3, d4, g4 = (
        p.detach().numpy() for p in model.decoder.parameters()
    )
    output = model(x)
    for i, image in enumerate(x.numpy()):
        quarter = silu(halve(silu(halve(image, e1, f1)), e2, f2))
        neck = silu(np.tensordot(en[:, :, 0, 0], quarter, axes=1) + fn[:, None, None])
        code = e4 @ silu(e3 @ neck.ravel() + f3) + f4
        assert output.code[i].detach().numpy() == pytest.approx(code, abs=1e-5)
        neck = silu(d2 @ silu(d1 @ code + g1) + g2).reshape(4, 2, 3)
        quarter = silu(np.tensordot(dn[:, :, 0, 0], neck, axes=1) + gn[:, None, None])
        logits = double(silu(double(quarter, d3, g3)), d4, g4)
        drawn = 1 / (1 + np.exp(-logits))
        assert output.reconstruction[i].detach().numpy() == pytest.approx(drawn, abs=1e-5)


def test_encode_and_decode_are_the_two_halves_of_forward():
    model, x = ConvAutoencoder(SMALL, generator=seeded()), torch.rand(4, 1, 8, 12)
    output = model(x)
    assert torch.equal(model.encode(x), output.code)
    assert torch.equal(model.decode(output.code), output.reconstruction)
    assert output.reconstruction.shape == x.shape
    assert 0 <= output.reconstruction.min() < output.reconstruction.max() <= 1


def test_initial_weights_are_those_of_torch_and_come_from_the_generator_alone():
    before = torch.get_rng_state()
    config = ConvAutoencoderConfig(channels=(32, 32))
    model = ConvAutoencoder(config, generator=seeded(3))
    same = ConvAutoencoder(config, generator=seeded(3))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(map(torch.equal, model.parameters(), same.parameters()))
    for ours, reference in (
        (model.encoder.layers[2], nn.Conv2d(32, 32, 4)),
        (model.decoder.layers[5], nn.ConvTranspose2d(32, 32, 4)),
        (model.decoder.layers[7], nn.ConvTranspose2d(32, 1, 4)),
        (model.encoder.layers[7], nn.Linear(784, 16)),
    ):
        largest, expected = ours.weight.abs().max().item(), reference.weight.abs().max().item()
        assert largest == pytest.approx(expected, rel=0.02)


def test_the_configuration_says_what_it_holds():
    config = ConvAutoencoderConfig(channels=[8, 4])
    assert config.neck_shape == (16, 7, 7)
    assert config.n_pixels == 784
    fields = {
        **dataclasses.asdict(config),
        "image_shape": [1, 28, 28],
        "channels": [8, 4],
        "hidden": [],
    }
    assert ConvAutoencoderConfig(**fields) == config


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"latent_dim": 0}, "latent_dim is 0"),
        ({"image_shape": (1, 28, 30)}, r"image_shape is \(1, 28, 30\), .* multiples of 4"),
        ({"channels": (8,)}, r"channels is \(8,\)"),
        ({"neck": 0}, "neck is 0"),
        ({"hidden": (0,)}, r"hidden is \(0,\)"),
    ],
)
def test_configurations_that_make_no_sense_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        ConvAutoencoderConfig(**arguments)


def test_images_and_codes_of_the_wrong_shape_are_refused():
    model = ConvAutoencoder(SMALL, generator=seeded())
    with pytest.raises(ValueError, match=r"x has shape \(2, 1, 12, 8\), but \(B, 1, 8, 12\)"):
        model.encode(torch.zeros(2, 1, 12, 8))
    with pytest.raises(ValueError, match=r"z has shape \(3,\), but \(B, 3\)"):
        model.decode(torch.zeros(3))
