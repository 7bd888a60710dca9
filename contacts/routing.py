"""From what a question is about to who answers it. The rule itself is most_specific(), a pure function."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date
from typing import Literal, Protocol, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Audience, User, is_paused_in, is_suspended
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from contacts.models import Mailbox, Route
from workinggroups.models import WorkingGroup

# Of two routes that name equally many dimensions, the one that names the earlier of these wins.
ORDER = ("group_id", "state_id", "region_id", "topic_id")
OPENING_KINDS = ("all_members", "workforce", "administrators")  # audiences without which nobody may read a question
QUEUE_NAME = "NASEO staff"
Reason = Literal["", "away", "left", "no_address", "no_route"]


class Cell(Protocol):
    """What a route is for; None means any."""

    topic_id: int | None
    region_id: int | None
    state_id: str | None
    group_id: int | None


C = TypeVar("C", bound=Cell)


@dataclass(frozen=True)
class RoutingKey:
    """What a question is about: several topics and regions, nearest first, but one state and one group."""

    topics: Sequence[int] = ()
    regions: Sequence[int] = ()
    state: str | None = None
    group: int | None = None


def specificity(cell: Cell) -> tuple[int, ...]:
    """More dimensions beat fewer; among equally many, group beats state beats region beats topic."""
    named = [int(getattr(cell, name) is not None) for name in ORDER]
    return (sum(named), *named)


def matches(cell: Cell, key: RoutingKey) -> bool:
    """Whether each dimension the cell names is the key's."""
    return (
        (cell.group_id is None or cell.group_id == key.group)
        and (cell.state_id is None or cell.state_id == key.state)
        and (cell.region_id is None or cell.region_id in key.regions)
        and (cell.topic_id is None or cell.topic_id in key.topics)
    )


def most_specific(cells: Iterable[C], key: RoutingKey) -> C | None:
    """The cell that leads the question on; the key's own order decides between two of its topics or regions."""

    def rank(cell: C) -> tuple[int, ...]:
        topic = key.topics.index(cell.topic_id) if cell.topic_id is not None else 0
        region = key.regions.index(cell.region_id) if cell.region_id is not None else 0
        return (*specificity(cell), -topic, -region)

    return max((cell for cell in cells if matches(cell, key)), key=rank, default=None)


@dataclass(frozen=True)
class Party:
    """A person or a mailbox. `reachable`: an address is known, or the account is open and still approved."""

    person: User | None = None
    mailbox: Mailbox | None = None
    reachable: bool = True
    organization: str = ""  # for whom a person answers, where that is not NASEO

    def name_for(self, user: Viewer) -> str:
        """Mailboxes are public; people are named to members, guests and administrators only."""
        if self.mailbox is not None:
            return self.mailbox.name
        return str(self.person) if standing_of(user).is_approved else self.organization or QUEUE_NAME


@dataclass(frozen=True)
class Answering:
    """Who answers: the contact that the route names, their backup, or with None the administrators' general queue."""

    route: Route | None = None
    named: Party | None = None
    acting: Party | None = None
    reason: Reason = "no_route"
    until: date | None = None

    def name_for(self, user: Viewer) -> str:
        """Who gets the question, by the name this person may know."""
        return self.acting.name_for(user) if self.acting else QUEUE_NAME

    def sentence_for(self, user: Viewer) -> str:
        """Why somebody else than the named contact answers; empty when they do."""
        if self.named is None or not self.reason:
            return "" if self.acting else "Your question goes to the general queue."
        name = self.named.name_for(user)
        after = f"{self.name_for(user)} {'answer' if self.acting is None else 'answers'} for now."
        if self.acting is None:
            after = f"Your question goes to the general queue of {QUEUE_NAME}, who will assign it."
        if self.named.person is not None and not standing_of(user).is_approved:
            return after if self.acting is None else ""
        return {
            "away": f"{name} is out of office through {long_date(self.until)}. {after}",
            "left": f"{name} no longer answers questions here. {after}",
            "no_address": f"No address is listed for {name} yet. {after}",
            "no_route": after,
        }[self.reason]


def decide(route: Route | None, today: date) -> Answering:
    """Who answers on this route today. A route read with with_people() knows who is still there."""
    if route is None:
        return Answering()
    named = _party(route.person, route.mailbox, bool(getattr(route, "person_is_there", True)))
    backup = None
    if route.backup_person or route.backup_mailbox:
        backup = _party(route.backup_person, route.backup_mailbox, bool(getattr(route, "backup_is_there", True)))
    acting = backup if backup and backup.reachable else None
    if named.person is not None and not named.reachable and not route.person_left:
        # SECURITY: whose access is paused or closed is shown nowhere, not even as somebody who does not answer.
        return Answering(route, acting, acting, "" if acting else "no_route")
    reason: Reason = ""
    if not named.reachable:
        reason = "left" if named.person else "no_address"
    elif route.is_away(today):
        reason = "away"
    if not reason:
        return Answering(route, named, named, "")
    return Answering(route, named, acting, reason, route.away_until)


def _party(person: User | None, mailbox: Mailbox | None, is_there: bool) -> Party:
    return Party(person, mailbox, reachable=is_there if mailbox is None else bool(mailbox.email))


def still_answers(name: str) -> Q:
    """Whether a route's "person" or "backup" is still there, and did not leave the agency they answered for."""
    column = "person_id" if name == "person" else "backup_person_id"
    # SECURITY: of two memberships the one in the route's state may be suspended, while the other gives access.
    return Q(people_still_there(column), ~is_paused_in(column, "state"), **{f"{name}_left": False})


def people_still_there(name: str) -> Exists:
    """Whether the person in this column has an open account that a membership or a post opens the portal to."""
    # Two small tables and no more: PostgreSQL takes ten times longer to plan this than to answer it.
    opening = Audience.objects.filter(kind__in=OPENING_KINDS).values("group_id")
    places = User.groups.through.objects.filter(user_id=OuterRef(name), group_id__in=opening)
    is_post = Q(group_id__in=Audience.objects.filter(kind=Audience.Kind.ADMINISTRATORS).values("group_id"))
    return Exists(places.filter(~is_suspended("user") | is_post, user__is_active=True))


def with_people(routes: "QuerySet[Route]") -> "QuerySet[Route]":
    """With all that decide() and words about a route need, in one query."""
    return with_contacts(routes.select_related("topic", "region", "state", "group"))


def with_contacts(routes: "QuerySet[Route]") -> "QuerySet[Route]":
    """With all that decide() needs, in one query."""
    return routes.select_related("person", "mailbox", "backup_person", "backup_mailbox").annotate(
        person_is_there=still_answers("person"), backup_is_there=still_answers("backup")
    )


def answering(key: RoutingKey, group: WorkingGroup | None = None) -> Answering:
    """Who answers a question about this, today; one query. Give its group when it has one."""
    fits = (
        (Q(group=None) | Q(group=key.group))
        & (Q(state=None) | Q(state=key.state))
        & (Q(region=None) | Q(region__in=list(key.regions)))
        & (Q(topic=None) | Q(topic__in=list(key.topics)))
    )
    return answering_on(list(with_people(Route.objects.filter(fits)).order_by("pk")), key, group)


def answering_on(routes: list[Route], key: RoutingKey, group: WorkingGroup | None = None) -> Answering:
    """Who answers, from all routes that fit the key; others may be among them."""
    return decide(most_specific(with_named_contacts(routes, [group] if group else []), key), portal_today())


def with_named_contacts(routes: list[Route], groups: Iterable[WorkingGroup]) -> list[Route]:
    """The routes, and for each group whose own cell has none the contact that its page names, as a route."""
    own = {
        route.group_id
        for route in routes
        if route.group_id is not None and (route.topic_id, route.region_id, route.state_id) == (None, None, None)
    }
    return routes + [
        Route(group=group, mailbox=Mailbox(name=group.contact_name, email=group.contact_email))
        for group in groups
        if group.pk not in own and group.contact_name
    ]


@dataclass(frozen=True)
class RouteBook:
    """All routes at once, for pages that ask about many cells: one query, whatever is asked."""

    routes: list[Route]
    today: date = field(default_factory=portal_today)

    @classmethod
    def read(cls, groups: Iterable[WorkingGroup] = ()) -> "RouteBook":
        """From the database, with the named contacts of the groups."""
        return cls(with_named_contacts(list(with_people(Route.objects.order_by("pk"))), groups))

    def answering(self, key: RoutingKey) -> Answering:
        """Who answers a question about this."""
        return decide(most_specific(self.routes, key), self.today)
