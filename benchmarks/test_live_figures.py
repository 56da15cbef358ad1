"""A decoder behind a slider: our engine, onnxruntime-web, and a kernel that draws.

The three run in one browser, one after the other, round by round. Engines are timed inside the
page, so that the way there does not count.
"""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page
from torch import nn

from latentlib import recipes
from latentlib.live import ExportedNetwork, export

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

from lab import running_lab  # noqa: E402  (tools/lab.py)
from live.onnx_model import to_onnx  # noqa: E402
from live.pages import NOTEBOOK, STEPS, Site, compressed, ours, peer  # noqa: E402

KINDS = {
    ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript",
    ".wasm": "application/wasm", ".json": "application/json",
}  # fmt: skip
FORWARD_PASSES = 300
SAME = 1e-4

NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "perceptron 16-512-512-784": lambda: nn.Sequential(
        *(nn.Linear(16, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU()),
        *(nn.Linear(512, 784), nn.Sigmoid()),
    ),
    "convolutional decoder 128x7x7": lambda: nn.Sequential(
        *(nn.Linear(16, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7))),
        *(nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.ReLU()),
        *(nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Sigmoid()),
    ),
}


@dataclass
class Visits:
    """What visits to one way of showing the decoder have measured.

    Parameters
    ----------
    weight : int
        Bytes, compressed, until the first frame.
    first, frames : list of float
        Milliseconds to the first frame, one a visit; milliseconds a frame, all of all visits.
    """

    weight: int = 0
    first: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)


class Served:
    """A site on loopback, each file compressed, with a count of what was fetched."""

    def __init__(self, site: Site) -> None:
        files = {f"/{name}": compressed(body) for name, body in site.items()}
        files["/"] = files["/index.html"]
        self.weight = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(handler) -> None:
                body = files[handler.path]
                self.weight += len(body)
                kind = KINDS.get(Path(handler.path).suffix or ".html", "application/octet-stream")
                handler.send_response(200)
                handler.send_header("Content-Type", kind)
                handler.send_header("Content-Encoding", "gzip")
                handler.send_header("Content-Length", str(len(body)))
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(handler, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Served:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def open_site(browser: Browser, served: Served) -> Page:
    page = browser.new_context().new_page()
    page.goto(served.address)
    page.wait_for_function("window.ready", timeout=60_000)
    return page


def random_network(name: str) -> ExportedNetwork:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return export(NETWORKS[name]())


@pytest.mark.parametrize("name", NETWORKS)
def test_forward_pass(name, browser, pytestconfig, capsys):
    """One thread each, one input at a time, turn by turn in one browser."""
    exported = random_network(name)
    with Served(ours(exported)) as a, Served(peer(exported)) as b:
        pages = [open_site(browser, served) for served in (a, b)]
        pictures = [np.array(page.evaluate("picture(7)")) for page in pages]
        assert np.abs(pictures[0] - pictures[1]).max() <= SAME
        for page in pages:
            page.evaluate(f"forward({FORWARD_PASSES})")
        repeats = pytestconfig.getoption("--repeats")
        times = np.array(
            [[p.evaluate(f"forward({FORWARD_PASSES})") for p in pages] for _ in range(repeats)]
        )
    low, middle, high = np.quantile(times[:, 0] / times[:, 1], [0.25, 0.5, 0.75])
    ours_ms, peer_ms = np.median(times, axis=0)
    with capsys.disabled():
        print(
            f"\n{name}: ours {ours_ms:.3f} ms, onnxruntime-web {peer_ms:.3f} ms a pass; "
            f"ours / theirs {middle:.2f} ({low:.2f} to {high:.2f}, middle half of {repeats})"
        )


def visit_site(browser: Browser, site: Site, visits: Visits) -> None:
    with Served(site) as served:
        page = open_site(browser, served)
        visits.first.append(page.evaluate("firstFrame"))
        visits.weight = served.weight
        visits.frames += page.evaluate("frames(100)")
        page.context.close()


_KERNEL_FRAMES = """async (n) => {
  const output = document.querySelector(".jp-OutputArea-output");
  const handle = document.querySelector(".noUi-handle");
  const times = [];
  for (let t = 0; t < n; t++) {
    const before = output.querySelector("img");
    const start = performance.now();
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    await new Promise((done) => {
      const look = () => {
        const image = output.querySelector("img");
        if (image && image !== before && image.complete) done();
        else requestAnimationFrame(look);
      };
      look();
    });
    times.push(performance.now() - start);
  }
  return times;
}"""


def visit_kernel(browser: Browser, address: str, visits: Visits) -> None:
    """Open the notebook, run its cell, and wait for the picture."""
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    weight = [0]
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on(
        "Network.loadingFinished",
        lambda event: weight.append(event["encodedDataLength"]),
    )
    devtools.on(
        "Network.webSocketFrameReceived",
        lambda event: weight.append(len(event["response"]["payloadData"])),
    )
    page.goto(f"{address}lab/tree/slider.ipynb?reset")
    page.get_by_text("| Idle").wait_for(timeout=120_000)  # a kernel that runs
    page.locator(".jp-Notebook-cell .cm-content").first.click(timeout=60_000)
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-OutputArea-output img").first.wait_for(timeout=120_000)
    visits.first.append(page.evaluate("performance.now()"))
    visits.weight = int(sum(weight))
    visits.frames += page.evaluate(_KERNEL_FRAMES, 20)
    page.context.close()


def write_notebook(folder: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in NOTEBOOK]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    nbformat.write(notebook, folder / "slider.ipynb")


def test_slider(browser, tmp_path, capsys):
    """The same trained decoder, from an empty browser to the first frame, and each frame after."""
    decoder = recipes.load("fashion-autoencoder-2", seed=0).decoder
    codes = torch.sin(0.031 * torch.arange(STEPS)[:, None] * torch.tensor([1, 2]))
    exported = export(decoder, probe=codes)
    ways = {
        name: Visits() for name in ("ours", "onnxruntime-web", "ipywidgets, kernel, matplotlib")
    }
    write_notebook(tmp_path)
    with running_lab(tmp_path) as address:
        for _ in range(3):
            visit_site(browser, ours(exported), ways["ours"])
            visit_site(browser, peer(exported), ways["onnxruntime-web"])
            visit_kernel(browser, address, ways["ipywidgets, kernel, matplotlib"])
    with capsys.disabled():
        print(f"\n\n{slider_table(ways)}")
        print(
            f"Of that, weights as {exported.format} are {len(exported.weights) / 1000:,.0f} kB "
            f"before compression with ours; onnxruntime-web gets the same ones as float32, "
            f"{len(to_onnx(exported)) / 1000:,.0f} kB."
        )


def slider_table(ways: dict[str, Visits]) -> str:
    lines = [
        "| a trained decoder behind a slider | before the first frame | first frame "
        "| a frame, median | 95th percentile |",
        "|---|---|---|---|---|",
    ]
    for name, visits in ways.items():
        middle, high = np.quantile(visits.frames, [0.5, 0.95])
        first = f"{np.median(visits.first) / 1000:.2f} s"
        spread = f"{min(visits.first) / 1000:.2f} to {max(visits.first) / 1000:.2f}"
        lines.append(
            f"| {name} | {visits.weight / 1000:,.0f} kB | {first} ({spread}) "
            f"| {middle:.1f} ms | {high:.1f} ms |"
        )
    return "\n".join(lines)
