"""Documents that members know to exist: their list, asking to read one, and deciding."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.outcome import outcome_said
from documents.finding.filters import BY_NAME, read_filters
from documents.models import Document
from documents.permissions import NOT_YOURS, can
from gaps.actions import AlreadySo, AskRefused
from gaps.actions.listing import (
    ask_to_read,
    decide,
    list_document,
    stop_reading,
    unlist_document,
    withdraw_reading,
)
from gaps.actions.reviewing import set_review_date
from gaps.models import Listing, ReadRequest
from gaps.reading_forms import DecideForm, ReadForm, ReviewForm
from gaps.tabs import tabs
from gaps.views.requests import members_only

PAGE_SIZE = 25
MOST = 100
NEWEST_FIRST = ("-listed_at", "-key")
JOINED = ("document__state", "document__kind", "document__agency")


@require_safe
@access.approved
def listed(request: SignedInRequest) -> HttpResponse:
    """The listed documents, and the person's requests to read."""
    members_only(request)
    rows = Listing.objects.listed_to(request.user).select_related(*JOINED)
    filters = read_filters(request.GET)
    chosen = {}
    for name in ("state", "family", "kind"):
        if value := (filters.values.get(name) or ("",))[0]:
            chosen[name] = value
            rows = rows.filter(**{f"document__{BY_NAME[name].column}__in": BY_NAME[name].keys((value,))})
    page = page_by_key(rows, NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    shown = [row.document_id for row in page.rows]
    asked = ReadRequest.objects.visible_to(request.user).select_related("document", "person")
    mine = asked.filter(person=request.user.pk)
    openable = Document.objects.visible_to(request.user).filter(pk__in=shown)
    can_open = {document.pk: document.get_absolute_url() for document in openable.only("pk", "key")}
    open_ones = {row.document_id: row for row in mine.open().filter(document__in=shown)}
    to_decide = ReadRequest.objects.decidable_by(request.user).open().select_related("person", "agency")
    context = {
        "tabs": tabs("gaps:listed", request.user),
        "rows": [(row, can_open.get(row.document_id, ""), open_ones.get(row.document_id)) for row in page.rows],
        "mine": mine.order_by("-asked_at", "-key")[:MOST],
        "to_decide": to_decide.order_by("asked_at", "key")[:MOST],
        "choices": [
            (name, BY_NAME[name].label, BY_NAME[name].choices(), chosen.get(name)) for name in ("state", "kind")
        ],
        "is_narrowed": bool(chosen),
        "newer_url": _page_url(chosen, page.before) if page.before else "",
        "older_url": _page_url(chosen, page.after) if page.after else "",
    }
    return render(request, "gaps/listed.html", context)


def _page_url(chosen: dict[str, str], page: str) -> str:
    return f"?{urlencode({**chosen, 'page': page})}"


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def ask(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask the owner of a listed document to read it."""
    rows = Listing.objects.listed_to(request.user).select_related(*JOINED)
    listing = get_object_or_404(rows, key=key)
    # SECURITY: the title, type, state, agency and date, and nothing else of the document.
    form = ReadForm(request.POST) if request.method == "POST" else ReadForm()
    can_open = Document.objects.visible_to(request.user).filter(pk=listing.document_id).exists()
    context = {"listing": listing, "form": form, "can_open": can_open, "crumbs": _crumbs("Ask to read")}
    if request.method != "POST":
        return render(request, "gaps/ask_to_read.html", context)
    if not form.is_valid():
        return render(request, "gaps/ask_to_read.html", context, status=400)
    try:
        made = ask_to_read(listing=listing, by=request.user, purpose=form.cleaned_data["purpose"])
    except AskRefused as refused:
        messages.info(request, str(refused))
        return redirect(listing.document if can_open else "gaps:listed")
    messages.success(request, "We asked the people who decide. We’ll email you their decision.")
    return redirect(made)


@require_safe
@access.approved
def reading(request: SignedInRequest, key: str) -> HttpResponse:
    """One request to read, for who asks and who decides."""
    return _page(request, _found(request, key))


@require_POST
@access.approved
def decide_reading(request: SignedInRequest, key: str) -> HttpResponse:
    """Grant it, decline it, or say that it is shared more widely."""
    found = _found(request, key)
    if not _decides(request, found):
        raise PermissionDenied(NOT_YOURS)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        decide(request=found, by=request.user, decision=form.made())
    except AlreadySo as refused:
        return _page(request, _found(request, key), form=form, refused=str(refused), status=409)
    messages.success(request, f"We told {found.person} your decision.")
    return redirect(found)


@require_POST
@access.approved
def withdraw_read_request(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask no more."""
    return _change(request, key, withdraw_reading, "You no longer ask to read this document.")


@require_POST
@access.approved
def stop_read_request(request: SignedInRequest, key: str) -> HttpResponse:
    """End a grant before its day."""
    return _change(request, key, stop_reading, "They can no longer read this document through your grant.")


def _change(request: SignedInRequest, key: str, action: Any, done: str) -> HttpResponse:
    found = _found(request, key)
    with outcome_said(request, done, AlreadySo):
        action(request=found, by=request.user)
    return redirect(found)


@require_POST
@access.approved
def set_listed(request: SignedInRequest, key: str) -> HttpResponse:
    """List a document to all members, or stop it; for who may change it."""
    document = get_object_or_404(Document.objects.visible_to(request.user), key=key)
    if not can(request.user, "change", document):
        raise PermissionDenied(NOT_YOURS)
    try:
        if request.POST.get("listed"):
            list_document(document=document, by=request.user)
            messages.success(request, "All members can now see that this document exists, and ask to read it.")
        else:
            unlist_document(document=document, by=request.user)
            messages.success(request, "The document is no longer listed.")
    except AlreadySo as refused:
        messages.info(request, str(refused))
    return redirect(document)


@require_POST
@access.approved
def set_review(request: SignedInRequest, key: str) -> HttpResponse:
    """Say when a document should be looked at again; for who may change it. An empty date takes it away."""
    document = get_object_or_404(Document.objects.visible_to(request.user), key=key)
    if not can(request.user, "change", document):
        raise PermissionDenied(NOT_YOURS)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the review date as a date, for example 2027-01-15. Nothing was changed.")
        return redirect(document)
    set_review_date(document=document, by=request.user, review_on=form.cleaned_data["review_on"])
    messages.success(
        request, "We saved the review date." if form.cleaned_data["review_on"] else "No review date is set."
    )
    return redirect(document)


def _found(request: HttpRequest, key: str) -> ReadRequest:
    rows = ReadRequest.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("document", "person", "agency", "decided_by"), key=key)


def _decides(request: SignedInRequest, found: ReadRequest) -> bool:
    return ReadRequest.objects.decidable_by(request.user).filter(pk=found.pk).exists()


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": "Listed documents", "url": reverse("gaps:listed")}, {"label": last}]


def _page(
    request: SignedInRequest,
    found: ReadRequest,
    *,
    form: DecideForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    decides = _decides(request, found)
    seen = Document.objects.visible_to(request.user).filter(pk=found.document_id)
    context = {
        "asked": found,
        "is_mine": found.person_id == request.user.pk,
        "decides": decides,
        "document": seen.first(),
        "form": form or (DecideForm() if decides and found.is_open else None),
        "refused": refused,
        "crumbs": _crumbs(found.title),
    }
    return render(request, "gaps/reading.html", context, status=status)
