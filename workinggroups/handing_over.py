"""Places and roles in working groups of somebody who leaves their agency: see accounts.handing_over."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef

from accounts import audiences
from accounts.audit import write_event
from accounts.handing_over import Leaving, Line, others
from accounts.models import Agency, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.wording import counted
from workinggroups.actions.rules import locked_group
from workinggroups.admitting import Admits
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.permissions import may_belong

Role = GroupMembership.Role


class GroupsPart:
    """The successor joins the groups whose rules let them in, with the role that the leaver had."""

    name, label = "groups", "Working groups"
    for_administrators = True
    stays = ""

    def remember(self, person: User, agency: Agency) -> Any:
        """Group and role: a place ends with the membership, unless the person's other one lets them in too."""
        places = GroupMembership.objects.filter(user=person, ended_at=None, group__closed_at=None)
        elsewhere = others(person, agency).filter(Admits(F("agency"), F("tier"), OuterRef("group")))
        places = places.filter(~Exists(elsewhere))
        return list(places.order_by("group").values_list("group", "role"))

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Roles and places that move, and groups whose rules do not let the successor in."""
        fits, stays = _sorted(leaving, successor)
        leads = sum(role == Role.LEAD for _, role in fits)
        lines = [
            Line(counted(leads, "working group to lead,working groups to lead"), leads),
            Line(counted(len(fits) - leads, "place in a working group,places in working groups"), len(fits) - leads),
        ]
        names = ", ".join(str(group) for group, _ in stays)
        lines.append(Line(f"{names}: under the group’s rules, {successor} can’t join", len(stays), moves=False))
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """Into the audience, from which the roster follows; a role is raised and never lowered."""
        for found, role in _sorted(leaving, successor)[0]:
            group = locked_group(found, successor)
            audiences.join(successor, group.audience)
            place = GroupMembership.objects.select_for_update().get(group=group, user=successor, ended_at=None)
            if role == Role.LEAD and place.role != Role.LEAD:
                place.role = Role.LEAD
                place.save(update_fields=["role"])
            sentence = f"{by} handed the place of {leaving.person} in {group} over to {successor}."
            detail = {"person": successor.pk, "role": place.role}
            write_event("group.member_added", by=by, about=group, sentence=sentence, detail=detail)


def _sorted(
    leaving: Leaving, successor: User | None
) -> tuple[list[tuple[WorkingGroup, str]], list[tuple[WorkingGroup, str]]]:
    """(group, role) of those that the successor may belong to, and of the others."""
    noted = leaving.remembered
    roles: dict[int, str] = dict(_remembered_now(leaving) if noted is None else noted)
    groups = WorkingGroup.objects.filter(pk__in=roles, closed_at=None).select_related("audience")
    fits: list[tuple[WorkingGroup, str]] = []
    stays: list[tuple[WorkingGroup, str]] = []
    for group in groups.order_by("name", "pk"):
        into = fits if successor is None or _may_join(successor, group) else stays
        into.append((group, roles[group.pk]))
    return fits, stays


def _remembered_now(leaving: Leaving) -> list[tuple[int, str]]:
    """Of somebody whose membership lasts, when nothing was noted yet."""
    return list(GroupsPart().remember(leaving.person, leaving.agency)) if not leaving.is_over else []


def joined_by(successor: User, groups: Iterable[Sequence[Any]]) -> list[int]:
    """Of these (group, role), the groups that the successor may join."""
    rows = WorkingGroup.objects.filter(pk__in=[group for group, _ in groups], closed_at=None)
    return [group.pk for group in rows if _may_join(successor, group)]


def _may_join(person: User, group: WorkingGroup) -> bool:
    forget_standing(person)
    return standing_of(person).is_administrator or may_belong(person.pk, group)
