"""Move code, styles and binary data of live figures out of a page, into files named by content.

Equal content is one file, so that all figures share one copy of it, and a browser may keep it for
ever. A module that an ``_esm`` imports as a ``data:text/javascript`` address becomes a file of its
own, imported by name, and so does WebAssembly that it fetches from a ``data:`` address.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from controls import is_core

__all__ = ["FOLDER", "NAMED_BY_CONTENT", "Store", "embedded_state"]

FOLDER = "_static/live"
NAMED_BY_CONTENT = re.compile(r"[0-9a-f]{16}\.(?:js|css|bin|wasm)")
TEXTS = {"_esm": ".js", "_css": ".css"}
IMPORT = re.compile(
    r"(?P<before>\b(?:from|import)\s*\(?\s*)(?P<quote>[\"'])"
    r"data:text/javascript(?:;charset=[\w-]+)?;base64,(?P<code>[A-Za-z0-9+/=]+)(?P=quote)"
)
WASM = re.compile(r"(?<=\bfetch\()([\"'])data:application/wasm;base64,(?P<code>[A-Za-z0-9+/=]+)\1")
REFERENCE = re.compile(r'"IPY_MODEL_(\w+)"')
#: Traits of every widget that say how a manager shows it; here is none.
OF_THE_MANAGER = {"_dom_classes", "_view_count", "layout", "tabbable", "tooltip"}


class Store:
    """A folder of files named by their content.

    Parameters
    ----------
    folder : Path
        Made when the first file is added.

    Attributes
    ----------
    names : set of str
        Files added by this object.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, set[str]()

    def add(self, content: bytes, suffix: str) -> str:
        """Write a file in one step, unless it is there; return its name."""
        name = hashlib.sha256(content).hexdigest()[:16] + suffix
        self.names.add(name)
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            number, partial = tempfile.mkstemp(dir=self.folder, suffix=".partial")
            with os.fdopen(number, "wb") as file:
                file.write(content)
            Path(partial).chmod(0o644)
            Path(partial).replace(path)
        return name

    def add_module(self, code: str) -> tuple[str, list[str]]:
        """Add a module and what it brings along as data; return its name and all of theirs."""
        imported: list[str] = []

        def extract_binary(match: re.Match[str]) -> str:
            imported.append(self.add(base64.b64decode(match["code"], validate=True), ".wasm"))
            return f'new URL("./{imported[-1]}", import.meta.url)'

        def extract(match: re.Match[str]) -> str:
            inner = base64.b64decode(match["code"], validate=True).decode()
            name, deeper = self.add_module(inner)
            imported.extend([*deeper, name])
            return f"{match['before']}{match['quote']}./{name}{match['quote']}"

        code = WASM.sub(extract_binary, IMPORT.sub(extract, code))
        name = self.add(code.encode(), ".js")
        return name, list(dict.fromkeys(imported))


def embedded_state(models: dict[str, Any], shown: Iterable[str], store: Store) -> dict[str, Any]:
    """State of the figures that a page shows, with files in place of code and data.

    Parameters
    ----------
    models : dict
        State of the notebook's widgets by their identifiers.
    shown : iterable of str
        Models that have a view in the page. What they refer to is taken along, except for
        ipywidgets' own.
    store : Store
        Where the files go.

    Returns
    -------
    dict
        For each model ``model_name``, ``model_module``, ``state``, ``files`` (addresses of ``_esm``
        and ``_css``), ``imports`` (of modules and WebAssembly) and ``buffers`` (each a ``path`` in
        the state and a ``url``); addresses are relative to the first folder of the book.

    Raises
    ------
    ValueError
        If a figure brings no front end along, or a buffer has an unknown encoding.
    """
    embedded: dict[str, Any] = {}
    waiting = list(shown)
    for name in waiting:
        if name in models and not models[name]["state"].get("_esm"):
            kind = f"{models[name].get('model_module')}.{models[name].get('model_name')}"
            raise ValueError(f"{kind} brings no front end along, expected an anywidget with _esm")
    while waiting:
        name = waiting.pop(0)
        if name not in models or name in embedded or is_core(models[name]):
            continue
        embedded[name] = _entry(models[name], store)
        waiting += REFERENCE.findall(json.dumps(embedded[name]["state"]))
    return embedded


def _entry(model: dict[str, Any], store: Store) -> dict[str, Any]:
    entry: dict[str, Any] = {key: model[key] for key in ("model_name", "model_module")}
    state = {key: value for key, value in model["state"].items() if not _is_of_the_manager(key)}
    files, imports = {}, []
    for key in TEXTS.keys() & state.keys():
        text = state.pop(key)
        if not text:
            continue
        if key == "_esm":
            name, imports = store.add_module(text)
        else:
            name = store.add(text.encode(), TEXTS[key])
        files[key] = f"{FOLDER}/{name}"
    buffers = [
        {"path": list(buffer["path"]), "url": f"{FOLDER}/{_add_buffer(buffer, store)}"}
        for buffer in model.get("buffers", ())
    ]
    urls = [f"{FOLDER}/{name}" for name in imports]
    return entry | {"state": state, "files": files, "imports": urls, "buffers": buffers}


def _add_buffer(buffer: dict[str, Any], store: Store) -> str:
    if buffer.get("encoding") != "base64":
        raise ValueError(f"encoding is {buffer.get('encoding')!r}, expected 'base64'")
    return store.add(base64.b64decode(buffer["data"]), ".bin")


def _is_of_the_manager(trait: str) -> bool:
    return trait in OF_THE_MANAGER or trait.startswith(("_model_", "_view_", "_anywidget_"))
