"""What other apps find for the same words, shown next to the documents: calls, questions that were answered."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.safestring import SafeString
from django.utils.text import slugify

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Asked, together
from clearinghouse.lib.wording import counted
from documents.finding.full_text import compile_query
from documents.finding.hits import marked
from documents.finding.marked import Sought, sought

MOST_COUNTED = 100  # of a section; counting all that has a common word takes longer than finding the newest few


@dataclass(frozen=True)
class RelatedHit:
    """Something that matches. `headline` is text around what matches, with the marks OPEN and CLOSE of search."""

    title: str
    url: str
    kind: str
    when: datetime | None
    headline: str
    is_sample: bool = False
    is_meeting: bool = False  # meetings are told with their weekday

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
    total: int = 0  # of all that match and the person may read, at most MOST_COUNTED + 1
    noun: str = ""  # one and many of them, as counted() takes them

    @property
    def anchor(self) -> str:
        """The name of the section within the page."""
        return f"found-{slugify(self.heading)}"

    @property
    def count(self) -> str:
        """ "3 meetings", "100+ meetings"."""
        return counted(self.total, self.noun, MOST_COUNTED)


class TotalOf(Subquery):
    """How many rows a queryset has, counted to just above MOST_COUNTED; an annotation that comes with the first few."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any, Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: MOST_COUNTED + 1], **extra)


@dataclass(frozen=True)
class RelatedQuestion:
    """What another app asks the database about a search, and the section that it makes of the rows, if any."""

    asked: tuple[Asked[Any], ...]
    section: Callable[[Sequence[list[Any]]], RelatedSection | None]


# (person, tsquery in PostgreSQL's notation, what passages are chosen by) → a question that brings only what the person
# may read.
RELATED: Slot[Callable[[Viewer, str, Sought], RelatedQuestion]] = Slot()


def found_related(user: Viewer, text: str, tsquery: str | None = None) -> list[RelatedSection]:
    """What the other apps find, in their order; `tsquery` is the same text compiled, for who has it."""
    if tsquery is None:
        tsquery, _ = compile_query(text)
    if not tsquery:
        return []
    by = sought(text)
    questions = [provider(user, tsquery, by) for provider in RELATED]
    rows = iter(together(*(asked for question in questions for asked in question.asked)))
    found = [question.section([next(rows) for _ in question.asked]) for question in questions]
    return [section for section in found if section is not None and section.hits]
