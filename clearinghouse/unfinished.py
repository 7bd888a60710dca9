"""What a person began to share and did not finish, each with its next step."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery, Value
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from documents.models import Document, Upload, VersionStatus

STOPPED = "stopped"
STEPS = {
    Document.Status.DRAFT: ("Next: say what it is and who may see it. Until then only you can.", "Describe it"),
    Document.Status.CONFIRMED: ("We are checking the file. You need to do nothing.", "See how far it is"),
    STOPPED: ("The upload stopped before the end. Choose the same file again.", "Go on with it"),
}


@dataclass(frozen=True)
class Unfinished:
    """One document or upload that waits for its owner. `is_problem`: the file was refused."""

    title: str
    url: str
    step: str
    action: str
    is_problem: bool
    since: datetime


def unfinished_of(user: Viewer, most: int = 5) -> list[Unfinished]:
    """The person's newest unfinished documents and uploads; one query."""
    latest = VersionStatus.objects.filter(version__document=OuterRef("pk")).order_by("-version__pk")
    documents = (
        Document.objects.visible_to(user)
        .filter(owner_id=standing_of(user).user_id, status__in=(Document.Status.DRAFT, Document.Status.CONFIRMED))
        .annotate(problem=Subquery(latest.values("problem")[:1]))
        .values_list("title", "key", "status", "problem", "created_at")
    )
    uploads = (
        Upload.objects.visible_to(user)
        .filter(version=None)
        .values_list("filename", Value(""), Value(STOPPED), Value(""), "created_at")
    )
    rows = documents.union(uploads, all=True).order_by("-created_at", "key")[:most]
    return [_unfinished(*row) for row in rows]


def _unfinished(title: str, key: str, status: str, problem: str | None, since: datetime) -> Unfinished:
    url = reverse("documents:detail", args=[key]) if key else reverse("documents:mine")
    if problem:
        return Unfinished(title, url, problem, "See what to do", True, since)
    step, action = STEPS[status]
    return Unfinished(title, url, step, action, False, since)
