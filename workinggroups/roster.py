"""Who belongs to a group, by state, and which states are missing. Everything here starts at visible_to(user)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.urls import reverse

from accounts.models import Agency, Region, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from workinggroups.models import GroupMembership, WorkingGroup

WITHOUT_AGENCY = "NASEO or AASHTO staff"
# Short names of agencies' kinds, as a roster shows them beside a state.
SHORT_KINDS = {
    Agency.Kind.DOT: "DOT",
    Agency.Kind.SEO: "Energy office",
    Agency.Kind.PUC: "Utility commission",
    Agency.Kind.ENV: "Environmental agency",
    Agency.Kind.QUASI: "Quasi-public body",
    Agency.Kind.OTHER: "Other state agency",
    Agency.Kind.CITY: "City or local government",
    Agency.Kind.NATIONAL: "National association",
}


@dataclass(frozen=True)
class Person:
    """Somebody of a group as its roster shows them."""

    key: UUID
    name: str
    title: str
    agency: str
    kind: str
    state: str  # the postal code; empty for national staff
    state_name: str
    is_lead: bool
    is_sample: bool
    is_me: bool
    joined_at: datetime

    @property
    def organization(self) -> str:
        """The agency, with what kind of agency it is."""
        return f"{self.agency} ({self.kind})" if self.agency and self.kind else self.agency or WITHOUT_AGENCY


@dataclass
class StatePeople:
    """A state with its people, or the national staff where `code` is empty."""

    code: str
    name: str
    people: list[Person] = field(default_factory=list)


@dataclass
class StateCount:
    """How many people of a state belong to a group, and of what kinds of agency."""

    code: str
    name: str
    count: int = 0
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Coverage:
    """Which states are in a group. `missing` counts only states whose agencies may join."""

    present: list[StateCount]
    missing: list[StateCount]
    others: list[StateCount]  # states outside a regional group's region, without people
    people: int
    without_state: int

    @property
    def of(self) -> int:
        """How many states could be in it."""
        return len(self.present) + len(self.missing)


def places(group: WorkingGroup, user: Viewer) -> QuerySet[Any]:
    """The group's current places this person may see, each with the agency somebody works for now, as `work`."""
    rows = GroupMembership.objects.visible_to(user).current().filter(group=group)
    current = FilteredRelation("user__memberships", condition=Q(user__memberships__ended_at=None))
    return rows.annotate(work=current)


def people(rows: QuerySet[Any], user: Viewer, limit: int) -> list[Person]:
    """People of these places by state and name, leads first within their state; one query."""
    me = standing_of(user).user_id
    found = rows.order_by(F("work__agency__state__name").asc(nulls_last=True), "role", "user__name", "pk").values(
        "key", "role", "joined_at", "user_id", "user__name", "user__email", "user__is_sample", "work__title",
        "work__agency__name", "work__agency__kind", "work__agency__state_id", "work__agency__state__name",
    )[:limit]  # fmt: skip
    return [_person(row, me) for row in found]


def _person(row: dict[str, Any], me: int) -> Person:
    kind = row["work__agency__kind"]
    return Person(
        key=row["key"],
        name=row["user__name"] or "Name not given",
        title=row["work__title"] or "",
        agency=row["work__agency__name"] or "",
        kind=SHORT_KINDS[Agency.Kind(kind)] if kind else "",
        state=row["work__agency__state_id"] or "",
        state_name=row["work__agency__state__name"] or "",
        is_lead=row["role"] == GroupMembership.Role.LEAD,
        is_sample=row["user__is_sample"],
        is_me=row["user_id"] == me,
        joined_at=row["joined_at"],
    )


def by_state(rows: Iterable[Person]) -> list[StatePeople]:
    """People under their states, in the order they came in."""
    found: dict[str, StatePeople] = {}
    for person in rows:
        name = person.state_name or "National staff"
        found.setdefault(person.state, StatePeople(person.state, name)).people.append(person)
    return list(found.values())


def coverage(group: WorkingGroup, user: Viewer) -> Coverage:
    """Which of the 56 are there, and who is missing; for a regional group, only its states can be missing.

    Three queries at any size. Ask only for whom the roster is visible.
    """
    counts = {state.pk: StateCount(state.pk, state.name) for state in State.objects.order_by("name")}
    rows = places(group, user).values("work__agency__state_id", "work__agency__kind").annotate(count=Count("pk"))
    without_state = 0
    for row in rows.order_by("work__agency__kind"):
        entry = counts.get(row["work__agency__state_id"])
        if entry is None:
            without_state += row["count"]
            continue
        entry.count += row["count"]
        entry.kinds.append(SHORT_KINDS[Agency.Kind(row["work__agency__kind"])])
    wanted = wanted_states(group, counts)
    there = [entry for entry in counts.values() if entry.count]
    absent = [entry for entry in counts.values() if not entry.count]
    return Coverage(
        present=there,
        missing=[entry for entry in absent if entry.code in wanted],
        others=[entry for entry in absent if entry.code not in wanted],
        people=sum(entry.count for entry in there) + without_state,
        without_state=without_state,
    )


def wanted_states(group: WorkingGroup, everywhere: Iterable[str]) -> set[str]:
    """The states that can be missing: the region's, those of invited organizations, or all of them."""
    if group.region_id:
        return set(Region.objects.get(pk=group.region_id).states.values_list("pk", flat=True))
    if group.kind == WorkingGroup.Kind.COLLABORATIVE:
        return {code for code in group.invited_agencies.values_list("state_id", flat=True) if code}
    return set(everywhere)


def coverage_map(group: WorkingGroup, found: Coverage) -> list[MapState]:
    """The 56 for components/us_map.html; a state that is there leads to its people."""
    page = reverse("workinggroups:people", args=[group.slug])
    entries = [
        MapEntry(entry.code, f"{page}?state={entry.code}", detail=said(entry.count), look="present")
        for entry in found.present
    ]
    entries += [MapEntry(entry.code, "", detail="missing", look="missing") for entry in found.missing]
    entries += [MapEntry(entry.code, "", detail="not in this group’s circle") for entry in found.others]
    return state_map(entries)


def said(count: int) -> str:
    """How many people, in words."""
    return "1 person" if count == 1 else f"{count} people"
