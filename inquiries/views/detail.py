"""The page of one inquiry, and its way from a draft to the states and to a summary."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.models import Audience, State, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.joining import joined
from clearinghouse.lib.markup import to_html
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from inquiries.actions import InquiryRefused, drafts, rounds
from inquiries.comparing import Progress, progress
from inquiries.forms.details import ExtendForm, PublishForm, ReasonForm, SummaryForm
from inquiries.models import Inquiry, Response, Status
from inquiries.permissions import may_change, may_release, releases_for
from inquiries.question_cards import cards_of
from inquiries.routing import answerers, colleagues_by_state
from inquiries.views.frame import answered_status, crumbs, editable, sees_round, visible

LOOKS = {"submitted": "present", "waiting": "missing", "declined": ""}


@require_safe
@access.audience
def inquiry(request: HttpRequest, key: str) -> HttpResponse:
    """What is asked, of whom, until when; who has answered; the summary."""
    return inquiry_page(request, visible(request, key))


def inquiry_page(
    request: HttpRequest, found: Inquiry, *, status: int = 200, refused: str = "", **forms: Any
) -> HttpResponse:
    """The page, with the forms that this person may use."""
    user = request.user
    changes = may_change(user, found)
    in_round = found.is_sent and (changes or sees_round(request, found))
    releases = may_release(user, found)
    rows = progress(found) if in_round else []
    own = Response.objects.of_states_of(user).filter(inquiry=found).select_related("state", "assigned")
    context = {
        "crumbs": crumbs(found),
        "inquiry": found,
        "introduction": to_html(found.introduction),
        "summary": to_html(found.summary),
        "changes": changes,
        "releases": releases,
        "is_draft": found.status == Status.DRAFT and not found.is_template,
        "may_send": releases_for(user, found.agency_id),
        "in_round": in_round,
        "progress": rows,
        "answered": sum(row.status == "submitted" for row in rows),
        "map_states": map_of(found, rows) if rows else [],
        "own_responses": list(own.order_by("state__name")) if found.is_sent else [],
        "cards": cards_of(list(drafts.newest_of(found).fields.order_by("position")))
        if changes or releases or in_round or found.is_template
        else [],
        "states_asked": rounds.states_asked(found) if changes or releases else [],
        "without_person": _without_person(user, found),
        "shows_summary": _shows_summary(request, found, changes),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "extend_form": forms.get("extend_form") or ExtendForm(),
        "refused": refused,
    }
    return render(request, "inquiries/inquiry.html", context, status=status)


def _shows_summary(request: HttpRequest, found: Inquiry, changes: bool) -> bool:
    if found.status != Status.PUBLISHED:
        return False
    # SECURITY: who was asked is not thereby among those with whom the summary was shared.
    return changes or found.summary_audience_id in standing_of(request.user).reader_keys


def map_of(found: Inquiry, rows: list[Progress]) -> list[MapState]:
    """Who has answered, on the map; each answered state leads to its answer."""
    entries = [
        MapEntry(
            code=row.code,
            url=reverse("inquiries:response", args=[found.key, row.code]) if row.status == "submitted" else "",
            detail=row.label,
            look=LOOKS[row.status],
        )
        for row in rows
    ]
    return state_map(entries)


def _without_person(user: Viewer, found: Inquiry) -> list[tuple[Response, list[User]]]:
    """For administrators: states whose answer nobody was given, with the people there who can be asked for it."""
    rows = found.responses.assignable_by(user).filter(assigned=None).select_related("state", "inquiry")
    waiting = list(rows.order_by("state__name"))
    people = colleagues_by_state([row.state_id for row in waiting]) if waiting else {}
    return [(row, people.get(row.state_id, [])) for row in waiting]


@require_POST
@access.approved
def ask_for_release(request: SignedInRequest, key: str) -> HttpResponse:
    """Hand it to the agency's EV leads and NASEO, or with `do=take_back` make it a draft again."""
    found = editable(request, key)
    if request.POST.get("do") == "take_back":
        return _done(request, found, rounds.take_back, "It’s a draft again.")
    return _done(request, found, rounds.ask_for_release, "We told the people who can release it.")


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def send(request: SignedInRequest, key: str) -> HttpResponse:
    """Send it to the states, after showing to how many: who wrote it and may release it, or who releases it."""
    found = visible(request, key)
    is_own = may_change(request.user, found)
    may_send = releases_for(request.user, found.agency_id) and (is_own or may_release(request.user, found))
    if not may_send:
        raise PermissionDenied(rounds.NOT_RELEASING)
    if request.method != "POST":
        asked = answerers(found, rounds.states_asked(found))
        without = State.objects.filter(pk__in=[one.state for one in asked if one.person is None])
        context = {
            "crumbs": crumbs(found, "Send to the states"),
            "inquiry": found,
            "count": len(asked),
            "without_person": joined(list(without.order_by("name").values_list("name", flat=True))),
        }
        return render(request, "inquiries/send.html", context)
    try:
        if found.status == Status.WAITING or not is_own:
            revision = request.POST.get("revision", "")
            number = int(revision) if revision.isdecimal() and len(revision) < 9 else 0
            rounds.release(inquiry=found, by=request.user, revision=number)
        else:
            rounds.send(inquiry=found, by=request.user)
    except InquiryRefused as refused:
        return inquiry_page(request, visible(request, key), status=409, refused=str(refused))
    messages.success(request, "It’s on its way. Each state’s contact gets an email.")
    return redirect(found)


@require_POST
@access.approved
def return_to_writer(request: SignedInRequest, key: str) -> HttpResponse:
    """Return it with a reason."""
    found = visible(request, key)
    if not releases_for(request.user, found.agency_id):
        raise PermissionDenied(rounds.NOT_RELEASING)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return inquiry_page(request, found, status=400, reason_form=form)
    try:
        rounds.return_to_writer(inquiry=found, by=request.user, reason=form.cleaned_data["reason"])
    except InquiryRefused as refused:
        return inquiry_page(request, visible(request, key), status=409, refused=str(refused))
    messages.success(request, "You returned it. We told the person who wrote it why.")
    return redirect("inquiries:list")


@require_POST
@access.approved
def extend(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the states more time."""
    found = editable(request, key)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return inquiry_page(request, found, status=400, extend_form=form)
    try:
        rounds.extend(inquiry=found, by=request.user, closes_on=form.cleaned_data["closes_on"])
    except InquiryRefused as refused:
        form.add_error("closes_on", str(refused))
        return inquiry_page(request, visible(request, key), status=400, extend_form=form)
    messages.success(request, "The states have more time.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def close(request: SignedInRequest, key: str) -> HttpResponse:
    """Take no more answers, after asking; with `do=withdraw` take it back from the states."""
    found = editable(request, key)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        return _done(request, found, rounds.withdraw, "The inquiry is withdrawn. The states no longer see it.")
    if request.method == "POST":
        return _done(request, found, rounds.close, "The inquiry is closed. Next, write its summary.")
    waiting = found.responses.unanswered().count()
    context = {"crumbs": crumbs(found, "Close"), "inquiry": found, "waiting": waiting}
    return render(request, "inquiries/close.html", context)


def _done(request: SignedInRequest, found: Inquiry, action: Callable[..., Any], words: str) -> HttpResponse:
    try:
        action(inquiry=found, by=request.user)
    except InquiryRefused as refused:
        return inquiry_page(request, visible(request, found.key), status=409, refused=str(refused))
    messages.success(request, words)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def summary(request: SignedInRequest, key: str) -> HttpResponse:
    """Write what came of it, beside the answers."""
    found = editable(request, key)
    if found.status not in (Status.CLOSED, Status.PUBLISHED):
        messages.info(request, "Close the inquiry before you write its summary.")
        return redirect(found)
    initial = {"summary": found.summary, "ask_again_on": found.ask_again_on, "revision": found.revision}
    form = SummaryForm(request.POST if request.method == "POST" else None, initial=initial)
    conflict, theirs = None, {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rounds.save_summary(
                inquiry=found, by=request.user, text=data["summary"], ask_again_on=data["ask_again_on"],
                revision=data["revision"] or 0,
            )  # fmt: skip
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        except EditConflict as raised:
            conflict, theirs = raised, {"summary": raised.current.summary}
            form.data = {**request.POST.dict(), "revision": str(raised.current.revision)}
        else:
            messages.success(request, "The summary is saved.")
            return redirect("inquiries:publish" if "publish" in request.POST else "inquiries:summary", found.key)
    context = {
        "crumbs": crumbs(found, "Summary"), "inquiry": found, "form": form, "conflict": conflict, "theirs": theirs,
    }  # fmt: skip
    return render(request, "inquiries/summary.html", context, status=409 if conflict else answered_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def publish(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose who reads the summary, and publish it."""
    found = editable(request, key)
    form = PublishForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        audience: Audience = form.offered[form.cleaned_data["audience"]]
        try:
            rounds.publish_summary(inquiry=found, by=request.user, audience=audience)
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The summary is published. Who can read it: {audience.label}.")
            return redirect(found)
    context = {"crumbs": crumbs(found, "Publish summary"), "inquiry": found, "form": form}
    context["summary"] = to_html(found.summary)
    return render(request, "inquiries/publish.html", context, status=answered_status(request))


@require_POST
@access.approved
def ask_again(request: SignedInRequest, key: str) -> HttpResponse:
    """Start next year's round from this one."""
    found = editable(request, key)
    try:
        made = rounds.ask_again(inquiry=found, by=request.user)
    except InquiryRefused as refused:
        return inquiry_page(request, visible(request, key), status=409, refused=str(refused))
    messages.success(request, "Here is a draft with the same questions. Choose when answers are due, then send it.")
    return redirect("inquiries:edit", made.key)
