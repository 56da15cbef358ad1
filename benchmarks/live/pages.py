"""One decoder behind one slider, three times: our engine, onnxruntime-web, a kernel."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

from live.onnx_model import to_onnx

from latentlib.live import ExportedNetwork
from latentlib.live.link import STATIC

__all__ = ["NOTEBOOK", "STEPS", "Site", "compressed", "ours", "peer"]

VERSION = "1.30.0"
FOLDER = Path(__file__).resolve().parents[2] / "_build" / "onnxruntime-web"
STEPS = 200  # of the slider

Site = dict[str, bytes]
"""Files by name; the page is ``index.html``."""

_PAGE = """<!doctype html><meta charset="utf-8"><title>slider</title>
<link rel="icon" href="data:,"><input type="range" min="0" max="200" value="0">
<canvas width="28" height="28"></canvas><script type="module" src="page.js"></script>"""

_COMMON = """
const slider = document.querySelector("input");
const context = document.querySelector("canvas").getContext("2d");
const code = (t) => Float32Array.from({ length: N }, (_, i) => Math.sin(0.031 * t * (i + 1)));
const show = (pixels) => {
  const image = context.createImageData(28, 28);
  for (let i = 0; i < 784; i++) {
    image.data.fill(255 * pixels[i], 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
};
const painted = () => new Promise((done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(null);
}));
slider.addEventListener("input", async () => show(await answer(code(slider.valueAsNumber))));
show(await answer(code(0)));
await painted();
window.firstFrame = performance.now();
window.frames = async (n) => {
  const times = [];
  for (let t = 1; t <= n; t++) {
    const start = performance.now();
    slider.value = t;
    slider.dispatchEvent(new Event("input"));
    await painted();
    times.push(performance.now() - start);
  }
  return times;
};
window.forward = async (n) => {
  const x = code(1);
  const start = performance.now();
  for (let i = 0; i < n; i++) await answer(x);
  return (performance.now() - start) / n;
};
window.picture = async (t) => [...(await answer(code(t)))];
window.ready = true;
"""

_OURS = """import { openNetwork } from "./engine/network.js";
const [description, weights] = await Promise.all([
  fetch("network.json").then((r) => r.json()),
  fetch("weights.bin").then((r) => r.arrayBuffer()),
]);
const network = await openNetwork(description, weights);
const answer = async (x) => network.run(x);
"""

_PEER = """import * as ort from "./ort.wasm.min.mjs";
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create("network.onnx");
const [input] = session.inputNames, [output] = session.outputNames;
const answer = async (x) =>
  (await session.run({ [input]: new ort.Tensor("float32", x, [1, x.length]) }))[output].data;
"""

NOTEBOOK = (
    """import matplotlib.pyplot as plt, torch, ipywidgets
from latentlib import recipes
decoder = recipes.load("fashion-autoencoder-2", seed=0).decoder
def draw(t):
    code = torch.sin(0.031 * t * torch.arange(1, 3))[None]
    with torch.inference_mode():
        plt.figure(figsize=(2, 2)); plt.imshow(decoder(code)[0, 0], cmap="gray"); plt.axis("off")
        plt.show()
slider = ipywidgets.IntSlider(min=0, max=200)
ipywidgets.interactive(draw, t=slider)""",
)


def ours(exported: ExportedNetwork) -> Site:
    """Return the page with our engine."""
    engine = {
        f"engine/{path.name}": path.read_bytes()
        for path in (STATIC / "engine").iterdir()
        if path.suffix in (".js", ".wasm") and path.stem != "session"
    }
    network = {
        "network.json": json.dumps(exported.description, separators=(",", ":")).encode(),
        "weights.bin": exported.weights,
    }
    return {**_page(exported, _OURS), **engine, **network}


def peer(exported: ExportedNetwork) -> Site:
    """Return the page with onnxruntime-web, one thread."""
    names = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
    engine = {name: (_install() / name).read_bytes() for name in names}
    return {**_page(exported, _PEER), **engine, "network.onnx": to_onnx(exported)}


def compressed(body: bytes) -> bytes:
    """Return a file as a server would send it."""
    return gzip.compress(body, 9)


def _page(exported: ExportedNetwork, engine: str) -> Site:
    n = exported.description["input_shape"][0]
    return {"index.html": _PAGE.encode(), "page.js": f"{engine}const N = {n};{_COMMON}".encode()}


def _install() -> Path:
    """Have npm put onnxruntime-web under ``_build``, once."""
    package = FOLDER / "node_modules" / "onnxruntime-web"
    if not (package / "package.json").exists():
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("npm is not there: onnxruntime-web comes with it")
        FOLDER.mkdir(parents=True, exist_ok=True)
        wanted = f"onnxruntime-web@{VERSION}"
        command = [npm, "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", wanted]
        subprocess.run(command, check=True, capture_output=True)
    return package / "dist"
