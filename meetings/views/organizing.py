"""What organizers do: settings, organizers, invitations."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.standing import standing_of
from clearinghouse.lib.wording import counted, day_and_time
from meetings.actions import invitations
from meetings.actions.events import EventRefused, change_settings, set_organizers
from meetings.forms.registration import InvitationForm, OrganizersForm, SettingsForm
from meetings.models import Invitation, Meeting, RegistrationMode, Sector
from meetings.registering import EVENTS
from meetings.views.editable import crumbs_to, editable_or_error

MOST_INVITATIONS = 500


def event_or_error(request: HttpRequest, key: str) -> Meeting:
    """The event, for those who take care of it; calls and sessions have no registration."""
    event = editable_or_error(request, key)
    if event.kind not in EVENTS:
        raise Http404
    return event


def organizer_tabs(event: Meeting, current: str) -> list[dict[str, Any]]:
    """The pages of an event's organizers."""
    pages = {
        "registrants": "Registrants",
        "invitations": "Invitations",
        "registration_settings": "Registration settings",
    }
    return [
        {"label": label, "url": reverse(f"meetings:{name}", args=[event.key]), "current": name == current}
        for name, label in pages.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def registration_settings(request: SignedInRequest, key: str) -> HttpResponse:
    """Who registers, how many, until when; administrators also say who organizes."""
    event = event_or_error(request, key)
    if request.method != "POST":
        return _settings_page(request, event, SettingsForm(event))
    form = SettingsForm(event, request.POST)
    if not form.is_valid():
        return _settings_page(request, event, form, status=400)
    try:
        change_settings(
            meeting=event, by=request.user, settings=form.settings(), revision=form.cleaned_data["revision"]
        )
    except EventRefused as refused:
        form.add_error(None, str(refused))
        return _settings_page(request, event, form, status=400)
    except EditConflict as conflict:
        return _conflict_page(request, conflict)
    messages.success(request, "Registration settings saved.")
    return redirect("meetings:registrants", event.key)


@require_POST
@access.administrator
@access.fresh_sign_in
def organizers(request: SignedInRequest, key: str) -> HttpResponse:
    """Say who organizes an event."""
    event = event_or_error(request, key)
    form = OrganizersForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, event, SettingsForm(event), form, status=400)
    try:
        set_organizers(meeting=event, by=request.user, people=form.cleaned_data["addresses"])
    except EventRefused as refused:
        form.add_error("addresses", str(refused))
        return _settings_page(request, event, SettingsForm(event), form, status=400)
    messages.success(request, "Organizers saved.")
    return redirect("meetings:registration_settings", event.key)


def _conflict_page(request: HttpRequest, conflict: EditConflict) -> HttpResponse:
    """409: what stands now beside what was typed, which can be saved over it."""
    now = conflict.current
    typed = request.POST.copy()
    typed["revision"] = str(now.revision)
    closes = now.registration_closes_at
    theirs = {
        "How people register": now.get_registration_display(),
        "Who can register without an invitation": ", ".join(str(Sector(sector).label) for sector in now.sectors),
        "Number of spots": now.capacity or "No limit",
        "Registration closes": day_and_time(closes) if closes else "When the event ends",
    }
    return _settings_page(request, now, SettingsForm(now, typed), status=409, conflict=conflict, theirs=theirs)


def _settings_page(
    request: HttpRequest,
    event: Meeting,
    form: SettingsForm,
    organizers_form: OrganizersForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    people = list(event.organizers.order_by("name", "pk"))
    if organizers_form is None and standing_of(request.user).is_administrator:
        organizers_form = OrganizersForm(initial={"addresses": "\n".join(one.email for one in people)})
    context = {
        "crumbs": crumbs_to(event, "Registration settings"),
        "tabs": organizer_tabs(event, "registration_settings"),
        "event": event,
        "form": form,
        "organizers": people,
        "organizers_form": organizers_form,
        **more,
    }
    return render(request, "meetings/registration_settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def invitation_list(request: SignedInRequest, key: str) -> HttpResponse:
    """Who was invited, and inviting more; bad lines stay in the form, the others go out."""
    event = event_or_error(request, key)
    form = InvitationForm(request.POST or None)
    if request.method != "POST":
        return _invitations_page(request, event, form)
    if not form.is_valid():
        return _invitations_page(request, event, form, status=400)
    sector = form.cleaned_data["sector"]
    try:
        outcome = invitations.invite(meeting=event, by=request.user, guests=form.guests, sector=sector)
    except invitations.InvitationRefused as refused:
        form.add_error(None, str(refused))
        return _invitations_page(request, event, form, status=400)
    _tell(request, outcome)
    bad = [*form.bad_lines, *((guest.email, f"{guest.email}: {why}") for guest, why in outcome.refused)]
    if not bad:
        return redirect("meetings:invitations", event.key)
    kept = InvitationForm({"addresses": "\n".join(line for line, _ in bad), "sector": sector})
    kept.is_valid()
    kept.errors.clear()
    kept.problem_heading = _not_sent(len(bad), is_any_sent=bool(outcome.invited))
    for _, sentence in bad:
        kept.add_error("addresses", sentence)
    return _invitations_page(request, event, kept, status=400)


@require_POST
@access.approved
def invitation_withdraw(request: SignedInRequest, key: str, invitation: str) -> HttpResponse:
    """Make an invitation dead."""
    event = event_or_error(request, key)
    row = get_object_or_404(Invitation.objects.visible_to(request.user), meeting=event, key=invitation)
    try:
        invitations.withdraw(invitation=row, by=request.user)
    except invitations.InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"We withdrew the invitation for {row.email}.")
    return redirect("meetings:invitations", event.key)


def _not_sent(count: int, *, is_any_sent: bool) -> str:
    lines, correct = (
        ("1 line wasn’t", "line below and send it")
        if count == 1
        else (f"{count} lines weren’t", "lines below and send them")
    )
    others = "The other invitations were sent." if is_any_sent else "No invitation was sent."
    return f"{lines} used. {others} Correct the {correct} again."


def _tell(request: HttpRequest, outcome: invitations.Outcome) -> None:
    if outcome.invited:
        messages.success(request, f"We sent an email to {counted(len(outcome.invited), 'person,people')}.")
    if outcome.already:
        names = ", ".join(guest.email for guest in outcome.already)
        messages.info(request, f"Already invited or registered, so we didn’t send another email: {names}.")


def _invitations_page(request: HttpRequest, event: Meeting, form: InvitationForm, status: int = 200) -> HttpResponse:
    rows = Invitation.objects.visible_to(request.user).filter(meeting=event).select_related("invited_by")
    context = {
        "crumbs": crumbs_to(event, "Invitations"),
        "tabs": organizer_tabs(event, "invitations"),
        "event": event,
        "form": form,
        "invitations": list(rows.order_by("-invited_at", "-pk")[:MOST_INVITATIONS]),
        "is_off": event.registration == RegistrationMode.NONE,
    }
    return render(request, "meetings/invitations.html", context, status=status)
