"""Links and citations for pages that a search found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.wording import long_date
from documents.addresses import page_address
from documents.finding.hits import Hit
from documents.models import Document, DocumentVersion
from documents.reading.places import author_of, cited, place_in


@dataclass(frozen=True)
class Source:
    """A lasting address of a page, with the portal's name, and its citation."""

    link: str
    citation: str


@Statement
def _uploaded(versions: tuple[int, ...]) -> QuerySet[DocumentVersion, tuple[int, datetime]]:
    return DocumentVersion.objects.filter(Among("pk", numbers(versions))).values_list("pk", "uploaded_at")


def sources_of(hits: Iterable[Hit], today: date) -> list[Source]:
    """One for each hit; one query. A match in title or abstract cites the document."""
    found = list(hits)
    versions = {pk for hit in found if hit.page and (pk := hit.document.current_version_id) is not None}
    uploaded: dict[int | None, datetime] = dict(_uploaded.rows(versions=tuple(versions)))
    sources = []
    for hit in found:
        document, where, path = hit.document, long_date(hit.document.dated_on), hit.document.get_absolute_url()
        if hit.page:
            path = page_address(document.key, hit.page, version=hit.version)
            day = uploaded.get(document.current_version_id)
            where = place_in(document.dated_on, hit.version, day, hit.label or hit.page)
        sources.append(Source(absolute_url(path), _cited(document, where, absolute_url(path), today)))
    return sources


def _cited(document: Document, where: str, address: str, today: date) -> str:
    agency, state = document.agency, document.state
    author = author_of(agency.name, agency.state_id, document.state_id, state.name if state else "") if agency else ""
    return cited(author, document.title, where, address, today)
