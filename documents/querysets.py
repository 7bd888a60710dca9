"""Which documents, versions and uploads a person may see. Every list, count and download starts here."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.standing import Viewer, standing_of

if TYPE_CHECKING:
    from documents.models import Document, DocumentVersion, Reader, Upload  # noqa: F401

FEW = 10_000


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: Viewer) -> Self:
        """What the person may open: `reader_keys` holds, per document, exactly who may.

        Drafts and documents under check list only their owner and the administrators there (the trigger
        function documents_refresh_readers decides); an empty list means nobody.
        """
        # Not none() for people without a key: lists and counts put this query into SQL of their own.
        return self.filter(reader_keys__overlap=list(standing_of(user).reader_keys))

    def published(self) -> Self:
        """Shared with somebody, complete and checked."""
        return self.filter(status="published")

    def editable_by(self, user: Viewer) -> Self:
        """The owner's own, their agency's for its editors, everything for administrators."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self.visible_to(user)
        if not standing.is_approved:
            return self.none()
        # SECURITY: one Exists on one membership row; role and agency must be of the same membership.
        from accounts.models import Membership

        editor_here = Membership.objects.current().filter(
            user_id=standing.user_id, role=Membership.Role.EDITOR, agency=models.OuterRef("agency")
        )
        return self.visible_to(user).filter(Q(owner_id=standing.user_id) | models.Exists(editor_here))

    def newest(self) -> Self:
        """Newest shared first; the key breaks ties."""
        return self.order_by("-shared_at", "-key")

    def publications(self) -> Self:
        """The Publications family: fact sheets, briefing papers, working papers, reports."""
        return self.filter(kind__family__slug="publications")

    def for_rows(self) -> Self:
        """With what a list row shows, and without what it does not."""
        return self.select_related("kind", "state", "agency", "era").defer("abstract", "reader_keys")


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Reader rows."""

    def of(self, user: Viewer) -> Self:
        """Those of the person's keys: one or more for each published document they may see."""
        return self.filter(key__in=standing_of(user).reader_keys)

    def are_few(self) -> bool:
        """Whether it is cheaper to collect all that a person may see than to walk the shelf, newest first.

        PostgreSQL cannot know: it takes what somebody may see for evenly spread, but for some it is all old.
        """
        return not self[FEW : FEW + 1].exists()


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions."""

    def visible_to(self, user: Viewer) -> Self:
        """Versions the person may read: checked ones of documents they may open.

        An old version stays with those who could read it while it was current; owners and editors see all.
        """
        from documents.models import Document

        keys = list(standing_of(user).reader_keys)
        open_documents = Document.objects.visible_to(user)
        editable = Document.objects.editable_by(user)
        return self.filter(document__in=open_documents).filter(
            Q(document__in=editable)
            | Q(state__stage="ready", document__current_version=F("pk"))
            | Q(state__stage="ready", state__frozen_reader_keys__overlap=keys)
        )

    def readable(self) -> Self:
        """Scanned, checked and ready: the only ones whose bytes, text or pictures are ever served."""
        return self.filter(state__stage="ready")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads under way."""

    def visible_to(self, user: Viewer) -> Self:
        """A person's own uploads, while they may share documents."""
        standing = standing_of(user)
        return self.filter(owner_id=standing.user_id) if standing.is_approved else self.none()
