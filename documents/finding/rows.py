"""What list rows show, as plain values for the components that draw them."""

from datetime import date, datetime
from functools import lru_cache

from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.circle_words import WORDS
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents.addresses import page_address, with_query
from documents.finding.hits import Hit
from documents.finding.listing import ListedDocument
from documents.models import Document
from documents.sharing.confidential import is_confidential


@dataclass(frozen=True)
class DocumentRow:
    """One document in a list."""

    url: str
    title: str
    state_code: str = ""
    state_name: str = ""
    kind: str = ""
    dated: date | None = None
    pages: int | None = None
    era: str = ""
    file_type: str = ""
    file_mark: str = "File"
    file_bytes: int | None = None
    audience: str = ""
    audience_level: str = ""
    thumbnail_url: str = ""
    is_sample: bool = False
    is_confidential: bool = False
    agency: str = ""
    shared_at: datetime | None = None
    summary: str = ""
    reused: int = 0


def document_row(document: Document | ListedDocument) -> DocumentRow:
    """From a document read with for_rows(), or as lists read it."""
    return _row_of(document if isinstance(document, ListedDocument) else as_listed(document), get_script_prefix())


@lru_cache(maxsize=512)
def _row_of(listed: ListedDocument, prefix: str) -> DocumentRow:
    """Kept, because the newest documents are shown again and again. SECURITY: whoever asks has read these very values;
    nothing else goes in, but for what addresses begin with.
    """
    return DocumentRow(
        url=address_of("documents:detail", listed.key),
        title=listed.title,
        state_code=listed.state_id or "",
        state_name=listed.state_name or "",
        kind=listed.kind_name or "",
        dated=listed.dated_on,
        pages=listed.page_count,
        era=listed.era_label,
        file_type=file_type_label(listed.file_type),
        file_mark=listed.file_type.upper() or "Link",
        file_bytes=listed.file_size,
        audience=WORDS[listed.sharing].mark,
        audience_level=WORDS[listed.sharing].level,
        thumbnail_url=address_of("documents:thumbnail", listed.key) if _has_thumbnail(listed) else "",
        is_sample=listed.is_sample,
        is_confidential=is_confidential(listed.label),
        agency=listed.agency_name or "",
        shared_at=listed.shared_at,
        reused=listed.reused,
    )


def _has_thumbnail(listed: ListedDocument) -> bool:
    return listed.file_type == "pdf" or bool(listed.is_printed)


def as_listed(document: Document) -> ListedDocument:
    """The same values of a document that was read as an instance."""
    return ListedDocument(
        pk=document.pk,
        key=document.key,
        title=document.title,
        state_id=document.state_id,
        state_name=document.state.name if document.state else None,
        kind_slug=document.kind.slug if document.kind else None,
        kind_name=document.kind.name if document.kind else None,
        agency_name=document.agency.name if document.agency else None,
        era_code=document.era.code if document.era else None,
        era_name=document.era.name if document.era else None,
        dated_on=document.dated_on,
        shared_at=document.shared_at,
        page_count=document.page_count,
        file_type=document.file_type,
        file_size=document.file_size,
        sharing=document.sharing,
        is_sample=document.is_sample,
        label=document.label,
        is_printed=getattr(document, "is_printed", None),  # for_rows() reads these two
        reused=getattr(document, "reused", 0),
    )


def reused_words(states: int) -> str:
    """ "Reused by 9 states"; empty where none did."""
    return f"Reused by {counted(states, 'state')}" if states else ""


def file_type_label(slug: str) -> str:
    """ "PDF", "Word document"; empty for a record without a file."""
    return capfirst(FILE_TYPES[slug].label) if slug in FILE_TYPES else ""


@dataclass(frozen=True)
class AlikeRow:
    """A page of another document that says nearly the same as a hit."""

    url: str
    title: str
    page: int


@dataclass(frozen=True)
class HitRow:
    """One page found by a search; `link` and `citation` where they are offered."""

    url: str
    document_url: str
    title: str
    page: int
    label: str
    heading: str
    snippet: SafeString
    state_code: str
    state_name: str
    kind: str
    dated: date | None
    era: str
    is_sample: bool
    is_confidential: bool
    more: int
    more_url: str
    lacks: str = ""
    alike: tuple[AlikeRow, ...] = ()
    link: str = ""
    citation: str = ""
    reused: int = 0


def hit_row(hit: Hit, query: str, results: str = "", *, link: str = "", citation: str = "") -> HitRow:
    """From a hit; the link opens the page with the same words marked. `results` is how the reader finds back here."""
    document = hit.document
    about = document.get_absolute_url()
    url = _address_in(document, hit.page, hit.version, query, results)
    return HitRow(
        url=url,
        document_url=about if hit.page else "",
        title=document.title,
        page=hit.page,
        label=hit.label,
        heading=hit.heading if hit.page else "",
        snippet=hit.snippet,
        state_code=document.state_id or "",
        state_name=document.state.name if document.state else "",
        kind=document.kind.name if document.kind else "",
        dated=document.dated_on,
        era=f"Guidance era: {document.era.name}" if document.era else "",
        is_sample=document.is_sample,
        is_confidential=is_confidential(document.label),
        more=hit.more,
        more_url=with_query(about, q=query),
        lacks=", ".join(hit.lacks),
        alike=tuple(
            AlikeRow(
                _address_in(other.document, other.page, other.version, query, results), other.document.title, other.page
            )
            for other in hit.alike
        ),
        link=link,
        citation=citation,
        reused=hit.reused,
    )


def _address_in(document: Document, page: int, version: int | None, query: str, results: str) -> str:
    """The page with the words marked; without a page, the document."""
    if not page:
        return document.get_absolute_url()
    return page_address(document.key, page, version=version, q=query, results=results)


def crumbs_to(document: Document) -> list[dict[str, str]]:
    """Breadcrumbs that end at the document."""
    return [
        {"label": "Documents", "url": address_of("documents:browse")},
        {"label": document.title, "url": document.get_absolute_url()},
    ]
