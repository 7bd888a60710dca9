"""What the portal writes about registration for events; posted in the caller's transaction."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.mail import may_send, may_send_to, post_to_person
from accounts.models import User
from accounts.unsubscribing import INVITATIONS, address_unsubscribe_url, suppressed
from clearinghouse.lib.addresses import absolute_url
from meetings.emails.call_notices import attachment, subject_of, zone_of
from meetings.models import Invitation, Meeting, Registration

INVITATION_KEY = "event-invitation"


def notify_registered(registration: Registration) -> None:
    """You are in, with the calendar file; or you wait for a place."""
    if registration.status == Registration.Status.CONFIRMED:
        _to_registrant(registration, "registered", "You’re registered: {title}, {when}", with_file=True)
    else:
        _to_registrant(registration, "waiting", "You’re on the waitlist: {title}, {when}")


def notify_promoted(registration: Registration) -> None:
    """A place became free, and it is yours; with the calendar file."""
    _to_registrant(registration, "promoted", "You have a spot: {title}, {when}", with_file=True)


def notify_removed(registration: Registration, reason: str) -> None:
    """You are off the list, why, and whom to ask."""
    _to_registrant(registration, "removed", "You were removed from: {title}, {when}", reason=reason)


def notify_ended(registration: Registration) -> None:
    """Your place ended with your membership. Who closed their account receives nothing."""
    _to_registrant(registration, "ended", "Your registration ended: {title}, {when}")


def notify_event_cancelled(event: Meeting) -> None:
    """Those who wait for a place belong to no circle yet; and who was invited minutes ago need not come."""
    waiting = event.registrations.filter(status=Registration.Status.WAITING).select_related("user")
    for registration in waiting.in_line():
        _to_registrant(registration, "off", "Canceled: {title}, {when}", occasion=f"-{event.sequence}")
    for invitation in Invitation.objects.live().filter(meeting=event):
        take_back(invitation)


def notify_event_restored(event: Meeting) -> None:
    """Who waits for a spot belongs to no circle yet, and was told that the event is off."""
    waiting = event.registrations.filter(status=Registration.Status.WAITING).select_related("user")
    for registration in waiting.in_line():
        _to_registrant(registration, "restored", "Back on: {title}, {when}", occasion=f"-{event.sequence}")


def invite(invitation: Invitation, *, by: User) -> None:
    """To an address that may have no account yet, so it tells only what an invited person may see."""
    when = invitation.invited_at
    context = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "by": by,
        "link": _page(invitation.meeting),
        "stop_link": address_unsubscribe_url(invitation.email),
    }
    with timezone.override(invitation.meeting.zone):
        subject = subject_of("Invitation: {title}, {when}", invitation.meeting)
        body = render_to_string("meetings/mail/event_invitation.txt", context)
    mail.post(
        to=invitation.email,
        subject=subject,
        body=body,
        dedupe_key=f"{INVITATION_KEY}-{by.pk}-{invitation.pk}-{when:%Y%m%d%H%M%S%f}",
        check=("meetings.invitation", invitation.key),
        thread=f"meeting-{invitation.meeting.key}",
        unsubscribe=INVITATIONS,
    )


@may_send_to("meetings.invitation")
def still_invited(address: str, key: str) -> bool:
    """Asked when the mail goes out: the address can use the invitation and wants it, and the event is to come."""
    if suppressed([address]):
        return False
    to_come = Meeting.objects.filter(status=Meeting.Status.PLANNED, ends_at__gt=timezone.now())
    return Invitation.objects.live().filter(key=key, email=address, meeting__in=to_come).exists()


def take_back(invitation: Invitation) -> None:
    """Keep an invitation that was not sent yet from going out."""
    mail.take_back(f"{INVITATION_KEY}-{invitation.invited_by_id}-{invitation.pk}-")


@may_send("meetings.registration")
def still_so(person: User, key: str) -> bool:
    """Asked when a mail goes out: the registration is as the mail says."""
    registration_key, _, status = key.partition(":")
    return Registration.objects.filter(key=registration_key, user=person, status=status).exists()


def _to_registrant(
    registration: Registration, name: str, words: str, *, with_file: bool = False, occasion: str = "", **more: Any
) -> None:
    person, meeting = registration.user, registration.meeting
    context = {"registration": registration, "meeting": meeting, "person": person, "link": _page(meeting), **more}
    with timezone.override(zone_of(person)):
        subject = subject_of(words, meeting)
        body = render_to_string(f"meetings/mail/event_{name}.txt", context)
    post_to_person(
        person,
        subject=subject,
        body=body,
        dedupe_key=f"event-{name}-{registration.pk}-{registration.decided_at:%Y%m%d%H%M%S%f}{occasion}",
        check=("meetings.registration", f"{registration.key}:{registration.status}"),
        thread=f"meeting-{meeting.key}",
        attachment=attachment(meeting, method="REQUEST", to=person) if with_file else None,
    )


def _page(meeting: Meeting) -> str:
    return absolute_url(reverse("meetings:register", args=[meeting.key]))
