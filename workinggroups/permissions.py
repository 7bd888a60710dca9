"""What a person may do in a working group. What they may see is in the querysets."""

from typing import Any, Literal

from django.db import models
from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from accounts.models import User
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from workinggroups.admitting import admitting
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup

Action = Literal["lead", "see_inside", "see_roster", "join"]


def can(user: Viewer, action: Action, group: WorkingGroup) -> bool:
    """lead: charter, roster, requests, calls. see_inside: what the group holds. join: the rules allow it."""
    standing = standing_of(user)
    if action == "lead":
        return WorkingGroup.objects.led_by(user).filter(pk=group.pk).exists()
    if action == "see_inside":
        return standing.is_administrator or group.audience_id in standing.reader_keys
    if action == "see_roster":
        return WorkingGroup.objects.roster_visible_to(user).filter(pk=group.pk).exists()
    return standing.is_approved and group.closed_at is None and may_belong(standing.user_id, group)


@dataclass(frozen=True)
class Rights:
    """What a person may do with a group, and how many ask them to join it."""

    lead: bool
    see_roster: bool
    waiting: int


def rights_of(user: Viewer, group: WorkingGroup) -> Part[Rights]:
    """For pages, which ask for all of it at once; actions ask can() for what they do."""
    asked = _rights.asked(user, group=group.pk), _waiting.asked(user, group=group.pk)
    return Part(asked, _rights_from)


def _rights_from(rights: list[tuple[bool, bool]], waiting: list[int]) -> Rights:
    may_lead, sees_roster = rights[0]
    return Rights(may_lead, sees_roster, waiting[0] if waiting and may_lead else 0)


@StatementFor
def _rights(user: Viewer, group: int) -> QuerySet[Any, Any]:
    of_this = {"pk": OuterRef("pk")}
    return (
        WorkingGroup.objects.filter(pk=group)
        .annotate(
            may_lead=Exists(WorkingGroup.objects.led_by(user).filter(**of_this)),
            sees_roster=Exists(WorkingGroup.objects.roster_visible_to(user).filter(**of_this)),
        )
        .values_list("may_lead", "sees_roster")
    )


@StatementFor
def _waiting(user: Viewer, group: int) -> QuerySet[Any, Any]:
    requests = JoinRequest.objects.visible_to(user).waiting().filter(group=group)
    return requests.values("group").annotate(people=Count("pk")).values_list("people", flat=True)


def has_lead(group: WorkingGroup) -> bool:
    """Whether somebody leads it now; where nobody does, the administrators take care of it."""
    return leads_of(group).exists()


def leads_of(group: WorkingGroup) -> models.QuerySet[User]:
    """The people who lead it now; not those whose new address no administrator has looked at."""
    # SECURITY: role, group and end are asked of one and the same membership row.
    places = GroupMembership.objects.current().filter(group=group, role=GroupMembership.Role.LEAD)
    leading = User.objects.with_access().filter(approved_email="", pk__in=places.values("user"))
    return leading.order_by("name", "pk")


def why_second_factor(user: User) -> str:
    """Of those who lead a group: a sentence for accounts.second_factor."""
    if standing_of(user).is_administrator or not WorkingGroup.objects.led_by(user).exists():
        return ""
    return "You lead a working group."


def may_belong(user_id: int, group: WorkingGroup) -> bool:
    """Whether the group's rules let this person in: by their current membership's agency, never by what they typed.

    Regional: agencies of its states. Topical: state staff only. Collaborative: invited organizations.
    """
    return who_may_belong(group).filter(pk=user_id).exists()


def who_may_belong(group: WorkingGroup) -> "models.QuerySet[User]":
    """Everybody whom the group's rules let in. The rules are a function of the database, which its triggers ask too."""
    return User.objects.with_access().filter(Exists(admitting(Value(group.pk)).filter(user=OuterRef("pk"))))
