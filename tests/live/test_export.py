"""The exporter: what it describes, what it refuses, what a smaller format costs."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from latentlib.live import UnsupportedLayerError, export
from latentlib.models import Autoencoder, AutoencoderConfig, Residual


def small():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


def test_a_description_is_a_list_of_layers_that_json_can_hold():
    exported = export(small())
    again = json.loads(json.dumps(exported.description))
    assert again == exported.description
    assert [layer["kind"] for layer in again["layers"]] == ["linear", "activation", "linear"]
    assert again["input_shape"] == [4]
    assert again["output_shape"] == [3]
    assert again["macs"] == 4 * 8 + 8 * 3


def test_multiply_adds_of_convolutions_are_counted():
    module = nn.Sequential(
        nn.Conv2d(3, 5, 3, stride=2, padding=1), nn.ConvTranspose2d(5, 2, 4, 2, 1)
    )
    macs = export(module, input_shape=(3, 8, 8)).description["macs"]
    assert macs == 5 * 16 * 3 * 9 + 5 * 16 * 2 * 16


def test_the_binary_holds_the_weights():
    module = small()
    exported = export(module)
    weight = exported.description["layers"][2]["weight"]
    found = np.frombuffer(exported.weights, "<f4", 24, offset=weight["at"]).reshape(3, 8)
    assert np.array_equal(found, module[2].weight.detach().numpy())


def test_the_module_is_left_as_it_was():
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout())
    module[0].eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    export(module, weight_format="int8")
    assert module.training
    assert not module[0].training
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


def test_a_module_of_ours_declares_its_layers():
    config = AutoencoderConfig(latent_dim=3, hidden=(5,))
    model = Autoencoder(config, generator=torch.Generator().manual_seed(0))
    decoder = export(model.decoder).description
    assert [layer["kind"] for layer in decoder["layers"]] == [
        "linear", "activation", "linear", "activation", "unflatten",
    ]  # fmt: skip
    encoder = export(model.encoder, input_shape=(1, 28, 28)).description
    assert encoder["layers"][0] == {"kind": "flatten"}


class Twice(nn.Module):
    """Declares one layer and uses it twice."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 4)

    def forward(self, x):
        return self.inner(self.inner(x))

    def live_layers(self):
        return [self.inner]


class Free(nn.Module):
    def forward(self, x):
        return x.sin()


@pytest.mark.parametrize(
    ("module", "named"),
    [
        (
            nn.Sequential(nn.Linear(4, 4), nn.Sequential(nn.ReLU(), nn.Hardtanh())),
            r"'1.1' \(Hardtanh\)",
        ),
        (nn.Sequential(nn.Linear(4, 4), Residual(nn.Mish())), r"'1.body.0' \(Mish\)"),
        (nn.Sequential(nn.Linear(4, 4), Free()), r"'1' \(Free\)"),
        (Free(), r"layer Free cannot run"),
        (Twice(), "Twice computes something else than the layers that it lists"),
        (nn.Conv2d(4, 4, 3, groups=2), "Conv2d: groups is 2, but the page knows only 1"),
        (nn.Conv2d(4, 4, 3, dilation=2), r"dilation is \(2, 2\)"),
        (nn.Conv2d(4, 4, 3, padding="same"), "padding is 'same'"),
        (nn.Conv2d(4, 4, 3, padding=1, padding_mode="reflect"), "padding_mode is 'reflect'"),
        (nn.Upsample(scale_factor=1.5), "scale_factor is 1.5"),
        (nn.Upsample(size=(3, 3)), "size is set"),
        (nn.Upsample(scale_factor=2, mode="bicubic"), "mode is 'bicubic'"),
        (nn.LayerNorm((3, 3)), "normalized dimensions is 2"),
        (nn.Softmax(1), "dim is 1, but the page knows only -1"),
        (nn.Softplus(threshold=0.5), "threshold is 0.5, but the page knows only 20"),
        (Residual(nn.Linear(4, 1)), r"adds shapes \(4,\) and \(1,\)"),
        (nn.Flatten(0), "start_dim is 0"),
    ],
)
def test_what_cannot_run_is_refused_by_name(module, named):
    with pytest.raises(UnsupportedLayerError, match=named):
        export(module, input_shape=(4,))


def test_shapes_and_formats_are_checked():
    with pytest.raises(ValueError, match="input_shape is None, but Conv2d"):
        export(nn.Conv2d(1, 1, 3))
    with pytest.raises(ValueError, match="weight_format is 'int4', but one of"):
        export(small(), weight_format="int4")
    with pytest.raises(ValueError, match="probe has shape"):
        export(small(), input_shape=(5,), probe=torch.zeros(2, 4))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"probe": torch.zeros(0, 4)}, r"probe has shape \(0, 4\), but a batch of at least one"),
        ({"probe": torch.zeros(4)}, r"probe has shape \(4,\), but a batch"),
        ({"input_shape": (5,)}, r"inputs of shape \(5,\) and type torch.float32 do not fit Seq"),
        ({"probe": torch.zeros(2, 4).double()}, r"type torch.float64 do not fit"),
        ({"weight_format": ("float16", "int4")}, "but one of auto, int8"),
        ({"weight_format": ()}, "but one of auto, int8"),
    ],
)
def test_arguments_that_do_not_fit_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        export(small(), **arguments)


def test_weights_that_a_page_cannot_have_are_refused():
    with pytest.raises(ValueError, match=r"weight '0.weight' is torch.float64 on cpu"):
        export(small().double())
    with pytest.raises(ValueError, match=r"weight '0.weight' is torch.float32 on meta"):
        export(small().to("meta"))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_network_whose_training_failed_is_refused(value):
    module = small()
    with torch.no_grad():
        module[2].bias[1] = value
    with pytest.raises(ValueError, match=r"'2.bias' has values that are not finite"):
        export(module)


def test_answers_that_are_not_finite_are_refused():
    module = nn.Linear(2, 2)
    with torch.no_grad():
        module.weight.fill_(3e38)
    with pytest.raises(ValueError, match="Linear answers with values that are not finite"):
        export(module, probe=torch.full((1, 2), 10.0))


def test_weights_too_large_for_halves_take_more():
    module, probe = small(), torch.randn(20, 4)
    with torch.no_grad():
        module[0].weight[0, 0] = 1e5
    with pytest.raises(ValueError, match="weight_format is 'float16', but the weights are too lar"):
        export(module, probe=probe, weight_format="float16")
    assert export(module, probe=probe, weight_format=("float16", "float32")).format == "float32"


def test_one_answer_that_is_all_alike_is_no_defect():
    """Its range is 0, so that rounding alone would be larger than any share of it."""
    module = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 1))
    assert export(module, probe=torch.ones(3, 4)).description["output_shape"] == [1]


def test_an_error_counts_in_the_span_that_is_named():
    probe = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    module = small()
    one, ten = (export(module, probe=probe, weight_format="int8", span=s).error for s in (1, 10))
    assert one == pytest.approx(10 * ten)


def test_the_smallest_format_that_cannot_be_seen_is_taken():
    torch.manual_seed(0)
    probe = torch.randn(200, 4)
    exported = export(small(), probe=probe)
    sizes = {
        f: export(small(), probe=probe, weight_format=f) for f in ("int8", "float16", "float32")
    }
    assert (
        len(sizes["int8"].weights) < len(sizes["float16"].weights) < len(sizes["float32"].weights)
    )
    assert sizes["float32"].error == 0
    assert 0 < sizes["float16"].error < sizes["int8"].error
    assert exported.error < 1
    assert export(small()).format == "float32"  # nothing to measure with


def test_a_format_that_can_be_seen_is_not_taken():
    """One weight a thousand times the others: eight bits lose the others."""
    module = nn.Linear(64, 3, bias=False)
    torch.manual_seed(0)
    with torch.no_grad():
        module.weight[:, 0] = 1000
    probe = torch.randn(300, 64)
    probe[:, 0] = 0
    exported = export(module, probe=probe)
    assert exported.format == "float16"
    assert export(module, probe=probe, weight_format="int8").error > 1


@pytest.mark.parametrize("size", [0, 1e-45, 1e-40, 1e-30])
def test_a_channel_of_nothing_stays_nothing(size):
    module = small()
    with torch.no_grad():
        module[0].weight[3] = size
    kept = export(module, probe=torch.randn(8, 4), weight_format="int8")
    entry = kept.description["layers"][0]["weight"]
    scales = np.frombuffer(kept.weights, "<f4", 8, entry["scales_at"])
    whole = np.frombuffer(kept.weights, "i1", 32, entry["at"]).reshape(8, 4)
    assert (scales > 0).all()
    assert np.allclose(whole[3] * scales[3], size, atol=2e-38)
