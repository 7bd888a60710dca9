"""Working groups that the activity log names, also by their places and requests. Everyone can open their pages."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup


@StatementFor
def _groups(user: Viewer, ids: tuple[int, ...]) -> QuerySet[WorkingGroup, Any]:
    return WorkingGroup.objects.filter(among(ids)).values_list("pk", "slug")


@StatementFor
def _places(user: Viewer, ids: tuple[int, ...]) -> QuerySet[GroupMembership, Any]:
    return GroupMembership.objects.filter(among(ids)).values_list("pk", "group__slug")


@StatementFor
def _requests(user: Viewer, ids: tuple[int, ...]) -> QuerySet[JoinRequest, Any]:
    return JoinRequest.objects.filter(among(ids)).values_list("pk", "group__slug")


def _address(slug: str) -> str:
    return reverse("workinggroups:detail", args=[slug])


def linked_things() -> Sequence[LinkedThing]:
    """Each leads to the group's page."""
    return (
        LinkedThing("workinggroups.workinggroup", _groups, _address),
        LinkedThing("workinggroups.groupmembership", _places, _address),
        LinkedThing("workinggroups.joinrequest", _requests, _address),
    )
