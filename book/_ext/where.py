"""Say where a chapter can be run, below what a page cannot do by itself."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

__all__ = ["where_to_run"]


def where_to_run(env: BuildEnvironment, beginning: str) -> nodes.paragraph:
    """Sentence with links to where the chapter can be run.

    They lead to the page named by the setting ``running_page``, and to Binder where that is set
    up.
    """
    paragraph = nodes.paragraph("", f"{beginning}, run this chapter ")
    paragraph["classes"].append("needs-kernel")
    page = env.config.running_page
    words = "on your own machine"
    if page in env.found_docs:
        paragraph += addnodes.pending_xref(
            "",
            nodes.inline("", words),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refdoc=env.docname,
            refexplicit=True,
            refwarn=True,
        )
    else:
        paragraph += nodes.Text(words)
    binder = env.config.myst_substitutions.get("binder_url")
    if binder:
        chapter = env.docname.removeprefix("chapters/")
        paragraph += nodes.Text(" or ")
        paragraph += nodes.reference("", "on Binder", refuri=f"{binder}/{chapter}.ipynb")
    paragraph += nodes.Text(".")
    return paragraph
