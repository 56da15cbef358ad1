"""Reference pages from docstrings.

``.. api-module:: latentlib.data`` writes the module's docstring, a table of its public names (its
``__all__``, in that order) and the full entry of each. Nothing is listed by hand, so nothing that
is public can be missing.
"""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FIELD_OF_TUPLE = "Alias for field number"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.autosummary")
    app.add_directive("api-module", ApiModule)
    app.connect("autodoc-skip-member", skip_fields)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class ApiModule(SphinxDirective):
    """``api-module``: one module with all that is public in it."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the directives of autodoc and autosummary, and parse them."""
        name = self.arguments[0]
        lines = StringList(describe(importlib.import_module(name)), source=name)
        container = nodes.Element()
        self.state.nested_parse(lines, self.content_offset, container)
        return container.children


def describe(module: ModuleType) -> list[str]:
    """Lines of reStructuredText that document a module."""
    name = module.__name__
    public = [key for key in module.__all__ if not inspect.ismodule(getattr(module, key))]
    lines = [f".. automodule:: {name}", "", f".. currentmodule:: {name}", ""]
    lines += [".. autosummary::", "   :nosignatures:", "", *(f"   {key}" for key in public), ""]
    for key in public:
        lines += entry(key, getattr(module, key))
    return lines


def entry(name: str, value: object) -> list[str]:
    """Lines that document one public name."""
    if inspect.isclass(value):
        kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
        return [f".. {kind}:: {name}", "   :members:", ""]
    if callable(value):
        return [f".. autofunction:: {name}", ""]
    return [f".. autodata:: {name}", "   :no-value:", ""]


def skip_fields(
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object
) -> bool | None:
    """Leave out the fields of named tuples: the class's docstring describes them."""
    return True if (inspect.getdoc(obj) or "").startswith(FIELD_OF_TUPLE) else None
