"""An autoencoder on arrays is the same autoencoder."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from latentlib.models import VAE, ArrayCoder, Autoencoder, AutoencoderConfig, VAEConfig


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    config = AutoencoderConfig(image_shape=(1, 4, 5), latent_dim=3, hidden=(8,))
    return Autoencoder(config, generator=torch.Generator().manual_seed(0))


def test_it_computes_what_the_model_computes(model: Autoencoder) -> None:
    images = torch.rand(7, 1, 4, 5, generator=torch.Generator().manual_seed(1))
    coder = ArrayCoder(model)
    z = coder.encode(images.flatten(1).numpy())
    output = model(images)
    assert coder.n_components == 3
    np.testing.assert_allclose(z, output.code.detach(), rtol=1e-6)
    np.testing.assert_allclose(
        coder.decode(z), output.reconstruction.detach().flatten(1), rtol=1e-6
    )


@pytest.mark.parametrize("shape", [(7, 19), (20,), (7, 4, 5)])
def test_it_refuses_other_shapes(model: Autoencoder, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"x has shape .* \(n_samples, 20\) was expected"):
        ArrayCoder(model).encode(np.zeros(shape))


def test_it_answers_with_the_distributions_of_a_vae() -> None:
    vae = VAE(VAEConfig((1, 4, 5), 3, (8,)), generator=torch.Generator().manual_seed(0))
    images = torch.rand(300, 1, 4, 5, generator=torch.Generator().manual_seed(1))
    found = ArrayCoder(vae).posterior(images.flatten(1).numpy())
    for part, expected in zip(found, vae.posterior(images), strict=True):
        torch.testing.assert_close(part, expected.detach())


def test_a_model_without_distributions_says_so(model: Autoencoder) -> None:
    with pytest.raises(TypeError, match="Autoencoder, which answers with codes; a VAE"):
        ArrayCoder(model).posterior(np.zeros((2, 20)))
