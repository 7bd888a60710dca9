"""What everybody may read: studies with their editions, and other public documents."""

from datetime import date
from itertools import groupby
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.text import slugify

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from documents.finding.rows import DocumentRow, document_row, file_type_label
from documents.models import Document
from documents.models.document import DocumentQuerySet

MOST_EDITIONS = 100
MOST_OTHERS = 20


@dataclass(frozen=True)
class Edition:
    """One edition of a study. `download_url` is empty for a record of something published elsewhere."""

    kind: str
    title: str
    url: str
    abstract: str
    pages: int | None
    revised_on: date | None
    source_url: str
    source_host: str
    download_url: str
    file_type: str
    file_bytes: int | None
    is_sample: bool


@dataclass(frozen=True)
class Study:
    """A study with its editions, the shortest first."""

    name: str
    anchor: str
    editions: list[Edition]


def as_public(user: Viewer) -> Viewer:
    """The public, whoever asks: members find what else they may see in their documents list."""
    return AnonymousUser() if standing_of(user).user_id else user


def public_documents(public: Viewer) -> DocumentQuerySet:
    """What the public may read, newest first; from its reader rows, so that the others cost nothing."""
    keys = standing_of(public).reader_keys
    listed = Document.objects.visible_to(public).published().filter(readers__reader_key__in=keys)
    return listed.order_by("-readers__shared_at", "-readers__document_key")


def studies(public: Viewer) -> list[Study]:
    """Studies by name, each with its public editions; one query."""
    rows = public_documents(public).publications().exclude(study="").for_rows().defer(None).defer("reader_keys")
    editions = rows.order_by("study", "page_count", "pk")[:MOST_EDITIONS]
    return [
        Study(name, slugify(name), [_edition(document) for document in group])
        for name, group in groupby(editions, key=lambda document: document.study)
    ]


def other_public_documents(public: Viewer) -> list[DocumentRow]:
    """The newest public documents that are no edition of a study; one query."""
    rows = public_documents(public).filter(study="").for_rows()
    return [document_row(document) for document in rows[:MOST_OTHERS]]


def _edition(document: Document) -> Edition:
    source = urlsplit(document.source_url)
    is_link = source.scheme in ("https", "http")
    return Edition(
        kind=document.kind.name if document.kind else "",
        title=document.title,
        url=document.get_absolute_url(),
        abstract=document.abstract,
        pages=document.page_count,
        revised_on=document.dated_on,
        source_url=document.source_url if is_link else "",
        source_host=(source.hostname or "").removeprefix("www.") if is_link else "",
        download_url=reverse("documents:download", args=[document.key]) if document.current_version_id else "",
        file_type=file_type_label(document.file_type),
        file_bytes=document.file_size,
        is_sample=document.is_sample,
    )
