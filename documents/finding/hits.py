"""What a search for pages answers: hits, and what a person should know about them."""

from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.frozen import dataclass
from documents.finding.filters import Counts
from documents.models import Document

CANDIDATES = 1000  # matching pages that are counted and listed, at most

# Control characters are stripped from all text on its way in, so these marks cannot be forged.
OPEN, CLOSE = "\x02", "\x03"


@dataclass(frozen=True)
class Alike:
    """A page of another document that says nearly the same as a hit, and is folded into it."""

    document: Document
    page: int
    label: str
    version: int | None


@dataclass(frozen=True)
class Hit:
    """A page that matches. page 0 is the document's own card: title, agency, abstract."""

    document: Document
    page: int
    label: str  # the number printed on it, where it differs
    heading: str
    version: int | None  # the number of the version whose page it is
    headline: str  # the sentence or two around what matches, with the marks OPEN and CLOSE
    uploaded_at: datetime | None  # of that version
    more: int  # further matching pages of the same document, not listed
    lacks: tuple[str, ...] = ()  # words as typed that the page doesn’t hold
    alike: tuple[Alike, ...] = ()
    reused: int = 0  # its document, by so many other states

    @property
    def snippet(self) -> SafeString:
        """The headline as HTML, with what matches in <mark>."""
        return marked(self.headline)

    @property
    def values(self) -> tuple[object, ...]:
        """All that is ever shown of it, to tell whether it is the very same hit as another time."""
        document = self.document
        kind, state, agency, era = document.kind, document.state, document.agency, document.era
        return (
            *(document.key, document.title, document.dated_on, document.label, document.is_sample),
            *(kind and kind.name, state and state.code, state and state.name, era and era.name),
            *(agency and agency.name, agency and agency.state_id),
            *(self.page, self.label, self.heading, self.version, self.headline, self.uploaded_at),
            *(self.more, self.lacks, self.reused),
            *((one.document.key, one.document.title, one.page, one.label, one.version) for one in self.alike),
        )

    @property
    def plain_snippet(self) -> str:
        """The headline as plain text."""
        return self.headline.replace(OPEN, "").replace(CLOSE, "")


@dataclass(frozen=True)
class Folded:
    """Hits that are listed together, those of one document or one state; pages that match, and their documents."""

    hits: tuple[Hit, ...]
    pages: int
    documents: int


@dataclass(frozen=True)
class Correction:
    """What was searched instead of what was typed, because a word stands on no page the person may see."""

    typed: str
    searched: str


@dataclass(frozen=True)
class Preference:
    """A filter that the words suggest: its name in the address, the value, and how a person reads it.

    Documents that meet it come first; a click makes it a filter.
    """

    facet: str
    value: str
    label: str


@dataclass(frozen=True)
class Advice:
    """Words that no page holds together with the others: the query without them, and how many pages that finds.

    pages counts at most CANDIDATES + 1.
    """

    words: tuple[str, ...]
    query: str
    pages: int


@dataclass(frozen=True)
class Results:
    """One screen of hits. total counts matching pages, at most CANDIDATES + 1; document_ids are their documents.

    tsquery is what was searched in PostgreSQL's notation, for who looks for the same elsewhere. advice is for who finds
    nothing, and unknown are then the words that stand on no page they may see. folded has the same hits by document or
    by state, where that was asked for.
    """

    hits: list[Hit]
    total: int
    document_ids: tuple[int, ...]
    problem: str = ""
    suggestion: str = ""
    tsquery: str = ""
    corrected: Correction | None = None
    preferences: tuple[Preference, ...] = ()
    advice: tuple[Advice, ...] = ()
    unknown: tuple[str, ...] = ()
    has_more: bool = False  # whether there are hits after these
    counts: Counts | None = None  # of documents by filter value, where they were asked for
    folded: tuple[Folded, ...] = ()

    @property
    def documents(self) -> int:
        """In how many documents the matching pages are."""
        return len(self.document_ids)

    @property
    def is_capped(self) -> bool:
        """Whether more pages match than were counted."""
        return self.total > CANDIDATES


def marked(headline: str) -> SafeString:
    """Escaped text with the marks turned into <mark>: the only HTML that ever comes out of a file's text."""
    escaped = escape(headline)
    return mark_safe(escaped.replace(OPEN, "<mark>").replace(CLOSE, "</mark>"))  # noqa: S308
