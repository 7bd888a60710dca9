"""What a search looked for, marked in pages and in passages: whole phrases only, each as one."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.recent import Recent, digest
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.words import marking, passages
from clearinghouse.lib.words.marking import Wanted
from clearinghouse.lib.words.passages import Passage
from documents.finding.asking.wanted import Asked
from documents.finding.full_text import compile_query, looked_for
from documents.finding.hits import CANDIDATES, CLOSE, OPEN
from documents.finding.index import reading
from documents.finding.indexed import Search
from documents.finding.listing import unnested
from documents.finding.proposing import Weighed
from documents.models import Document, Page

NOTHING = Asked()
SNIPPET_CHARACTERS = 20_000  # of a text: a passage is looked for in no more
MOST_KEPT = 20_000  # characters of a text that is kept with its marks
# A passage takes half a kilobyte, a text with its marks as much as the text: two megabytes of each at most.
_passages, _marked = Recent[Passage](3_000), Recent[str](64)
ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|far|often|big|large|tall|high|fast|quick(?:ly)?|soon)\b"
    r"|\b(?:number|share|percent(?:age)?|portion|amount) of\b",
    re.IGNORECASE,
)
ONLY_PREFERRED = 0.25  # what a word counts for a passage that names a document's kind, era or year


@dataclass(frozen=True)
class Sought:
    """What passages are chosen by, and how much each unit counts; without weights, by how rare it is in the text."""

    wanted: Wanted
    weights: tuple[float, ...] = ()
    asks_number: bool = False

    @cached_property
    def _name(self) -> bytes:
        return digest(repr((self.wanted, self.weights, self.asks_number)))

    def passage_of(self, text: str) -> str:
        """The sentences of a text that answer, what matches between the marks OPEN and CLOSE."""
        return self.passage_under(text, ()).words

    def passage_under(self, text: str, headings: Sequence[str]) -> Passage:
        """The same, with the last of these headings above it; they stand in the text in this order."""
        text = text[:SNIPPET_CHARACTERS]

        def best() -> Passage:
            return passages.best(
                text,
                self.wanted,
                self.weights,
                marks=(OPEN, CLOSE),
                headings=headings,
                asks_number=self.asks_number,
            )

        return _passages.get((self._name, digest("\n".join(headings)), digest(text)), best)


def sought(text: str, weighed: Sequence[Weighed] = (), stands: Callable[[str], bool] = bool) -> Sought:
    """What was typed, with the weights that ranking gave its words. What else was typed is marked, and counts nothing.

    The state that was named stands in every page's title, and says nothing of which sentence answers. Ways with a word
    for which `stands` says that no page has it are not looked for.
    """
    ways = [[run.words for run in one.concept.runs] for one in weighed]
    typed = [[way for way in unit if all(map(stands, way))] for unit in looked_for(text)]
    return Sought([*ways, *typed], tuple(_weights(weighed)), ASKS_NUMBER.search(text) is not None)


def passage_on(page: Page, text: str, by: Sought) -> Passage:
    """The passage of a page that answers, and its heading; first of its sections is what was in force before."""
    before, *on_it = page.sections or [""]
    words, heading = by.passage_under(text, on_it)
    return Passage(words, heading or before or page.heading)


def _weights(weighed: Sequence[Weighed]) -> list[float]:
    weights = [one.weight * _counts(one) for one in weighed]
    return weights if any(weights) else [one.weight for one in weighed]


def _counts(one: Weighed) -> float:
    if one.concept.is_place:
        return 0.0
    return ONLY_PREFERRED if one.concept.columns else 1.0


class MarkedPage(NamedTuple):
    """A page's whole text, what was looked for between the marks OPEN and CLOSE, and its fellows among the hits."""

    headline: str
    numbers: list[int]  # of the pages of its version that search lists, in order
    heading: str  # above the passage that a hit would show


def marked_page(user: Viewer, page: Page, text: str) -> MarkedPage:
    """The page as the search for these words understood them.

    The caller has checked that the person may read the version. What is searched is asked of the index, as
    search_pages() does; earlier versions and documents that aren't shared stand only in full text.
    """
    if not text:
        return MarkedPage(page.text, [], page.heading)
    search = _search_of(user, page)
    if search is not None:
        try:
            with reading.asking(search.index):
                headline = _headline(page, text, search.understood(text))
                numbers = _with_itself(page, headline, _listed(search, text, page))
                by = sought(text, search.meaning(text).weighed, search.index.stands)
                return MarkedPage(headline, numbers, _heading(page, by))
        except reading.Unreadable:
            pass  # it will be mended; until then PostgreSQL answers
    tsquery, _ = compile_query(text)
    numbers = _numbers.rows(version=page.version_id, tsquery=tsquery) if tsquery else []
    return MarkedPage(_headline(page, text, NOTHING), numbers, _heading(page, sought(text)))


def headline_of(user: Viewer, page: Page, text: str) -> str:
    """The text alone, marked as marked_page() marks it. The caller has checked the right."""
    search = _search_of(user, page) if text else None
    if search is not None:
        try:
            with reading.asking(search.index):
                return _headline(page, text, search.understood(text))
        except reading.Unreadable:
            pass
    return _headline(page, text, NOTHING)


def _search_of(user: Viewer, page: Page) -> Search | None:
    """A search within the page's document; None where the index has nothing to say of the page."""
    assert page.version is not None  # a document's card is in no reader
    if not page.is_current or page.version.document.status != Document.Status.PUBLISHED:
        return None
    index = reading.open_index()
    # Which pages are shown is asked of the one version that the person may read.
    return Search(index, user, page.document_id) if index is not None else None


def _headline(page: Page, text: str, asked: Asked) -> str:
    """Marks what passages of hits mark, and what the index was asked for: it takes words of a term one by one too."""
    wanted = [*looked_for(text), *([run.words for run in concept.runs] for concept in asked.ranked)]
    if len(page.text) > MOST_KEPT:
        return _with_marks(page.text, wanted)
    return _marked.get((digest(repr(wanted)), digest(page.text)), lambda: _with_marks(page.text, wanted))


def _heading(page: Page, by: Sought) -> str:
    return passage_on(page, page.text, by).heading if len(page.sections) > 1 else page.heading


def _with_itself(page: Page, headline: str, numbers: list[int]) -> list[int]:
    """The page that somebody came to from a list of hits is one of them, also where others answer better."""
    return sorted({*numbers, page.number}) if numbers and OPEN in headline else numbers


def _with_marks(text: str, wanted: Wanted) -> str:
    return marking.with_marks(text, marking.mark(text, wanted), OPEN, CLOSE)


def _listed(search: Search, text: str, page: Page) -> list[int]:
    """SECURITY: of what the index proposes, only pages of this version, as the database has them."""
    proposed = search.proposed(text)
    return _numbers_among.rows(version=page.version_id, pages=proposed) if proposed else []


@Statement
def _numbers(version: int, tsquery: str) -> QuerySet[Page, int]:
    pages = Page.objects.filter(version=version, vector__matches=tsquery).order_by("number")
    return pages.values_list("number", flat=True)[:CANDIDATES]


@Statement
def _numbers_among(version: int, pages: tuple[int, ...]) -> QuerySet[Page, int]:
    found = Page.objects.filter(version=version, is_current=True, pk__in=unnested(pages)).order_by("number")
    return found.values_list("number", flat=True)[:CANDIDATES]
