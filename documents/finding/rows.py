"""What list rows show, as plain values for the components that draw them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from clearinghouse.lib.files.types import FILE_TYPES
from documents.finding.search import Hit
from documents.models import Document

AUDIENCE_LEVELS = {
    Document.Sharing.ME: "me",
    Document.Sharing.AGENCY: "agency",
    Document.Sharing.STATE: "state",
    Document.Sharing.REGION: "region",
    Document.Sharing.GROUPS: "group",
    Document.Sharing.ALL_MEMBERS: "members",
    Document.Sharing.WORKFORCE: "group",
    Document.Sharing.PUBLIC: "public",
}
# The owner's "My agency" reads differently to everybody else.
AUDIENCE_WORDS = {
    Document.Sharing.ME: "Only the owner",
    Document.Sharing.AGENCY: "One agency",
    Document.Sharing.STATE: "One state",
    Document.Sharing.REGION: "One region",
    Document.Sharing.GROUPS: "Working groups",
    Document.Sharing.ALL_MEMBERS: "All member states",
    Document.Sharing.WORKFORCE: "Workforce space",
    Document.Sharing.PUBLIC: "Public",
}


@dataclass(frozen=True)
class DocumentRow:
    """One document in a list."""

    url: str
    title: str
    state_code: str
    state_name: str
    kind: str
    dated: date | None
    pages: int | None
    era: str
    file_type: str
    file_mark: str
    file_bytes: int | None
    audience: str
    audience_level: str
    thumbnail_url: str
    is_sample: bool
    agency: str
    shared_at: datetime | None


def document_row(document: Document) -> DocumentRow:
    """From a document read with for_rows()."""
    sharing = Document.Sharing(document.sharing)
    return DocumentRow(
        url=document.get_absolute_url(),
        title=document.title,
        state_code=document.state_id or "",
        state_name=document.state.name if document.state else "",
        kind=document.kind.name if document.kind else "",
        dated=document.dated_on,
        pages=document.page_count,
        era=str(document.era) if document.era else "",
        file_type=file_type_label(document.file_type),
        file_mark=document.file_type.upper() or "Link",
        file_bytes=document.file_size,
        audience=AUDIENCE_WORDS[sharing],
        audience_level=AUDIENCE_LEVELS[sharing],
        thumbnail_url=reverse("documents:thumbnail", args=[document.key]) if document.file_type == "pdf" else "",
        is_sample=document.is_sample,
        agency=document.agency.name if document.agency else "",
        shared_at=document.shared_at,
    )


def file_type_label(slug: str) -> str:
    """ "PDF", "Word document"; empty for a record without a file."""
    return FILE_TYPES[slug].label if slug in FILE_TYPES else ""


@dataclass(frozen=True)
class HitRow:
    """One page found by a search."""

    url: str
    document_url: str
    title: str
    page: int
    heading: str
    snippet: SafeString
    state_code: str
    state_name: str
    kind: str
    dated: date | None
    era: str
    is_sample: bool
    more: int
    more_url: str


def hit_row(hit: Hit, query: str) -> HitRow:
    """From a hit; the link opens the page with the same words marked."""
    document, asked = hit.document, urlencode({"q": query})
    about = document.get_absolute_url()
    url = f"{reverse('documents:page', args=[document.key, hit.page])}?{asked}" if hit.page else about
    return HitRow(
        url=url,
        document_url=about if hit.page else "",
        title=document.title,
        page=hit.page,
        heading=hit.heading if hit.page else "",
        snippet=hit.snippet,
        state_code=document.state_id or "",
        state_name=document.state.name if document.state else "",
        kind=document.kind.name if document.kind else "",
        dated=document.dated_on,
        era=str(document.era) if document.era else "",
        is_sample=document.is_sample,
        more=hit.more,
        more_url=f"{about}?{asked}",
    )


def crumbs_to(document: Document) -> list[dict[str, str]]:
    """Breadcrumbs that end at the document."""
    return [
        {"label": "Documents", "url": reverse("documents:browse")},
        {"label": document.title, "url": document.get_absolute_url()},
    ]
