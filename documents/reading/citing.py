"""Links and citations for pages that a search found."""

from collections.abc import Iterable
from datetime import date

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from documents.addresses import page_address
from documents.finding.hits import Hit
from documents.models import Document
from documents.reading.places import author_of, cited, place_in


@dataclass(frozen=True)
class Source:
    """A lasting address of a page, with the portal's name, and its citation."""

    link: str
    citation: str


def sources_of(hits: Iterable[Hit], today: date) -> list[Source]:
    """One for each hit. A match in title or abstract cites the document."""
    sources = []
    for hit in hits:
        document, where, path = hit.document, long_date(hit.document.dated_on), hit.document.get_absolute_url()
        if hit.page:
            path = page_address(document.key, hit.page, version=hit.version)
            where = place_in(document.dated_on, hit.version, hit.uploaded_at, hit.label or hit.page)
        address = absolute_url(path)
        sources.append(Source(address, _cited(document, where, address, today)))
    return sources


def _cited(document: Document, where: str, address: str, today: date) -> str:
    agency, state = document.agency, document.state
    author = author_of(agency.name, agency.state_id, document.state_id, state.name if state else "") if agency else ""
    return cited(author, document.title, where, address, today)
