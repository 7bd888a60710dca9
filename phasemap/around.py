"""What a person may see of some states: documents by type, groups, next calls, and who to contact."""

from collections.abc import Sequence
from dataclasses import field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import State
from accounts.models.place import RegionState
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from contacts.cards import party_chip
from contacts.routing import Answering, RouteBook, RoutingKey
from contacts.subjects import QuestionSubject
from documents.models import Document
from meetings.models import Meeting
from meetings.rows import CallRow, call_row, rows_for
from workinggroups.models import WorkingGroup

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
    """All of it; five queries at any size."""

    kinds: list[KindCount]
    groups: list[WorkingGroup]
    calls: list[CallRow]
    contacts: list[StateContact]

    @property
    def documents(self) -> int:
        """Of all types."""
        return sum(entry.count for entry in self.kinds)


def around(states: Sequence[State], user: Viewer, *, topic: str = "") -> Around:
    """What there is for the person in these states. With a topic's slug, also of the groups that are about it."""
    regions = _regions_of(states)
    nearby = {region for found in regions.values() for region in found}
    about = WorkingGroup.objects.filter(topics__slug=topic).values("pk")
    groups = list(WorkingGroup.objects.filter(Q(region__in=nearby) | Q(pk__in=about), closed_at=None).in_order())
    return Around(
        kinds=_kinds(states, user),
        groups=groups,
        calls=_calls(groups, user),
        contacts=_contacts(states, regions, user),
    )


def _regions_of(states: Sequence[State]) -> dict[str, list[int]]:
    """The regions of each state, by its code."""
    found: dict[str, list[int]] = {state.pk: [] for state in states}
    rows = RegionState.objects.filter(state__in=states).order_by("region_id").values_list("state_id", "region_id")
    for state, region in rows:
        found[state].append(region)
    return found


def _kinds(states: Sequence[State], user: Viewer) -> list[KindCount]:
    documents = Document.objects.visible_to(user).published().filter(state__in=states)
    rows = documents.values_list("kind__slug", "kind__name", "kind__position").annotate(count=Count("pk"))
    asked = [("state", state.pk) for state in states]
    base = reverse("documents:browse")
    return [
        KindCount(name or "Without a type", count, f"{base}?{urlencode([*asked, ('kind', slug)] if slug else asked)}")
        for slug, name, _, count in sorted(rows, key=lambda row: (row[2] is None, row[2], row[1]))
    ]


def _calls(groups: Sequence[WorkingGroup], user: Viewer) -> list[CallRow]:
    meetings = Meeting.objects.visible_to(user).upcoming().filter(group__in=groups)
    return [call_row(row) for row in rows_for(meetings, user)[:CALLS]]


def _contacts(states: Sequence[State], regions: dict[str, list[int]], user: Viewer) -> list[StateContact]:
    """Who answers for each state, those of several states once."""
    book = RouteBook.read()
    found: dict[str, StateContact] = {}
    for state in states:
        answering = book.answering(RoutingKey([], regions[state.pk], state.pk))
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
