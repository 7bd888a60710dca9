"""What everybody may read: studies with their editions, and other public documents."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keyset import KeyPage, page_by_key
from documents.finding.rows import DocumentRow, document_row
from documents.models import Document
from documents.models.document import DocumentQuerySet
from publications.models import Edition, Study
from publications.overview import EditionRow, edition_row, with_revisions

BY_NAME = ("name", "pk")
PAGE_SIZE = 20
MOST_OTHERS = 20
MOST_FOR_MEMBERS = 50


def as_public(user: Viewer) -> Viewer:
    """The public, whoever asks: members find what else they may see in their documents list."""
    return AnonymousUser() if standing_of(user).user_id else user


def public_documents(public: Viewer) -> DocumentQuerySet:
    """What the public may read, newest first; from its reader rows, so that the others cost nothing."""
    keys = standing_of(public).reader_keys
    listed = Document.objects.visible_to(public).published().filter(readers__reader_key__in=keys)
    return listed.order_by("-readers__shared_at", "-readers__document_key")


def other_public_documents(public: Viewer) -> list[DocumentRow]:
    """The newest public documents that are no edition of a study; one query."""
    rows = public_documents(public).filter(edition=None).for_rows()
    return [document_row(document) for document in rows[:MOST_OTHERS]]


def studies_page(public: Viewer, cursor: str) -> KeyPage[Study]:
    """Studies by name, each with `shown`, its editions that the public may see; three queries."""
    editions = Prefetch("editions", with_revisions(Edition.objects.visible_to(public), public), to_attr="shown")
    return page_by_key(Study.objects.visible_to(public).prefetch_related(editions), BY_NAME, cursor, PAGE_SIZE)


def rows_of(study: Study) -> list[EditionRow]:
    """The editions of a study that was read with studies_page()."""
    return [edition_row(study, edition) for edition in study.shown]  # type: ignore[attr-defined]


def studies_beyond_public(user: Viewer, public: Viewer) -> list[Study]:
    """Studies by name that this person may see and the public may not; nothing for the public. One query."""
    if not standing_of(user).is_approved:
        return []
    hidden = Study.objects.visible_to(user).exclude(pk__in=Study.objects.visible_to(public).values("pk"))
    return list(hidden.by_name()[:MOST_FOR_MEMBERS])
