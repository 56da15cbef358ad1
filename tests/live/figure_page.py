"""A page with one live figure and a model like anywidget's, served from memory."""

from __future__ import annotations

import base64
import json
from typing import Any

from ipywidgets.widgets.widget import _remove_buffers
from playwright.sync_api import Page

ADDRESS = "http://figure.test/"

_PAGE = """<!doctype html>
<html lang="en" data-theme="{scheme}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>figure</title><link rel="icon" href="data:,">
<style>{style} body {{ margin: 16px; max-width: 39rem; background: var(--paper, #fff); }}</style>
</head>
<body><main><h1 style="font-size: 1rem">A figure</h1><div id="figure"></div></main>
<script type="module" src="page.js"></script></body></html>"""

_SCRIPT = """
import figure from "./figure.js";
const { plain, binary, kept } = await (await fetch("state.json")).json();
const state = plain;
for (const { path, data } of binary) {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const at = path.slice(0, -1).reduce((part, step) => part[step], state);
  at[path.at(-1)] = new DataView(bytes.buffer);
}
const first = Object.fromEntries(Object.keys(kept).map((name) => [name, state[name]]));
Object.assign(state, kept);
const handlers = {};
window.model = {
  get: (name) => state[name],
  set: (name, value) => {
    if (Object.is(state[name], value)) return;
    state[name] = value;
    for (const handler of [...(handlers[`change:${name}`] ?? [])]) handler();
  },
  on: (event, handler) => (handlers[event] ??= new Set()).add(handler),
  off: (event, handler) => handlers[event]?.delete(handler),
  save_changes: () => { window.saved = (window.saved ?? 0) + 1; },
};
window.handlers = () => Object.values(handlers).reduce((n, set) => n + set.size, 0);
const el = document.getElementById("figure");
const render = () => figure.render({ model: window.model, el });
try {
  window.cleanup = await render();
} catch (error) { // what was kept may be what it cannot show: as the host of the book does
  if (!Object.keys(kept).length) throw error;
  window.refused = { why: error.message, left: window.handlers() + el.childElementCount };
  Object.assign(state, first);
  window.cleanup = await render();
}
await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
window.ready = true;
"""


FRAME = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"
LATENT = "document.querySelector('#figure').latent"


def put(page: Page, /, **traits: Any) -> None:
    """Set traits, as Python does, and wait until the figure has drawn."""
    page.evaluate("(t) => Object.entries(t).forEach(([k, v]) => model.set(k, v))", traits)
    page.evaluate(FRAME)


def get(page: Page, *traits: str) -> list[Any]:
    """Return traits once the figure has drawn."""
    page.evaluate(FRAME)
    return page.evaluate("(names) => names.map((name) => model.get(name))", list(traits))


def line_of(page: Page) -> str:
    """Return what the figure says of itself."""
    page.evaluate(FRAME)
    return page.locator(".latent-line").inner_text()


def assert_leaves_nothing(page: Page) -> None:
    """A figure that is taken away listens to nothing, and leaves no element behind."""
    assert page.evaluate("handlers()") > 0
    page.evaluate("cleanup()")
    assert page.evaluate("handlers()") == 0
    assert page.locator("#figure > *").count() == 0


def figure_files(
    widget: Any, scheme: str, tokens: str, kept: dict[str, Any] | None = None
) -> dict[str, tuple[str, str]]:
    """Return the files of the page, by name: content type and text.

    What the page has `kept` from another visit takes the place of the widget's own traits.
    """
    state, paths, buffers = _remove_buffers(widget.get_state())  # as they travel to a page
    plain = {name: v for name, v in state.items() if name not in {"_esm", "_css", "layout"}}
    encoded = [
        {"path": path, "data": base64.b64encode(buffer).decode()}
        for path, buffer in zip(paths, buffers, strict=True)
    ]
    parts = {"plain": plain, "binary": encoded, "kept": kept or {}}
    style = tokens + state["_css"]
    return {
        "": ("text/html", _PAGE.format(scheme=scheme, style=style)),
        "page.js": ("text/javascript", _SCRIPT),
        "figure.js": ("text/javascript", state["_esm"]),
        "state.json": ("application/json", json.dumps(parts)),
    }
