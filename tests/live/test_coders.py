"""What figures take out of a model: two halves of their own, and plain words where they cannot."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from latentlib import data
from latentlib.live import CodeSize, Draw, LatentPad, Neighbours, Sliders

FIGURES = {
    "CodeSize": lambda model, images: CodeSize({"net": {2: model}}, images, n_images=5),
    "Draw": lambda model, images: Draw(model, images, n_points=10),
    "LatentPad": lambda model, images: LatentPad(model, images, n_points=10),
    "Neighbours": lambda model, images: Neighbours(model, images, n_images=10, k=2),
    "Sliders": Sliders,
}


class Model(nn.Module):
    """Two halves, with layers that behave otherwise while they learn."""

    def __init__(self, encoder=None, decoder=None):
        super().__init__()
        torch.manual_seed(0)
        self.encoder = encoder or nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 2))
        self.decoder = decoder or nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28)))


@pytest.fixture(scope="module")
def images():
    return data.load_fashion_mnist("test").subset(slice(40))


@pytest.mark.parametrize("build", FIGURES.values(), ids=FIGURES)
def test_the_readers_model_stays_as_it_is(build, images):
    model = Model().train()
    model.decoder.eval()
    before = copy.deepcopy(model.state_dict())
    figure = build(model, images)
    modes = [part.training for part in (model, model.encoder[1], model.decoder)]
    assert modes == [True, True, False]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    codes = np.array([[0.5, -1.0]])
    drawn, code = figure.decode(codes), figure.code
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    assert np.array_equal(figure.decode(codes), drawn)
    assert figure.code == code
