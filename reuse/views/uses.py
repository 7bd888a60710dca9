"""The uses of a document: seeing, recording, editing and removing them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.circle_words import WORDS
from accounts.editing import EditConflict
from clearinghouse.lib.wording import long_date
from documents.finding.rows import crumbs_to
from documents.models import Document
from reuse.actions import ReuseRefused, change_use, record_use, remove_use
from reuse.forms import UseForm
from reuse.graph import graph_of
from reuse.lineage import lineage_of
from reuse.listing import may_record, uses_of
from reuse.models import Use
from reuse.permissions import MEMBERS_ONLY, NOT_YOURS


@require_safe
@access.audience
def document(request: HttpRequest, key: str) -> HttpResponse:
    """Which states used a document, what for, and what came of it."""
    found = _document(request, key)
    lineage = lineage_of(found, request.user)
    context = {
        "crumbs": _crumbs(found, "Reuse"),
        "document": found,
        "uses": uses_of(found, request.user),
        "lineage": lineage,
        "graph": graph_of(lineage),
        "may_record": may_record(request.user),
    }
    return render(request, "reuse/document.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add(request: SignedInRequest, key: str) -> HttpResponse:
    """ "We used this": record it for one's agency."""
    found = _document(request, key)
    if not may_record(request.user):
        raise PermissionDenied(MEMBERS_ONLY)
    form = UseForm(request.POST if request.method == "POST" else None, user=request.user, document=found)
    if request.method == "POST" and form.is_valid():
        once, agency = form.cleaned_data["once"], form.agency_chosen()
        try:
            record_use(document=found, agency=agency, by=request.user, details=form.details(), once=once)
        except ReuseRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "We recorded that you used this document and emailed the people who shared it.")
            return redirect("reuse:document", found.key)
    return _form_page(request, found, form, "We used this", "Record this use")


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what is said of a use."""
    use = _editable(request, key)
    if request.method != "POST":
        form = UseForm(user=request.user, document=use.document, use=use)
        return _form_page(request, use.document, form, "Edit this use", "Save changes", use=use)
    form = UseForm(request.POST, user=request.user, document=use.document, use=use)
    if not form.is_valid():
        return _form_page(request, use.document, form, "Edit this use", "Save changes", use=use)
    try:
        revision = form.cleaned_data["revision"] or 0
        change_use(use=use, by=request.user, details=form.details(), revision=revision)
    except ReuseRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, use.document, form, "Edit this use", "Save changes", use=use)
    except EditConflict as conflict:
        return _conflict_page(request, use, conflict)
    messages.success(request, "We saved your changes.")
    return redirect("reuse:document", use.document.key)


def _conflict_page(request: SignedInRequest, use: Use, conflict: EditConflict) -> HttpResponse:
    theirs: Use = conflict.current
    data = request.POST.copy()
    data["revision"] = str(theirs.revision)
    form = UseForm(data, user=request.user, document=use.document, use=theirs)
    words = {
        "sections": theirs.sections,
        "what for": theirs.purpose,
        "since": long_date(theirs.since),
        "hours saved": theirs.hours_saved or "",
        "who can see this": theirs.get_sharing_display(),
    }
    more: dict[str, Any] = {"status": 409, "conflict": conflict, "theirs": words}
    return _form_page(request, use.document, form, "Edit this use", "Save my version instead", use=use, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def remove(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then remove a use."""
    use = _editable(request, key)
    if request.method == "POST":
        remove_use(use=use, by=request.user)
        messages.success(request, "We removed the use.")
        return redirect("reuse:document", use.document.key)
    context = {"crumbs": _crumbs(use.document, "Remove"), "use": use, "document": use.document}
    return render(request, "reuse/remove.html", context)


def _document(request: HttpRequest, key: str) -> Document:
    shared = Document.objects.visible_to(request.user).published()
    return get_object_or_404(shared.select_related("kind", "state", "agency"), key=key)


def _editable(request: SignedInRequest, key: str) -> Use:
    seen = Use.objects.visible_to(request.user).with_may_change(request.user)
    use = get_object_or_404(seen.select_related("document", "document__state", "document__kind", "agency"), key=key)
    if not use.may_change:  # type: ignore[attr-defined]
        raise PermissionDenied(NOT_YOURS)
    return use


def _crumbs(document: Document, label: str) -> list[dict[str, str]]:
    return [*crumbs_to(document), {"label": label}]


def _form_page(
    request: SignedInRequest, document: Document, form: UseForm, heading: str, button: str, **more: Any
) -> HttpResponse:
    status = more.pop("status", 400 if request.method == "POST" else 200)
    context = {
        "crumbs": _crumbs(document, heading),
        "document": document,
        "audience": WORDS[document.sharing].mark,
        "form": form,
        "heading": heading,
        "button": button,
        "cancel_url": reverse("reuse:document", args=[document.key]),
        "use": None,
        "conflict": None,
        **more,
    }
    return render(request, "reuse/form.html", context, status=status)
