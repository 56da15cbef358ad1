"""Links to the repository and to Binder, from one setting; without it there are none.

The setting is the environment variable ``LATENT_COURSE_REPOSITORY``, the address of the repository
on GitHub, for instance ``https://github.com/owner/name``; links lead to its branch ``main``.

Pages can use it too:

* blocks for either case: ``{only} repository`` and ``{only} not repository``;
* substitutions, empty when it is unset: ``{{ repository_url }}`` and ``{{ binder_url }}`` are
  addresses, ``{{ repository_link }}`` and ``{{ binder_link }}`` are links.
"""

from __future__ import annotations

import os
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

VARIABLE = "LATENT_COURSE_REPOSITORY"
BRANCH = "main"
BINDER = "https://mybinder.org"
ADDRESS = re.compile(r"https://github\.com/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?")
OPEN = "urlpath=lab/tree/chapters"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", configure, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def configure(app: Sphinx, config: Config) -> None:
    """Set the theme's options, the tag and the substitutions."""
    repository = os.environ.get(VARIABLE, "").strip().rstrip("/")
    options = {**config.html_theme_options}
    for key in ("launch_buttons", "repository_url"):
        options.pop(key, None)
    if repository:
        options |= theme_options(repository)
        app.tags.add("repository")
    config.html_theme_options = options
    config.myst_substitutions = {
        **config.myst_substitutions,
        **substitutions(repository),
    }


def theme_options(repository: str) -> dict[str, Any]:
    """Options of the theme that bring the buttons."""
    if not ADDRESS.fullmatch(repository):
        raise ConfigError(
            f"{VARIABLE} is {repository!r}, expected https://github.com/owner/name, or unset"
        )
    return {
        "repository_url": repository.removesuffix(".git"),
        "repository_branch": BRANCH,
        "path_to_docs": "",
        "use_repository_button": True,
        "use_issues_button": True,
        "use_edit_page_button": True,
        "launch_buttons": {"binderhub_url": BINDER, "notebook_interface": "jupyterlab"},
    }


def substitutions(repository: str) -> dict[str, str]:
    """Return what pages may insert; all empty without a repository."""
    match = ADDRESS.fullmatch(repository)
    if not match:
        return dict.fromkeys(("repository_url", "repository_link", "binder_url", "binder_link"), "")
    url = repository.removesuffix(".git")
    binder = f"{BINDER}/v2/gh/{match['owner']}/{match['name']}/{BRANCH}?{OPEN}"
    return {
        "repository_url": url,
        "repository_link": f"[{match['owner']}/{match['name']}]({url})",
        "binder_url": binder,
        "binder_link": f"[Open the course on Binder]({binder})",
    }
