"""Outputs of chapters: kept by jupyter-cache, merged into executed copies.

The cache is one folder for each `environment_digest`; the few last used stay, so that going back
to an earlier state of the package executes nothing. Whatever in it cannot be read counts as
missing: a run that was killed costs at most the chapters that were not finished.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.main import JupyterCacheBase
from kernel import Usage
from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

__all__ = ["OutputCache", "with_outputs", "write_if_changed"]

FOLDERS_KEPT = 4
# What reading or writing a damaged cache can raise; the remedy is always to execute again.
DAMAGE = (AttributeError, KeyError, OSError, RuntimeError, SQLAlchemyError, TypeError, ValueError)
# Tags by which a cell's metadata changes what is executed.
EXECUTION_TAGS = {"raises-exception", "skip-execution"}


class OutputCache:
    """Outputs of chapters for one state of the package and its dependencies.

    Parameters
    ----------
    folder : Path
        Where all caches lie.
    digest : str
        The `environment_digest`.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder / digest
        self._folder.mkdir(parents=True, exist_ok=True)
        os.utime(self._folder)
        _forget_oldest(folder)

    def find(self, notebook: NotebookNode) -> tuple[NotebookNode, dict[str, Any]] | None:
        """Return executed notebook and usage for the code cells of `notebook`, or None."""
        try:
            cache = JupyterCacheBase(self._folder)
            record = cache.match_cache_notebook(_keyed(notebook))
            executed = cache.get_cache_bundle(record.pk).nb
            whole = record.data["outputs_sha256"] == _outputs_digest(executed)
        except DAMAGE:
            return None
        return (executed, record.data["usage"]) if whole else None

    def store(self, executed: NotebookNode, path: Path, usage: Usage) -> None:
        """Keep an executed notebook."""
        notebook = _keyed(executed)
        data = {"usage": asdict(usage), "outputs_sha256": _outputs_digest(notebook)}
        bundle = CacheBundleIn(notebook, str(path), data=data)
        try:
            self._store(bundle)
        except DAMAGE:
            shutil.rmtree(self._folder)
            self._store(bundle)

    def _store(self, bundle: CacheBundleIn) -> None:
        cache = JupyterCacheBase(self._folder)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def with_outputs(notebook: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Copy of `notebook` with the outputs of `executed`, cell by cell.

    Prose and the metadata of cells (captions, alternative texts, tags) are those of `notebook`.

    Raises
    ------
    ValueError
        If the code cells are not the same.
    """
    merged = copy.deepcopy(notebook)
    cells = [cell for cell in merged.cells if cell.cell_type == "code"]
    sources = [cell for cell in executed.cells if cell.cell_type == "code"]
    if [c.source for c in cells] != [c.source for c in sources]:
        raise ValueError("the code cells of the notebook are not those that were executed")
    for cell, source in zip(cells, sources, strict=True):
        cell.outputs, cell.execution_count = source.outputs, source.execution_count
    for key in ("language_info", "widgets"):
        merged.metadata.pop(key, None)
        if key in executed.metadata:
            merged.metadata[key] = executed.metadata[key]
    return merged


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file in one step, unless it says so already; tell whether it was written."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    return True


def _keyed(notebook: NotebookNode) -> NotebookNode:
    """Copy with only that metadata which bears on execution: jupyter-cache hashes all of it.

    Another caption, or saving in another front end, executes nothing; a tag that lets a cell fail
    or skips it does.
    """
    keyed = copy.deepcopy(notebook)
    keyed.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for cell in keyed.cells:
        tags = sorted(EXECUTION_TAGS.intersection(cell.metadata.get("tags", ())))
        cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
    return keyed


def _outputs_digest(notebook: NotebookNode) -> str:
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    text = json.dumps([outputs, notebook.metadata.get("widgets")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _forget_oldest(folder: Path) -> None:
    caches = [path for path in folder.iterdir() if path.is_dir()]
    caches.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in caches[FOLDERS_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
