"""Speakers, and documents of the repository."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.frozen import dataclass
from documents.models import Document, Reader
from meetings.actions import materials as actions
from meetings.forms.materials import MOST, RevisionForm, speaker_forms
from meetings.models import Meeting, MeetingDocument
from meetings.sharing import circles_of
from meetings.views.editable import crumbs_to, editable_or_error, row_number

FOUND_AT_ONCE = 10
Role = MeetingDocument.Role


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def speakers(request: SignedInRequest, key: str) -> HttpResponse:
    """Who speaks, with title and organization of the day."""
    meeting = editable_or_error(request, key)
    if request.method != "POST":
        return _speakers_page(request, meeting, speaker_forms(meeting), meeting.revision)
    data = _with_a_row(request.POST) if request.POST.get("do") == "rows" else request.POST
    rows, form = speaker_forms(meeting, data), RevisionForm(data)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    if request.POST.get("do") == "rows":
        return _speakers_page(request, meeting, rows, revision)
    if not rows.is_valid():
        return _speakers_page(request, meeting, rows, revision, status=400)
    try:
        talks = [row.talk() for row in rows]
        actions.set_speakers(meeting=meeting, by=request.user, talks=talks, revision=revision)
    except EditConflict as conflict:
        again = conflict.current
        return _speakers_page(request, again, speaker_forms(again, data), again.revision, status=409, conflict=conflict)
    messages.success(request, "Speakers saved.")
    return redirect(meeting)


def _with_a_row(data: QueryDict) -> QueryDict:
    more = data.copy()
    total = data.get("speakers-TOTAL_FORMS", "")
    more["speakers-TOTAL_FORMS"] = str(min(int(total) + 1, MOST) if total.isascii() and total.isdigit() else 1)
    return more


def _speakers_page(
    request: HttpRequest,
    meeting: Meeting,
    rows: Any,
    revision: int,
    *,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        "crumbs": crumbs_to(meeting, "Speakers"),
        "meeting": meeting,
        "rows": rows,
        "revision": revision,
        "conflict": conflict,
        "theirs": meeting.speakers.order_by("position", "pk") if conflict else [],
    }
    return render(request, "meetings/speakers.html", context, status=status)


@dataclass(frozen=True)
class Listed:
    """A document at the meeting, as those see it who take care of the meeting."""

    number: int
    document: Document
    role: str
    is_open: bool  # to everybody of the circle
    edit_url: str  # where the person may share it with them


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def materials(request: SignedInRequest, key: str) -> HttpResponse:
    """The documents of a meeting; others are found by their title."""
    meeting = editable_or_error(request, key)
    if request.method == "POST":
        return _add(request, meeting)
    asked = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:200]
    context = {
        "crumbs": crumbs_to(meeting, "Slides and documents"),
        "meeting": meeting,
        "listed": _listed(request, meeting),
        "query": asked,
        "found": _found(request, meeting, asked),
        "upload_url": f"{reverse('documents:share')}?for={meeting.key}",
        "roles": Role.choices,
    }
    return render(request, "meetings/materials.html", context)


def _found(request: HttpRequest, meeting: Meeting, asked: str) -> list[Document]:
    """The newest documents the person may see with these words in the title, but those that are listed already."""
    listed = MeetingDocument.objects.filter(meeting=meeting).values("document")
    documents = Document.objects.visible_to(request.user).published().exclude(pk__in=listed)
    for word in asked.split():
        documents = documents.filter(title__icontains=word)
    return list(documents.for_rows().order_by("-shared_at", "-key")[:FOUND_AT_ONCE])


def _listed(request: HttpRequest, meeting: Meeting) -> list[Listed]:
    circles = circles_of(meeting)
    open_to_circle = Reader.objects.filter(document=OuterRef("document"), reader_key__in=circles)
    rows = (
        MeetingDocument.objects.listed_for(request.user)
        .filter(meeting=meeting)
        .select_related("document__kind", "document__state")
        .annotate(is_open=Exists(open_to_circle))
        .order_by("role", "added_at", "pk")
    )
    editable = Document.objects.editable_by(request.user).filter(at_meetings__meeting=meeting)
    mine = set(editable.values_list("pk", flat=True))
    return [
        Listed(
            number=row.pk,
            document=row.document,
            role=row.get_role_display(),
            is_open=row.is_open,
            edit_url=reverse("documents:edit", args=[row.document.key]) if row.document_id in mine else "",
        )
        for row in rows
    ]


def _add(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).published()
    document = get_object_or_404(documents, key=request.POST.get("document", "").replace("\x00", ""))
    role = request.POST.get("role", "")
    role = role if role in Role.values else Role.MATERIAL
    actions.add_document(meeting=meeting, by=request.user, document=document, role=role)
    messages.success(request, f"“{document.title}” is listed. This didn’t change who can see it.")
    asked = urlencode({"q": request.POST["q"]}) if request.POST.get("q") else ""
    return redirect(f"{reverse('meetings:materials', args=[meeting.key])}{'?' if asked else ''}{asked}")


@require_POST
@access.approved
def remove(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a document off the meeting."""
    meeting = editable_or_error(request, key)
    rows = MeetingDocument.objects.listed_for(request.user).filter(meeting=meeting).select_related("document")
    listed = get_object_or_404(rows, pk=row_number(request, "listed"))
    actions.remove_document(listed=listed, by=request.user)
    messages.success(request, f"“{listed.document.title}” is no longer listed here. The document wasn’t deleted.")
    return redirect("meetings:materials", meeting.key)
