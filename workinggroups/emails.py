"""What the portal writes to people about working groups; posted in the caller's transaction."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import audiences
from accounts.mail import may_send, post_to_person
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup
from workinggroups.permissions import can, leads_of

ASKED = "workinggroups.asked"


def notify_deciders(request: JoinRequest) -> None:
    """Somebody asks to join: to the leads who want to know, or to the administrators where nobody leads."""
    leads = list(leads_of(request.group))
    people = leads or list(audiences.single("administrators").group.user_set.filter(is_active=True).order_by("pk"))
    for person in people:
        if person.pk == request.user_id or not wants_requests(person):
            continue
        text = _text("asked", request.get_absolute_url(), request=request, person=person, leads=bool(leads))
        post_to_person(
            person,
            subject=f"{request.user} asked to join {request.group}",
            body=text,
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
    text = _text(template, group.get_absolute_url(), group=group, **context)
    html = ""
    if template in ("approved", "added"):
        link = absolute_url(group.get_absolute_url())
        html = render_to_string("workinggroups/mail/member.html", {**context, "group": group, "link": link})
    post_to_person(to, subject=subject, body=text, dedupe_key=dedupe_key, html=html)


def _text(name: str, path: str, **context: Any) -> str:
    links = {"link": absolute_url(path), "profile": absolute_url(reverse("accounts:profile"))}
    return render_to_string(f"workinggroups/mail/{name}.txt", {**context, **links})
