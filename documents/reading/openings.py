"""Who opened a document: noted beside the statement that reads it, shown to those who may change it.

Only for restricted documents, those shared with neither all members, nor the workforce space, nor the public. See
docs/decisions/0030-who-opened-a-document.md.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Now
from django.utils import timezone

from accounts.models import Audience, Membership
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from accounts.viewing import actor_of
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.statements import Asked, Statement
from documents.models import Document, DocumentGroupPermission, DocumentVersion, Opening, Page
from documents.panels import DocumentPanel

KEPT_FOR = timedelta(days=365)
WIDE = (Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE, Audience.Kind.PUBLIC)
NEWEST = 5
NEWEST_FIRST = ("-opened_at", "-pk")
# The row need not be on disk before the reader gets the page: a crash may lose the last second of it. Whatever is
# written by the same transaction shares that, so only reading may stand beside it.
INSERTED = """
WITH noted AS (
    INSERT INTO documents_opening (document_id, version_id, person_id, kind, hour, opened_at) {}
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM noted WHERE set_config('synchronous_commit', 'off', true) IS NULL
"""


def noted(user: Viewer, *, key: str, version_key: str | None, number: int | None = None) -> Asked[Any]:
    """The statement that notes a page, or without a number a download, if the person may open it and it is restricted.

    It returns no rows. Ask for it together with what is read.
    """
    kind = Opening.Kind.DOWNLOAD if number is None else Opening.Kind.PAGE
    if (actor := actor_of(user)) is not user:
        # Who views as others is noted themselves, and only for what they see so.
        seen = Document.objects.visible_to(user).filter(key=key).exists()
        user = actor if seen else AnonymousUser()
    return _noted.asked(user, key=key, version_key=version_key, number=number, kind=str(kind))


def _restricted(document: str) -> Any:
    """Whether the document in this column is shared with few. By its grants: a new way to share few is one too."""
    wide = DocumentGroupPermission.objects.filter(group__audience__kind__in=WIDE)
    return ~Exists(wide.filter(content_object=OuterRef(document)))


def _newly_opened(
    user: Viewer, key: str, version_key: str | None, number: int | None, kind: str
) -> QuerySet[DocumentVersion, Any]:
    person, now = standing_of(user).user_id, Now()
    if not person:
        return DocumentVersion.objects.none().values_list()
    hour = Func(Value("hour"), now, Value("UTC"), function="date_trunc", output_field=DateTimeField())
    # SECURITY: what the person may not read is not noted either; it would tell its owner of a guess.
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key)
    versions = versions.filter(key=version_key) if version_key else versions.filter(pk=F("document__current_version"))
    if number is not None:
        versions = versions.filter(Exists(Page.objects.filter(version=OuterRef("pk"), number=number)))
    already = Opening.objects.filter(version=OuterRef("pk"), person=person, kind=kind, hour=hour)
    versions = versions.exclude(document__owner=person).filter(_restricted("document"), ~Exists(already))
    return versions.values_list(
        "document_id", "pk", Cast(Value(person), BigIntegerField()), Cast(Value(kind), CharField()), hour, now
    )


_noted = StatementFor(_newly_opened, around=INSERTED)


# Showing


@Statement
def _newest(document: int) -> QuerySet[Opening]:
    rows = Opening.objects.filter(document=document).select_related("person", "version").defer("person__password")
    return rows.order_by(*NEWEST_FIRST)[:NEWEST]


@Statement
def _grants_to_many(document: int) -> QuerySet[DocumentGroupPermission]:
    wide = DocumentGroupPermission.objects.filter(content_object=document, group__audience__kind__in=WIDE)
    return wide.order_by("pk")[:1]


def openings_of(document: Document) -> QuerySet[Opening]:
    """All that is kept; for those who may change the document. Read in two queries."""
    current = Membership.objects.one_each().select_related("agency")
    rows = Opening.objects.filter(document=document).select_related("person", "version")
    return rows.prefetch_related(Prefetch("person__memberships", current, to_attr="current"))


def panel(document: Document, user: Viewer) -> DocumentPanel:
    """Who opened it lately, for those who may change it; for other readers that this is kept."""
    if not standing_of(user).user_id or document.status != Document.Status.PUBLISHED:
        return DocumentPanel((), lambda rows: None)
    may_change = bool(document.may_change)  # type: ignore[attr-defined]
    asked: list[Asked[Any]] = [_grants_to_many.asked(document=document.pk)]
    if may_change:
        asked.append(_newest.asked(document=document.pk))
    return DocumentPanel(tuple(asked), lambda rows: _shown(rows, may_change))


def _shown(rows: Sequence[list[Any]], may_change: bool) -> Panel | None:
    is_restricted = not rows[0]
    openings = rows[1] if may_change else []
    # What was opened before it was shared with many is still there to see.
    if not is_restricted and not openings:
        return None
    return Panel("documents/openings_panel.html", {"rows": openings, "may_change": may_change})


def forget_old() -> int:
    """Delete what is older than a year; returns how many."""
    return Opening.objects.filter(opened_at__lt=timezone.now() - KEPT_FOR).delete()[0]
