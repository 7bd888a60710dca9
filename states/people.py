"""Who works on EV charging in a state: its agencies, who answers for it, and its people in working groups."""

from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from accounts.models import Agency, AgencyDomain, Membership, State
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.zones import portal_today
from contacts.cards import card_for, party_chip
from contacts.models import Route
from contacts.routing import decide, with_people
from contacts.subjects import QuestionSubject
from meetings.rows import group_url
from workinggroups.models import GroupMembership, WorkingGroup

MOST_PLACES = 200
NOT_OF_A_STATE = Q(kind=Agency.Kind.CITY) | Q(kind=Agency.Kind.NATIONAL)


@dataclass(frozen=True)
class Office:
    """An agency of the state."""

    name: str
    abbreviation: str
    kind: str
    is_sample: bool


@dataclass(frozen=True)
class Contact:
    """Who answers one kind of question about the state."""

    subject: str
    person: dict[str, Any]
    note: str


@dataclass(frozen=True)
class Answerer:
    """Who answers questions about the state in general, as components/contact_card.html shows it, and for what else."""

    card: dict[str, Any]
    others: list[Contact]


@dataclass(frozen=True)
class Person:
    """Somebody of the state in a group."""

    name: str
    title: str
    agency: str
    is_lead: bool
    is_sample: bool


@dataclass(frozen=True)
class Group:
    """A group that the state is in. `people` are those whose place there this person may see."""

    name: str
    url: str
    is_of_region: bool = False
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Groups:
    """The state's groups. `shows_people` is false for whom no roster is shown."""

    groups: tuple[Group, ...]
    shows_people: bool


def offices_of(state: str) -> Part[tuple[Office, ...]]:
    """Its agencies of the reference data; cities work with the state in the collaborative and are not among them."""
    return Part((_offices.asked(state=state),), lambda rows: tuple(_office(*row) for row in rows))


def answerer_of(state: State, user: Viewer) -> Part[Answerer]:
    """Who answers questions about it, and whom its routes name for what."""
    about = QuestionSubject(state=state)

    def read(*rows: list[Any]) -> Answerer:
        *of_subject, routes = rows
        card = card_for(about, user, about.answered(of_subject))
        general = {"topic_id": None, "region_id": None, "group_id": None}
        others = [route for route in routes if any(getattr(route, name) != value for name, value in general.items())]
        return Answerer(card, [_contact(route, state, user) for route in others])

    return Part((*about.asked(), _routes.asked(state=state.pk)), read)


def groups_of(state: str, user: Viewer) -> Part[Groups]:
    """The group of its region; for members and administrators also the groups with people of it, as rosters show them.

    SECURITY: guests and the public meet no roster here, not even that of a group they belong to.
    """
    of_region = _of_region.asked(state=state)
    if not sees_rosters(user):
        return Part((of_region,), lambda rows: _groups(rows, [], shows_people=False))
    return Part(
        (of_region, _places.asked(user, state=state)), lambda rows, places: _groups(rows, places, shows_people=True)
    )


def sees_rosters(user: Viewer) -> bool:
    """Whether pages about states name people of groups to this person."""
    standing = standing_of(user)
    return standing.is_member or standing.is_administrator


def placed(user: Viewer, of_states: Q | Among) -> QuerySet[Any, Any]:
    """Places in groups of people who work for a state's agency as members, as the person sees rosters.

    `of_states` is a condition on `work`, their membership.
    """
    there = Q(user__memberships__ended_at=None, user__memberships__suspended_at=None)
    current = FilteredRelation("user__memberships", condition=there)
    places = GroupMembership.objects.visible_to(user).current().annotate(work=current)
    # Who serves two agencies of one state is named there once, with the main one.
    main = Membership.objects.current().filter(is_main=True, agency__state=OuterRef("work__agency__state"))
    once = Q(work__is_main=True) | ~Exists(main.filter(user=OuterRef("user")))
    # SECURITY: one filter() on one membership: state and tier must be of the same one.
    return places.filter(of_states, once, work__tier=Membership.Tier.MEMBER, group__closed_at=None)


@Statement
def _offices(state: str) -> QuerySet[Agency, tuple[Any, ...]]:
    # Agencies that were typed in a request to join have no address that was checked, and nobody vouched for them.
    known = Exists(AgencyDomain.objects.filter(agency=OuterRef("pk")))
    offices = Agency.objects.filter(known, state=state).exclude(NOT_OF_A_STATE)
    return offices.order_by("name", "pk").values_list("name", "abbreviation", "kind", "is_sample")


@Statement
def _routes(state: str) -> QuerySet[Route]:
    return with_people(Route.objects.filter(state=state)).order_by("topic__position", "pk")


@Statement
def _of_region(state: str) -> QuerySet[WorkingGroup, tuple[str, str]]:
    groups = WorkingGroup.objects.filter(region__states=state, closed_at=None)
    return groups.in_order().values_list("slug", "name")


@StatementFor
def _places(user: Viewer, state: str) -> QuerySet[Any, Any]:
    of_state = placed(user, Q(work__agency__state=state))
    shown = "group__slug", "group__name", "user__name", "work__title", "work__agency__name", "role", "user__is_sample"
    order = "group__position", "group", F("role"), "user__name", "pk"
    return of_state.order_by(*order).values_list(*shown)[:MOST_PLACES]


def _office(name: str, abbreviation: str, kind: str, is_sample: bool) -> Office:
    return Office(name, abbreviation, Agency.Kind(kind).label, is_sample)


def _contact(route: Route, state: State, user: Viewer) -> Contact:
    parts = [str(part) for part in (route.group, route.topic) if part]
    parts += [f"{route.region} region"] if route.region else []
    answering = decide(route, portal_today())
    return Contact(", ".join(parts), party_chip(answering.named, user), answering.sentence_for(user))


def _groups(of_region: list[tuple[str, str]], places: list[tuple[Any, ...]], *, shows_people: bool) -> Groups:
    names = dict(of_region)
    people: dict[str, list[Person]] = {slug: [] for slug in names}
    for slug, group, name, title, agency, role, is_sample in places:
        names.setdefault(slug, group)
        is_lead = role == GroupMembership.Role.LEAD
        found = people.setdefault(slug, [])
        found.append(Person(name or "Name not given", title, agency, is_lead, is_sample))
    of_region_slugs = {slug for slug, _ in of_region}
    return Groups(
        tuple(
            Group(names[slug], group_url(slug), is_of_region=slug in of_region_slugs, people=tuple(found))
            for slug, found in people.items()
        ),
        shows_people,
    )
