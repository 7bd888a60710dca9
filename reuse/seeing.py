"""Who can see that an agency used a document: visible_to() of uses the other way around."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.models.membership import Tier
from accounts.seeing import (
    Circle,
    Kind,
    Seen,
    administrators,
    approved,
    holders_of,
    is_public,
    person,
    who_work_at,
)
from accounts.standing import Viewer, user_key
from documents.models import Document
from reuse.models import Use


def _describe(use: Use, viewer: Viewer) -> Seen:
    document = use.document
    readers = holders_of(document.reader_keys)
    members = Membership.objects.current().filter(agency__state=use.state_id, tier=Tier.MEMBER)
    state = User.objects.filter(pk__in=members.values("user"), is_active=True)
    circles = [
        Circle("NASEO administrators", "because they can see every reuse", administrators().filter(pk__in=readers)),
        Circle(
            "Who can edit the document",
            "because it’s their document that was reused",
            _editors(document).filter(pk__in=readers),
        ),
        Circle(f"Members in {use.state}", "because the reuse is their state’s", state.filter(pk__in=readers)),
    ]
    if use.sharing == Use.Sharing.NAMED:
        why = "because the state shows it to everyone who can see the document"
        circles.append(Circle("Readers of the document", why, readers, is_everybody=is_public(document.reader_keys)))
    if document.status != Document.Status.PUBLISHED:
        circles = []
    return Seen(str(use), "reuse", use.get_absolute_url(), circles)


def _editors(document: Document) -> QuerySet[User]:
    leads = who_work_at(document.agency_id, role=Membership.Role.EDITOR).filter(approved_email="")
    own = person(document.owner_id if user_key(document.owner_id) in document.reader_keys else None)
    return approved().filter(pk__in=leads.values("pk").union(own.values("pk")))


def _rows(viewer: Viewer) -> QuerySet[Use]:
    return Use.objects.visible_to(viewer).select_related("document", "state", "agency")


def seeable() -> Sequence[Kind]:
    """Uses of documents."""
    return (Kind("reuse", _rows, _describe),)
