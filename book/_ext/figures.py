"""Figures for light and dark pages, without waste.

An SVG, from a notebook or from ``book/figures``, is drawn in the fixed colours of
`latentlib.plots.style`. The page gets it twice, as drawn and with the colours of its frame
exchanged for those of dark paper, and shows the one that fits; both load lazily, so that what is
not shown is not downloaded. Its paper is taken away: the page is the paper.

Every image gets its size, so that the page does not jump while it loads. An image without
alternative text is a warning, which stops the build.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import imagesize
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)
HEX = re.compile(r"(?<=[:\"'\s])#[0-9a-fA-F]{6}(?![0-9a-zA-Z_-])")
LINK = re.compile(r"(?:href=[\"']|url\()$")
LENGTH = re.compile(r"([0-9.]+)(px|pt|in|cm|mm)?")
PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
MADE_HERE = re.compile(r"[\w-]+\.[0-9a-f]{12}\.(?:light|dark)\.svg|[0-9a-f]{64}\.svg")


class Picture(nodes.General, nodes.Inline, nodes.Element):
    """One picture in the page: an image, or a light and a dark one of which one is shown."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_node(Picture, html=(visit_picture, None))
    app.add_transform(MakePictures)
    app.connect("build-finished", remove_leftovers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class MakePictures(SphinxTransform):
    """Replace every local image by a `Picture`; runs before Sphinx collects images."""

    default_priority = 800

    def apply(self, **kwargs: Any) -> None:
        """Go through the document."""
        for image in list(self.document.findall(nodes.image)):
            if "://" not in image["uri"] and not image["uri"].startswith("data:"):
                self._replace(image)

    def _replace(self, image: nodes.image) -> None:
        if not image.get("alt", "").strip():
            LOGGER.warning("image without alternative text", location=image)
        _, path = self.env.relfn2path(image["uri"], self.env.docname)
        if not os.path.exists(path):
            return  # Sphinx says so
        self.env.note_dependency(path)
        picture = Picture(width=image.get("width"), align=image.get("align"))
        if path.endswith(".svg") and not {"only-light", "only-dark"} & set(image["classes"]):
            picture["size"] = self._add_variants(picture, image, Path(path))
        else:
            width, height = imagesize.get(path)
            picture["size"] = (width, height) if width > 0 else None
            picture += image.deepcopy()
        image.replace_self(picture)

    def _add_variants(
        self, picture: Picture, image: nodes.image, path: Path
    ) -> tuple[float, float] | None:
        text = path.read_text(encoding="utf-8")
        from_notebook = re.fullmatch(r"[0-9a-f]{64}", path.stem) is not None
        light = without_paper(tidy(text)) if from_notebook else text
        dark = dark_variant(light, colours())
        name = _file_name(image, path)
        if light == dark:
            picture += self._variant(image, light, name, "light", [])
        else:
            picture += self._variant(image, light, name, "light", ["only-light"])
            picture += self._variant(image, dark, name, "dark", ["only-dark"])
        return svg_size(text)

    def _variant(
        self, image: nodes.image, text: str, name: str, paper: str, classes: list[str]
    ) -> nodes.image:
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        file = figures_folder(self.app) / f"{name}.{digest}.{paper}.svg"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(".partial")
            partial.write_text(text, encoding="utf-8")
            partial.replace(file)
        variant = image.deepcopy()
        variant["uri"] = "/" + os.path.relpath(file, self.app.srcdir).replace(os.sep, "/")
        variant["classes"] = [*image["classes"], *classes]
        return variant


def colours() -> Mapping[str, str]:
    """Light colours and what takes their place on dark paper."""
    from latentlib.plots.style import DARK

    return DARK


def paper() -> str:
    """Colour of light paper."""
    from latentlib.plots.style import PAPER

    return PAPER


def dark_variant(svg: str, table: Mapping[str, str]) -> str:
    """Exchange the colours of `table`, in one pass; links and embedded pixels stay.

    A reference such as ``url(#c0ffee)`` is no colour. The base-64 text of an embedded image has no
    number sign, so that no byte of it can change.
    """
    exchange = {light.lower(): dark for light, dark in table.items()}

    def replace(match: re.Match[str]) -> str:
        before = svg[max(match.start() - 7, 0) : match.start()]
        return match[0] if LINK.search(before) else exchange.get(match[0].lower(), match[0])

    return HEX.sub(replace, svg)


def without_paper(svg: str) -> str:
    """Take away the background of a matplotlib figure and of its axes."""
    background = re.compile(
        r'(<g id="(?:figure|axes)_\d+">\s*)<g id="patch_\d+">\s*'
        rf'<path d="[^"]*"[^>]*?style="fill: {re.escape(paper())}[^"]*"\s*/>\s*</g>\s*',
        re.IGNORECASE,
    )
    return background.sub(r"\1", svg)


def tidy(svg: str) -> str:
    """Make matplotlib's SVG smaller; what is drawn moves by less than 0.01 of a point."""
    svg = re.sub(
        r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL
    )
    svg = re.sub(r">\s*\n\s*<", ">\n<", svg).strip()
    svg = re.sub(r'(?<= d=")[^"]*', _shorten_path, svg)
    return re.sub(r'(?<= [xy]=")-?\d+\.\d{3,}(?=")', _round, svg) + "\n"


def svg_size(svg: str) -> tuple[float, float] | None:
    """Width and height of an SVG in CSS pixels, or None if it does not say."""
    root = re.search(r"<svg\b[^>]*>", svg)
    if root is None:
        return None
    lengths = [re.search(rf'\s{side}="([^"]*)"', root[0]) for side in ("width", "height")]
    sizes = [LENGTH.fullmatch(found[1]) if found else None for found in lengths]
    if all(sizes):
        width, height = (float(size[1]) * PIXELS[size[2]] for size in sizes if size)
        return width, height
    box = re.search(r'\sviewBox="([^"]*)"', root[0])
    if box is None:
        return None
    *_, width, height = (float(number) for number in re.split(r"[\s,]+", box[1].strip()))
    return width, height


def figures_folder(app: Sphinx) -> Path:
    """Where the variants are written, outside of what is published."""
    return Path(app.doctreedir).parent / "figures"


def visit_picture(self: HTML5Translator, node: Picture) -> None:
    """Write the images of a picture; the wrapping element keeps them apart from a caption."""
    align = f" align-{node['align']}" if node.get("align") else ""
    self.body.append(f'<span class="picture{align}">')
    for image in node.findall(nodes.image):
        source = posixpath.join(
            self.builder.imgpath, quote(self.builder.images.get(image["uri"], image["uri"]))
        )
        attributes = {"src": source, "alt": image.get("alt", "")}
        if image["classes"]:
            attributes["class"] = " ".join(image["classes"])
        if node["size"]:
            width, height = node["size"]
            attributes |= {"width": f"{width:.0f}", "height": f"{height:.0f}"}
        if node["width"]:
            attributes["style"] = f"width: {_css_length(node['width'])}"
        attributes |= {"loading": "lazy", "decoding": "async"}
        written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
        self.body.append(f"<img {written}>")
    self.body.append("</span>")
    raise nodes.SkipNode


def remove_leftovers(app: Sphinx, exception: Exception | None) -> None:
    """Remove figures of ours that no page shows any more."""
    if exception is not None or app.builder.format != "html":
        return
    shown = {name for _, name in app.env.images.values()}
    for folder in (Path(app.outdir, "_images"), figures_folder(app)):
        for path in folder.glob("*.svg"):
            if path.name not in shown and MADE_HERE.fullmatch(path.name):
                path.unlink()


def _file_name(image: nodes.image, path: Path) -> str:
    """Name for people: that of the figure, or of the file it came from."""
    figure = image.parent
    while figure is not None and not isinstance(figure, nodes.figure):
        figure = figure.parent
    if figure is not None and figure["names"]:
        return nodes.make_id(figure["names"][0])
    return "figure" if re.fullmatch(r"[0-9a-f]{64}", path.stem) else nodes.make_id(path.stem)


def _shorten_path(match: re.Match[str]) -> str:
    rounded = re.sub(r"-?\d+\.\d{3,}", _round, match[0])
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", rounded).strip()


def _round(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _css_length(text: str) -> str:
    return f"{text}px" if re.fullmatch(r"[0-9.]+", text) else text
