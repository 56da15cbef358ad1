"""What one visit to a page shows: messages, requests, images, sizes, accessibility."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

__all__ = [
    "DECORATIVE",
    "Visit",
    "accessibility_problems",
    "image_problems",
    "layout_problems",
    "scroll_through",
    "visit",
]

#: Images that say nothing and have an empty alternative text on purpose: ends of their address.
DECORATIVE: tuple[str, ...] = ()

#: Runs in the page; returns one line a problem.
_LAYOUT = """
() => {
  const problems = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    problems.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} > ${width}`);
  const name = (e) => `<${e.localName} class="${e.getAttribute("class") ?? ""}">` +
    ` ${(e.textContent ?? "").trim().slice(0, 40)}`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const clips = (e) => getComputedStyle(e).overflowX !== "visible";
  const hidden = (e) => e.closest(".visually-hidden, .skip-link, .sd-hide-link-text");
  const inside = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (clips(p)) return true;
    return false;
  };
  for (const e of document.body.querySelectorAll("*")) {
    if (!shown(e) || hidden(e) || e.closest("svg") && e.localName !== "svg") continue;
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if ((box.right > width + 1 || box.left < -1) && !inside(e))
      problems.push(`outside the window: ${name(e)}`);
    const maths = e.closest("math"), small = e.closest("sup, sub, math, svg");
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (own && !maths && !small && size < 12) problems.push(`text of ${size} px: ${name(e)}`);
    if (e.matches("a[href], button, summary, input, select")) {
      const inline = getComputedStyle(e).display === "inline";
      const target = (e.closest("label") ?? e).getBoundingClientRect(); // a label is tapped as well
      if (!inline && (target.width < 24 || target.height < 24))
        problems.push(`hard to tap, ${target.width} by ${target.height}: ${name(e)}`);
    }
  }
  for (const e of document.querySelectorAll("article :is(p, li, figcaption, dd)")) {
    if (shown(e) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth && !clips(e))
      problems.push(`wider than its box: ${name(e)}`);
  }
  return [...new Set(problems)];
}
"""

_IMAGES = """
() => [...document.images].filter((i) => i.checkVisibility()).map((i) => ({
  source: i.currentSrc || i.src,
  alt: i.getAttribute("alt"),
  loaded: i.complete && i.naturalWidth > 0,
})).concat([...document.querySelectorAll('svg:not([aria-hidden="true"])')]
  .filter((s) => s.checkVisibility() && !s.closest("[aria-hidden=true]"))
  .filter((s) => !s.parentElement.closest("svg")) // a part of the picture around it
  .map((s) => ({ source: "inline svg", loaded: true,
    alt: s.getAttribute("aria-label") || s.querySelector("title")?.textContent || "" })))
"""


@dataclass
class Visit:
    """A page that is open, and what the browser said and fetched while it opened.

    Parameters
    ----------
    page : Page
        The open page.
    complaints : list of str
        Errors and warnings of the console, uncaught exceptions, requests that failed, answered
        with an error, or went to anyone but the book's own server.
    weights : dict
        Bytes of each file that was fetched, by address, text compressed by gzip.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)


def visit(browser: Browser, address: str, path: str, *, width: int, scheme: str) -> Visit:
    """Open a page in a fresh context and note what happens; the caller closes ``page.context``."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        has_touch=width < 600,
        reduced_motion="reduce",  # colours on their way to dark have no contrast to judge
    )
    found = Visit(context.new_page())
    page, complaints = found.page, found.complaints
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console {message.type}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    ours = (address, "data:", "blob:")
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(ours)
            else complaints.append(f"third party: {request.url}")
        ),
    )
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address + path, wait_until="load")
    for response in responses:
        if response.status >= 400:
            complaints.append(f"{response.status}: {response.url}")
        elif response.url.startswith(address) and response.ok:
            found.weights[response.url.removeprefix(address)] = _weight(response)
    return found


def _weight(response: Response) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    text = kind.startswith("text/") or "json" in kind or "javascript" in kind or "svg" in kind
    return len(gzip.compress(body, 9)) if text else len(body)


def scroll_through(page: Page, *, patience: float = 20) -> None:
    """Scroll to the end so that everything that loads late has loaded, and back.

    Images that are not there after ``patience`` seconds are left for `image_problems` to report.
    """
    page.evaluate(
        """async (patience) => {
          const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
            scrollTo(0, y);
            await pause(15);
          }
          const end = performance.now() + patience * 1000;
          // A page that moves fast shows no frame on the way, and what was not near the window in
          // a frame is not fetched; nor is what hides, as the still of a figure that came alive.
          const shown = () => [...document.images].filter((i) => i.checkVisibility());
          while (performance.now() < end && shown().some((image) => !image.complete))
            for (const image of shown().filter((i) => !i.complete)) {
              image.scrollIntoView({ block: "center", behavior: "instant" });
              await pause(15);
            }
          scrollTo(0, 0);
        }""",
        patience,
    )


def image_problems(page: Page, decorative: Iterable[str] = DECORATIVE) -> list[str]:
    """Return the visible images that did not load or have no alternative text."""
    problems = []
    for image in page.evaluate(_IMAGES):
        if not image["loaded"]:
            problems.append(f"image did not load: {image['source']}")
        if not image["alt"] and not image["source"].endswith(tuple(decorative) or ("\0",)):
            problems.append(f"image without alternative text: {image['source']}")
    return problems


def layout_problems(page: Page) -> list[str]:
    """Return what does not fit the window, is too small to read, or too small to tap."""
    return page.evaluate(_LAYOUT)


def accessibility_problems(
    page: Page, *, only: str | None = None, without: str | None = None
) -> list[str]:
    """Return axe-core's findings, one line a rule; run one rule only, or leave one out."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": [only]}
    if without:
        options["rules"] = {without: {"enabled": False}}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"axe {rule['id']}: {rule['help']}: "
        + "; ".join(f"{node['target']} {node['html'][:120]}" for node in rule["nodes"][:3])
        for rule in found
    ]
