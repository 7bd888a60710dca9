"""What a person may see of some states: documents by type, groups, next calls, and who to contact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from accounts.models import State
from accounts.models.place import RegionState
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement, together
from clearinghouse.lib.zones import portal_today
from contacts.cards import party_chip
from contacts.models import Route
from contacts.routing import Answering, RouteBook, RoutingKey, with_contacts
from contacts.subjects import QuestionSubject
from documents.finding.facets import count_facets
from documents.finding.filters import BY_NAME, Counts, Filters
from documents.finding.listing import stamps
from meetings.models import Meeting
from meetings.rows import CallRow, call_row, group_url, rows_for
from phasemap.book import MapPlace
from workinggroups.models import WorkingGroup
from workinggroups.models.group import WorkingGroupQuerySet

CALLS = 5


@dataclass(frozen=True)
class KindCount:
    """How many documents of a type the person may see, and where they are listed."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class StateContact:
    """Who answers for some of the states."""

    person: dict[str, Any]
    note: str
    ask_url: str
    states: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Around:
    """All of it. Groups are names with addresses."""

    kinds: list[KindCount]
    groups: list[tuple[str, str]]
    calls: list[CallRow]
    contacts: list[StateContact]

    @property
    def documents(self) -> int:
        """Of all types."""
        return sum(entry.count for entry in self.kinds)


def around(of: MapPlace, user: Viewer, *, topic: str) -> Around:
    """What there is for the person in the states of a place, and of the groups that are about the topic with this slug.

    One round trip, and the counts of documents that the documents list keeps.
    """
    place = of.place.pk
    regions, routes, groups, calls, stamp = together(
        _regions.asked(place=place),
        _routes.asked(place=place),
        _groups.asked(place=place, topic=topic),
        _calls.asked(user, place=place, topic=topic),
        stamps.asked(),
    )
    codes = tuple(state.pk for state in of.states)
    counts = count_facets(user, Filters({"state": codes}), sum(stamp)) if codes else Counts(0, {})
    return Around(
        kinds=_kinds(codes, counts),
        groups=[(name, group_url(slug)) for slug, name in groups],
        calls=[call_row(row) for row in calls],
        contacts=_contacts(of.states, _by_state(regions), RouteBook(routes, portal_today()), user),
    )


@Statement
def _regions(place: int) -> QuerySet[RegionState, tuple[str, int]]:
    """The regions of each state, by its code."""
    rows = RegionState.objects.filter(state__phase_places=place).order_by("region_id", "pk")
    return rows.values_list("state_id", "region_id")


@Statement
def _routes(place: int) -> QuerySet[Route]:
    """Those that may answer a question about one of its states and nothing else."""
    states = State.objects.filter(phase_places=place).values("pk")
    general = Route.objects.filter(Q(state=None) | Q(state__in=states), topic=None, group=None)
    return with_contacts(general).order_by("pk")


def _groups_near(place: int, topic: str) -> WorkingGroupQuerySet:
    nearby = RegionState.objects.filter(state__phase_places=place).values("region")
    about = WorkingGroup.objects.filter(topics__slug=topic).values("pk")
    return WorkingGroup.objects.filter(Q(region__in=nearby) | Q(pk__in=about), closed_at=None)


@Statement
def _groups(place: int, topic: str) -> QuerySet[WorkingGroup, tuple[str, str]]:
    return _groups_near(place, topic).in_order().values_list("slug", "name")


@StatementFor
def _calls(user: Viewer, place: int, topic: str) -> QuerySet[Meeting, Any]:
    groups = _groups_near(place, topic).values("pk")
    return rows_for(Meeting.objects.visible_to(user).upcoming().filter(group__in=groups), user)[:CALLS]


def _by_state(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for state, region in rows:
        found.setdefault(state, []).append(region)
    return found


def _kinds(states: Sequence[str], counts: Counts) -> list[KindCount]:
    """Types in their order, then what has none."""
    by_kind = counts.by_facet.get("kind", {})
    address = f"{address_of('documents:browse')}?{urlencode([('state', code) for code in states])}"
    found = [
        KindCount(choice.label, by_kind[choice.value], f"{address}&{urlencode({'kind': choice.value})}")
        for choice in BY_NAME["kind"].choices()
        if by_kind.get(choice.value)
    ]
    without = counts.total - sum(entry.count for entry in found)
    return [*found, KindCount("Without a type", without, address)] if without else found


def _contacts(
    states: Sequence[State], regions: Mapping[str, list[int]], book: RouteBook, user: Viewer
) -> list[StateContact]:
    """Who answers for each state, those of several states once."""
    found: dict[str, StateContact] = {}
    for state in states:
        answering = book.answering(RoutingKey([], regions.get(state.pk, []), state.pk))
        contact = found.setdefault(_name_of(answering, user), _contact(answering, state, user))
        contact.states.append(state.name)
    return list(found.values())


def _contact(answering: Answering, state: State, user: Viewer) -> StateContact:
    return StateContact(
        party_chip(answering.named, user), answering.sentence_for(user), QuestionSubject(state=state).ask_url()
    )


def _name_of(answering: Answering, user: Viewer) -> str:
    person = party_chip(answering.named, user)
    return f"{person['name']} {person.get('email', '')}"
