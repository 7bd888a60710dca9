"""Sharing a document: drop the file, follow it, describe it, say who may see it."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.files.types import BY_EXTENSION
from documents import actions, hidden
from documents.files import StorageUnavailable
from documents.finding.rows import crumbs_to
from documents.forms import DetailsForm
from documents.intake.admission import UploadRefused, check_quota, start_upload
from documents.intake.destinations import Destination, destination, destination_of
from documents.intake.filing import receive
from documents.intake.handlers import OneFileHandler
from documents.intake.processing import is_taken_back
from documents.intake.progress import TAKEN_BACK, Progress, progress_of
from documents.intake.twins import twins_of
from documents.models import Document, DocumentVersion
from documents.models.version import LONGEST_NOTE, READ_STAGES
from documents.reading.sources import state_of
from documents.selection_form import pending_step
from documents.sharing import choices
from documents.views.edit import conflict_page, half_filled_form, told_words
from documents.views.editable import editable_or_error

KINDS_IN_WORDS = (
    "PDF, Word, Excel, PowerPoint, CSV, text, GeoJSON, KML, KMZ, PNG, or JPG, or a ZIP file of these or of a shapefile"
)
NO_FILE = "Choose a file first."


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def share(request: SignedInRequest) -> HttpResponse:
    """Bring a file."""
    if request.method == "POST":
        return _take_file(request, None)
    return _drop_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def new_version(request: SignedInRequest, key: str) -> HttpResponse:
    """Bring a new file for a document one may change; the old ones stay."""
    document = editable_or_error(request, key)
    if request.method == "POST":
        return _take_file(request, document)
    return _drop_page(request, document)


def _when_visible(document: Document | None) -> str:
    """When others see a new version; empty for a document that is yet to be described."""
    match document.status if document else "":
        case Document.Status.PUBLISHED | Document.Status.CONFIRMED:
            assert document is not None  # only a document has a status
            return (
                "After that, it becomes the current version, and everyone who can see the document can "
                f"read it: {choices.audience_words(document)}. You don’t need to confirm it."
            )
        case Document.Status.WITHDRAWN:
            return "It becomes the current version. No one else can see it while the document is withdrawn."
    return ""


def _place(request: SignedInRequest, document: Document | None) -> Destination | None:
    """The page that a new document is for."""
    return None if document else destination(request.user, request.GET.get("for", ""))


def _drop_page(request: SignedInRequest, document: Document | None, error: str = "", status: int = 200) -> HttpResponse:
    endpoint = reverse("documents:tus_version", args=[document.key]) if document else reverse("documents:tus")
    place = _place(request, document)
    endpoint += f"?for={place.key}" if place else ""
    here = "New version" if document else place.heading if place else "Share a document"
    top = crumbs_to(document) if document else [{"label": "Documents", "url": reverse("documents:browse")}]
    context = {
        "crumbs": [*top, {"label": here}],
        "document": document,
        "is_taken_back": document is not None and is_taken_back(document),
        "place": place,
        "endpoint": endpoint,
        "upload_id": uuid4(),
        "accept": ",".join(f".{extension}" for extension in BY_EXTENSION),
        "kinds": KINDS_IN_WORDS,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "error": error,
        "note_field": document is not None and document.status != Document.Status.DRAFT,
        "note": request.POST.get("note", "") if error else "",
        "longest_note": LONGEST_NOTE,
        "becomes_visible": _when_visible(document),
    }
    return render(request, "documents/share.html", context, status=status)


def _take_file(request: SignedInRequest, document: Document | None) -> HttpResponse:
    """The plain form. SECURITY: the view is exempt from the CSRF middleware, which would read the whole body before
    the right to upload and the quota are asked; _read_form checks the token.
    """
    handler = OneFileHandler(request)
    request.upload_handlers = [handler]
    try:
        check_quota(request.user, int(request.META.get("CONTENT_LENGTH") or 0))
        return _read_form(request, document, handler)
    except UploadRefused as refusal:
        return _drop_page(request, document, str(refusal), refusal.status)
    except StorageUnavailable as error:
        return _drop_page(request, document, str(error), 503)


@csrf_protect
def _read_form(request: SignedInRequest, document: Document | None, handler: OneFileHandler) -> HttpResponse:
    sent = request.FILES.get("file")
    if handler.refusal is not None:
        raise handler.refusal
    if sent is None or sent.size is None:
        raise UploadRefused(NO_FILE)
    sender, place = request.user, _place(request, document)
    upload = start_upload(
        by=sender,
        filename=str(sent.name),
        length=sent.size,
        document=document,
        upload_id=_upload_id(request),
        note=request.POST.get("note", ""),
        quota_asked=True,  # before the body was read
        brought_for=place.key if place else "",
    )
    version = receive(upload, handler.path, by=sender)
    return redirect("documents:describe", version.document.key)


def _upload_id(request: HttpRequest) -> UUID:
    """The form's own id, so that sending it twice gives one document."""
    try:
        return UUID(request.POST.get("upload_id", ""))
    except ValueError as error:
        raise UploadRefused("The form was incomplete. Reload the page and choose the file again.") from error


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def describe(request: SignedInRequest, key: str) -> HttpResponse:
    """Follow the newest file of a document, and describe a draft."""
    document = editable_or_error(request, key)
    if request.method == "POST" and pending_step(request.POST):
        return _describe_page(request, document, half_filled_form(request, document))
    if request.method == "POST":
        return _confirm(request, document)
    return _describe_page(request, document, DetailsForm(document, request.user))


def _confirm(request: SignedInRequest, document: Document) -> HttpResponse:
    form = DetailsForm(document, request.user, request.POST)
    if not form.is_valid():
        return _describe_page(request, document, form, status=400)
    details, revision = form.details(), form.cleaned_data["revision"]
    try:
        saved = actions.save_details(document, by=request.user, details=details, revision=revision)
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _describe_page(request, document, form, status=400)
    except EditConflict as conflict:
        return conflict_page(request, conflict, request.POST)
    if saved.status == Document.Status.PUBLISHED:
        messages.success(request, f"{choices.done_words(saved)}{told_words(saved)}")
        place = destination_of(request.user, saved)
        return redirect(place.url if place else saved)
    if details.hidden_answer == hidden.Answer.BACK:
        messages.success(request, f"Details saved. {TAKEN_BACK}")
        return redirect("documents:new_version", document.key)
    messages.success(request, "Details confirmed. We’ll share the document as soon as its file is ready.")
    return redirect("documents:describe", document.key)


def _describe_page(request: SignedInRequest, document: Document, form: DetailsForm, status: int = 200) -> HttpResponse:
    version = _newest_version(document)
    progress = progress_of(version, state_of(version)) if version else None
    at_once = "now" in request.GET or request.method == "POST"
    is_draft = document.status == Document.Status.DRAFT
    shows_form = is_draft and progress is not None and (not progress.is_working or at_once)
    context = {
        "document": document,
        "place": form.place,
        "version": version,
        "progress": progress,
        "poll_url": _poll_url(document, progress, stays=at_once and is_draft),
        "form": form,
        "shows_form": shows_form and not (progress and progress.needs_new_file),
        "can_discard": actions.can_discard(document),
        "twins": twins_of(version, request.user) if version else [],
        "noticed": hidden.noticed(version.status) if version else [],
        "is_read": version is not None and version.status.stage in READ_STAGES,
    }
    return render(request, "documents/share_describe.html", context, status=status)


def _newest_version(document: Document) -> DocumentVersion | None:
    return document.versions.select_related("status", "document").order_by("-pk").first()


def _poll_url(document: Document, progress: Progress | None, *, stays: bool) -> str:
    if progress is None or not progress.is_working:
        return ""
    return reverse("documents:status", args=[document.key]) + ("?now=1" if stays else "")


@require_safe
@access.approved
def status(request: HttpRequest, key: str) -> HttpResponse:
    """The steps alone, asked for again and again while the file is worked on."""
    document = editable_or_error(request, key)
    version = _newest_version(document)
    progress = progress_of(version, state_of(version)) if version else None
    stays = "now" in request.GET
    context: dict[str, Any] = {"progress": progress, "poll_url": _poll_url(document, progress, stays=stays)}
    response = render(request, "documents/status.html", context)
    if not context["poll_url"] and not stays:
        response["HX-Refresh"] = "true"  # nobody is typing yet: show the page's next state, with the proposals
    return response


@require_POST
@access.approved
def try_again(request: SignedInRequest, key: str) -> HttpResponse:
    """Process a parked file once more."""
    document = editable_or_error(request, key)
    version = _newest_version(document)
    if version is not None:
        actions.try_again(version, by=request.user)
    return redirect("documents:describe", document.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def discard(request: SignedInRequest, key: str) -> HttpResponse:
    """Remove a draft, after asking."""
    document = editable_or_error(request, key)
    if request.method == "POST":
        try:
            actions.discard(document, by=request.user)
        except actions.ActionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("documents:detail", document.key)
        messages.success(request, f"The draft “{document.title}” and its file were deleted.")
        return redirect("documents:mine")
    return render(request, "documents/share_discard.html", {"document": document})
