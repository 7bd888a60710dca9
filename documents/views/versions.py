"""The versions of a document: what changed from one to another, and the note that says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from documents import actions
from documents.addresses import with_query
from documents.finding.rows import crumbs_to
from documents.forms import VersionNoteForm
from documents.models import DocumentVersion
from documents.reading.comparing import Start, compare
from documents.reading.versions import readable_version
from documents.views.editable import editable_or_error


@require_safe
@access.audience
def compare_versions(request: HttpRequest, key: str, version_key: str, other_key: str) -> HttpResponse:
    """The text of two versions, word by word; both must be readable by the person."""
    first = readable_version(request.user, key, version_key, opened=1)
    second = readable_version(request.user, key, other_key, opened=1)
    earlier, later = sorted((first, second), key=lambda version: version.pk)
    start = Start(_page(request, "from"), _page(request, "to"))
    found = compare(earlier, later, start)
    document = later.document
    here = reverse("documents:compare", args=[document.key, earlier.key, later.key])
    further = found.further
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Compare versions"}],
        "document": document,
        "earlier": earlier,
        "later": later,
        "versions": (later, earlier),
        "comparison": found,
        "start": start,
        "is_from_start": start == Start(),
        "earlier_base": reverse("documents:version_pages", args=[document.key, earlier.key]),
        "later_base": reverse("documents:version_pages", args=[document.key, later.key]),
        "start_url": here,
        "further_url": with_query(here, **{"from": str(further.earlier), "to": str(further.later)}) if further else "",
    }
    return render(request, "documents/compare.html", context)


def _page(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def version_note(request: SignedInRequest, key: str, version_key: str) -> HttpResponse:
    """Say what changed with a version, or say it better."""
    document = editable_or_error(request, key)
    versions = DocumentVersion.objects.visible_to(request.user).select_related("status", "document")
    version = get_object_or_404(versions, document=document, key=version_key)
    form = VersionNoteForm(request.POST or None, initial={"note": version.status.note})
    if request.method == "POST" and form.is_valid():
        actions.save_version_note(version, by=request.user, note=form.cleaned_data["note"])
        messages.success(request, f"Note for version {version.status.number} saved.")
        return redirect(f"{document.get_absolute_url()}#versions")
    context = {
        "crumbs": [*crumbs_to(document), {"label": "What changed"}],
        "document": document,
        "version": version,
        "form": form,
    }
    return render(request, "documents/version_note.html", context, status=400 if request.method == "POST" else 200)
