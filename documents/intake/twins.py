"""The very same file, already here: as far as a person may know, on the upload page and in an import alike."""

from collections.abc import Collection

from django.db.models import F
from django.urls import reverse

from accounts.models import AuditEvent, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from documents.models import Document, DocumentVersion

MOST = 3


@dataclass(frozen=True)
class Twin:
    """What to say of one, and where to go: for components/alert.html."""

    title: str
    text: str
    url: str
    label: str


def twins_of(version: DocumentVersion, user: User) -> list[Twin]:
    """Of a draft's file, among documents that the person can see anyway. Hidden ones are never hinted at."""
    if version.document.status != Document.Status.DRAFT:
        return []
    same = same_file(version.sha256, user, apart_from=[version.document_id])
    drafts = [document for document in same if document.status == Document.Status.DRAFT]
    return [_twin(document, user) for document in same if document not in drafts[1:]]  # one of them is enough to go on


def same_file(sha256: str, user: User, *, apart_from: Collection[int] = ()) -> list[Document]:
    """Documents with this file: those that are shared first; a withdrawn one if sharing it again would share it."""
    same = DocumentVersion.objects.visible_to(user).filter(sha256=sha256).exclude(document__in=apart_from)
    shown = Document.objects.visible_to(user).filter(pk__in=same.values("document")).order_by("pk")
    current = same.filter(document__current_version=F("pk")).values("document")
    withdrawn = Document.Status.WITHDRAWN
    found = [*shown.exclude(status=withdrawn)[:MOST], *shown.filter(status=withdrawn, pk__in=current)[:MOST]]
    return found[:MOST]


def _twin(document: Document, user: User) -> Twin:
    if document.status == Document.Status.WITHDRAWN:
        return Twin(
            title=_withdrawn(document, user),
            text=f"You don’t need to upload it again. It’s still here as “{document.title}”.",
            url=reverse("documents:restore", args=[document.key]),
            label="Share it again",
        )
    if document.status == Document.Status.DRAFT:
        whose = "You already have" if document.owner_id == user.pk else "There is already"
        return Twin(
            title=f"{whose} an unfinished draft with this file",
            text="You can finish that draft and discard this one.",
            url=reverse("documents:describe", args=[document.key]),
            label=f"Continue the draft “{document.title}”",
        )
    return Twin(
        title="This file is already here",
        text="You may not need to share it again.",
        url=document.get_absolute_url(),
        label=f"Open “{document.title}”",
    )


def _withdrawn(document: Document, user: User) -> str:
    """ "You withdrew this same file on January 15, 2026." """
    events = AuditEvent.objects.filter(
        object_type="documents.document", object_id=str(document.pk), action="document.withdrawn"
    )
    event = events.order_by("-pk").first()
    if event is None:
        return "This same file was withdrawn."
    day = long_date(event.happened_at)
    if event.actor_id == user.pk:
        return f"You withdrew this same file on {day}."
    return f"This same file was withdrawn on {day}."


def shared_files(versions: Collection[DocumentVersion], user: User) -> dict[str, Document]:
    """Of the files of many drafts at once, by hash: a shared document with the same one, as far as the person knows."""
    shown = Document.objects.visible_to(user).filter(status=Document.Status.PUBLISHED)
    hashes = {version.sha256 for version in versions}
    same = DocumentVersion.objects.visible_to(user).filter(sha256__in=hashes, document__in=shown)
    return {version.sha256: version.document for version in same.select_related("document").order_by("-pk")}
