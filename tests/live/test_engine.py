"""The engine in a real browser against PyTorch: every layer, every checkpoint, both backends."""

import base64
import gzip
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from latentlib import data, recipes
from latentlib.live import export
from latentlib.live._coders import coder_of
from latentlib.live.link import link
from latentlib.models import ClassifierConfig, ConditionalVAE, Residual, SelfAttention, fit_pca
from latentlib.recipes import RECIPES, Recipe

ROOT = Path(__file__).resolve().parents[2]
FLOAT32 = 1e-4  # the largest absolute difference that is allowed
GREY = 1 / 255
JUDGES = ClassifierConfig

OPEN = """async ({ code, description, weights, backend }) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  window.engine ??= await import(address);
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  window.network = await engine.openNetwork(description, bytes, backend);
  return network.backend;
}"""


def answers(page, exported, inputs, backend):
    """Open a network in the page and return what it makes of inputs."""
    page.evaluate(
        OPEN,
        {
            "code": link("engine/network.js"),
            "description": exported.description,
            "weights": base64.b64encode(exported.weights).decode(),
            "backend": backend,
        },
    )
    assert page.evaluate("network.backend") == backend
    flat = page.evaluate("(x) => [...network.run(x)]", inputs.flatten().tolist())
    return np.array(flat).reshape(len(inputs), *exported.description["output_shape"])


def seeded(build):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build()


LAYERS = {
    "linear": (lambda: nn.Linear(7, 5), (7,)),
    "linear without bias": (lambda: nn.Linear(9, 6, bias=False), (9,)),
    "linear on tokens": (lambda: nn.Linear(6, 3), (4, 6)),
    "conv2d": (lambda: nn.Conv2d(3, 5, 3), (3, 9, 8)),
    "conv2d with stride and padding": (lambda: nn.Conv2d(2, 6, 4, 2, 1), (2, 13, 10)),
    "conv2d of unequal sides": (lambda: nn.Conv2d(2, 3, (1, 5), (2, 3), (0, 4)), (2, 7, 11)),
    "conv2d 1x1 without bias": (lambda: nn.Conv2d(4, 2, 1, bias=False), (4, 5, 5)),
    "conv_transpose2d": (lambda: nn.ConvTranspose2d(3, 2, 3), (3, 5, 4)),
    "conv_transpose2d doubling": (lambda: nn.ConvTranspose2d(4, 3, 4, 2, 1), (4, 7, 7)),
    "conv_transpose2d with output padding": (
        lambda: nn.ConvTranspose2d(2, 3, (3, 5), 3, (1, 2), output_padding=(2, 1)),
        (2, 4, 5),
    ),
    "upsample nearest": (lambda: nn.Upsample(scale_factor=3), (2, 4, 5)),
    "upsample bilinear": (lambda: nn.Upsample(scale_factor=2, mode="bilinear"), (2, 4, 5)),
    "upsample aligned": (
        lambda: nn.Upsample(scale_factor=(2, 3), mode="bilinear", align_corners=True),
        (2, 4, 5),
    ),
    "group_norm": (lambda: scaled(nn.GroupNorm(3, 6)), (6, 5, 4)),
    "group_norm without weights": (lambda: nn.GroupNorm(2, 4, affine=False), (4, 3, 3)),
    "layer_norm": (lambda: scaled(nn.LayerNorm(10)), (10,)),
    "layer_norm on tokens": (lambda: scaled(nn.LayerNorm(8)), (3, 8)),
    "relu": (nn.ReLU, (11,)),
    "leaky_relu": (lambda: nn.LeakyReLU(0.2), (11,)),
    "elu": (lambda: nn.ELU(0.7), (11,)),
    "gelu": (nn.GELU, (11,)),
    "gelu by tanh": (lambda: nn.GELU("tanh"), (11,)),
    "silu": (nn.SiLU, (11,)),
    "sigmoid": (nn.Sigmoid, (11,)),
    "softplus": (lambda: nn.Softplus(1.5), (11,)),
    "tanh": (nn.Tanh, (11,)),
    "softmax": (lambda: nn.Softmax(-1), (11,)),
    "flatten": (nn.Flatten, (2, 3, 4)),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3)), (6,)),
    "unflatten with a side left open": (lambda: nn.Unflatten(1, (-1, 3)), (6,)),
    "unflatten of tokens": (
        lambda: nn.Sequential(nn.Unflatten(1, (2, 3)), nn.Linear(5, 4)),
        (6, 5),
    ),
    "dropout and identity": (lambda: nn.Sequential(nn.Dropout(), nn.Identity(), nn.ReLU()), (9,)),
    "residual": (lambda: Residual(nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 6)), (6,)),
    "residual in place": (lambda: Residual(nn.SiLU()), (6,)),
    "embedding": (lambda: nn.Embedding(12, 5), (7,)),
    "self-attention": (lambda: SelfAttention(12, 3), (7, 12)),
    "a block of a transformer": (
        lambda: nn.Sequential(
            nn.Embedding(12, 8),
            Residual(nn.LayerNorm(8), SelfAttention(8, 2)),
            Residual(nn.LayerNorm(8), nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8)),
        ),
        (5,),
    ),
}


def scaled(norm):
    """Give a norm other weights than one and zero."""
    with torch.no_grad():
        norm.weight.uniform_(-2, 2)
        norm.bias.uniform_(-1, 1)
    return norm


def random_inputs(module, shape, n=6):
    generator = torch.Generator().manual_seed(1)
    if isinstance(next(iter(module.modules())), nn.Embedding) or (
        isinstance(module, nn.Sequential) and isinstance(module[0], nn.Embedding)
    ):
        return torch.randint(12, (n, *shape), generator=generator)
    return 4 * torch.randn((n, *shape), generator=generator)


@pytest.mark.parametrize("backend", ["wasm", "plain"])
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_computes_what_torch_computes(name, backend, blank):
    build, shape = LAYERS[name]
    module = seeded(build).eval()
    inputs = random_inputs(module, shape)
    found = answers(blank, export(module, input_shape=shape), inputs, backend)
    with torch.inference_mode():
        truth = module(inputs).numpy()
    assert np.abs(found - truth).max() <= FLOAT32


def checkpoints():
    """Shipped models that draw; figures run no classifier, and word vectors are no network."""
    shipped = [r for r in RECIPES.values() if r.shipped and isinstance(r, Recipe)]
    drawing = [recipe for recipe in shipped if not isinstance(recipe.model, JUDGES)]
    return [(recipe.name, seed) for recipe in drawing for seed in recipe.seeds]


def halves(name, seed, n_images):
    """Return each half of a checkpoint that a figure may run: module, inputs, answers, span."""
    model, images = recipes.load(name, seed=seed), RECIPES[name].images("test", n_images)
    x, y = images.tensor().clone(), torch.tensor(images.labels)
    with torch.inference_mode():
        if isinstance(model, ConditionalVAE):  # a figure is given codes
            told = model.told(model.encode(x, y), y)
            return [(model.decoder, told, model.decoder(told), 1.0)]
        codes = model.encoder(x)
        pictures = model.decoder(codes)
    span = float(codes.max() - codes.min())
    return [(model.encoder, x, codes, span), (model.decoder, codes, pictures, 1.0)]


@pytest.mark.parametrize(("name", "seed"), checkpoints())
def test_a_checkpoint_computes_what_torch_computes(name, seed, blank):
    for half, x, y, _ in halves(name, seed, 8):
        exported = export(half, input_shape=tuple(x.shape[1:]), weight_format="float32")
        backends = ("wasm", "plain") if seed == 0 else ("wasm",)
        for backend in backends:
            found = answers(blank, exported, x, backend)
            assert np.abs(found - y.numpy()).max() <= FLOAT32


@pytest.mark.parametrize(("name", "seed"), checkpoints())
def test_a_smaller_format_is_not_seen(name, seed, blank):
    """On images that the format was not chosen with; codes are seen beside each other."""
    for half, x, y, span in halves(name, seed, 40):
        small = export(half, probe=x[:32], span=span)
        assert small.format != "float32"
        difference = np.abs(answers(blank, small, x[32:], "wasm") - y[32:].numpy())
        assert np.quantile(difference, 0.99) < GREY * span


EXTREME = [float("nan"), float("inf"), -float("inf"), 3e38, -3e38, 100.0, -100.0, 88.5, -88.5, 0.0]


@pytest.mark.parametrize("backend", ["wasm", "plain"])
@pytest.mark.parametrize("layer", [nn.ReLU, nn.Sigmoid, nn.SiLU, nn.Tanh])
def test_numbers_beyond_reason_are_answered_as_torch_does(layer, backend, blank):
    inputs = torch.tensor([EXTREME])
    exported = export(layer(), input_shape=(len(EXTREME),))
    page_inputs = [str(x) for x in EXTREME]  # JSON has neither NaN nor infinity
    answers(blank, exported, torch.zeros(1, len(EXTREME)), backend)
    found = blank.evaluate(
        "(x) => [...network.run(x.map((t) => Number(t.replace('inf', 'Infinity'))))].map(String)",
        page_inputs,
    )
    found = np.array([float(x.replace("Infinity", "inf")) for x in found])
    truth = layer()(inputs).numpy()[0]
    np.testing.assert_allclose(found, truth, rtol=1e-6, atol=FLOAT32)


def test_pca_computes_what_it_computes_in_python(blank):
    images = data.load_fashion_mnist("test").subset(slice(300))
    pca = fit_pca(images.flat(), 16)
    codes = pca.encode(images.flat()[:8])
    decoder = coder_of(pca, images.shape[1:]).decoder
    exported = export(decoder, probe=torch.tensor(codes, dtype=torch.float32))
    found = answers(blank, exported, codes, "wasm").reshape(8, -1)
    assert exported.format != "float32"
    assert np.quantile(np.abs(found - pca.decode(codes)), 0.99) < GREY


@pytest.mark.parametrize("weight_format", ["int8", "float16"])
def test_a_format_arrives_as_it_was_sent(weight_format, blank):
    """What the page decodes are the numbers that the exporter measured the error with."""
    from latentlib.live._packing import round_to

    module = seeded(lambda: nn.ConvTranspose2d(3, 4, 3))
    inputs = random_inputs(module, (3, 4, 4))
    found = answers(
        blank, export(module, input_shape=(3, 4, 4), weight_format=weight_format), inputs, "wasm"
    )
    with torch.inference_mode():
        module.weight.copy_(round_to(module.weight.detach(), weight_format, axis=1))
        truth = module(inputs).numpy()
    assert np.abs(found - truth).max() <= FLOAT32


def test_halves_are_read_as_numpy_reads_them(blank):
    bits = np.arange(65536, dtype=np.uint16)
    truth = bits.view(np.float16).astype(float)
    code = link("engine/formats.js")
    found = blank.evaluate(
        """async (code) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { readTensor } = await import(address);
          const bits = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
          const tensor = { at: 0, shape: [65536], format: "float16" };
          return [...readTensor(bits.buffer, tensor)].map(String);
        }""",
        code,
    )
    assert np.array_equal(np.array([float(x) for x in found]), truth, equal_nan=True)


def test_many_inputs_are_answered_one_by_one(blank):
    module = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh()))
    inputs = torch.randn(50, 3, generator=torch.Generator().manual_seed(0))
    together = answers(blank, export(module), inputs, "wasm")
    alone = [answers(blank, export(module), row[None], "wasm")[0] for row in inputs[:5]]
    assert np.array_equal(together[:5], alone)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("network.run([1, 2, 3, 4])", "inputs have 4 numbers, expected a multiple of 3"),
        (
            "engine.openNetwork({input_shape: [1], layers: [{kind: 'gru'}]}, new ArrayBuffer(0))",
            "gru",
        ),
        (
            "engine.openNetwork({input_shape: [1], layers: [{kind: 'linear',"
            " weight: {shape: [1, 1], at: 0, format: 'int4'}}]}, new ArrayBuffer(8))",
            "int4",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, message, blank):
    answers(blank, export(seeded(lambda: nn.Linear(3, 4))), torch.zeros(1, 3), "wasm")
    said = blank.evaluate(f"(async () => {call})().catch((error) => error.message)")
    assert message in said


def test_without_webassembly_the_plain_engine_takes_over(browser):
    context = browser.new_context()
    page = context.new_page()
    page.evaluate("() => { delete window.WebAssembly; }")
    page.evaluate("(code) => { window.code = code; }", link("engine/network.js"))
    exported = export(seeded(lambda: nn.Linear(3, 4)))
    arguments = {
        "code": link("engine/network.js"),
        "description": exported.description,
        "weights": base64.b64encode(exported.weights).decode(),
        "backend": "auto",
    }
    assert page.evaluate(OPEN, arguments) == "plain"
    context.close()


def test_a_heavy_network_answers_where_workers_are_forbidden(browser):
    module = seeded(lambda: nn.Linear(2000, 11000))
    exported = export(module)
    assert exported.description["macs"] > 2e7
    context = browser.new_context()
    page = context.new_page()
    policy = "worker-src 'none'"
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body="<p>", content_type="text/html", headers={"Content-Security-Policy": policy}
        ),
    )
    page.goto("http://figure.test/")
    found = page.evaluate(
        """async ({ code, description, n }) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { openSession } = await import(address);
          const session = await openSession(description, new DataView(new ArrayBuffer(n)));
          return (await session.run(new Float32Array(2000).fill(1))).length;
        }""",
        {
            "code": link("engine/session.js"),
            "description": exported.description,
            "n": len(exported.weights),
        },
    )
    assert found == 11000
    context.close()


def test_a_session_that_failed_can_be_opened_again(blank):
    """The next try, with the same weights, is not answered with the first one's failure."""
    exported = export(seeded(lambda: nn.Linear(3, 4)))
    said, n = blank.evaluate(
        """async ({ code, description, weights }) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { openSession } = await import(address);
          const bytes = new DataView(Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)).buffer);
          const { kind } = description.layers[0];
          description.layers[0].kind = "gru";
          const before = JSON.stringify(description);
          const said = await openSession(description, bytes).catch((error) => error.message);
          description.toJSON = () => JSON.parse(before); // the same by name
          description.layers[0].kind = kind;
          return [said, (await (await openSession(description, bytes)).run([1, 2, 3])).length];
        }""",
        {
            "code": link("engine/session.js"),
            "description": exported.description,
            "weights": base64.b64encode(exported.weights).decode(),
        },
    )
    assert "gru" in said
    assert n == 4


def test_the_engine_weighs_at_most_ten_kilobytes(tmp_path):
    """As a page gets it, in files that are compressed one by one."""
    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    from livefiles import Store

    Store(tmp_path).add_module(link("engine/session.js"))
    weights = [len(gzip.compress(path.read_bytes(), 9)) for path in tmp_path.iterdir()]
    assert len(weights) == 6
    assert sum(weights) <= 10_000


def test_a_heavy_network_answers_from_a_worker(blank):
    """The page goes on painting while it computes, and the answer is the same."""
    module = seeded(lambda: nn.Sequential(nn.Conv2d(3, 32, 9, padding=4), nn.Conv2d(32, 3, 9)))
    inputs = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    exported = export(module, input_shape=(3, 64, 64))
    assert exported.description["macs"] > 2e7
    found, workers = blank.evaluate(
        """async ({ code, description, weights, x }) => {
          const Real = Worker;
          let workers = 0;
          window.Worker = class extends Real { constructor(...a) { super(...a); workers += 1; } };
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { openSession } = await import(address);
          const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
          const session = await openSession(description, new DataView(bytes.buffer));
          const y = await session.run(x);
          window.Worker = Real;
          return [[...y], workers];
        }""",
        {
            "code": link("engine/session.js"),
            "description": exported.description,
            "weights": base64.b64encode(exported.weights).decode(),
            "x": inputs.flatten().tolist(),
        },
    )
    with torch.inference_mode():
        truth = module(inputs).numpy().ravel()
    assert workers == 1
    assert np.abs(np.array(found) - truth).max() <= FLOAT32
