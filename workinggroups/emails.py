"""What the portal writes to people about working groups; posted in the caller's transaction."""

from typing import Any

from django.urls import reverse

from accounts import audiences
from accounts.mail import may_send, post_to_person
from accounts.mail_message import Written, text_from, written_from
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup
from workinggroups.permissions import can, leads_of

ASKED = "workinggroups.asked"
HTML = {"asked": "asked", "approved": "member", "added": "member", "declined": "declined"}  # beside which text


def notify_deciders(request: JoinRequest) -> None:
    """Somebody asks to join: to the leads who want to know, or to the administrators where nobody leads."""
    leads = list(leads_of(request.group))
    people = leads or list(audiences.single("administrators").group.user_set.filter(is_active=True).order_by("pk"))
    for person in people:
        if person.pk == request.user_id or not wants_requests(person):
            continue
        subject, path = f"{request.user} asked to join {request.group}", request.get_absolute_url()
        written = _written("asked", subject, path, request=request, person=person, leads=bool(leads))
        post_to_person(
            person,
            subject=written.subject,
            body=written.body,
            html=written.html,
            dedupe_key=f"join-request-{request.key}-asked-{person.pk}",
            check=(ASKED, request.key),
            thread=f"join-request-{request.key}",
        )


@may_send(ASKED)
def _may_still_be_asked(person: User, key: str) -> bool:
    """Whether the request still waits and this person may still decide on it and wants to be told."""
    request = JoinRequest.objects.waiting().select_related("group").filter(key=key).first()
    return request is not None and can(person, "lead", request.group) and wants_requests(person)


def wants_requests(person: User) -> bool:
    """Without a row of preferences people are told."""
    preferences = getattr(person, "preferences", None)
    return preferences is None or preferences.wants_requests


def notify_approved(request: JoinRequest) -> None:
    """You are in, and what you see there."""
    subject = f"You’re now a member of {request.group}"
    _post(request.user, subject, "approved", request.group, f"join-request-{request.key}-decision", request=request)


def notify_declined(request: JoinRequest) -> None:
    """The request was declined, why, and whom to ask."""
    subject = f"Your request to join {request.group} was declined"
    _post(request.user, subject, "declined", request.group, f"join-request-{request.key}-decision", request=request)


def notify_added(place: GroupMembership, by: User) -> None:
    """Somebody put you into the group; how to leave."""
    subject = f"You were added to {place.group}"
    _post(place.user, subject, "added", place.group, f"group-place-{place.key}-added", place=place, by=by)


def notify_removed(place: GroupMembership, by: User, reason: str) -> None:
    """You no longer belong to the group, and why."""
    subject = f"You’re no longer a member of {place.group}"
    key = f"group-place-{place.key}-removed"
    _post(place.user, subject, "removed", place.group, key, place=place, by=by, reason=reason)


def notify_role(place: GroupMembership, by: User) -> None:
    """You lead the group now, or no longer."""
    is_lead = place.role == GroupMembership.Role.LEAD
    subject = f"You’re now a lead of {place.group}" if is_lead else f"You’re no longer a lead of {place.group}"
    _post(place.user, subject, "role", place.group, None, place=place, by=by, is_lead=is_lead)


def notify_uninvited(person: User, group: WorkingGroup, by: User) -> None:
    """Your organization is no longer invited, so you no longer belong to the group."""
    _post(person, f"You’re no longer a member of {group}", "uninvited", group, None, person=person, by=by)


def _post(to: User, subject: str, template: str, group: WorkingGroup, dedupe_key: str | None, **context: Any) -> None:
    written = _written(template, subject, group.get_absolute_url(), group=group, **context)
    post_to_person(to, subject=written.subject, body=written.body, html=written.html, dedupe_key=dedupe_key)


def _written(name: str, subject: str, path: str, **context: Any) -> Written:
    context["link"] = absolute_url(path)
    if name == "asked":  # the only one of them that can be turned off
        context["preferences_url"] = absolute_url(reverse("accounts:profile"))
    template = f"workinggroups/mail/{name}"
    if name in HTML:
        return written_from(template, subject, context, html=f"workinggroups/mail/{HTML[name]}")
    return Written(subject, text_from(template, context))
