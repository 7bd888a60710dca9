"""What other apps find for the same words, shown next to the documents: calls, questions that were answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.text import slugify

from accounts.standing import Viewer
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.wording import counted
from documents.finding.search import compile_query, marked


@dataclass(frozen=True)
class RelatedHit:
    """Something that matches. `headline` is text around what matches, with the marks OPEN and CLOSE of search."""

    title: str
    url: str
    kind: str
    when: datetime | None
    headline: str
    is_sample: bool = False

    @property
    def snippet(self) -> SafeString:
        """The headline as HTML, with what matches in <mark>."""
        return marked(self.headline)


@dataclass(frozen=True)
class RelatedSection:
    """A capped section of the search page."""

    heading: str
    hits: list[RelatedHit]
    note: str = ""  # such as "The newest five"
    total: int = 0  # of all that match and the person may read
    noun: str = ""  # one and many of them, as counted() takes them

    @property
    def anchor(self) -> str:
        """The name of the section within the page."""
        return f"found-{slugify(self.heading)}"

    @property
    def count(self) -> str:
        """ "3 calls and meetings"."""
        return counted(self.total, self.noun)


# (person, tsquery in PostgreSQL's notation, what was typed) → hits the person may read, or None.
RELATED: Slot[Callable[[Viewer, str, str], RelatedSection | None]] = Slot()


def found_related(user: Viewer, text: str, tsquery: str | None = None) -> list[RelatedSection]:
    """What the other apps find, in their order; `tsquery` is the same text compiled, for who has it."""
    if tsquery is None:
        tsquery, _ = compile_query(text)
    if not tsquery:
        return []
    found = (provider(user, tsquery, text) for provider in RELATED)
    return [section for section in found if section is not None and section.hits]
