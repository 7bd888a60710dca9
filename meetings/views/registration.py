"""Registering for an event, from the person's side."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.markup import to_html
from meetings.actions.registrations import RegistrationRefused, cancel, register
from meetings.forms.registration import RegistrationForm
from meetings.models import Meeting, Registration, RegistrationMode
from meetings.models.event import events_to_register_for
from meetings.registering import RegistrationAccess, places_left, registration_access_of, why_closed


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def register_page(request: SignedInRequest, key: str) -> HttpResponse:
    """Register, or see where one stands. Who is only invited sees title, time, place and agenda here, and no more."""
    event = _event_or_404(request, key)
    own_access = registration_access_of(request.user, event)
    form = RegistrationForm(own_access, request.POST or None) if own_access.sectors and not own_access.closed else None
    if request.method != "POST":
        return _page(request, event, own_access, form)
    if form is None:
        return _page(request, event, own_access, form, status=409 if own_access.closed else 200)
    if not form.is_valid():
        return _page(request, event, own_access, form, status=400)
    try:
        made = register(meeting=event, by=request.user, answers=form.answers())
    except RegistrationRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, event, own_access, form, status=400)
    messages.success(request, _said(made))
    return redirect("meetings:register", event.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def cancel_page(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the place back, after a question."""
    event = _event_or_404(request, key)
    own = Registration.objects.active().filter(user=request.user)
    registration = get_object_or_404(own, meeting=event)
    if request.method == "POST":
        try:
            cancel(registration=registration, by=request.user)
        except RegistrationRefused as refused:
            messages.error(request, str(refused))
            return redirect("meetings:register", event.key)
        messages.success(request, f"You’re no longer registered for “{event.title}”.")
        still_there = events_to_register_for(request.user).filter(pk=event.pk).exists()
        return redirect("meetings:register", event.key) if still_there else redirect("home")
    context = {"event": event, "registration": registration, "points": _points(registration)}
    return render(request, "meetings/register_cancel.html", context)


def _event_or_404(request: HttpRequest, key: str) -> Meeting:
    events = events_to_register_for(request.user).select_related("group", "audience")
    return get_object_or_404(events.defer("words", "summary_words"), key=key)


def _page(
    request: HttpRequest,
    event: Meeting,
    own_access: RegistrationAccess,
    form: RegistrationForm | None,
    status: int = 200,
) -> HttpResponse:
    standing = own_access.registration if own_access.registration and own_access.registration.is_active else None
    context: dict[str, Any] = {
        "event": event,
        "agenda": to_html(event.agenda),
        "own_access": own_access,
        "registration": standing,
        "over": why_closed(event),
        "may_cancel": event.ends_at > timezone.now(),
        "form": None if standing else form,
        "places_left": places_left(event),
        "number_in_line": _number_in_line(standing)
        if standing and standing.status == Registration.Status.WAITING
        else 0,
        "sees_event": Meeting.objects.visible_to(request.user).filter(pk=event.pk).exists(),
    }
    return render(request, "meetings/register.html", context, status=status)


def _number_in_line(registration: Registration) -> int:
    line = registration.meeting.registrations.filter(status=Registration.Status.WAITING).in_line()
    return list(line.values_list("pk", flat=True)).index(registration.pk) + 1


def _said(made: Registration) -> str:
    if made.status == Registration.Status.CONFIRMED:
        return f"You’re registered for “{made.meeting.title}”. We sent you an email with the calendar file."
    return f"“{made.meeting.title}” is full. You’re on the waitlist."


def _points(registration: Registration) -> list[str]:
    points = []
    if registration.status == Registration.Status.CONFIRMED:
        points.append("Your spot goes to the next person on the waitlist.")
        points.append("You’ll lose access to what’s shared only with participants.")
    else:
        points.append("You’ll lose your place in line.")
    if registration.meeting.registration == RegistrationMode.INVITATION:
        points.append("Your invitation can’t be used again. If you change your mind, ask the organizers for a new one.")
    return points
