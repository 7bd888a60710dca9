"""The audit log as administrators read it: narrowed, and with links to what it names as far as they may open it."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEvent, AuditEvent, Membership, MembershipRequest, User
from accounts.models.audit import OBJECT_WORDS, Event
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Asked, together

NEWEST_FIRST = ("-pk",)
LOGS: dict[str, tuple[str, type[Event]]] = {
    "": ("Decisions and changes", AuditEvent),
    "access": ("Sign-ins, refusals, and downloads", AccessEvent),
}
MOST_PEOPLE = 200  # whom a name may mean; a longer one means fewer
LATELY = 2_000  # of the newest entries, in which a word that stands in many shows itself
A_PAGE = 60  # at least as many as a page shows
FEW = 2_000  # entries that are collected before they are put in order
# What administrators call the kinds of actions, and how the names of these begin.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": ("Accounts and approvals", ("membership.", "person.", "administrator.", "agency.", "calendar_address.")),
    "documents": ("Documents", ("document.",)),
    "groups": ("Working groups", ("group.",)),
    "meetings": ("Meetings and events", ("meeting.", "series.", "event.")),
    "questions": ("Questions and contacts", ("question.", "entry.", "route.", "mailbox.")),
    "inquiries": ("Questions to the states", ("inquiry.",)),
    "publications": ("Publications", ("publication.",)),
    "workforce": (
        "EV Workforce Collaborative",
        ("pathway.", "provider.", "providers.", "pair.", "resource.", "space."),
    ),
    "viewing": ("Viewing as others", ("viewing.",)),
    "exports": ("Exports", ("directory.exported", "activity.exported", "event.registrants_exported")),
    "data": ("Reference data", ("data.", "reference.", "registry.")),
    "sessions": ("Sign-ins", ("session.",)),
    "downloads": ("Downloads", ("file.",)),
    "refusals": ("Refusals", ("access.",)),
}
PERSON = "accounts.user"


@dataclass(frozen=True)
class LinkedThing:
    """How one kind of thing is found: `rows` asks for (pk, key in its address) of those a person may open."""

    label: str  # of the model, as the audit log keeps it
    rows: StatementFor[Any]
    address: Callable[[Any], str]


# The things of each app that the log may name.
LINKED_THINGS: Slot[Callable[[], Sequence[LinkedThing]]] = Slot()


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed to; empty means all."""

    person: str = ""
    thing: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    log: str = ""


@dataclass(frozen=True)
class Line:
    """An entry, with where its person and its thing are; no address where there is nothing to open."""

    event: Event
    actor_url: str
    thing_url: str


def among(ids: Sequence[int], path: str = "pk") -> Among:
    """For the statements of things: rows whose number is one of these."""
    return Among(path, numbers(ids))


def narrowed(wanted: Wanted) -> QuerySet[Any]:
    """The entries that fit. A person fits as the one who acted and as the one it is about.

    Each part is looked up in an index: people by their numbers, things by the beginnings of the words of their names.
    """
    events: QuerySet[Any] = LOGS[wanted.log][1]._default_manager.all()
    if wanted.thing:
        events = _about(events, wanted.thing)
    if wanted.person:
        named = User.objects.filter(Q(name__icontains=wanted.person) | Q(email__icontains=wanted.person))
        people = list(named.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
        about = Q(object_type=PERSON, object_id__in=[str(pk) for pk in people])
        events = events.filter(Q(actor_id__in=people) | about)
    if wanted.kind:
        starts = Q()
        for start in KINDS[wanted.kind][1]:
            starts |= Q(action__startswith=start)
        events = events.filter(starts)
    if wanted.since:
        events = events.filter(happened_at__gte=_midnight(wanted.since))
    if wanted.until:
        events = events.filter(happened_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return events


def _about(events: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Entries about things whose names have all these words, or words that begin so.

    PostgreSQL cannot know how rare a word is. Of a common one its index gives every line before the first is shown,
    which takes seconds where a word stands in a million; of a rare one, reading from the newest line on takes as long.
    So the newest lines are read first: if they fill a page, the word is common, and they are read in order. Otherwise
    the index is asked, for a few first.
    """
    words = re.findall(r"[^\W_]+", typed.lower())
    if not words:
        return events.none()
    asked = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    named = events.alias(words=OBJECT_WORDS).filter(words=asked)
    newest = events.order_by("-pk").values_list("pk", flat=True)[LATELY : LATELY + 1].first()
    if newest is not None and len(named.filter(pk__gt=newest).order_by().values_list("pk")[:A_PAGE]) == A_PAGE:
        return named
    some = list(named.order_by().values_list("pk", flat=True)[: FEW + 1])
    return named if len(some) > FEW else events.filter(pk__in=some)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def lines_of(events: Sequence[Event], user: Viewer) -> list[Line]:
    """With links; one round trip, however many there are."""
    named: dict[str, set[int]] = {PERSON: {event.actor_id for event in events if event.actor_id}}
    for event in events:
        if event.object_id.isascii() and event.object_id.isdigit() and len(event.object_id) < 19:
            named.setdefault(event.object_type, set()).add(int(event.object_id))
    urls = _addresses(named, user)
    return [
        Line(
            event,
            urls.get((PERSON, str(event.actor_id)), ""),
            urls.get((event.object_type, event.object_id), ""),
        )
        for event in events
    ]


def _addresses(named: dict[str, set[int]], user: Viewer) -> dict[tuple[str, str], str]:
    things = [thing for provider in LINKED_THINGS for thing in provider()]
    asked: list[Asked[Any]] = [
        thing.rows.asked(user, ids=tuple(sorted(named.get(thing.label, ())))) for thing in things
    ]
    return {
        (thing.label, str(pk)): thing.address(key)
        for thing, rows in zip(things, together(*asked), strict=True)
        for pk, key in rows
    }


# A person's own trail


ABOUT_PEOPLE = ("person.", "administrator.", "session.")


@dataclass(frozen=True)
class OwnLine:
    """A line of somebody's own trail, as far as they may still read it."""

    event: Event
    words: str
    url: str


def trail_of(user: User, log: str) -> QuerySet[Any]:
    """What the person did, and what was done to their account."""
    starts = Q()
    for start in ABOUT_PEOPLE:
        starts |= Q(action__startswith=start)
    mine = Q(object_type=PERSON, object_id=str(user.pk)) & starts
    return narrowed(Wanted(log=log)).filter(Q(actor_id=user.pk) | mine)


def own_lines(events: Sequence[Event], user: User) -> list[OwnLine]:
    """In words for that person.

    SECURITY: a line names what it was about as it was called then. It is shown only while they may open that thing,
    where it is about themselves, or where it holds no more than the address they typed.
    """
    rows = []
    for line in lines_of(events, user):
        is_theirs = (line.event.object_type, line.event.object_id) == (PERSON, str(user.pk))
        may_read = line.thing_url or is_theirs or line.event.object_type == "address"
        gone = "You took away a file that you can no longer open." if line.event.action == "file.downloaded" else ""
        words = line.event.sentence if may_read else gone or "You changed something that you can no longer open."
        rows.append(OwnLine(line.event, words, line.thing_url))
    return rows


# What this app's own lines name. Only administrators open these pages.


@StatementFor
def _people(user: Viewer, ids: tuple[int, ...]) -> QuerySet[User, Any]:
    people = User.objects.filter(among(ids)) if standing_of(user).is_administrator else User.objects.none()
    return people.values_list("pk", "pk")


@StatementFor
def _requests(user: Viewer, ids: tuple[int, ...]) -> QuerySet[MembershipRequest, Any]:
    # Who decides on guests alone would be looked up; the page of decisions is theirs too, the log's links are not.
    if not standing_of(user).is_administrator:
        return MembershipRequest.objects.none().values_list()
    return MembershipRequest.objects.visible_to(user).filter(among(ids)).values_list("pk", "pk")


@StatementFor
def _memberships(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Membership, Any]:
    rows = Membership.objects.filter(among(ids)) if standing_of(user).is_administrator else Membership.objects.none()
    return rows.values_list("pk", "user_id")


def linked_things() -> Sequence[LinkedThing]:
    """People, requests to join and memberships."""
    person = _named("accounts:person")
    return (
        LinkedThing(PERSON, _people, person),
        LinkedThing("accounts.membership", _memberships, person),
        LinkedThing("accounts.membershiprequest", _requests, _named("accounts:decision")),
    )


def _named(name: str) -> Callable[[Any], str]:
    return lambda key: reverse(name, args=[key])


def kinds() -> Iterable[tuple[str, str]]:
    """For a form's choices."""
    return [(name, words) for name, (words, _) in KINDS.items()]
