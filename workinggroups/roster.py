"""Who belongs to a group, by state, and which states are missing. Everything here starts at visible_to(user)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import Agency, Membership, Region, State, with_guest_mark
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from workinggroups.admitting import Admits
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
    Agency.Kind.COUNTY: "County",
    Agency.Kind.BOARD: "Workforce board",
    Agency.Kind.EMPLOYER: "Employer",
    Agency.Kind.UNION: "Union",
    Agency.Kind.TRAINING: "Training provider",
    Agency.Kind.FEDERAL: "Federal agency",
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


PLACE_COLUMNS = (
    "key", "role", "joined_at", "user_id", "user__name", "user__email", "user__is_guest", "user__is_sample",
    "work__title", "work__agency__name", "work__agency__kind", "work__agency__state_id", "work__agency__state__name",
)  # fmt: skip


def places(group: int, user: Viewer) -> QuerySet[Any]:
    """The group's current places this person may see, each with the agency somebody works for now, as `work`."""
    rows = GroupMembership.objects.visible_to(user).current().filter(group=group)
    there = Q(user__memberships__ended_at=None, user__memberships__suspended_at=None)
    of_them = Membership.objects.current().filter(user=OuterRef("user"))
    # Of two agencies the one that lets the person into the group, and else the main one.
    fits = Admits(F("agency"), F("tier"), OuterRef("group"))
    shown = of_them.annotate(fits=fits).order_by("-fits", "-is_main", "pk").values("pk")[:1]
    placed = rows.annotate(work=FilteredRelation("user__memberships", condition=there))
    return placed.filter(Q(work=None) | Q(work=Subquery(shown)))


def in_order(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Places by state and name, leads first within their state, with what a roster shows of each."""
    order = F("work__agency__state__name").asc(nulls_last=True), "role", "user__name", "pk"
    return rows.order_by(*order).values_list(*PLACE_COLUMNS, named=True)


def people(rows: QuerySet[Any], user: Viewer, limit: int) -> list[Person]:
    """People of these places by state and name, leads first within their state; one query."""
    return _people(in_order(rows)[:limit], user)


def _people(rows: Iterable[Any], user: Viewer) -> list[Person]:
    me = standing_of(user).user_id
    return [_person(row, me) for row in rows]


@dataclass(frozen=True)
class Roster:
    """Who is in a group, as its page shows them: the leads, the first people by state, and the states."""

    leads: list[Person]
    by_state: list[StatePeople]
    has_more: bool
    coverage: Coverage


def roster_of(group: WorkingGroup, user: Viewer, most: int) -> Part[Roster]:
    """What the person may see of it; those who do not see the roster see its leads."""

    def read(rows: list[Any], states: list[tuple[str, str]]) -> Roster:
        leads = [row for row in rows if row.role == GroupMembership.Role.LEAD]
        return Roster(
            leads=_people(leads[:most], user),
            by_state=by_state(_people(rows[:most], user)),
            has_more=len(rows) > most,
            coverage=_coverage(group, states, ((row.work__agency__state_id, row.work__agency__kind) for row in rows)),
        )

    return Part((_places.asked(user, group=group.pk), _states.asked()), read)


@StatementFor
def _places(user: Viewer, group: int) -> QuerySet[Any, Any]:
    return in_order(places(group, user))


@Statement
def _states() -> QuerySet[Any, Any]:
    return State.objects.order_by("name").values_list("code", "name")


def _person(row: Any, me: int) -> Person:
    kind = row.work__agency__kind
    return Person(
        key=row.key,
        name=with_guest_mark(row.user__name or "Name not given", is_guest=row.user__is_guest),
        title=row.work__title or "",
        agency=row.work__agency__name or "",
        kind=SHORT_KINDS[Agency.Kind(kind)] if kind else "",
        state=row.work__agency__state_id or "",
        state_name=row.work__agency__state__name or "",
        is_lead=row.role == GroupMembership.Role.LEAD,
        is_sample=row.user__is_sample,
        is_me=row.user_id == me,
        joined_at=row.joined_at,
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

    Two queries at any size, three for a group that not every state may join. Ask only for whom the roster is visible.
    """
    rows = places(group.pk, user).order_by().values_list("work__agency__state_id", "work__agency__kind")
    return _coverage(group, _states.rows(), rows)


def _coverage(
    group: WorkingGroup, states: list[tuple[str, str]], rows: Iterable[tuple[str | None, str | None]]
) -> Coverage:
    counts = {code: StateCount(code, name) for code, name in states}
    without_state = 0
    for (state, kind), number in sorted(Counter(rows).items(), key=lambda row: row[0][1] or ""):
        entry = counts.get(state or "")
        if entry is None or kind is None:
            without_state += number
            continue
        entry.count += number
        entry.kinds.append(SHORT_KINDS[Agency.Kind(kind)])
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
    entries += [MapEntry(entry.code, "", detail="not in the group yet", look="missing") for entry in found.missing]
    entries += [MapEntry(entry.code, "", detail="not eligible for this group") for entry in found.others]
    return state_map(entries)


def said(count: int) -> str:
    """How many people, in words."""
    return "1 person" if count == 1 else f"{count} people"
