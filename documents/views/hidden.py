"""What a file holds beside what its pages show: item by item, what was decided, and the question where it is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import Viewer
from documents import hidden
from documents.finding.rows import crumbs_to
from documents.forms import HiddenAnswerForm
from documents.intake.answering import AnswerRefused, answer_question
from documents.models import Document, DocumentVersion, VersionStatus
from documents.permissions import can
from documents.views.editable import editable_or_error

DONE = {
    hidden.Answer.SHARE: "Version {number} is shared as it is.",
    hidden.Answer.CLEAN: "We’re making a cleaned copy of version {number}. We’ll share it as soon as it’s checked.",
    hidden.Answer.BACK: "The upload of version {number} was deleted. Upload a file without the content.",
}

DONE_LATER = {
    **DONE,
    hidden.Answer.SHARE: "Version {number} stays shared as it is.",
    hidden.Answer.CLEAN: "We’re making a cleaned copy of version {number}. It replaces this one once it’s checked.",
    hidden.Answer.BACK: "The document was withdrawn. Upload a file without the content, then share it again.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def hidden_parts(request: SignedInRequest, key: str, version_key: str) -> HttpResponse:
    """What is hidden in a version, for those who may change the document; and their answer."""
    document = editable_or_error(request, key)
    version = editors_version(request.user, document, version_key)
    if request.method == "POST":
        return _take_answer(request, version)
    return _page(request, version, HiddenAnswerForm(version))


def editors_version(user: Viewer, document: Document, version_key: str) -> DocumentVersion:
    """A version of a document that the person may change, at whatever stage it is; 404 for any other."""
    versions = DocumentVersion.objects.visible_to(user).select_related("status__answered_by", "status__cleaned_from")
    version = get_object_or_404(versions, document=document, key=version_key)
    version.document = document
    return version


def _take_answer(request: SignedInRequest, version: DocumentVersion) -> HttpResponse:
    form = HiddenAnswerForm(version, request.POST)
    if not form.is_valid():
        return _page(request, version, form, status=400)
    answer = hidden.Answer(form.cleaned_data["hidden_answer"])
    was_held = version.status.stage == VersionStatus.Stage.HELD
    try:
        status = answer_question(version, by=request.user, answer=answer)
    except AnswerRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("documents:hidden", version.document.key, version.key)
    messages.success(request, (DONE if was_held else DONE_LATER)[answer].format(number=status.number))
    if not can(request.user, "change", version.document):  # withdrawn, so an editor of the agency sees it no longer
        return redirect("documents:browse")
    if answer == hidden.Answer.BACK:
        return redirect("documents:new_version", version.document.key)
    return redirect("documents:describe", version.document.key)


def _page(request: HttpRequest, version: DocumentVersion, form: HiddenAnswerForm, status: int = 200) -> HttpResponse:
    document = version.document
    newer = hidden.newer_version(version)
    is_open = newer is None and hidden.is_open(version)
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Content that the pages don’t show"}],
        "document": document,
        "version": version,
        "places": hidden.by_place(hidden.parts_of(version.status)),
        "form": form if is_open else None,
        "is_waiting": hidden.is_waiting(version.status),
        "decision": hidden.decision(version.status) if version.status.hidden_answer else "",
        "newer": newer,
    }
    return render(request, "documents/hidden.html", context, status=status)
