"""A person's own documents: how far each one is, and what to do next."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.frozen import dataclass
from documents.intake.progress import Progress, progress_of
from documents.models import Document, DocumentVersion, Upload, VersionStatus
from documents.models.version import READ_STAGES
from documents.reading.sources import TextState, text_states, told

PER_PAGE = 25
TONES = {
    Document.Status.DRAFT: "caution",
    Document.Status.CONFIRMED: "plain",
    Document.Status.PUBLISHED: "good",
    Document.Status.WITHDRAWN: "plain",
}
UNSHARED = (Document.Status.DRAFT, Document.Status.CONFIRMED)


@dataclass(frozen=True)
class OwnRow:
    """One of the person's documents."""

    document: Document
    state: str
    tone: str
    message: str
    is_problem: bool
    next_url: str
    next_label: str
    report_url: str


@dataclass(frozen=True)
class UnfinishedUpload:
    """A file that has not wholly arrived."""

    filename: str
    percent: int
    again_url: str


@require_safe
@access.approved
def mine(request: HttpRequest) -> HttpResponse:
    """Own documents, newest first, and uploads that were interrupted."""
    versions = Prefetch("versions", DocumentVersion.objects.select_related("status", "document").order_by("-pk"))
    own = Document.objects.owned_by(request.user).select_related("kind", "state")
    paginator = Paginator(own.prefetch_related(versions).order_by("-created_at", "-pk"), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    newest = [version.pk for document in page for version in list(document.versions.all())[:1]]
    states = text_states(newest)
    context = {
        "rows": [_row(document, states) for document in page],
        "page": page,
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "unfinished": [_unfinished(upload) for upload in _interrupted(request)],
    }
    return render(request, "documents/mine.html", context)


def _interrupted(request: HttpRequest) -> list[Upload]:
    uploads = Upload.objects.visible_to(request.user).filter(version=None, offset__gt=0).select_related("document")
    return list(uploads.order_by("-created_at")[:10])


def _unfinished(upload: Upload) -> UnfinishedUpload:
    if upload.document is not None:
        again = reverse("documents:new_version", args=[upload.document.key])
    else:
        again = reverse("documents:share")
    return UnfinishedUpload(upload.filename, upload.offset * 100 // upload.length, again)


def _row(document: Document, states: dict[int, TextState]) -> OwnRow:
    newest = next(iter(document.versions.all()), None)
    state = states[newest.pk] if newest else TextState()
    progress = progress_of(newest, state) if newest else None
    next_url, next_label = _next_step(document, progress)
    is_refused = progress is not None and progress.needs_new_file and document.status in UNSHARED
    asks = bool(progress and progress.asks)
    is_open = progress is not None and (progress.is_working or progress.needs_new_file or asks)
    return OwnRow(
        document=document,
        state=_state(newest, document, is_refused=is_refused, asks=asks),
        tone="problem" if is_refused else "caution" if asks else TONES[Document.Status(document.status)],
        message=progress.message
        if progress and (is_open or document.status == Document.Status.DRAFT)
        else " ".join(told(newest.status, state) if newest else []),
        is_problem=bool(progress and progress.needs_new_file),
        next_url=next_url,
        next_label=next_label,
        report_url=_report_url(document, newest),
    )


def _state(newest: DocumentVersion | None, document: Document, *, is_refused: bool, asks: bool) -> str:
    if asks:
        return VersionStatus.Stage.HELD.label
    if newest is not None and newest.status.stage == VersionStatus.Stage.TAKEN_BACK:
        return newest.status.get_stage_display()
    return "File not accepted" if is_refused else document.get_status_display()


def _report_url(document: Document, newest: DocumentVersion | None) -> str:
    if newest is None or newest.status.stage not in READ_STAGES:
        return ""
    return reverse("documents:reading", args=[document.key, newest.key])


def _next_step(document: Document, progress: Progress | None) -> tuple[str, str]:
    if progress is not None and progress.needs_new_file:
        return reverse("documents:describe", args=[document.key]), "See what to do next"
    if document.status == Document.Status.DRAFT:
        return reverse("documents:describe", args=[document.key]), "Add details and share"
    if progress is not None and progress.asks:
        return reverse("documents:describe", args=[document.key]), "Decide what to do"
    if progress is not None and progress.is_working:
        return reverse("documents:describe", args=[document.key]), "Check status"
    return "", ""
