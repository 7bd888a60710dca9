"""Which documents, versions and uploads a person may see. Every list, count and download starts here."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.standing import Standing, Viewer, standing_of

if TYPE_CHECKING:
    from documents.models import Document, DocumentVersion, Reader, Upload  # noqa: F401

FEW = 10_000


def _may_edit(standing: Standing, document: str = "") -> Q:
    """The owner's own, and their agency's for its editors. `document` is the path to it, as in "document__".

    A condition on the row at hand: as a subquery over documents PostgreSQL would collect all that are visible.
    """
    from accounts.models import Membership

    # SECURITY: one Exists on one membership row; role and agency must be of the same membership.
    editor_here = Membership.objects.current().filter(
        user_id=standing.user_id, role=Membership.Role.EDITOR, agency=models.OuterRef(f"{document}agency")
    )
    return Q(**{f"{document}owner_id": standing.user_id}) | Q(models.Exists(editor_here))


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
        return self.visible_to(user).filter(_may_edit(standing)) if standing.is_approved else self.none()

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
        standing = standing_of(user)
        keys = list(standing.reader_keys)
        versions = self.filter(document__reader_keys__overlap=keys)
        if standing.is_administrator:
            return versions
        current_then_or_now = Q(document__current_version=F("pk")) | Q(state__frozen_reader_keys__overlap=keys)
        may_read = Q(state__stage="ready") & current_then_or_now
        if standing.is_approved:
            may_read |= _may_edit(standing, "document__")
        return versions.filter(may_read)

    def readable(self) -> Self:
        """Scanned, checked and ready: the only ones whose bytes, text or pictures are ever served."""
        return self.filter(state__stage="ready")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads under way."""

    def visible_to(self, user: Viewer) -> Self:
        """A person's own uploads, while they may share documents."""
        standing = standing_of(user)
        return self.filter(owner_id=standing.user_id) if standing.is_approved else self.none()
