"""Requests for documents: asking, reading, answering, giving to somebody else, taking back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import State
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.outcome import outcome_said
from documents.models import Family, Kind
from gaps.actions import AlreadySo, AskRefused, Wanted, answer, ask, pass_on, withdraw
from gaps.emails import document_for
from gaps.forms import AnswerForm, AskForm, PassOnForm
from gaps.models import DocumentRequest
from gaps.responders import responsible_words
from gaps.table import ask_url
from gaps.tabs import tabs

MOST = 100  # of one's own, and of those that wait for one
PAGE_SIZE = 25
NEWEST_FIRST = ("-asked_at", "-key")
JOINED = ("state", "kind", "person", "mailbox", "other_state")


def members_only(request: HttpRequest) -> None:
    """SECURITY: guests of the Collaborative meet nothing that a state is asked for."""
    standing = standing_of(request.user)
    if not (standing.is_member or standing.is_administrator):
        raise PermissionDenied("This page is for state members.")


@require_safe
@access.approved
def requests(request: SignedInRequest) -> HttpResponse:
    """What waits for the person, what they asked for, and what others ask states for."""
    members_only(request)
    rows = DocumentRequest.objects.visible_to(request.user).with_askers().select_related(*JOINED)
    waiting = DocumentRequest.objects.waiting_for(request.user).with_askers().select_related(*JOINED)
    mine = DocumentRequest.objects.asked_by(request.user).with_askers().select_related(*JOINED)
    page = page_by_key(rows.open(), NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "tabs": tabs("gaps:requests", request.user),
        "waiting": waiting.order_by("waiting_since", "key")[:MOST],
        "mine": mine.order_by(*NEWEST_FIRST)[:MOST],
        "rows": page.rows,
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
    }
    return render(request, "gaps/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def ask_for_document(request: SignedInRequest) -> HttpResponse:
    """Ask a state for a document."""
    members_only(request)
    if request.method != "POST":
        initial = {"state": request.GET.get("state", "").upper()[:2], "kind": request.GET.get("kind", "")[:50]}
        return _ask_page(request, AskForm(initial={**initial, "title": request.GET.get("title", "")[:160]}))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, form, status=400)
    return _asked(request, form.wanted(), form)


def _asked(request: SignedInRequest, wanted: Wanted, form: AskForm) -> HttpResponse:
    try:
        made = ask(by=request.user, wanted=wanted)
    except AskRefused as refused:
        form.add_error(None, str(refused))
        return _ask_page(request, form, status=400)
    messages.success(request, f"You asked {made.state}. We’ll email you when there’s an answer.")
    return redirect(made)


def _ask_page(request: SignedInRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    code = form["state"].value() or ""
    state = State.objects.filter(pk=str(code)).first()
    kind = Kind.objects.filter(slug=str(form["kind"].value() or "")).first()
    family = Family.objects.filter(slug=request.GET.get("family", "")[:50]).prefetch_related("kinds").first()
    open_ones = DocumentRequest.objects.visible_to(request.user).open().filter(state=state).with_askers()
    context = {
        "form": form,
        "state": state,
        "kind": kind,
        # A category was chosen: its types, each a link that fills in the form.
        "kinds": [(one.name, ask_url(code, [("kind", one.slug)])) for one in family.kinds.order_by("position", "pk")]
        if family and state and not kind
        else [],
        "family": family,
        "open_ones": open_ones.select_related(*JOINED).order_by(*NEWEST_FIRST)[:20] if state else [],
        "crumbs": [{"label": "Coverage", "url": reverse("gaps:coverage")}, {"label": "Ask for a document"}],
    }
    return render(request, "gaps/ask.html", context, status=status)


@require_safe
@access.approved
def document_request(request: SignedInRequest, key: str) -> HttpResponse:
    """One request with its answer, and the forms that this person can use."""
    return _page(request, _found(request, key))


@require_POST
@access.approved
def join(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask for the same."""
    found = _found(request, key)
    wanted = Wanted(found.state, found.kind, found.title, request.POST.get("purpose", ""), request.POST.get("once", ""))
    try:
        made = ask(by=request.user, wanted=wanted)
    except AskRefused as refused:
        return _page(request, found, refused=str(refused), status=400)
    messages.success(request, f"You asked {made.state} too. We’ll email you when there’s an answer.")
    return redirect(made)


@require_POST
@access.approved
def withdraw_request(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask no more."""
    found = _found(request, key)
    with outcome_said(request, "You no longer ask for this document.", AlreadySo):
        withdraw(request=found, by=request.user)
    return redirect(found)


@require_POST
@access.approved
def answer_request(request: SignedInRequest, key: str) -> HttpResponse:
    """End it with an answer."""
    found = _found(request, key)
    _only_who_answers(request, found)
    form = AnswerForm(found, request.user, request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        answer(request=found, by=request.user, given=form.given())
    except AlreadySo as refused:
        return _page(request, _found(request, key), form=form, refused=str(refused), status=409)
    messages.success(request, "We sent your answer to everyone who asked and can see it.")
    return redirect(found)


@require_POST
@access.approved
def pass_request_on(request: SignedInRequest, key: str) -> HttpResponse:
    """Give it to somebody else of the state."""
    found = _found(request, key)
    _only_who_answers(request, found)
    form = PassOnForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, pass_form=form, status=400)
    try:
        pass_on(request=found, by=request.user, to=form.cleaned_data["to"])
    except AlreadySo as refused:
        return _page(request, _found(request, key), refused=str(refused), status=409)
    messages.success(request, f"You assigned the request to {form.cleaned_data['to']}. We notified them.")
    return redirect(found)


def _found(request: SignedInRequest, key: str) -> DocumentRequest:
    rows = DocumentRequest.objects.visible_to(request.user).with_askers().select_related(*JOINED)
    found: DocumentRequest = get_object_or_404(rows, key=key)
    return found


def _answers(request: SignedInRequest, found: DocumentRequest) -> bool:
    return DocumentRequest.objects.answerable_by(request.user).filter(pk=found.pk).exists()


def _only_who_answers(request: SignedInRequest, found: DocumentRequest) -> None:
    if not _answers(request, found):
        raise PermissionDenied("Only the state’s contact, its EV leads, and administrators can answer this request.")


def _page(
    request: SignedInRequest,
    found: DocumentRequest,
    *,
    form: AnswerForm | None = None,
    pass_form: PassOnForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    answers = _answers(request, found)
    mine = found.askers.current().filter(person=request.user.pk).first()
    can_answer = answers and found.is_open
    document = document_for(found, request.user)
    context: dict[str, Any] = {
        "asked": found,
        "responsible": responsible_words(found),
        "document": document,
        # SECURITY: what was said of a document is for who can see it.
        "hides_answer": found.status == DocumentRequest.Status.UPLOADED and document is None,
        "mine": mine,
        # SECURITY: who asks, and what for, is read by those who answer; others read how many they are.
        "askers": found.askers.current().select_related("person", "agency").order_by("asked_at", "pk")
        if answers
        else [],
        "form": form or (AnswerForm(found, request.user) if can_answer else None),
        "pass_form": pass_form or (PassOnForm(found) if can_answer else None),
        "again_url": ask_url(found.state_id, _again(found)),
        "elsewhere_url": ask_url(found.other_state_id, _again(found)) if found.other_state_id else "",
        "refused": refused,
        "crumbs": [{"label": "Requests for documents", "url": reverse("gaps:requests")}, {"label": str(found)}],
    }
    return render(request, "gaps/request.html", context, status=status)


def _again(found: DocumentRequest) -> list[tuple[str, str]]:
    parts = [("kind", found.kind.slug if found.kind else ""), ("title", found.title)]
    return [(name, value) for name, value in parts if value]
