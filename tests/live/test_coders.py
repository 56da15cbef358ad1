"""What figures take out of a model: two halves of their own, and plain words where they cannot."""

import copy
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from latentlib import data
from latentlib.live import CodeSize, Draw, LatentPad, LatentPads, Neighbours, Sliders

FIGURES = {
    "CodeSize": lambda model, images: CodeSize({"net": {2: model}}, images, n_images=5),
    "Draw": lambda model, images: Draw(model, images, n_points=10),
    "LatentPad": lambda model, images: LatentPad(model, images, n_points=10),
    "LatentPads": lambda model, images: LatentPads({"net": model, "b": model}, images, n_points=10),
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


class Moments(NamedTuple):
    mean: torch.Tensor
    log_variance: torch.Tensor


class Answers(nn.Module):
    """Answers with whatever a function makes of a layer's output."""

    def __init__(self, layer, answer):
        super().__init__()
        self.layer, self.answer = nn.Sequential(nn.Flatten(), layer), answer

    def forward(self, x):
        return self.answer(self.layer(x))


def linear(n_in, n_out, *more):
    return nn.Sequential(nn.Flatten(), nn.Linear(n_in, n_out), *more)


def infinite():
    model = Model()
    nn.init.constant_(model.encoder[2].bias, torch.nan)
    return model


REFUSED = {
    "a tuple": (
        lambda: Model(encoder=Answers(nn.Linear(784, 2), lambda h: (h, h))),
        TypeError,
        "the encoder of {name} gives a tuple, expected one tensor .of a VAE, .* ends in the mean",
    ),
    "a named tuple": (
        lambda: Model(encoder=Answers(nn.Linear(784, 2), lambda h: Moments(h, h))),
        TypeError,
        "the encoder of {name} gives a Moments, expected one tensor .of a VAE",
    ),
    "half an encoder": (
        lambda: Model(encoder=linear(784, 9)),
        ValueError,
        "the decoder of {name} cannot take codes of 9 numbers, .* .of a VAE, .*: mat1 and mat2",
    ),
    "another image size": (
        lambda: Model(encoder=linear(1024, 2)),
        ValueError,
        r"the encoder of {name} cannot take images of shape \(1, 28, 28\): mat1",
    ),
    "images of another size": (
        lambda: Model(decoder=linear(2, 1024, nn.Unflatten(1, (1, 32, 32)))),
        ValueError,
        r"the decoder of {name} gives images of shape \(1, 32, 32\), expected \(1, 28, 28\), .*784",
    ),
    "other numbers": (
        lambda: Model().double(),
        TypeError,
        "the encoder of {name} has weights of torch.float64, expected torch.float32",
    ),
    "other answers": (
        lambda: Model(decoder=Answers(nn.Linear(2, 784), lambda x: x.double())),
        TypeError,
        "the decoder of {name} gives numbers of torch.float64, expected torch.float32",
    ),
    "no numbers": (infinite, ValueError, "the encoder of {name} gives numbers that are not finite"),
    "codes that are no vectors": (
        lambda: Model(encoder=nn.Conv2d(1, 1, 4, stride=4)),
        ValueError,
        r"the encoder of {name} gives codes of shape \(1, 7, 7\), expected one axis",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("name", FIGURES)
def test_halves_that_do_not_fit_are_named(name, kind, images):
    make, error, message = REFUSED[kind]
    arguments = {"CodeSize": r"coders\['net'\]\[2\]", "LatentPads": r"models\['net'\]"}
    argument = arguments.get(name, "model")
    with pytest.raises(error, match=message.format(name=argument)):
        FIGURES[name](make(), images)


def test_the_map_of_a_drawing_is_named(images):
    with pytest.raises(TypeError, match="the encoder of map_model gives a tuple"):
        Draw(Model(), images, map_model=REFUSED["a tuple"][0]())


@pytest.mark.parametrize("build", FIGURES.values(), ids=FIGURES)
def test_rows_of_pixels_are_as_good_as_images(build, images):
    model = Model()
    flat = Model(encoder=model.encoder, decoder=model.decoder[0])
    figure, other = build(model, images), build(flat, images)
    codes = np.array([[0.5, -1.0]])
    assert np.array_equal(other.decode(codes), figure.decode(codes))
    for each in (figure, other):
        assert each.still().axes


@pytest.mark.parametrize("name", ["LatentPad", "Draw"])
def test_rows_of_pixels_are_drawn_in_the_page(name, images, show):
    figure = FIGURES[name](Model(decoder=nn.Linear(2, 784)), images)
    page = show(figure)
    [drawn] = page.evaluate(
        "async (code) => [...await document.querySelector('#figure').latent.decode([code])]"
        ".map((picture) => [...picture])",
        figure.code,
    )
    assert drawn == pytest.approx(figure.decode([figure.code])[0].tolist(), abs=0.02)
