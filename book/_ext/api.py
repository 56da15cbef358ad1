"""Reference pages from docstrings.

``.. api-module:: latentlib.data`` writes the module's docstring, a table of its public names (its
``__all__``: functions, then classes, then constants) and the full entry of each. Nothing is listed
by hand, so nothing that is public can be missing; a function or class without a docstring is a
warning, which stops the build.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import PycodeError
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOGGER = logging.getLogger(__name__)
FIELD_OF_TUPLE = "Alias for field number"
GROUPS = {"Functions": "autofunction", "Classes": "autoclass", "Constants": "py:data"}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.add_directive("api-module", ApiModule)
    app.connect("autodoc-skip-member", skip_fields)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class ApiModule(SphinxDirective):
    """``api-module``: one module with all that is public in it."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the directives of autodoc, and parse them."""
        module = importlib.import_module(self.arguments[0])
        for path in _sources(module):
            self.env.note_dependency(path)
        for name in undocumented(module):
            LOGGER.warning(
                "%s.%s has no docstring", module.__name__, name, location=self.get_location()
            )
        lines = StringList(describe(module), source=module.__name__)
        container = nodes.Element()
        self.state.nested_parse(lines, self.content_offset, container)
        return container.children


def describe(module: ModuleType) -> list[str]:
    """Lines of reStructuredText that document a module."""
    name = module.__name__
    lines = [f".. automodule:: {name}", "", f".. currentmodule:: {name}", ""]
    lines += [".. list-table::", "   :widths: 30 70", "   :class: api-summary", ""]
    names = sorted(public_names(module), key=lambda key: list(GROUPS).index(group(module, key)))
    for key in names:
        lines += [f"   * - :py:obj:`{key}`", f"     - {summary(docstring(module, key))}"]
    lines.append("")
    for key in names:
        lines += entry(module, key)
    return lines


def public_names(module: ModuleType) -> list[str]:
    """Public names of a module, without its submodules."""
    return [key for key in module.__all__ if not inspect.ismodule(getattr(module, key))]


def undocumented(module: ModuleType) -> list[str]:
    """Public functions and classes without a docstring; a constant may speak by its value."""
    names = (key for key in public_names(module) if group(module, key) != "Constants")
    return [key for key in names if not docstring(module, key)]


def group(module: ModuleType, name: str) -> str:
    """Key of `GROUPS` for a public name."""
    value = getattr(module, name)
    if inspect.isclass(value):
        return "Classes"
    return "Functions" if inspect.isroutine(value) else "Constants"


def docstring(module: ModuleType, name: str) -> str:
    """Docstring of a public name; a constant has it as a string below its assignment."""
    if group(module, name) != "Constants":
        return inspect.getdoc(getattr(module, name)) or ""
    package = module.__name__.split(".")[0]
    for key in [module.__name__, *sorted(sys.modules)]:
        if key.startswith(f"{package}."):
            text = _constants(key).get(("", name))
            if text:
                return inspect.cleandoc("\n".join(text))
    return ""


def summary(text: str) -> str:
    """First paragraph of a docstring, on one line."""
    return " ".join(text.partition("\n\n")[0].split())


def entry(module: ModuleType, name: str) -> list[str]:
    """Lines that document one public name."""
    kind = GROUPS[group(module, name)]
    lines = [f".. {kind}:: {name}"]
    if kind == "autoclass":
        return [*lines, "   :members:", ""]
    if kind == "py:data":
        value = repr(getattr(module, name))
        lines += [f"   :value: {value}"] if len(value) <= 60 and " object at " not in value else []
        lines += ["", *(f"   {line}" for line in docstring(module, name).splitlines())]
    return [*lines, ""]


def skip_fields(
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object
) -> bool | None:
    """Leave out the fields of named tuples: the class's docstring describes them."""
    return True if (inspect.getdoc(obj) or "").startswith(FIELD_OF_TUPLE) else None


def _sources(module: ModuleType) -> list[str]:
    """Files whose docstrings the page of a module may show."""
    defined_in = {getattr(getattr(module, key), "__module__", None) for key in module.__all__}
    modules = [module, *(sys.modules[key] for key in defined_in if key in sys.modules)]
    return [m.__file__ for m in modules if getattr(m, "__file__", None)]


def _constants(module: str) -> dict[tuple[str, str], list[str]]:
    try:
        analyzer = ModuleAnalyzer.for_module(module)
        return analyzer.find_attr_docs()
    except PycodeError:
        return {}
