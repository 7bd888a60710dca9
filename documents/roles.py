"""What people can do with documents, for the administrators' table of roles."""

from accounts.roles import Capability, Table
from accounts.standing import Viewer, standing_of
from documents.models import Document
from documents.permissions import can

ALL, SPACE = Document.Sharing.ALL_MEMBERS, Document.Sharing.WORKFORCE


def _sees_drafts(user: Viewer) -> bool:
    drafts = Document.objects.visible_to(user).filter(status=Document.Status.DRAFT)
    return drafts.exclude(owner_id=standing_of(user).user_id).exists()


def _edits_of_others(user: Viewer) -> bool:
    return Document.objects.editable_by(user).exclude(owner_id=standing_of(user).user_id).exists()


def table() -> Table:
    """Reading, sharing, and editing what colleagues shared."""
    capabilities = (
        Capability(
            "see_shared_with_members",
            "See what is shared with all member states",
            "documents.models.document.DocumentQuerySet.visible_to",
            lambda user: _shared_with(user, ALL),
        ),
        Capability(
            "see_shared_with_collaborative",
            "See what is shared with the EV Workforce Collaborative",
            "documents.models.document.DocumentQuerySet.visible_to",
            lambda user: _shared_with(user, SPACE),
        ),
        Capability(
            "share", "Share documents of their own", "documents.permissions.can", lambda user: can(user, "share")
        ),
        Capability(
            "see_every_document",
            "See every document, drafts and withdrawn ones included",
            "documents.models.document.DocumentQuerySet.visible_to",
            _sees_drafts,
        ),
        Capability(
            "edit_of_agency",
            "Edit documents that colleagues of their agency shared",
            "documents.models.document.may_edit",
            _edits_of_others,
        ),
    )
    return capabilities, ()


def _shared_with(user: Viewer, sharing: str) -> bool:
    return Document.objects.visible_to(user).published().filter(sharing=sharing).exists()
