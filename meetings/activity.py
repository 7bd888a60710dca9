"""Meetings that the activity log names, also by invitations and registrations."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from meetings.models import Invitation, Meeting, Registration, Series


@StatementFor
def _meetings(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Meeting, Any]:
    return Meeting.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


@StatementFor
def _series(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Series, Any]:
    return Series.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


@StatementFor
def _invitations(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Invitation, Any]:
    events = Meeting.objects.visible_to(user).values("pk")
    return Invitation.objects.filter(among(ids), meeting__in=events).values_list("pk", "meeting__key")


@StatementFor
def _registrations(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Registration, Any]:
    events = Meeting.objects.visible_to(user).values("pk")
    return Registration.objects.filter(among(ids), meeting__in=events).values_list("pk", "meeting__key")


def _address(key: str) -> str:
    return reverse("meetings:detail", args=[key])


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open."""
    return (
        LinkedThing("meetings.meeting", _meetings, _address),
        LinkedThing("meetings.series", _series, lambda key: reverse("meetings:series", args=[key])),
        LinkedThing("meetings.invitation", _invitations, _address),
        LinkedThing("meetings.registration", _registrations, _address),
    )
