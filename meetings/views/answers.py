"""Saying whether one comes, to one call or all of a series. Links in mails lead here: only the button answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.wording import counted, time_span
from meetings.actions.answers import NO_CALLS, NOT_YOURS, AnswerRefused, answer_meeting, answer_series, why_closed
from meetings.models import Meeting, Rsvp, Series
from meetings.permissions import can, takes_part_in_series
from meetings.views.editable import crumbs_to
from meetings.when import span_of

SAID = {
    Rsvp.Answer.YES: "You replied: Yes. Your RSVP for “{title}” is saved.",
    Rsvp.Answer.MAYBE: "You replied: Maybe. Your RSVP for “{title}” is saved.",
    Rsvp.Answer.NO: "You replied: No. Your RSVP for “{title}” is saved, and we won’t send a reminder.",
}
CHOOSE = "Choose Yes, Maybe, or No."
FORM_VERBS = ["GET", "HEAD", "POST"]


class AnswerForm(forms.Form):
    """Yes, maybe or no."""

    answer = forms.TypedChoiceField(label="Your reply", choices=Rsvp.Answer, coerce=Rsvp.Answer)


@require_http_methods(FORM_VERBS)
@access.signed_in
def answer(request: SignedInRequest, key: str) -> HttpResponse:
    """Say whether one comes, and change one's mind."""
    visible = Meeting.objects.visible_to(request.user).select_related("group", "parent", "series")
    meeting = get_object_or_404(visible, key=key)
    if not can(request.user, "take_part", meeting):
        raise PermissionDenied(NOT_YOURS)
    if request.method != "POST":
        return _meeting_page(request, meeting)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, CHOOSE)
        return redirect(meeting)
    try:
        given = answer_meeting(meeting=meeting, by=request.user, answer=form.cleaned_data["answer"])
    except AnswerRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, SAID[Rsvp.Answer(given.answer)].format(title=meeting.title))
    return redirect(meeting)


def _meeting_page(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    given = Rsvp.objects.filter(meeting=meeting, user=request.user).first()
    context = {
        "crumbs": crumbs_to(meeting, "RSVP"),
        "title": meeting.title,
        "when": span_of(meeting),
        "closed": why_closed(meeting),
        "mine": f"You replied: {given.get_answer_display()}. You can change your reply." if given else "",
        "back_url": meeting.get_absolute_url(),
        "back_label": "See the meeting page",
    }
    return _page(request, context)


@require_http_methods(FORM_VERBS)
@access.signed_in
def series_answer(request: SignedInRequest, key: str) -> HttpResponse:
    """The same answer to all upcoming calls of a series."""
    visible = Series.objects.visible_to(request.user).select_related("group")
    series = get_object_or_404(visible, key=key)
    if not takes_part_in_series(request.user, series):
        raise PermissionDenied(NOT_YOURS)
    if request.method != "POST":
        return _series_page(request, series)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, CHOOSE)
        return redirect(series)
    try:
        calls = answer_series(series=series, by=request.user, answer=form.cleaned_data["answer"])
    except AnswerRefused as refused:
        messages.error(request, str(refused))
    else:
        replied = Rsvp.Answer(form.cleaned_data["answer"]).label
        messages.success(request, f"You replied: {replied}. Your RSVP for {counted(len(calls), 'call')} is saved.")
    return redirect(series)


def _series_page(request: SignedInRequest, series: Series) -> HttpResponse:
    calls = list(
        Meeting.objects.visible_to(request.user).filter(series=series, status=Meeting.Status.PLANNED).upcoming()
    )
    crumbs = [{"label": "Meetings", "url": reverse("meetings:list")}]
    crumbs += [{"label": series.title, "url": series.get_absolute_url()}, {"label": "RSVP", "url": ""}]
    context = {
        "crumbs": crumbs,
        "title": series.title,
        "when": f"{counted(len(calls), 'upcoming call')}",
        "calls": [time_span(call.starts_at, call.ends_at) for call in calls],
        "closed": "" if calls else NO_CALLS,
        "mine": "Your reply replaces your replies to single calls." if calls else "",
        "back_url": series.get_absolute_url(),
        "back_label": "See all calls",
    }
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Shows what a link in a mail chose; nothing is answered before somebody presses a button."""
    form = AnswerForm(request.GET)
    chosen = form.cleaned_data["answer"] if form.is_valid() else ""
    more = {"choices": Rsvp.Answer.choices, "chosen": chosen}
    return render(request, "meetings/answer.html", {**context, **more})
