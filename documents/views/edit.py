"""Changing a document that is described: its details, its audience, whether it is shared; and its history."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.limits import too_often
from clearinghouse.lib.wording import counted
from documents import actions
from documents.finding.rows import crumbs_to
from documents.forms import DetailsForm, ReasonForm
from documents.models import Document
from documents.reading.history import history_of
from documents.selection_form import FIND, pending_step
from documents.sharing import choices
from documents.views.editable import editable_or_error

# Plenty for somebody who adds people, too little for somebody who collects them: docs/security.md, "The directory".
PEOPLE_SEARCHES = "300/h/user"


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change details and audience."""
    document = editable_or_error(request, key)
    if document.status == Document.Status.DRAFT:
        return redirect("documents:describe", document.key)
    if request.method == "POST" and pending_step(request.POST):
        return _edit_page(request, document, half_filled_form(request, document))
    if request.method == "POST":
        return _save(request, document)
    return _edit_page(request, document, DetailsForm(document, request.user))


def _save(request: SignedInRequest, document: Document) -> HttpResponse:
    form = DetailsForm(document, request.user, request.POST)
    if not form.is_valid():
        return _edit_page(request, document, form, status=400)
    details, revision = form.details(), form.cleaned_data["revision"]
    try:
        saved = actions.save_details(document, by=request.user, details=details, revision=revision)
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, document, form, status=400)
    except EditConflict as conflict:
        return conflict_page(request, conflict, request.POST)
    messages.success(request, f"Changes saved. Who can see it: {choices.audience_words(saved)}.{told_words(saved)}")
    return redirect("documents:detail", document.key)


def half_filled_form(request: SignedInRequest, document: Document) -> DetailsForm:
    """What was typed so far, with the people who were looked for or who could open it; nothing is saved."""
    form = DetailsForm(document, request.user, typed=request.POST)
    if form.step == FIND:
        form.search_is_limited = too_often(request, action="sharing_people", rates=PEOPLE_SEARCHES) is not None
    return form


def told_words(saved: Document) -> str:
    """How many people are told, after what was saved."""
    return f" We’re emailing {counted(saved.people_told, 'person,people')}." if saved.people_told else ""


def conflict_page(request: SignedInRequest, conflict: EditConflict, typed: QueryDict) -> HttpResponse:
    """What the person typed, beside what somebody else did meanwhile. Sending it again is then a decision."""
    data = typed.copy()
    data["revision"] = str(conflict.current.revision)
    form = DetailsForm(conflict.current, request.user, data)
    return _edit_page(request, conflict.current, form, status=409, conflict=conflict)


def _edit_page(
    request: HttpRequest,
    document: Document,
    form: DetailsForm,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Edit"}],
        "document": document,
        "form": form,
        "conflict": conflict,
        "theirs": actions.in_words(document) if conflict else {},
    }
    return render(request, "documents/edit.html", context, status=status)


@require_safe
@access.approved
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Who did what to the document, newest first; for those who may change it."""
    document = editable_or_error(request, key)
    context = {
        "crumbs": [*crumbs_to(document), {"label": "History"}],
        "document": document,
        "events": history_of(document),
    }
    return render(request, "documents/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Take it back from its readers, with a reason."""
    return _with_reason(request, key, actions.withdraw, "documents/edit_withdraw.html", "was withdrawn")


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def restore(request: SignedInRequest, key: str) -> HttpResponse:
    """Share it again, with a reason."""
    return _with_reason(request, key, actions.restore, "documents/edit_restore.html", "was shared again")


def _with_reason(
    request: SignedInRequest, key: str, action: Callable[..., Document], template: str, done: str
) -> HttpResponse:
    document = editable_or_error(request, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            action(document, by=request.user, reason=form.cleaned_data["reason"])
        except actions.ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{document.title}” {done}.")
        return redirect("documents:mine" if document.owner_id == request.user.pk else "documents:browse")
    status = 400 if request.method == "POST" else 200
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Withdraw" if action is actions.withdraw else "Share again"}],
        "document": document,
        "form": form,
        "words": choices.audience_words(document),
    }
    return render(request, template, context, status=status)
