"""What a person began to share and did not finish, each with its next step."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse

from accounts.models import Membership
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from documents.intake.processing import MOST_ATTEMPTS
from documents.models import Document, DocumentVersion, Upload, VersionStatus

MOST = 5
STOPPED, WAITING, NOTICED = "stopped", "waiting", "noticed"
STEPS = {
    Document.Status.DRAFT: ("Next: add details and choose who can see it. Until then, only you can.", "Add details"),
    Document.Status.CONFIRMED: ("The file is being checked. You don’t need to do anything.", "Check progress"),
    WAITING: (
        "The file contains content that its pages don’t show. No one else can open it until you decide.",
        "Decide what to do",
    ),
    NOTICED: (
        "We found content that its pages don’t show. Until you decide, its readers can download it.",
        "Decide what to do",
    ),
    STOPPED: ("The upload stopped before the end. Choose the same file again.", "Continue upload"),
}
UNSHARED = (Document.Status.DRAFT, Document.Status.CONFIRMED)
REFUSED = (VersionStatus.Stage.REFUSED, VersionStatus.Stage.QUARANTINED)


@dataclass(frozen=True)
class Unfinished:
    """One document or upload that waits for its owner. `is_problem`: the file needs another try or another file."""

    title: str
    url: str
    step: str
    action: str
    is_problem: bool
    since: datetime


@StatementFor
def _unfinished_of(user: Viewer) -> QuerySet[Any, Any]:
    newest = VersionStatus.objects.filter(version__document=OuterRef("pk")).order_by("-version__pk")
    documents = (
        Document.objects.owned_by(user)
        .filter(status__in=UNSHARED)
        .annotate(
            stage=Subquery(newest.values("stage")[:1]),
            problem=Subquery(newest.values("problem")[:1]),
            attempts=Subquery(newest.values("attempts")[:1]),
        )
        .values_list("title", "key", "status", "stage", "problem", "attempts", "created_at")
    )
    uploads = (
        Upload.objects.visible_to(user)
        .filter(version=None, offset__gt=0)
        .annotate(key=Value(""), status=Value(STOPPED), stage=Value(""), problem=Value(""), attempts=Value(0))
        .annotate(title=F("filename"))
        .values_list("title", "key", "status", "stage", "problem", "attempts", "created_at")
    )
    held = (
        DocumentVersion.objects.waiting()
        .filter(uploaded_by=standing_of(user).user_id, document__in=Document.objects.editable_by(user))
        .exclude(document__status__in=UNSHARED)
    )
    ours = [_as_row(versions, NOTICED) for versions in _noticed_by(user)]
    return documents.union(uploads, _as_row(held, WAITING), *ours, all=True).order_by("-created_at", "key")[:MOST]


def _noticed_by(user: Viewer) -> list[QuerySet[DocumentVersion]]:
    """Shared ones to decide about: the person's own, and others of agencies that they edit for.

    Two querysets, each of which starts at an index; an administrator's home doesn't list the whole library.
    """
    standing = standing_of(user)
    noticed = DocumentVersion.objects.noticed().filter(document__in=Document.objects.editable_by(user))
    own = noticed.filter(document__owner=standing.user_id)
    if standing.has_unchecked_address:
        return [own]
    edited = Membership.objects.current().filter(user_id=standing.user_id, role=Membership.Role.EDITOR)
    others = noticed.filter(document__agency__in=edited.values("agency"))
    return [own, others.exclude(document__owner=standing.user_id)]


def _as_row(versions: QuerySet[DocumentVersion], word: str) -> QuerySet[Any, Any]:
    named = versions.annotate(status_word=Value(word), none=Value(""), zero=Value(0))
    return named.values_list(
        "document__title", "document__key", "status_word", "status__stage", "none", "zero", "uploaded_at"
    )


def unfinished_of(user: Viewer) -> Part[list[Unfinished]]:
    """The person's newest unfinished documents and uploads."""
    return Part((_unfinished_of.asked(user),), lambda rows: [_unfinished(*row) for row in rows])


def _unfinished(
    title: str, key: str, status: str, stage: str, problem: str | None, attempts: int | None, since: datetime
) -> Unfinished:
    url = reverse("documents:describe", args=[key]) if key else reverse("documents:mine")
    is_held = stage == VersionStatus.Stage.HELD and status == Document.Status.CONFIRMED
    step, action = STEPS[WAITING if is_held else status]
    # The sentence of a file that still waits, for the virus scanner say, is news but no problem.
    if problem and (stage in REFUSED or (attempts or 0) >= MOST_ATTEMPTS):
        return Unfinished(title, url, problem, "See what to do next", True, since)
    return Unfinished(title, url, problem or step, action, False, since)
