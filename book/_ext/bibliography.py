"""Sphinx extension: a reference list with labels that a reader can read.

Citations in the text are by author and year, so the list is labelled by them as well ("Pope et al.
2021") and not by the usual abbreviations ("PZA+21"). Listing this module under
``sphinx.local_extensions`` is all there is to do: it registers the style and makes it the default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from sphinx.application import Sphinx

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


class AuthorYearStyle(PlainStyle):
    """The plain style, sorted by author, under labels by author and year."""

    default_label_style = AuthorYearLabels
    default_sorting_style = "author_year_title"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the style and make it the default of the book's bibliographies."""
    register_plugin("pybtex.style.formatting", STYLE, AuthorYearStyle)
    app.config.bibtex_default_style = STYLE
    return {"parallel_read_safe": True, "parallel_write_safe": True}
