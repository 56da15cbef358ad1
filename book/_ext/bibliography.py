"""Sphinx extension: a reference list that a reader, or a screen reader, can read.

Citations in the text are by author and year, so the list is labelled by them as well ("Pope et al.
2021") and not by the usual abbreviations ("PZA+21"). And it is a list to HTML too: docutils writes
``div`` elements under roles that no longer allow the links that the labels are. Listing this
module under ``sphinx.local_extensions`` is all there is to do.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from docutils import nodes
from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["AuthorYearLabels", "AuthorYearStyle", "label", "setup"]

STYLE = "author-year"


def family_name(person: Person) -> str:
    """Family name with its particles, such as "van der Maaten", without the marks of TeX."""
    parts = [*person.prelast_names, *person.last_names]
    return str(Text.from_latex(" ".join(parts)))


def label(entry: Entry) -> str:
    """One or two family names, or the first and "et al.", and the year."""
    names = [family_name(person) for person in entry.persons.get("author", ())]
    if len(names) > 2:
        names = [f"{names[0]} et al."]
    return " ".join([*filter(None, [" & ".join(names)]), entry.fields.get("year", "undated")])


class AuthorYearLabels(BaseLabelStyle):
    """Labels such as "Shepard 1962"; equal ones are told apart by letters, as in "1962a"."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the label of each entry, in the order given."""
        labels = [label(entry) for entry in sorted_entries]
        total, seen = Counter(labels), Counter()
        for text in labels:
            yield f"{text}{chr(ord('a') + seen[text])}" if total[text] > 1 else text
            seen[text] += 1


class AuthorOrder(SortingStyle):
    """By author, year and title, as a reader looks them up: accents do not count."""

    def person_key(self, person: Person) -> str:
        """Return the person's name without accents, in lower case."""
        name = str(Text.from_latex(super().person_key(person)))
        letters = unicodedata.normalize("NFKD", name)
        return "".join(letter for letter in letters if not unicodedata.combining(letter))


class AuthorYearStyle(PlainStyle):
    """The plain style, sorted by author, under labels by author and year."""

    default_label_style = AuthorYearLabels
    default_sorting_style = AuthorOrder


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Open an item of the list, and before the first the list."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<ul class="citation-list list-unstyled">\n')
    self.body.append(self.starttag(node, "li", CLASS="citation"))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Close the item, and after the last the list."""
    self.body.append("</li>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</ul>\n")


def visit_label(self: HTML5Translator, node: nodes.label) -> None:
    """Write a citation's label, a link back where one place cites it; leave footnotes alone."""
    if not isinstance(node.parent, nodes.citation):
        HTML5Translator.visit_label(self, node)
        return
    places = node.parent.get("backrefs", [])
    self.body.append('<span class="label">')
    self.body.append(f'<a href="#{places[0]}">' if len(places) == 1 else "<span>")


def depart_label(self: HTML5Translator, node: nodes.label) -> None:
    """Close the label; where several places cite it, a numbered link back to each follows."""
    if not isinstance(node.parent, nodes.citation):
        HTML5Translator.depart_label(self, node)
        return
    places = node.parent.get("backrefs", [])
    self.body.append("</a>" if len(places) == 1 else "</span>")
    if len(places) > 1:
        links = (f'<a href="#{place}">{i}</a>' for i, place in enumerate(places, start=1))
        self.body.append(f' <span class="backrefs">({", ".join(links)})</span>')
    self.body.append("</span>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the style, make it the default, and write the list as one."""
    register_plugin("pybtex.style.formatting", STYLE, AuthorYearStyle)
    app.config.bibtex_default_style = STYLE
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.add_node(nodes.label, override=True, html=(visit_label, depart_label))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
